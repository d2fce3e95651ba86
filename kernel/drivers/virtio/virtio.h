/*
 * Virtio devices and their queues, whatever bus they are on (virtio 1.2).
 *
 * A transport finds devices and hands each to virtio_probe(), which matches it
 * with a driver by device id.  The driver's probe() negotiates features,
 * makes queues, and sets the device going:
 *
 *     virtio_negotiate() -> virtqueue_create() ... -> virtio_ready()
 *
 * The driver serializes all calls on one queue with a lock of its own.
 */
#ifndef DRIVERS_VIRTIO_VIRTIO_H
#define DRIVERS_VIRTIO_VIRTIO_H

#include "lib/compiler.h"
#include "lib/types.h"

#define VIRTIO_ID_NET     1
#define VIRTIO_ID_BLOCK   2
#define VIRTIO_ID_CONSOLE 3
#define VIRTIO_ID_RNG     4
#define VIRTIO_ID_9P      9

#define VIRTIO_F_VERSION_1 (1UL << 32)

#define VIRTIO_MAX_QUEUES 40
#define VIRTQUEUE_MAX     1024 /* entries */

struct virtio_device;
struct virtqueue;

/* What a bus can do.  Queue addresses are physical. */
struct virtio_transport {
	u8 (*get_status)(struct virtio_device *dev);
	void (*set_status)(struct virtio_device *dev, u8 status);
	u64 (*get_features)(struct virtio_device *dev);
	void (*set_features)(struct virtio_device *dev, u64 features);
	/* => returns: the most entries queue `index` can have, 0: no queue */
	u32 (*queue_max)(struct virtio_device *dev, unsigned index);
	void (*queue_enable)(struct virtio_device *dev, unsigned index,
	    u32 size, paddr_t desc, paddr_t avail, paddr_t used);
	void (*notify)(struct virtio_device *dev, unsigned index);
	/* Little-endian bytes of the device's configuration. */
	void (*read_config)(struct virtio_device *dev, size_t offset, void *buf,
	    size_t n);
};

struct virtio_driver {
	const char *name;
	u32 id;
	/* => returns: 0, or -errno: the device is left alone */
	int (*probe)(struct virtio_device *dev);
	/* The configuration changed. => interrupt context; may be NULL */
	void (*config_changed)(struct virtio_device *dev);
};

/* All [I] once probe() has returned. */
struct virtio_device {
	const struct virtio_transport *transport;
	const struct virtio_driver *driver;
	u32 id;
	u64 features; /* agreed on */
	struct virtqueue *queues[VIRTIO_MAX_QUEUES];
	void *private; /* the driver's */
};

/* One piece of memory of a request; len bytes at a physical address. */
struct virtio_buf {
	paddr_t addr;
	u32 len;
	bool device_writes;
};

/* --- For drivers --- */

/* Agrees on those of `wanted` that the device offers, and on VERSION_1.
 * => errors: -ENODEV the device is of before virtio 1.0, or refuses */
int virtio_negotiate(struct virtio_device *dev, u64 wanted) __must_check;

/* The device may use its queues from here on. */
void virtio_ready(struct virtio_device *dev);

/* Begins anew: reset, and known to have a driver.  From here on the device touches no
 * memory; virtio_negotiate() is next. */
void virtio_restart(struct virtio_device *dev);

/* Has the device lost its way (DEVICE_NEEDS_RESET)? */
bool virtio_needs_reset(struct virtio_device *dev);

void virtio_read_config(struct virtio_device *dev, size_t offset, void *buf,
    size_t n);

/* Makes queue `index`, of at most `most` entries; done() is called from the interrupt
 * when buffers were used.  => sleeps never, but not for interrupts
 * => errors: -ENOENT no such queue, -ENOMEM */
int virtqueue_create(struct virtio_device *dev, unsigned index, u32 most,
    void (*done)(struct virtqueue *q, void *arg), void *arg,
    struct virtqueue **out) __must_check;

/* The device was reset, and has agreed again: the queue begins anew.  What the device
 * had is forgotten. */
void virtqueue_restart(struct virtqueue *q);

/* Entries that are free; a request takes one a buffer. */
unsigned virtqueue_room(const struct virtqueue *q);

/* Offers a request of n buffers, those that the device reads first.  token,
 * not NULL, comes back when it is done.  => errors: -ENOSPC */
int virtqueue_add(struct virtqueue *q, const struct virtio_buf *bufs,
    unsigned n, void *token) __must_check;

/* Tells the device about requests added, if it wants to know. */
void virtqueue_kick(struct virtqueue *q);

/* => returns: the token of a request that is done, or NULL; *len the bytes
 * that the device says it wrote */
void *virtqueue_take(struct virtqueue *q, u32 *len);

/* Has the device said that something was done which it was not asked for?  Then
 * nothing comes from the queue any more. */
bool virtqueue_is_broken(const struct virtqueue *q);

/* Asks for interrupts, or for none.  => returns: true when requests were done
 * meanwhile, which no interrupt will announce */
bool virtqueue_interrupts(struct virtqueue *q, bool on);

/* --- For transports --- */

/* Finds the driver of a device and lets it probe. */
void virtio_probe(struct virtio_device *dev);

/* The device has interrupted. => interrupt context */
void virtio_queue_interrupt(struct virtio_device *dev);
void virtio_config_interrupt(struct virtio_device *dev);

/* Finds the devices on virtio-mmio. => once, at boot, after pci_init() */
void virtio_mmio_init(void);

#endif
