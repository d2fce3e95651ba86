/*
 * A console port's data: one queue from the host, one to it.
 *
 * Receiving.  A few page-sized buffers are posted when somebody first wants to
 * read; the host sends no more than fits them, so flow control needs nothing
 * else.  A filled buffer is read from until it is empty, then posted again.
 *
 * Sending.  The port has one large buffer.  A writer fills it and gives it to
 * the device, and is done: its bytes are as good as sent, like those in a
 * pipe.  The next writer waits until the device has given the buffer back,
 * which QEMU does when the bytes are with the reader; an emulated device often
 * has done so before the notification returns, so writers look first and ask
 * for an interrupt only to sleep.
 *
 * User memory is copied without p->lock: `reader` and `writer` name the thread
 * that has the buffer meanwhile.
 *
 * When the host closes its side, readers get the end of file behind what was
 * received before, and writers EPIPE.  A side that was not open yet is waited
 * for.
 */
#include "drivers/virtio/vport.h"

#include "abi/errno.h"
#include "abi/poll.h"
#include "arch/layout.h"
#include "drivers/virtio/virtio.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/thread.h"

#define PANIC_POLLS 100000000UL /* bounded: nobody may be reading */

int
vport_init(struct vport *p, struct vconsole *console, u32 id)
{
	p->console = console;
	p->id = id;
	spin_init(&p->lock, LC_DRIVER);
	waitq_init(&p->waitq);
	(void)virtqueue_interrupts(p->tx, false);
	return 0;
}

/* --- Receiving --- */

void
vport_repost(struct vport *p, u8 *buf)
{
	struct virtio_buf b = { virt_to_phys(buf), VPORT_RX_SIZE, true };

	if (virtqueue_add(p->rx, &b, 1, buf))
		panic("virtio console: more buffers than were taken");
	virtqueue_kick(p->rx);
}

int
vport_post_receive(struct vport *p)
{
	u8 *bufs = NULL;
	irqflags_t flags;
	bool mine;

	if (READ_ONCE(p->rx_ready))
		return 0;
	bufs = kmalloc((size_t)VPORT_RX_BUFS * VPORT_RX_SIZE);
	if (!bufs)
		return -ENOMEM;
	flags = spin_lock_irqsave(&p->lock);
	mine = !p->rx_ready;
	WRITE_ONCE(p->rx_ready, true);
	for (unsigned i = 0; mine && i < VPORT_RX_BUFS; i++)
		vport_repost(p, bufs + (size_t)i * VPORT_RX_SIZE);
	spin_unlock_irqrestore(&p->lock, flags);
	if (!mine)
		kfree(bufs);
	return 0;
}

/* Is there something in rx_buf?  Fetches the next filled buffer. */
static bool
have_data(struct vport *p) REQUIRES(p->lock)
{
	while (!p->rx_buf) {
		u8 *buf = virtqueue_take(p->rx, &p->rx_len);

		if (!buf)
			return false;
		if (p->rx_len > 0 && p->rx_len <= VPORT_RX_SIZE)
			p->rx_buf = buf;
		else
			vport_repost(p, buf);
		p->rx_offset = 0;
	}
	return true;
}

/* Takes rx_buf for the current thread when there is data in it, or the end of
 * the stream behind it. */
static bool
begin_read(struct vport *p)
{
	irqflags_t flags = spin_lock_irqsave(&p->lock);
	bool mine = !p->reader || p->reader == current();

	/* Data from before a close are in the queue before the close is known. */
	mine = mine && (have_data(p) || p->host_closed);
	if (mine)
		p->reader = current();
	spin_unlock_irqrestore(&p->lock, flags);
	return mine;
}

/* n bytes of rx_buf were read; the buffer is anybody's again. */
static void
end_read(struct vport *p, size_t n)
{
	irqflags_t flags = spin_lock_irqsave(&p->lock);

	p->rx_offset += (u32)n;
	if (p->rx_buf && p->rx_offset == p->rx_len) {
		vport_repost(p, p->rx_buf);
		p->rx_buf = NULL;
	}
	p->reader = NULL;
	spin_unlock_irqrestore(&p->lock, flags);
	if (waitq_active(&p->waitq))
		wake_events(&p->waitq, POLLIN | POLLRDNORM);
}

