/*
 * The output of a decompressor, as far back as it may repeat it.
 *
 * Archives name windows of many megabytes and may then be small, so memory comes in
 * chunks when output gets there. chunks[] is a ring of pointers with room for more
 * than the reach; the chunk that fell out of reach moves to the new place:
 *
 *	... | free | chunk k-nchunks+1 | ... | chunk k | free | ...
 *
 *   1. Each position from total - reach, or 0, to total - 1 has a chunk: nchunks
 *      cover the reach wherever in a chunk it ends.
 *   2. A chunk goes to write() when it is full, before the next begins; at the end
 *      history_flush() sends the rest.
 */
#include "lib/history.h"

#include "abi/errno.h"
#include "lib/bits.h"
#include "lib/string.h"

int
history_init(struct history *h, const struct history_memory *memory, u64 reach,
    history_write_fn *write, void *context)
{
	u64 nchunks = reach / HISTORY_CHUNK + 2, size;

	*h = (struct history){ .memory = memory,
		.write = write,
		.context = context,
		.nchunks = nchunks,
		.reach = reach };
	if (reach > HISTORY_MAX)
		return -ENOMEM;
	size = roundup_pow2(nchunks + 1);
	h->mask = size - 1;
	h->chunks = memory->alloc(size * sizeof(*h->chunks));
	if (!h->chunks)
		return -ENOMEM;
	memset(h->chunks, 0, size * sizeof(*h->chunks));
	return 0;
}

void
history_fini(struct history *h)
{
	if (!h->chunks)
		return;
	for (u64 i = 0; i <= h->mask; i++)
		h->memory->free(h->chunks[i]);
	h->memory->free(h->chunks);
	h->chunks = NULL;
}

int
history_flush(struct history *h)
{
	size_t n = h->total - h->sent, from = h->sent & HISTORY_MASK;

	if (n == 0)
		return 0;
	h->sent = h->total;
	return h->write(h->context, h->chunk + from, n);
}

int
history_grow(struct history *h)
{
	u64 index = h->total / HISTORY_CHUNK;
	int error = history_flush(h);
	u8 *chunk;

	if (error)
		return error;
	if (index >= h->nchunks) {
		u8 **old = &h->chunks[(index - h->nchunks) & h->mask];

		chunk = *old;
		*old = NULL;
	} else {
		chunk = h->memory->alloc(HISTORY_CHUNK);
	}
	if (!chunk)
		return -ENOMEM;
	h->chunk = h->chunks[index & h->mask] = chunk;
	return 0;
}

/* How many of n bytes the present chunk takes; one is begun if need be. */
static int __must_check
room(struct history *h, u64 *n)
{
	u64 offset = h->total & HISTORY_MASK;

	*n = min(*n, HISTORY_CHUNK - offset);
	return offset ? 0 : history_grow(h);
}

int
history_append(struct history *h, const u8 *data, u64 n)
{
	while (n > 0) {
		u64 now = n;
		int error = room(h, &now);

		if (error)
			return error;
		memcpy(h->chunk + (h->total & HISTORY_MASK), data, now);
		h->total += now;
		data += now;
		n -= now;
	}
	return 0;
}

int
history_fill(struct history *h, u8 byte, u64 n)
{
	while (n > 0) {
		u64 now = n;
		int error = room(h, &now);

		if (error)
			return error;
		memset(h->chunk + (h->total & HISTORY_MASK), byte, now);
		h->total += now;
		n -= now;
	}
	return 0;
}

/* From front to back: what is nearer than n is repeated. */
static void
copy(u8 *to, const u8 *from, u64 distance, u64 n)
{
	if (distance >= n) {
		memmove(to, from, n);
		return;
	}
	for (; n > 0; n--)
		*to++ = *from++;
}

int
history_repeat(struct history *h, u64 distance, u64 n)
{
	if (distance == 0 || distance > history_available(h))
		return -EINVAL;
	while (n > 0) {
		u64 from = h->total - distance, now = n;
		u64 offset = from & HISTORY_MASK;
		int error = room(h, &now);

		if (error)
			return error;
		now = min(now, HISTORY_CHUNK - offset);
		copy(h->chunk + (h->total & HISTORY_MASK),
		    h->chunks[from / HISTORY_CHUNK & h->mask] + offset,
		    distance, now);
		h->total += now;
		n -= now;
	}
	return 0;
}
