/*
 * Virtio 9P transports (virtio 1.2 leaves them to QEMU: hw/9pfs/virtio-9p-device.c): a
 * file server behind a queue, named by a tag.
 *
 * A request is a chain: the message and its payload, then room for the answer and its.
 * The token that comes back is the request, so the order of answers and their tags do not
 * matter here.  One queue: who finds no room in it waits.
 *
 * stop() resets the device, which forgets what it has; it begins anew with the next
 * mount.  A message that it does not understand makes it want that too.
 *
 * The tag is to be found by `mount -t 9p TAG DIR`, and root=TAG rootfstype=9p.
 */
#include "abi/errno.h"
#include "arch/layout.h"
#include "debug/log.h"
#include "drivers/virtio/drivers.h"
#include "drivers/virtio/virtio.h"
#include "fs/9p/client.h"
#include "lib/string.h"
#include "mm/page.h"
#include "mm/slab.h"

#define F_MOUNT_TAG (1UL << 0)
#define TAG_MOST    255

/* Of the pieces of memory in a request: both messages and the payload. */
#define BUFS_MOST (P9_SEGMENTS + 2)

struct channel {
	struct virtio_device *dev; /* [I] */
	struct virtqueue *queue;   /* [I]; used under lock */
	struct spinlock lock;
	bool running
	    OWN_LOCK(lock); /* the device was made ready, and answers */
	struct p9_client *client
	    OWN_LOCK(lock); /* NULL: nobody has mounted it */
	struct virtio_buf bufs[BUFS_MOST] OWN_LOCK(
	    lock);              /* of a request that is offered */
	struct waitq room;      /* in the queue */
	struct channel *next;   /* [I] */
	char tag[TAG_MOST + 1]; /* [I] */
};

static struct channel *channels; /* [I] after boot */

/* --- Answers --- */

/* All under the lock: when stop() has had it, nothing of a client is looked at here. */
static void
done(struct virtqueue *queue, void *arg)
{
	struct channel *ch = arg;
	irqflags_t flags = spin_lock_irqsave(&ch->lock);
	struct p9_request *q;
	u32 n;

	while (ch->running && (q = virtqueue_take(queue, &n)))
		p9_answered(q, n);
	if (ch->running && virtqueue_is_broken(queue))
		p9_broken(ch->client);
	spin_unlock_irqrestore(&ch->lock, flags);
	wake_all(&ch->room);
}

static void
config_changed(struct virtio_device *dev)
{
	struct channel *ch = dev->private;
	irqflags_t flags;

	if (!ch || !virtio_needs_reset(dev))
		return;
	flags = spin_lock_irqsave(&ch->lock);
	if (ch->running)
		p9_broken(ch->client);
	spin_unlock_irqrestore(&ch->lock, flags);
}

/* --- Requests --- */

static void
add_buf(struct virtio_buf *bufs, unsigned *n, void *p, u32 len, bool writes)
{
	if (len)
		bufs[(*n)++] = (struct virtio_buf){ virt_to_phys(p), len,
			writes };
}

static unsigned
collect(struct p9_request *q, struct virtio_buf *bufs)
{
	unsigned n = 0;

	add_buf(bufs, &n, q->t.buf, q->t.at, false);
	for (unsigned i = 0; q->to_server && i < q->nsegments; i++)
		add_buf(bufs, &n, q->payload[i].p, q->payload[i].n, false);
	add_buf(bufs, &n, q->r.buf, q->r.size, true);
	for (unsigned i = 0; !q->to_server && i < q->nsegments; i++)
		add_buf(bufs, &n, q->payload[i].p, q->payload[i].n, true);
	return n;
}

/* => returns: false: no room; *err: it can never be */
static bool
offer(struct channel *ch, struct p9_request *q, int *err)
{
	irqflags_t flags = spin_lock_irqsave(&ch->lock);
	bool ok = true;

	if (!ch->running)
		*err = -EIO;
	else
		ok = !virtqueue_add(ch->queue, ch->bufs, collect(q, ch->bufs),
		    q);
	if (ok && !*err)
		virtqueue_kick(ch->queue);
	spin_unlock_irqrestore(&ch->lock, flags);
	return ok;
}

