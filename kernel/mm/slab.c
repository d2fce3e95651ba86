/*
 * Slabs: caches of equal objects (Bonwick 1994, with magazines as in 2001).
 *
 * A slab is one block of frames, cut into objects.  Its struct page heads it:
 * slab.cache, slab.inuse, and the list of its free objects through
 * page->private, linked by their first words.  Slabs with free objects are on
 * cache->partial; full ones on no list; an empty one goes back to the frame
 * allocator at once, except the last.  When no block of the right size is left, one
 * that just holds an object does: memory in pieces is to fail nobody.
 *
 * Before the slabs stands a magazine a CPU: a stack of free objects that needs
 * no lock, since the kernel is not preempted and interrupt handlers do not
 * allocate.  It is filled and emptied by halves.
 *
 * kmalloc() uses one cache for each of a few sizes and takes frames directly
 * above them.  The frame of an object tells kfree() which was the case.
 */
#include "mm/slab.h"

#include "debug/fault.h"
#include "lib/assert.h"
#include "lib/bits.h"
#include "lib/string.h"
#include "mm/page.h"
#include "mm/slab_check.h"

#define POISON_FREE 0x6b

static struct {
	struct spinlock lock;
	struct slab_cache *first OWN_LOCK(lock); /* all caches in use */
} all = { .lock = SPINLOCK_INIT(LC_KVA) };

/* kmalloc's sizes: powers of two, and halfway between from 64 on. */
#define KMALLOC_MAX 2048
#define KCACHE(size_)                                       \
	{                                                   \
		.name = "kmalloc-" #size_, .size = (size_), \
		.align = (size_) % 64 == 0 ? 64 : 16,       \
		.lock = SPINLOCK_INIT(LC_SLAB),             \
	}
static struct slab_cache kmalloc_caches[] = { KCACHE(16), KCACHE(32),
	KCACHE(48), KCACHE(64), KCACHE(96), KCACHE(128), KCACHE(192),
	KCACHE(256), KCACHE(384), KCACHE(512), KCACHE(768), KCACHE(1024),
	KCACHE(1344), KCACHE(2048) };
static struct slab_cache magazine_cache = SLAB_CACHE("slab_magazine",
    struct slab_magazine);
static u8
    kmalloc_index[KMALLOC_MAX / 16 + 1]; /* [I] by size / 16, rounded up */

/* --- Slabs ----------------------------------------------------------------- */

/* First use of a cache: sizes settled, known to /proc/slabinfo. */
static void
cache_setup(struct slab_cache *c)
{
	spin_lock(&all.lock);
	if (!c->total) {
		c->object_size = ALIGN_UP(max(c->size, 8U), 8U);
		c->size = ALIGN_UP(c->object_size + SLAB_RED_ZONE,
		    max(c->align, 8U));
		/* At most an eighth of a slab may be left over. */
		while (c->order < 3 &&
		    (PAGE_SIZE << c->order) % c->size >
			(PAGE_SIZE << c->order) / 8)
			c->order++;
		list_init(&c->partial);
		c->next = all.first;
		all.first = c;
		c->total = (u32)((PAGE_SIZE << c->order) / c->size);
	}
	spin_unlock(&all.lock);
}

/* The order of a block that holds `size` bytes. */
static unsigned
order_for(size_t size)
{
	return size <= PAGE_SIZE ? 0 : fls64((size - 1) >> PAGE_SHIFT) + 1;
}

/* A block for a slab, or NULL. */
static struct page *
block_alloc(const struct slab_cache *c)
{
	unsigned least = order_for(c->size);
	struct page *page = NULL;

	if (least < c->order)
		page = page_alloc(c->order, PA_NORECLAIM);
	return page ? page : page_alloc(least, 0);
}