ssize_t
vport_read(struct vport *p, struct uio *to, bool nonblock)
{
	size_t done = 0, n, copied;
	int err;

	while (to->resid > 0) {
		if (!begin_read(p)) {
			if (done)
				break;
			if (nonblock)
				return -EAGAIN;
			err = wait_event_intr(&p->waitq, begin_read(p));
			if (err)
				return err;
		}
		spin_unshared(
		    &p->lock); /* its reader: rx_* are ours till end_read() */
		if (!p->rx_buf) { /* the end */
			end_read(p, 0);
			break;
		}
		n = min(to->resid, (size_t)(p->rx_len - p->rx_offset));
		copied = uio_copy_out(to, p->rx_buf + p->rx_offset, n);
		end_read(p, copied);
		done += copied;
		if (copied < n)
			return done ? (ssize_t)done : -EFAULT;
	}
	return (ssize_t)done;
}

void
vport_rx_done(struct virtqueue *q, void *port)
{
	struct vport *p = port;

	(void)q;
	if (p->tty)
		vport_tty_receive(p);
	else
		wake_events(&p->waitq, POLLIN | POLLRDNORM);
}

/* --- Sending --- */

/* Looks whether the device is done with tx_buf; if not, `tell` asks for an
 * interrupt when it is.  Whoever finds it done tells the others: the interrupt
 * will find nothing left. => returns: it is done */
static bool
tx_idle(struct vport *p, bool tell) REQUIRES(p->lock)
{
	u32 len;

	if (!p->tx_busy)
		return true;
	if (!virtqueue_take(p->tx, &len) &&
	    !(tell && virtqueue_interrupts(p->tx, true) &&
		virtqueue_take(p->tx, &len)))
		return false;
	p->tx_busy = false;
	if (waitq_active(&p->waitq))
		wake_events(&p->waitq, POLLOUT | POLLWRNORM);
	return true;
}

static bool
begin_write(struct vport *p)
{
	irqflags_t flags = spin_lock_irqsave(&p->lock);
	bool mine = tx_idle(p, true) && (!p->writer || p->writer == current());

	if (mine)
		p->writer = current();
	spin_unlock_irqrestore(&p->lock, flags);
	return mine;
}

/* Gives n bytes of tx_buf to the device, and the buffer free for others. */
static void
end_write(struct vport *p, size_t n)
{
	struct virtio_buf b = { virt_to_phys(p->tx_buf), (u32)n, false };
	irqflags_t flags = spin_lock_irqsave(&p->lock);

	if (n > 0) {
		if (virtqueue_add(p->tx, &b, 1, p->tx_buf))
			panic("virtio console: no room for one buffer");
		p->tx_busy = true;
		(void)virtqueue_interrupts(p->tx, false);
		virtqueue_kick(p->tx);
		(void)tx_idle(p, waitq_active(&p->waitq));
	}
	if (p->writer == current())
		p->writer = NULL;
	spin_unlock_irqrestore(&p->lock, flags);
	/* The next writer may have its turn, or must ask for an interrupt. */
	if (waitq_active(&p->waitq))
		wake_events(&p->waitq, POLLOUT | POLLWRNORM);
}

ssize_t
vport_write(struct vport *p, struct uio *from, bool nonblock)
{
	size_t done = 0, n, copied;
	int err;

	while (from->resid > 0) {
		bool mine = begin_write(p);

		if (!mine) {
			if (nonblock)
				return done ? (ssize_t)done : -EAGAIN;
			err = wait_event_intr(&p->waitq,
			    (mine = begin_write(p)) ||
				READ_ONCE(p->host_closed));
			if (err)
				return done ? (ssize_t)done : err;
		}
		if (!mine || READ_ONCE(p->host_closed)) {
			end_write(p, 0);
			return done ? (ssize_t)done : -EPIPE;
		}
		n = min(from->resid, (size_t)VPORT_TX_SIZE);
		copied = uio_copy_in(from, p->tx_buf, n);
		end_write(p, copied);
		done += copied;
		if (copied < n)
			return done ? (ssize_t)done : -EFAULT;
	}
	return (ssize_t)done;
}