static int
send(struct p9_request *q, unsigned how)
{
	struct channel *ch = q->client->channel;
	int err = 0, waited;

	waited = WAIT_EVENT(&ch->room, offer(ch, q, &err), how, q->deadline);
	return waited ? waited : err;
}

/* --- Life --- */

static struct channel *
find(const char *tag)
{
	struct channel *ch = channels;

	while (ch && strcmp(ch->tag, tag) != 0)
		ch = ch->next;
	return ch;
}

/* Stopped, the device is ours alone. => errors: -EIO */
static int
begin(struct channel *ch)
{
	irqflags_t flags;

	virtio_restart(ch->dev);
	if (virtio_negotiate(ch->dev, F_MOUNT_TAG))
		return -EIO;
	virtqueue_restart(ch->queue);
	virtio_ready(ch->dev);
	flags = spin_lock_irqsave(&ch->lock);
	ch->running = true;
	spin_unlock_irqrestore(&ch->lock, flags);
	return 0;
}

static void
close_channel(struct p9_client *c)
{
	struct channel *ch = c->channel;
	irqflags_t flags = spin_lock_irqsave(&ch->lock);

	ch->client = NULL;
	spin_unlock_irqrestore(&ch->lock, flags);
}

static int
open_channel(struct p9_client *c, const char *source)
{
	struct channel *ch = find(source);
	irqflags_t flags;
	bool busy;
	int err;

	if (!ch)
		return -ENOENT;
	flags = spin_lock_irqsave(&ch->lock);
	busy = ch->client;
	if (!busy)
		ch->client = c;
	spin_unlock_irqrestore(&ch->lock, flags);
	if (busy)
		return -EBUSY;
	c->channel = ch;
	err = begin(ch);
	if (err)
		close_channel(c);
	return err;
}

static void
stop(struct p9_client *c)
{
	struct channel *ch = c->channel;
	irqflags_t flags = spin_lock_irqsave(&ch->lock);
	bool was = ch->running;

	ch->running = false;
	spin_unlock_irqrestore(&ch->lock, flags);
	if (was)
		virtio_restart(ch->dev);
	wake_all(&ch->room);
}

static struct p9_transport transport = {
	.name = "virtio",
	.open = open_channel,
	.send = send,
	.stop = stop,
	.close = close_channel,
	.max_msize = P9_SEGMENTS * PAGE_SIZE + 24,
};

/* The tag is in the configuration, behind its length. => errors: -EINVAL */
static int
read_tag(struct channel *ch)
{
	u16 len;

	if (!(ch->dev->features & F_MOUNT_TAG))
		return -EINVAL;
	virtio_read_config(ch->dev, 0, &len, sizeof(len));
	if (!len || len > TAG_MOST)
		return -EINVAL;
	virtio_read_config(ch->dev, sizeof(len), ch->tag, len);
	return 0;
}

static int
probe(struct virtio_device *dev)
{
	struct channel *ch = kzalloc(sizeof(*ch));
	int err;

	if (!ch)
		return -ENOMEM;
	ch->dev = dev;
	spin_init(&ch->lock, LC_DRIVER);
	waitq_init(&ch->room);
	err = virtio_negotiate(dev, F_MOUNT_TAG);
	if (!err)
		err = read_tag(ch);
	if (!err)
		err = virtqueue_create(dev, 0, VIRTQUEUE_MAX, done, ch,
		    &ch->queue);
	if (err) {
		kfree(ch);
		return err;
	}
	dev->private = ch;
	if (!channels)
		p9_transport_register(&transport);
	ch->next = channels;
	channels = ch;
	log_info("virtio 9p: \"%s\"", ch->tag);
	return 0;
}

const struct virtio_driver virtio_9p_driver = {
	.name = "virtio 9p",
	.id = VIRTIO_ID_9P,
	.probe = probe,
	.config_changed = config_changed,
};
