/*
 * What the slab allocator does for the address sanitizer: red zones, where an
 * object came from and went, and the quarantine.  Nothing in other builds.
 */
#ifndef MM_SLAB_CHECK_H
#define MM_SLAB_CHECK_H

#include "lib/kasan.h"
#include "mm/slab.h"

#ifdef KASAN
/* Bytes behind each object. */
#define SLAB_RED_ZONE 64

/* A fresh slab of n objects: nothing in it may be touched. */
void slab_check_fresh(struct slab_cache *c, void *base, u32 n);
/* An object is handed out, or part of it: size bytes. */
void slab_check_alloc(struct slab_cache *c, void *obj, size_t size);
/* An object is freed: it goes to the quarantine, and *c and *obj become the one
 * that leaves. => returns: false: none leaves */
bool slab_check_free(struct slab_cache **c, void **obj);
#else
#define SLAB_RED_ZONE 0

static inline void
slab_check_fresh(struct slab_cache *c, void *base, u32 n)
{
	(void)c;
	(void)base;
	(void)n;
}

static inline void
slab_check_alloc(struct slab_cache *c, void *obj, size_t size)
{
	(void)c;
	(void)obj;
	(void)size;
}

static inline bool
slab_check_free(struct slab_cache **c, void **obj)
{
	(void)c;
	(void)obj;
	return true;
}
#endif

#endif