void
vport_tx_done(struct virtqueue *q, void *port)
{
	struct vport *p = port;

	if (p->tty) {
		tty_kick(p->tty);
		return;
	}
	spin_lock(&p->lock);
	(void)virtqueue_interrupts(q, false);
	(void)tx_idle(p, false);
	spin_unlock(&p->lock);
}

static bool
drained(struct vport *p)
{
	irqflags_t flags = spin_lock_irqsave(&p->lock);
	bool idle = tx_idle(p, true) || p->host_closed;

	spin_unlock_irqrestore(&p->lock, flags);
	return idle;
}

void
vport_drain(struct vport *p)
{
	if (p->tty)
		wait_event(&p->tty->write_waitq,
		    !tty_output_pending(p->tty) || READ_ONCE(p->host_closed));
	else
		wait_event(&p->waitq, drained(p));
}

void
vport_write_panic(struct vport *p, const char *s,
    size_t n) NO_THREAD_SAFETY_ANALYSIS
{
	static char text[64];
	struct virtio_buf b;
	u32 len;

	/* Its own memory is behind a pointer of the image's; tx_buf is in the
	 * direct map, as the device needs it. */
	n = min(n, sizeof(text));
	if (!p->tx_buf || !virtqueue_room(p->tx))
		return;
	memcpy(p->tx_buf, s, n);
	b = (struct virtio_buf){ virt_to_phys(p->tx_buf), (u32)n, false };
	if (virtqueue_add(p->tx, &b, 1, text))
		return;
	virtqueue_kick(p->tx);
	for (u64 i = 0; i < PANIC_POLLS; i++)
		if (virtqueue_take(p->tx, &len) == text)
			return;
}

/* --- Both --- */

unsigned
vport_ready(struct vport *p)
{
	irqflags_t flags = spin_lock_irqsave(&p->lock);
	unsigned events = 0;

	if (have_data(p))
		events |= POLLIN | POLLRDNORM;
	else if (p->host_closed)
		events |= POLLIN | POLLRDNORM | POLLHUP;
	if (p->host_closed)
		events |= POLLOUT | POLLWRNORM | POLLERR;
	else if (tx_idle(p, true) && !p->writer)
		events |= POLLOUT | POLLWRNORM;
	spin_unlock_irqrestore(&p->lock, flags);
	return events;
}

int
vport_open(struct vport *p)
{
	int err = vport_post_receive(p);
	irqflags_t flags;
	u8 *buf = NULL;
	bool first;

	if (err)
		return err;
	if (!READ_ONCE(p->tx_buf)) {
		buf = kmalloc(VPORT_TX_SIZE);
		if (!buf)
			return -ENOMEM;
	}
	flags = spin_lock_irqsave(&p->lock);
	if (!p->tx_buf) {
		WRITE_ONCE(p->tx_buf, buf);
		buf = NULL;
	}
	first = p->nopen++ == 0;
	spin_unlock_irqrestore(&p->lock, flags);
	kfree(buf);
	if (first)
		vconsole_port_opened(p, true);
	return 0;
}

void
vport_close(struct vport *p)
{
	irqflags_t flags = spin_lock_irqsave(&p->lock);
	bool last = --p->nopen == 0;

	spin_unlock_irqrestore(&p->lock, flags);
	if (last)
		vconsole_port_opened(p, false);
}

void
vport_host_open(struct vport *p, bool open)
{
	irqflags_t flags = spin_lock_irqsave(&p->lock);

	WRITE_ONCE(p->host_closed, !open);
	spin_unlock_irqrestore(&p->lock, flags);
	wake_all(&p->waitq);
	if (!open && p->tty)
		tty_receive_hangup(p->tty);
}
