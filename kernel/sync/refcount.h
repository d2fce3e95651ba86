/* Reference counts that catch use after the last put. */
#ifndef SYNC_REFCOUNT_H
#define SYNC_REFCOUNT_H

#include "arch/atomic.h"
#include "lib/assert.h"
#include "lib/kasan.h"

struct refcount {
	s32 n; /* [a] */
};

#define REFCOUNT_INIT(n_) \
	{                 \
		.n = (n_) \
	}

static inline void
ref_init(struct refcount *r, s32 n)
{
	r->n = n;
}

static inline void
ref_get(struct refcount *r)
{
	s32 old = atomic_fetch_add(&r->n, 1);

	if (unlikely(old <= 0))
		kasan_note(r);
	assert(old > 0);
}

/* The same of several. */
static inline void
ref_get_many(struct refcount *r, s32 n)
{
	s32 old = atomic_fetch_add(&r->n, n);

	assert(old > 0);
}

/* Drops several, of which none is the last. */
static inline void
ref_put_some(struct refcount *r, s32 n)
{
	s32 old = atomic_fetch_sub(&r->n, n);

	assert(old > n);
}

/* Takes a reference unless the count is zero already. */
static inline __must_check bool
ref_get_unless_zero(struct refcount *r)
{
	s32 n = atomic_load(&r->n);

	while (n > 0)
		if (atomic_cas(&r->n, &n, n + 1))
			return true;
	return false;
}

/* => returns: true when this was the last reference */
static inline __must_check bool
ref_put(struct refcount *r)
{
	s32 old = atomic_fetch_sub(&r->n, 1);

	if (unlikely(old <= 0))
		kasan_note(r);
	assert(old > 0);
	return old == 1;
}

static inline s32
ref_read(const struct refcount *r)
{
	return atomic_load(&r->n);
}

#endif
