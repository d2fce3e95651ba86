/*
 * Red zones and quarantine of slab objects, for the address sanitizer.
 *
 * Behind each object lie SLAB_RED_ZONE bytes that nobody may touch, but for the
 * two struct track that this file keeps there: who allocated the object and who
 * freed it.
 *
 * Magazines hand out what was freed last, so a use after free would mostly find
 * the next owner's live object.  A freed object therefore waits in its CPU's
 * quarantine, a ring, until QUARANTINE_MAX others came after it or the ring
 * holds QUARANTINE_BYTES.
 */
#ifdef KASAN

#include "mm/slab_check.h"

#include "arch/layout.h"
#include "debug/backtrace.h"
#include "debug/kasan.h"
#include "debug/log.h"
#include "lib/assert.h"
#include "mm/page.h"

#define QUARANTINE_MAX   1024
#define QUARANTINE_BYTES (512 * 1024UL)
#define TRACK_CALLERS    7

struct track {
	u32 cpu_plus_one; /* 0: never */
	u32 callers[TRACK_CALLERS];
};

struct tracks {
	struct track alloc, free;
};
_Static_assert(sizeof(struct tracks) == SLAB_RED_ZONE, "the red zone's size");

static struct quarantine {
	struct {
		struct slab_cache *cache;
		void *obj;
	} ring[QUARANTINE_MAX];
	u32 first, n;
	u64 bytes;
} quarantines[MAX_CPUS]; /* [p] */

static struct tracks *
tracks_of(struct slab_cache *c, void *obj)
{
	return (struct tracks *)((char *)obj + c->object_size);
}

static void
track(struct track *t, u64 fp)
{
	t->cpu_plus_one = cpu_id() + 1;
	backtrace_save(fp, t->callers, TRACK_CALLERS);
}

void
slab_check_fresh(struct slab_cache *c, void *base, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		void *obj = (char *)base + (u64)i * c->size;

		*tracks_of(c, obj) = (struct tracks){ 0 };
		kasan_poison(obj, c->object_size, KASAN_FREE_OBJECT);
		kasan_poison((char *)obj + c->object_size,
		    c->size - c->object_size, KASAN_RED_ZONE);
	}
}

void
slab_check_alloc(struct slab_cache *c, void *obj, size_t size)
{
	kasan_poison(obj, c->object_size, KASAN_RED_ZONE);
	kasan_unpoison(obj, size);
	track(&tracks_of(c, obj)->alloc, FRAME_POINTER());
	tracks_of(c, obj)->free.cpu_plus_one = 0;
}

/* The object of c that p points into, or is behind. */
static void *
object_at(struct slab_cache *c, const void *p)
{
	char *base = page_address(virt_to_page(p)->slab.head);
	u64 i = (u64)((const char *)p - base) / c->size;

	return base + min(i, (u64)c->total - 1) * c->size;
}

/* => returns: whether p is an object that is in use */
static bool
may_free(struct slab_cache *c, void *p)
{
	struct page *page = virt_to_page(p);

	if (!(page->flags & PAGE_SLAB) || page->slab.head->slab.cache != c ||
	    object_at(c, p) != p)
		kasan_report_free(p, "not an object of the cache",
		    FRAME_POINTER());
	else if (*shadow_of(p) == KASAN_FREE_OBJECT)
		kasan_report_free(p, "it is free already", FRAME_POINTER());
	else
		return true;
	return false;
}

bool
slab_check_free(struct slab_cache **c, void **obj)
{
	struct quarantine *q = &quarantines[cpu_id()];
	u32 last;

	if (!may_free(*c, *obj))
		return false;
	/* First of all: others may be about to touch it. */
	kasan_poison(*obj, (*c)->object_size, KASAN_FREE_OBJECT);
	track(&tracks_of(*c, *obj)->free, FRAME_POINTER());

	last = (q->first + q->n) % QUARANTINE_MAX;
	if (q->n < QUARANTINE_MAX && q->bytes < QUARANTINE_BYTES) {
		q->ring[last].cache = *c;
		q->ring[last].obj = *obj;
		q->bytes += (*c)->size;
		q->n++;
		return false;
	}
	/* The oldest goes; its place in the ring may be the one that is next. */
	struct slab_cache *old_cache = q->ring[q->first].cache;
	void *old_obj = q->ring[q->first].obj;

	q->first = (q->first + 1) % QUARANTINE_MAX;
	q->ring[last].cache = *c;
	q->ring[last].obj = *obj;
	q->bytes += (*c)->size - old_cache->size;
	*c = old_cache;
	*obj = old_obj;
	return true;
}

static void
print_track(const char *what, const struct track *t)
{
	if (!t->cpu_plus_one)
		return;
	log_print(LOG_EMERG, "  %s on CPU %u by", what, t->cpu_plus_one - 1);
	backtrace_print_saved(t->callers, TRACK_CALLERS);
}

void
kasan_describe_object(vaddr_t addr)
{
	struct page *page;
	struct slab_cache *c;
	void *obj;

	if (addr < DIRECT_MAP_BASE ||
	    (addr - DIRECT_MAP_BASE) >> PAGE_SHIFT >= page_count)
		return;
	page = virt_to_page((void *)addr);
	if (!(page->flags & PAGE_SLAB)) {
		log_print(LOG_EMERG, "  of page %#lx, flags %#x",
		    page_to_phys(page), page->flags);
		return;
	}
	c = page->slab.head->slab.cache;
	obj = object_at(c, (void *)addr);
	log_print(LOG_EMERG, "  offset %lu of an object of %u at %#lx in %s",
	    addr - (vaddr_t)obj, c->object_size, (vaddr_t)obj, c->name);
	print_track("allocated", &tracks_of(c, obj)->alloc);
	print_track("freed", &tracks_of(c, obj)->free);
}

#endif
