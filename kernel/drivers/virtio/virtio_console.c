/*
 * Virtio consoles (virtio 1.2, 5.3): finding the ports.
 *
 * With VIRTIO_CONSOLE_F_MULTIPORT a pair of control queues carries events: the
 * device adds ports, we say that we are ready for each, it tells their names
 * and whether the host has them open, and both sides tell each other of later
 * opens and closes.  Without, there is one port, a console, always open.
 *
 * Events make nodes and allocate, so a thread handles them; the interrupt only
 * wakes it.  All queues are made before the device is told to go (3.1.1),
 * hence for at most MAX_PORTS ports.
 *
 * A port that is a console becomes a terminal.  So does the port named
 * TTY_PORT: QEMU throws away what a console port writes while its other side is
 * not ready, but holds a plain port back, which makes that the better terminal.
 *
 * Left out: removal of ports (the host never does it to us), the emergency
 * write register.
 */
#include "abi/errno.h"
#include "arch/layout.h"
#include "debug/log.h"
#include "drivers/virtio/drivers.h"
#include "drivers/virtio/virtio.h"
#include "drivers/virtio/vport.h"
#include "lib/bitmap.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"

#define F_SIZE      (1UL << 0)
#define F_MULTIPORT (1UL << 1)

/* Configuration (5.3.4). */
struct config {
	u16 cols, rows;
	u32 max_nr_ports;
	u32 emergency_write;
};

/* Control messages (5.3.6.2). */
struct message {
	u32 id;
	u16 event;
	u16 value;
};

enum event {
	DEVICE_READY = 0,
	DEVICE_ADD = 1,
	DEVICE_REMOVE = 2,
	PORT_READY = 3,
	CONSOLE_PORT = 4,
	RESIZE = 5,
	PORT_OPEN = 6,
	PORT_NAME = 7,
};

#define QUEUE_CONTROL_RX 2
#define QUEUE_CONTROL_TX 3

#define QUEUE_SIZE 128
#define MAX_PORTS  16
#define EVENT_SIZE 128 /* a message and the longest name we keep */
#define NEVENTS    32  /* in one page */
#define NMESSAGES  64
#define TTY_PORT   "breenix.tty"

struct vconsole {
	struct virtio_device *dev;      /* [I] */
	u32 index;                      /* [I] */
	u32 nports;                     /* [I] that we have queues for */
	bool multiport;                 /* [I] */
	struct vport *ports[MAX_PORTS]; /* [c] by the work; read anywhere */
	struct virtqueue *rx, *tx;      /* [I] control; used under lock */
	struct spinlock lock;
	struct waitq waitq;       /* progress, for waiters */
	struct work control;      /* takes events */
	bool ready_sent;          /* [c] by the work */
	u8 *events;               /* [I] NEVENTS buffers */
	struct message *messages; /* [I] NMESSAGES buffers */
	BITMAP(used, NMESSAGES)
	OWN_LOCK(lock);        /* messages that the device has */
	u32 added, described;  /* [a] ports */
	struct vconsole *next; /* [I] */
};

static struct {
	struct vconsole *consoles; /* [a] in order of finding */
	u32 count;
} found;

/* --- Sending control messages --- */

static void
reap_messages(struct vconsole *c) REQUIRES(c->lock)
{
	struct message *m;
	u32 len;

	while ((m = virtqueue_take(c->tx, &len)))
		bitmap_clear(c->used, (size_t)(m - c->messages));
}

static void
send(struct vconsole *c, u32 id, enum event event, u16 value)
{
	irqflags_t flags = spin_lock_irqsave(&c->lock);
	struct virtio_buf b;
	size_t slot;

	reap_messages(c);
	slot = bitmap_find_clear(c->used, NMESSAGES, 0);
	if (slot < NMESSAGES) {
		c->messages[slot] = (struct message){ id, (u16)event, value };
		b = (struct virtio_buf){ virt_to_phys(&c->messages[slot]),
			sizeof(struct message), false };
		bitmap_set(c->used, slot);
		if (virtqueue_add(c->tx, &b, 1, &c->messages[slot]))
			panic("virtio console: more messages than entries");
		virtqueue_kick(c->tx);
	}
	spin_unlock_irqrestore(&c->lock, flags);
	if (slot == NMESSAGES)
		log_warn("virtio console: the device takes no messages");
}

