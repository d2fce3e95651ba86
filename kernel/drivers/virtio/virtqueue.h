/* The part of a queue that virtio.c needs; drivers use virtio.h. */
#ifndef DRIVERS_VIRTIO_VIRTQUEUE_H
#define DRIVERS_VIRTIO_VIRTQUEUE_H

struct virtqueue;

/* Calls the driver's done() if buffers were used. => interrupt context */
void virtqueue_done(struct virtqueue *q);

#endif
