/*
 * Split virtqueues (virtio 1.2, 2.7): a table of descriptors, a ring of those
 * that the driver offers, and a ring of those that the device has used.
 *
 * Free descriptors form a list through their `next` fields.  A request is a
 * chain; its head's number goes to the available ring and comes back in the
 * used ring, and tokens[head] says what it was.
 *
 * Indices of both rings count forever, modulo 2^16.
 *
 * Barriers: entries are written before the index that publishes them, and read
 * after it (2.7.13, 2.7.14); whoever publishes and then looks whether the other
 * side wants to know needs a full barrier between the two (2.7.7, 2.7.10).
 */
#include "drivers/virtio/virtqueue.h"

#include "abi/errno.h"
#include "arch/atomic.h"
#include "arch/io.h"
#include "arch/layout.h"
#include "debug/log.h"
#include "drivers/virtio/virtio.h"
#include "lib/assert.h"
#include "lib/bits.h"
#include "lib/string.h"
#include "mm/page.h"
#include "mm/slab.h"

#define DESC_NEXT      1u
#define DESC_WRITE     2u
#define AVAIL_NO_IRQ   1u
#define USED_NO_NOTIFY 1u

struct desc {
	u64 addr;
	u32 len;
	u16 flags;
	u16 next;
};

struct avail {
	u16 flags;
	u16 idx;
	u16 ring[];
};

struct used_elem {
	u32 id;
	u32 len;
};

struct used {
	u16 flags;
	u16 idx;
	struct used_elem ring[];
};

struct virtqueue {
	struct virtio_device *dev;                    /* [I] */
	unsigned index;                               /* [I] */
	u32 size;                                     /* [I] a power of two */
	void (*done)(struct virtqueue *q, void *arg); /* [I] */
	void *arg;                                    /* [I] */
	/* The rest is under the driver's lock. */
	struct desc *desc;
	struct avail *avail;
	struct used *used;
	u32 nfree;
	u16 free;      /* first free descriptor */
	u16 avail_idx; /* what avail->idx is, or will be at the next kick */
	u16 used_idx;  /* used entries taken so far */
	bool broken;   /* [a] */

	void *tokens[];
};

/* Bytes of descriptors, available ring and used ring, in one block (2.7). */
static size_t
rings_size(u32 n)
{
	return n * sizeof(struct desc) + sizeof(struct avail) +
	    n * sizeof(u16) + 4 + sizeof(struct used) +
	    n * sizeof(struct used_elem);
}

/* All descriptors are free; tells the device where the rings are. */
static void
begin(struct virtqueue *q)
{
	paddr_t base = virt_to_phys(q->desc);

	for (u32 i = 0; i < q->size; i++)
		q->desc[i].next = (u16)(i + 1);
	q->free = 0;
	q->nfree = q->size;
	q->dev->transport->queue_enable(q->dev, q->index, q->size, base,
	    base + ((u64)q->avail - (u64)q->desc),
	    base + ((u64)q->used - (u64)q->desc));
}

int
virtqueue_create(struct virtio_device *dev, unsigned index, u32 most,
    void (*done)(struct virtqueue *q, void *arg), void *arg,
    struct virtqueue **out)
{
	u32 size = min(dev->transport->queue_max(dev, index), most);
	struct virtqueue *q;
	struct page *page;
	unsigned order;
	assert(most <= VIRTQUEUE_MAX);
	if (!size || !is_pow2(size) || index >= VIRTIO_MAX_QUEUES)
		return -ENOENT;
	order = ilog2(roundup_pow2((rings_size(size) + PAGE_SIZE - 1) /
	    PAGE_SIZE));
	q = kzalloc(sizeof(*q) + size * sizeof(q->tokens[0]));
	page = page_alloc(order, PA_ZERO);
	if (!q || !page) {
		kfree(q);
		if (page)
			page_free(page, order);
		return -ENOMEM;
	}

