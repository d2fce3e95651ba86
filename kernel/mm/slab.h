/*
 * Small kernel objects: caches of equal objects, and kmalloc() above them.
 *
 * Allocation sleeps never and fails with NULL only when no frame is left
 * after reclaim.  Not for interrupt handlers: the per-CPU lists rely on the
 * kernel not being preempted.
 */
#ifndef MM_SLAB_H
#define MM_SLAB_H

#include "arch/cpu.h"
#include "lib/list.h"
#include "sync/spinlock.h"

#define SLAB_MAGAZINE 30 /* a magazine is 248 bytes */

struct slab_magazine {
	u32 n;
	void *objs[SLAB_MAGAZINE];
};

struct slab_cache {
	const char *name; /* [I] */
	u32 size;         /* [I] bytes from object to object, a multiple of 8 */
	u32 object_size;  /* [I] of them the owner's; the rest is a red zone */
	u32 align;        /* [I] */
	u32 order;        /* [I] of a slab; less when memory is in pieces */
	struct spinlock lock;
	struct list partial OWN_LOCK(lock); /* slabs with free objects */
	u64 nslabs OWN_LOCK(lock);
	u64 npages OWN_LOCK(lock);
	u64 inuse OWN_LOCK(lock); /* objects out of slabs, magazines included */
	u32 total; /* [I] objects a slab of that order; 0: not set up yet */
	struct slab_cache *next; /* all caches, for /proc/slabinfo */
	struct slab_magazine *magazines[MAX_CPUS]; /* [p] NULL: none yet */
};

/* A cache at file scope; made ready by its first allocation.
 *   static struct slab_cache inode_cache = SLAB_CACHE("inode", struct inode); */
#define SLAB_CACHE(name_, type)                                          \
	{                                                                \
		.name = (name_), .size = ALIGN_UP(sizeof(type), 8),      \
		.align = _Alignof(type), .lock = SPINLOCK_INIT(LC_SLAB), \
	}

void slab_init(void);

void *slab_alloc(struct slab_cache *cache) __must_check;
void *slab_zalloc(struct slab_cache *cache) __must_check;
void slab_free(struct slab_cache *cache, void *obj);

/* Any size up to 4 MiB; 16-byte aligned, a page-multiple is page-aligned. */
void *kmalloc(size_t size) __must_check;
void *kzalloc(size_t size) __must_check;
/* Zeroed array; NULL when n * size overflows too. */
void *kcalloc(size_t n, size_t size) __must_check;
void kfree(void *p); /* NULL is ignored */
char *kstrndup(const char *s, size_t n) __must_check;

/* Frames in slabs; and the figures of the index-th cache. */
u64 slab_pages(void);
struct slab_info {
	const char *name;
	u32 size, per_slab, pages_per_slab;
	u64 inuse, nslabs;
};
bool slab_info(unsigned index, struct slab_info *info);

#endif