/* Cuts a fresh block into objects, the lowest first on its free list. */
static struct page *
slab_create(struct slab_cache *c)
{
	struct page *page = block_alloc(c);
	char *base;
	void *next = NULL;
	u32 n;

	if (!page)
		return NULL;
	base = page_address(page);
	n = (u32)((PAGE_SIZE << page->order) / c->size);
	slab_check_fresh(c, base, n);
	for (u32 i = n; i > 0; i--) {
		void **obj = (void **)(base + (u64)(i - 1) * c->size);

		*obj = next;
		next = obj;
	}
	for (u32 i = 0; i < 1U << page->order; i++) {
		atomic_store(&page[i].flags, PAGE_SLAB);
		page[i].slab.head = page;
	}
	page->slab.cache = c;
	page->inuse = 0;
	page->private = next;
	return page;
}

static void
slab_destroy(struct page *page)
{
	for (u32 i = 0; i < 1U << page->order; i++)
		atomic_store(&page[i].flags, 0);
	page_free(page, page->order);
}

/* One object from the slabs. */
static void *
take_object(struct slab_cache *c) REQUIRES(c->lock)
{
	struct page *page = list_first(&c->partial, struct page, lru);
	void **obj;

	if (!page)
		return NULL;
	obj = page->private;
	page->private = *obj;
	page->inuse++;
	if (!page->private)
		list_remove(&page->lru);
	atomic_add_own(&c->inuse, 1);
	return obj;
}

/* => returns: a slab to destroy, or NULL */
static struct page *
give_object(struct slab_cache *c, void *p) REQUIRES(c->lock)
{
	struct page *page = virt_to_page(p)->slab.head;
	void **obj = p;

	assert(page->slab.cache == c && page->inuse);
	if (!page->private)
		list_add_head(&c->partial, &page->lru);
	*obj = page->private;
	page->private = obj;
	page->inuse--;
	atomic_add_own(&c->inuse, -1);
	/* Keep one empty slab, so that a single object does not thrash. */
	if (page->inuse || c->partial.next == c->partial.prev)
		return NULL;
	list_remove(&page->lru);
	atomic_add_own(&c->nslabs, -1);
	atomic_add_own(&c->npages, -(1UL << page->order));
	return page;
}

/* One object from the slabs, growing the cache if need be; then, with m, half
 * a magazine full more. */
static void *
take_objects(struct slab_cache *c, struct slab_magazine *m)
{
	struct page *fresh;
	void *obj;

	spin_lock(&c->lock);
	obj = take_object(c);
	if (!obj) {
		spin_unlock(&c->lock);
		fresh = slab_create(c);
		if (!fresh)
			return NULL;
		spin_lock(&c->lock);
		list_add_tail(&c->partial, &fresh->lru);
		atomic_add_own(&c->nslabs, 1);
		atomic_add_own(&c->npages, 1UL << fresh->order);
		obj = take_object(c);
	}
	while (m && m->n < SLAB_MAGAZINE / 2) {
		void *more = take_object(c);

		if (!more)
			break;
		m->objs[m->n++] = more;
	}
	spin_unlock(&c->lock);
	return obj;
}

/* --- Magazines ------------------------------------------------------------- */

/* This CPU's magazine, made on first use; NULL when no memory is left. */
static struct slab_magazine *
magazine_of(struct slab_cache *c)
{
	struct slab_magazine *m = c->magazines[cpu_id()];

	if (likely(m))
		return m;
	if (!c->total)
		cache_setup(c);
	if (!magazine_cache.total)
		cache_setup(&magazine_cache);
	m = take_objects(&magazine_cache, NULL);
	if (m)
		m->n = 0;
	c->magazines[cpu_id()] = m;
	return m;
}

static void
empty_half(struct slab_cache *c, struct slab_magazine *m)
{
	struct page *dead[SLAB_MAGAZINE];
	u32 ndead = 0;

	spin_lock(&c->lock);
	while (m->n > SLAB_MAGAZINE / 2) {
		struct page *page = give_object(c, m->objs[--m->n]);

		if (page)
			dead[ndead++] = page;
	}
	spin_unlock(&c->lock);
	while (ndead)
		slab_destroy(dead[--ndead]);
}

/* Frees without a magazine. */
static void
give_one(struct slab_cache *c, void *obj)
{
	struct page *dead;

	spin_lock(&c->lock);
	dead = give_object(c, obj);
	spin_unlock(&c->lock);
	if (dead)
		slab_destroy(dead);
}