void
vconsole_port_opened(struct vport *p, bool open)
{
	if (p->console->multiport)
		send(p->console, p->id, PORT_OPEN, open);
}

/* --- Ports --- */

static int
port_create(struct vconsole *c, u32 id)
{
	unsigned rx = id == 0 ? 0 : 2 * id + 2;
	struct vport *p = kzalloc(sizeof(*p));
	int err;

	if (!p)
		return -ENOMEM;
	err = virtqueue_create(c->dev, rx, QUEUE_SIZE, vport_rx_done, p,
	    &p->rx);
	if (!err)
		err = virtqueue_create(c->dev, rx + 1, QUEUE_SIZE,
		    vport_tx_done, p, &p->tx);
	if (err)
		return err; /* at boot: the queue's few bytes are lost */
	c->ports[id] = p;
	return vport_init(p, c, id);
}

/* A port's kind and name are known: makes it usable. */
static void
describe(struct vport *p, bool is_console)
{
	if (is_console || !strcmp(p->name, TTY_PORT)) {
		if (vport_make_tty(p))
			log_err("virtio console: no memory for a terminal");
	}
	if (atomic_load(&p->described))
		return;
	if (!p->tty)
		vport_add_nodes(p, p->console->index);
	store_release(&p->described, true);
	atomic_add(&p->console->described, 1);
	wake_all(&p->console->waitq);
}

static void
handle(struct vconsole *c, const struct message *m, const char *extra, size_t n)
{
	struct vport *p = m->id < c->nports ? c->ports[m->id] : NULL;
	struct winsize w = { 0 };

	if (!p) {
		if (m->event == DEVICE_ADD)
			send(c, m->id, PORT_READY, 0);
		return;
	}
	switch (m->event) {
	case DEVICE_ADD:
		atomic_add(&c->added, 1);
		send(c, m->id, PORT_READY, 1);
		break;
	case CONSOLE_PORT:
		describe(p, true);
		break;
	case PORT_NAME:
		n = min(n, (size_t)VPORT_NAME_MAX - 1);
		memcpy(p->name, extra, n);
		p->name[n] = 0;
		describe(p, false);
		break;
	case PORT_OPEN:
		vport_host_open(p, m->value);
		describe(p, false); /* one without a name */
		break;
	case RESIZE:
		if (p->tty && n >= 4) {
			memcpy(&w.ws_col, extra, 2);
			memcpy(&w.ws_row, extra + 2, 2);
			tty_set_winsize(p->tty, &w);
		}
		break;
	default:
		break;
	}
}

/* --- Receiving events --- */

static void
post_event(struct vconsole *c, u8 *buf) REQUIRES(c->lock)
{
	struct virtio_buf b = { virt_to_phys(buf), EVENT_SIZE, true };

	if (virtqueue_add(c->rx, &b, 1, buf))
		panic("virtio console: more event buffers than were taken");
}

/* Copies the next event out of its buffer, which is offered again. */
static bool
next_event(struct vconsole *c, u8 copy[EVENT_SIZE], u32 *len)
{
	irqflags_t flags = spin_lock_irqsave(&c->lock);
	u8 *buf = virtqueue_take(c->rx, len);

	if (buf) {
		*len = min(*len, (u32)EVENT_SIZE);
		memcpy(copy, buf, *len);
		post_event(c, buf);
		virtqueue_kick(c->rx);
	}
	spin_unlock_irqrestore(&c->lock, flags);
	return buf;
}

static void
handle_events(struct work *w)
{
	struct vconsole *c = container_of(w, struct vconsole, control);
	struct message m;
	u8 copy[EVENT_SIZE];
	u32 len;

	if (!c->ready_sent) {
		c->ready_sent = true;
		send(c, 0, DEVICE_READY, 1);
	}
	while (next_event(c, copy, &len)) {
		sched_point();
		if (len < sizeof(m))
			continue;
		memcpy(&m, copy, sizeof(m));
		handle(c, &m, (const char *)copy + sizeof(m), len - sizeof(m));
	}
}

