/*
 * Ports of a virtio console: byte streams between host and guest, each with
 * its own flow control and end of file.
 */
#ifndef DRIVERS_VIRTIO_VPORT_H
#define DRIVERS_VIRTIO_VPORT_H

#include "fs/devnum.h"
#include "lib/compiler.h"
#include "lib/types.h"
#include "sched/waitq.h"
#include "tty/tty.h"
#include "vm/uio.h"

struct virtqueue;
struct vconsole;

#define VPORT_NAME_MAX 64
#define VPORT_RX_BUFS  4
#define VPORT_RX_SIZE  4096
#define VPORT_TX_SIZE  (64 * 1024)

/*
 * Key: [I] immutable once the port can be found, [l] lock with interrupts
 * off, [t] the console's control thread only, [a] atomic.
 */
struct vport {
	struct vconsole *console;  /* [I] */
	u32 id;                    /* [I] */
	struct virtqueue *rx, *tx; /* [I] the queues are under lock */
	char name[VPORT_NAME_MAX]; /* [t] until described */
	bool described;            /* [a] the device has told what it is */
	struct spinlock lock;
	struct waitq waitq; /* data, room, or the host opened or closed */
	bool host_closed
	    OWN_LOCK(lock);       /* the host has said so; it may reopen */
	u32 nopen OWN_LOCK(lock); /* our users */
	/* Receiving: a filled buffer that is being read. */
	bool rx_ready OWN_LOCK(lock); /* buffers are posted */
	u8 *rx_buf OWN_LOCK(lock);    /* NULL: none */
	u32 rx_len OWN_LOCK(lock);
	u32 rx_offset OWN_LOCK(lock);
	struct thread *reader OWN_LOCK(lock); /* who copies from rx_buf now */
	bool pushing OWN_LOCK(lock); /* rx_buf is on its way to the terminal */
	/* Sending: one buffer, the device's while tx_busy. */
	u8 *tx_buf; /* [I] after the first open */
	bool tx_busy OWN_LOCK(lock);
	struct thread *writer OWN_LOCK(lock); /* who fills tx_buf now */

	char node_name[16];                   /* [I] "vport0p1" */
	char alias_name[16 + VPORT_NAME_MAX]; /* [I] "virtio-ports/NAME" */
	struct device_node node, alias;       /* [I] */
	struct tty *tty; /* [I] after described; NULL: none */
};

/* The ports that there are: found by name, or in order from 0.
 * => returns: NULL: no such port */
struct vport *vport_find(const char *name);
struct vport *vport_nth(unsigned n);

/* Have all consoles told of all their ports?  Until the deadline.
 * => sleeps */
bool vport_wait_described(ktime_t deadline);

/* Users of a port come and go: the host sees the port open meanwhile.
 * => sleeps => errors: -ENOMEM */
int vport_open(struct vport *p) __must_check;
void vport_close(struct vport *p);

/* Moves what there is, waiting for the first byte unless nonblock.
 * => sleeps => returns: bytes; 0 when the host has closed its side
 * => errors: -EAGAIN, -EFAULT, -ERESTARTSYS */
ssize_t vport_read(struct vport *p, struct uio *to, bool nonblock) __must_check;

/* Sends all; nonblock: what fits now.
 * => sleeps => errors: -EAGAIN, -EFAULT, -ERESTARTSYS, -EPIPE (the host has
 * closed its side) */
ssize_t vport_write(struct vport *p, struct uio *from, bool nonblock)
    __must_check;

/* The POLL* bits that hold. */
unsigned vport_ready(struct vport *p);

/* Waits until the host has taken all that was written.  => sleeps */
void vport_drain(struct vport *p);

/* Sends a short text without locks or interrupts, in a panic. */
void vport_write_panic(struct vport *p, const char *s, size_t n);

/* --- Among the files of this driver --- */

/* A port whose queues exist.  => errors: -ENOMEM */
int vport_init(struct vport *p, struct vconsole *console, u32 id);
/* Adds its nodes under /dev; its name is known. */
void vport_add_nodes(struct vport *p, u32 index);
/* Posts the receive buffers, once. => errors: -ENOMEM */
int vport_post_receive(struct vport *p) __must_check;
/* At boot. */
void vport_tty_init(void);
/* Makes it the next hvc terminal (vport_tty.c). */
int vport_make_tty(struct vport *p) __must_check;
/* Hands what was received to the terminal. => any context */
void vport_tty_receive(struct vport *p);
/* The host opened or closed its side. */
void vport_host_open(struct vport *p, bool open);
/* Buffers of its queues were used. => interrupt context */
void vport_rx_done(struct virtqueue *q, void *port);
void vport_tx_done(struct virtqueue *q, void *port);
/* Offers a receive buffer again, and tells the device. */
void vport_repost(struct vport *p, u8 *buf) REQUIRES(p->lock);
/* Tells the device that this port is open, or not (virtio_console.c). */
void vconsole_port_opened(struct vport *p, bool open);

#endif