	q->dev = dev;
	q->index = index;
	q->size = size;
	q->done = done;
	q->arg = arg;
	q->desc = page_address(page);
	q->avail = (void *)(q->desc + size);
	q->used = (void *)ALIGN_UP((u64)&q->avail->ring[size], 4);
	store_release(&dev->queues[index], q);
	begin(q);
	*out = q;
	return 0;
}

void
virtqueue_restart(struct virtqueue *q)
{
	memset(q->desc, 0, rings_size(q->size));
	memset(q->tokens, 0, q->size * sizeof(q->tokens[0]));
	q->avail_idx = 0;
	WRITE_ONCE(q->used_idx, 0);
	atomic_store(&q->broken, false);
	begin(q);
}

bool
virtqueue_is_broken(const struct virtqueue *q)
{
	return atomic_load(&q->broken);
}

unsigned
virtqueue_room(const struct virtqueue *q)
{
	return q->nfree;
}

int
virtqueue_add(struct virtqueue *q, const struct virtio_buf *bufs, unsigned n,
    void *token)
{
	u16 head = q->free, last = head, next = head;

	assert(n > 0 && token);
	if (n > q->nfree)
		return -ENOSPC;
	for (unsigned i = 0; i < n; i++) {
		struct desc *d = &q->desc[next];

		d->addr = bufs[i].addr;
		d->len = bufs[i].len;
		d->flags = (bufs[i].device_writes ? DESC_WRITE : 0) |
		    (i + 1 < n ? DESC_NEXT : 0);
		last = next;
		next = d->next;
	}
	q->free = q->desc[last].next;
	q->nfree -= n;
	q->tokens[head] = token;
	q->avail->ring[q->avail_idx++ & (q->size - 1)] = head;
	return 0;
}

void
virtqueue_kick(struct virtqueue *q)
{
	if (q->avail->idx == q->avail_idx)
		return;
	device_write_barrier(); /* the entries before the index */
	WRITE_ONCE(q->avail->idx, q->avail_idx);
	memory_barrier(); /* the index before the look at the flag */
	if (!(READ_ONCE(q->used->flags) & USED_NO_NOTIFY))
		q->dev->transport->notify(q->dev, q->index);
}

static void
free_chain(struct virtqueue *q, u16 head)
{
	u16 last = head;

	q->nfree++;
	while (q->desc[last].flags & DESC_NEXT) {
		last = q->desc[last].next;
		q->nfree++;
	}
	q->desc[last].next = q->free;
	q->free = head;
}

void *
virtqueue_take(struct virtqueue *q, u32 *len)
{
	const struct used_elem *e;
	void *token;
	u32 id;

	if (q->used_idx == READ_ONCE(q->used->idx) || q->broken)
		return NULL;
	device_read_barrier(); /* the index before the entry */
	e = &q->used->ring[q->used_idx & (q->size - 1)];
	WRITE_ONCE(q->used_idx, q->used_idx + 1);
	id = READ_ONCE(e->id);
	*len = READ_ONCE(e->len);
	/* The device may be broken, but must not break us. */
	if (id >= q->size || !q->tokens[id]) {
		log_err("virtio device %u, queue %u: used entry %u was not "
			"offered",
		    q->dev->id, q->index, id);
		atomic_store(&q->broken, true);
		return NULL;
	}
	token = q->tokens[id];
	q->tokens[id] = NULL;
	free_chain(q, (u16)id);
	return token;
}

bool
virtqueue_interrupts(struct virtqueue *q, bool on)
{
	WRITE_ONCE(q->avail->flags, on ? 0 : AVAIL_NO_IRQ);
	memory_barrier(); /* the flag before the look at the index */
	return q->used_idx != READ_ONCE(q->used->idx);
}

void
virtqueue_done(struct virtqueue *q)
{
	/* Without the driver's lock, which its done() takes: a hint. */
	if (q->done && READ_ONCE(q->used_idx) != READ_ONCE(q->used->idx))
		q->done(q, q->arg);
}