static void
control_done(struct virtqueue *q, void *arg)
{
	struct vconsole *c = arg;

	(void)q;
	(void)work_queue(&c->control);
}

/* --- Finding ports --- */

struct vport *
vport_nth(unsigned n)
{
	for (struct vconsole *c = load_acquire(&found.consoles); c; c = c->next)
		for (u32 i = 0; i < c->nports; i++)
			if (load_acquire(&c->ports[i]->described) && n-- == 0)
				return c->ports[i];
	return NULL;
}

struct vport *
vport_find(const char *name)
{
	struct vport *p;

	for (unsigned n = 0; (p = vport_nth(n)); n++)
		if (!strcmp(p->name, name))
			return p;
	return NULL;
}

static bool
all_described(const struct vconsole *c)
{
	u32 added = atomic_load(&c->added);

	return added > 0 && atomic_load(&c->described) >= added;
}

bool
vport_wait_described(ktime_t deadline)
{
	bool all = true;

	/* Only a fatal signal could end the wait early, and there is none. */
	for (struct vconsole *c = load_acquire(&found.consoles); c; c = c->next)
		if (c->multiport)
			all &= !WAIT_EVENT(&c->waitq, all_described(c), 0,
			    deadline);
	return all;
}

/* --- The device --- */

static int
create_control(struct vconsole *c)
{
	int err = virtqueue_create(c->dev, QUEUE_CONTROL_RX, QUEUE_SIZE,
	    control_done, c, &c->rx);

	if (!err)
		err = virtqueue_create(c->dev, QUEUE_CONTROL_TX, QUEUE_SIZE,
		    NULL, NULL, &c->tx);
	if (err)
		return err;
	(void)virtqueue_interrupts(c->tx, false);
	c->events = kmalloc((size_t)NEVENTS * EVENT_SIZE);
	c->messages = kmalloc(NMESSAGES * sizeof(struct message));
	return c->events && c->messages ? 0 : -ENOMEM;
}

static void
start_control(struct vconsole *c)
{
	irqflags_t flags = spin_lock_irqsave(&c->lock);

	for (unsigned i = 0; i < NEVENTS; i++)
		post_event(c, c->events + (size_t)i * EVENT_SIZE);
	virtqueue_kick(c->rx);
	spin_unlock_irqrestore(&c->lock, flags);
	(void)work_queue(&c->control); /* says that the driver is ready */
}

static void
add_console(struct vconsole *c)
{
	struct vconsole **end = &found.consoles;

	while (*end)
		end = &(*end)->next;
	store_release(end, c);
}

static int
probe(struct virtio_device *dev)
{
	struct vconsole *c = kzalloc(sizeof(*c));
	struct config config = { .max_nr_ports = 1 };
	int err;

	if (!c)
		return -ENOMEM;
	c->dev = dev;
	c->index = found.count++;
	spin_init(&c->lock, LC_DRIVER);
	waitq_init(&c->waitq);
	work_init(&c->control, handle_events);
	dev->private = c;
	err = virtio_negotiate(dev, F_SIZE | F_MULTIPORT);
	if (err)
		return err;
	c->multiport = dev->features & F_MULTIPORT;
	if (c->multiport) {
		virtio_read_config(dev, 0, &config, sizeof(config));
		err = create_control(c);
	}
	c->nports = clamp(config.max_nr_ports, 1U, (u32)MAX_PORTS);
	for (u32 i = 0; i < c->nports && !err; i++)
		err = port_create(c, i);
	if (err)
		return err;
	virtio_ready(dev);
	add_console(c);
	log_info("virtio console %u: room for %u ports", c->index, c->nports);
	if (c->multiport) {
		start_control(c);
	} else {
		vport_host_open(c->ports[0], true);
		describe(c->ports[0], true);
	}
	return 0;
}

const struct virtio_driver virtio_console_driver = {
	.name = "virtio_console",
	.id = VIRTIO_ID_CONSOLE,
	.probe = probe,
};
