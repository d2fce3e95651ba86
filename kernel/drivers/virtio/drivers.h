/* The drivers of virtio devices: the rows of virtio.c's match table. */
#ifndef DRIVERS_VIRTIO_DRIVERS_H
#define DRIVERS_VIRTIO_DRIVERS_H

struct virtio_driver;

extern const struct virtio_driver virtio_console_driver, virtio_9p_driver;

#endif