static void
poison(struct slab_cache *c, void *obj)
{
#ifdef DEBUG
	memset(obj, POISON_FREE, c->object_size);
#else
	(void)c;
	(void)obj;
#endif
}

/* An object whose first `size` bytes its owner asked for. */
static inline void *
alloc(struct slab_cache *c, size_t size)
{
	struct slab_magazine *m = c->magazines[cpu_id()];
	void *obj;

	lockdep_might_alloc();
	if (fault_point(c->name))
		return NULL;
	if (likely(m && m->n))
		obj = m->objs[--m->n];
	else
		obj = take_objects(c, magazine_of(c));
	if (KASAN_ON && obj)
		slab_check_alloc(c, obj, min(size, (size_t)c->object_size));
	return obj;
}

void *
slab_alloc(struct slab_cache *c)
{
	return alloc(c, SIZE_MAX);
}

void *
slab_zalloc(struct slab_cache *c)
{
	void *obj = slab_alloc(c);

	if (obj)
		memset(obj, 0, c->object_size);
	return obj;
}

/* An object goes back to where alloc() finds it. */
static inline void
release(struct slab_cache *c, void *obj)
{
	struct slab_magazine *m = magazine_of(c);

	if (unlikely(!m)) {
		give_one(c, obj);
		return;
	}
	if (unlikely(m->n == SLAB_MAGAZINE))
		empty_half(c, m);
	m->objs[m->n++] = obj;
}

void
slab_free(struct slab_cache *c, void *obj)
{
	if (!KASAN_ON)
		poison(c, obj);
	if (slab_check_free(&c, &obj))
		release(c, obj);
}

/* --- kmalloc --------------------------------------------------------------- */

void
slab_init(void)
{
	unsigned c = 0;

	for (unsigned i = 0; i <= KMALLOC_MAX / 16; i++) {
		while (kmalloc_caches[c].size < i * 16)
			c++;
		kmalloc_index[i] = (u8)c;
	}
}

void *
kmalloc(size_t size)
{
	struct page *page;
	unsigned order;

	if (likely(size <= KMALLOC_MAX))
		return alloc(&kmalloc_caches[kmalloc_index[(size + 15) / 16]],
		    size);
	order = order_for(size);
	if (order > PAGE_MAX_ORDER)
		return NULL;
	page = page_alloc(order, 0);
	if (!page)
		return NULL;
	atomic_store(&page->flags, PAGE_LARGE);
	kasan_poison(page_address(page), PAGE_SIZE << order, KASAN_LARGE_END);
	kasan_unpoison(page_address(page), size);
	return page_address(page);
}

void *
kzalloc(size_t size)
{
	void *p = kmalloc(size);

	if (p)
		memset(p, 0, size);
	return p;
}

void *
kcalloc(size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		return NULL;
	return kzalloc(total);
}

void
kfree(void *p)
{
	struct page *page;

	if (!p)
		return;
	page = virt_to_page(p);
	if (page->flags & PAGE_SLAB) {
		slab_free(page->slab.head->slab.cache, p);
		return;
	}
	assert(page->flags & PAGE_LARGE);
	atomic_store(&page->flags, 0);
	page_free(page, page->order);
}

char *
kstrndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = kmalloc(len + 1);

	if (copy) {
		memcpy(copy, s, len);
		copy[len] = '\0';
	}
	return copy;
}

u64
slab_pages(void)
{
	u64 n = 0;

	spin_lock(&all.lock);
	for (struct slab_cache *c = all.first; c; c = c->next)
		n += atomic_load(&c->npages);
	spin_unlock(&all.lock);
	return n;
}

bool
slab_info(unsigned index, struct slab_info *info)
{
	struct slab_cache *c;

	spin_lock(&all.lock);
	for (c = all.first; c && index; c = c->next)
		index--;
	if (c)
		*info = (struct slab_info){ c->name, c->size, c->total,
			1U << c->order, atomic_load(&c->inuse),
			atomic_load(&c->nslabs) };
	spin_unlock(&all.lock);
	return c != NULL;
}
