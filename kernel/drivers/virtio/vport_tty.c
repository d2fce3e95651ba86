/*
 * A console port as a terminal, hvc0 and so on.
 *
 * Sending is without a copy: the device reads the terminal's output ring, whose
 * bytes stay claimed until their buffer comes back.  Received bytes that the
 * terminal refuses stay in their buffer, so that the host waits.
 */
#include "abi/errno.h"
#include "arch/layout.h"
#include "drivers/virtio/virtio.h"
#include "drivers/virtio/vport.h"
#include "mm/slab.h"

#define HVC_MAX 256

static struct {
	u32 count; /* [a] terminals made */
} hvc;

struct vport_tty {
	struct tty tty;
	struct vport *port; /* [I] */
};

static struct vport *
port_of(struct tty *t)
{
	return container_of(t, struct vport_tty, tty)->port;
}

/* The length of a buffer is its token: never 0. */
static void
reap(struct tty *t, struct vport *p) NO_THREAD_SAFETY_ANALYSIS
{
	size_t n;
	u32 len;

	for (;;) {
		spin_lock(&p->lock);
		n = (size_t)virtqueue_take(p->tx, &len);
		spin_unlock(&p->lock);
		if (!n)
			return;
		tty_output_done(t, n);
	}
}

static void
hvc_start(struct tty *t) NO_THREAD_SAFETY_ANALYSIS
{
	struct vport *p = port_of(t);
	const u8 *s;
	size_t n;

	assert_spin_held(&t->out_lock);
	reap(t, p);
	while ((n = tty_output_next(t, &s))) {
		struct virtio_buf b = { virt_to_phys(s), (u32)n, false };
		int err;

		spin_lock(&p->lock);
		err = virtqueue_add(p->tx, &b, 1, (void *)n);
		spin_unlock(&p->lock);
		if (err)
			break;
		tty_output_claim(t, n);
	}
	spin_lock(&p->lock);
	(void)virtqueue_interrupts(p->tx, false);
	virtqueue_kick(p->tx);
	spin_unlock(&p->lock);
	reap(t, p);
	if (t->out_claimed) {
		bool more;

		spin_lock(&p->lock);
		more = virtqueue_interrupts(p->tx, true);
		spin_unlock(&p->lock);
		if (more)
			reap(t, p);
	}
}

/* The oldest received bytes that the terminal has not seen. */
static bool
next_bytes(struct vport *p, const u8 **s, u32 *n) REQUIRES(p->lock)
{
	if (!p->rx_buf) {
		p->rx_buf = virtqueue_take(p->rx, &p->rx_len);
		p->rx_offset = 0;
	}
	if (!p->rx_buf)
		return false;
	*s = p->rx_buf + p->rx_offset;
	*n = min(p->rx_len, (u32)VPORT_RX_SIZE) - p->rx_offset;
	return true;
}

/* tty_receive() takes a lock that comes before the port's, so the port's is let
 * go meanwhile; `pushing` keeps the interrupt and hvc_resume() apart.  Who
 * finds it set may leave: the other one looks again under the lock. */
void
vport_tty_receive(struct vport *p)
{
	irqflags_t flags = spin_lock_irqsave(&p->lock);
	bool go = !p->pushing;
	const u8 *s;
	u32 n, taken;

	p->pushing = true;
	while (go && next_bytes(p, &s, &n)) {
		spin_unlock_irqrestore(&p->lock, flags);
		taken = (u32)tty_receive(p->tty, s, n);
		flags = spin_lock_irqsave(&p->lock);
		p->rx_offset += taken;
		if (taken == n) {
			vport_repost(p, p->rx_buf);
			p->rx_buf = NULL;
		}
		go = taken == n;
		if (!go)
			p->pushing = false;
	}
	if (go)
		p->pushing = false;
	spin_unlock_irqrestore(&p->lock, flags);
}

static void
hvc_resume(struct tty *t)
{
	vport_tty_receive(port_of(t));
}

static struct tty_class hvc_class = {
	.prefix = "hvc",
	.major = 229,
	.count = HVC_MAX,
	.fixed = true,
	.start = hvc_start,
	.resume = hvc_resume,
};

void
vport_tty_init(void)
{
	tty_class_register(&hvc_class);
}

int
vport_make_tty(struct vport *p)
{
	struct vport_tty *vt;
	int err;

	if (p->tty)
		return 0;
	vt = kzalloc(sizeof(*vt));
	if (!vt)
		return -ENOMEM;
	vt->port = p;
	err = tty_register(&vt->tty, &hvc_class,
	    atomic_fetch_add(&hvc.count, 1));
	if (err) {
		kfree(vt);
		return err;
	}
	/* Before its first interrupt. */
	store_release(&p->tty, &vt->tty);
	return vport_open(p);
}
