/*
 * Regions: where the pages of small and middle-sized blocks come from.
 *
 * A region is 1 MiB of memory, aligned to its size. Its first pages are its own
 * description: which pages are free, which of these were ever written to, and of
 * which span each page is. A span begins at a page and has its record at that
 * page's index, so that no record has to be allocated and that an overrun block
 * does not lie beside the record of its own span.
 *
 * The page map tells whether an address lies in a region without touching the
 * address: a table of two levels, indexed by the bits above the region's size. A
 * program may pass any pointer to free(), and gets an answer rather than a fault.
 *
 * Free pages that were written to are dirty: the kernel still keeps them. When
 * there are more of them than the purge limit, all are given back at once
 * (madvise), so that a program that frees and allocates in turn pays nothing.
 *
 *   1. `free` counts nothing of the description's pages; nfree is its bit count.
 *   2. A region is in the list exactly while nfree > 0.
 *   3. A region of which all pages are free is unmapped, except the last one.
 */
#include "heap.h"

#include <errno.h>
#include <sys/mman.h>

#include "syscall.h"

#define FIRST_PAGE \
	((unsigned int)((sizeof(struct region) + PAGE_BYTES - 1) / PAGE_BYTES))

/* 47 bits of user addresses: 20 in a region, 14 for a leaf, 13 for the root. */
#define LEAF_BITS    14
#define ROOT_BITS    13
#define ADDRESS_BITS (REGION_SHIFT + LEAF_BITS + ROOT_BITS)

/* Dirty pages that are kept for reuse, at least. */
#define PURGE_PAGES 256

struct leaf {
	struct region *regions[1 << LEAF_BITS];
};

static struct {
	struct leaf *root[1 << ROOT_BITS];
	struct region *roomy; /* regions with free pages */
	size_t npages, ndirty;
} regions;

struct heap_counts __heap_counts;

static uintptr_t
region_check(const struct region *r)
{
	return __heap_secret * 3 ^ (uintptr_t)r;
}

void *
__heap_map(size_t size, int prot)
{
	long p = __syscall(SYS_mmap, 0, size, prot, MAP_PRIVATE | MAP_ANONYMOUS,
	    -1, 0);

	return p < 0 && p > -4096 ? NULL : (void *)p;
}

/* --- The page map ----------------------------------------------------------- */

struct region *
__heap_region_of(const void *p)
{
	uintptr_t n = (uintptr_t)p >> REGION_SHIFT;
	struct leaf *leaf;

	if ((uintptr_t)p >> ADDRESS_BITS != 0)
		return NULL;
	leaf = __atomic_load_n(&regions.root[n >> LEAF_BITS], __ATOMIC_ACQUIRE);
	if (leaf == NULL)
		return NULL;
	return __atomic_load_n(&leaf->regions[n & ((1 << LEAF_BITS) - 1)],
	    __ATOMIC_ACQUIRE);
}

static bool
map_region(struct region *r, struct region *value)
{
	uintptr_t n = (uintptr_t)r >> REGION_SHIFT;
	struct leaf **slot = &regions.root[n >> LEAF_BITS];

	if (*slot == NULL) {
		struct leaf *leaf = __heap_map(sizeof *leaf,
		    PROT_READ | PROT_WRITE);

		if (leaf == NULL)
			return false;
		__atomic_store_n(slot, leaf, __ATOMIC_RELEASE);
	}
	__atomic_store_n(&(*slot)->regions[n & ((1 << LEAF_BITS) - 1)], value,
	    __ATOMIC_RELEASE);
	return true;
}

/* --- Bits ------------------------------------------------------------------- */

/* The first bit from `from` on that is `set`, or REGION_PAGES. */
static unsigned int
next_bit(const uint64_t *map, unsigned int from, bool set)
{
	unsigned int i = from / 64;
	uint64_t word;

	if (from >= REGION_PAGES)
		return REGION_PAGES;
	word = (set ? map[i] : ~map[i]) & (~(uint64_t)0 << from % 64);
	while (word == 0) {
		if (++i == REGION_PAGES / 64)
			return REGION_PAGES;
		word = set ? map[i] : ~map[i];
	}
	return i * 64 + (unsigned int)__builtin_ctzl(word);
}

static void
set_bits(uint64_t *map, unsigned int from, unsigned int n, bool set)
{
	for (unsigned int i = from; i < from + n; i++) {
		if (set)
			map[i / 64] |= (uint64_t)1 << i % 64;
		else
			map[i / 64] &= ~((uint64_t)1 << i % 64);
	}
}

static unsigned int
count_bits(const uint64_t *map, unsigned int from, unsigned int n)
{
	unsigned int count = 0;

	for (unsigned int i = from; i < from + n; i++)
		count += map[i / 64] >> i % 64 & 1;
	return count;
}

/* The first of n free pages in a row, or REGION_PAGES. */
static unsigned int
find_run(const struct region *r, unsigned int n)
{
	unsigned int start = next_bit(r->free, FIRST_PAGE, true);

	while (start < REGION_PAGES) {
		unsigned int end = next_bit(r->free, start, false);

		if (end - start >= n)
			break;
		start = next_bit(r->free, end, true);
	}
	return start;
}

/* --- Regions ---------------------------------------------------------------- */

static void
list_region(struct region *r)
{
	r->prev = NULL;
	r->next = regions.roomy;
	if (r->next != NULL)
		r->next->prev = r;
	regions.roomy = r;
}

static void
unlist_region(struct region *r)
{
	if (r->prev != NULL)
		r->prev->next = r->next;
	else
		regions.roomy = r->next;
	if (r->next != NULL)
		r->next->prev = r->prev;
}

/* Kernels place mappings side by side, so the plain attempt mostly succeeds. */
static struct region *
map_aligned(void)
{
	char *p = __heap_map(REGION_BYTES, PROT_READ | PROT_WRITE);
	size_t before;

	if (p == NULL || (uintptr_t)p % REGION_BYTES == 0)
		return (struct region *)p;
	__syscall(SYS_munmap, p, REGION_BYTES);
	p = __heap_map(2 * REGION_BYTES, PROT_READ | PROT_WRITE);
	if (p == NULL)
		return NULL;
	before = -(uintptr_t)p % REGION_BYTES;
	if (before != 0)
		__syscall(SYS_munmap, p, before);
	p += before;
	__syscall(SYS_munmap, (p + REGION_BYTES), (REGION_BYTES - before));
	return (struct region *)p;
}

static struct region *
create_region(void)
{
	struct region *r = map_aligned();

	if (r == NULL)
		return NULL;
	if (!map_region(r, r)) {
		__syscall(SYS_munmap, r, REGION_BYTES);
		return NULL;
	}
	r->check = region_check(r);
	r->nfree = REGION_PAGES - FIRST_PAGE;
	set_bits(r->free, FIRST_PAGE, r->nfree, true);
	regions.npages += r->nfree;
	__heap_counts.mapped += REGION_BYTES;
	__heap_counts.nregions++;
	__heap_counts.free_pages += r->nfree * PAGE_BYTES;
	list_region(r);
	return r;
}

static void
destroy_region(struct region *r)
{
	unlist_region(r);
	regions.ndirty -= count_bits(r->dirty, 0, REGION_PAGES);
	regions.npages -= r->nfree;
	__heap_counts.mapped -= REGION_BYTES;
	__heap_counts.nregions--;
	__heap_counts.free_pages -= r->nfree * PAGE_BYTES;
	map_region(r, NULL);
	__syscall(SYS_munmap, r, REGION_BYTES);
}

static void
purge_region(struct region *r)
{
	unsigned int start = next_bit(r->dirty, FIRST_PAGE, true);

	while (start < REGION_PAGES) {
		unsigned int end = next_bit(r->dirty, start, false);
		char *p = (char *)r + start * PAGE_BYTES;

		/* Refused for locked memory: then the pages stay dirty. */
		if (__syscall(SYS_madvise, p, ((end - start) * PAGE_BYTES),
			MADV_DONTNEED) == 0) {
			set_bits(r->dirty, start, end - start, false);
			regions.ndirty -= end - start;
		}
		start = next_bit(r->dirty, end, true);
	}
}

/* => returns: the bytes given back to the kernel */
size_t
__heap_purge(void)
{
	size_t before = regions.ndirty;

	for (struct region *r = regions.roomy; r != NULL; r = r->next)
		purge_region(r);
	return (before - regions.ndirty) * PAGE_BYTES;
}

/* --- Runs ------------------------------------------------------------------- */

static struct span *
cut_run(struct region *r, unsigned int first, unsigned int n, bool *zero)
{
	struct span *s = &r->spans[first];
	unsigned int ndirty = count_bits(r->dirty, first, n);

	if (r->check != region_check(r))
		__heap_fail("the description of a region was overwritten", r);
	*zero = ndirty == 0;
	regions.ndirty -= ndirty;
	set_bits(r->dirty, first, n, false);
	set_bits(r->free, first, n, false);
	r->nfree -= n;
	__heap_counts.free_pages -= n * PAGE_BYTES;
	if (r->nfree == 0)
		unlist_region(r);
	__builtin_memset(r->span_of + first, (int)first, n);
	*s = (struct span){ .npages = (uint8_t)n };
	return s;
}

struct span *
__heap_run_get(unsigned int npages, bool *zero)
{
	struct region *r;

	for (r = regions.roomy; r != NULL; r = r->next) {
		unsigned int first;

		if (r->nfree < npages)
			continue;
		first = find_run(r, npages);
		if (first < REGION_PAGES)
			return cut_run(r, first, npages, zero);
	}
	r = create_region();
	return r == NULL ? NULL : cut_run(r, FIRST_PAGE, npages, zero);
}

void
__heap_run_put(struct span *s)
{
	struct region *r = (struct region *)((uintptr_t)s &
	    ~(REGION_BYTES - 1));
	unsigned int first = (unsigned int)(s - r->spans);
	unsigned int n = s->npages;

	if (r->check != region_check(r) || first < FIRST_PAGE || n == 0 ||
	    first + n > REGION_PAGES)
		__heap_fail("the description of a region was overwritten", r);
	s->npages = 0;
	__builtin_memset(r->span_of + first, 0, n);
	set_bits(r->free, first, n, true);
	set_bits(r->dirty, first, n, true);
	regions.ndirty += n;
	if (r->nfree == 0)
		list_region(r);
	r->nfree += n;
	__heap_counts.free_pages += n * PAGE_BYTES;
	if (r->nfree == REGION_PAGES - FIRST_PAGE && regions.npages > r->nfree)
		destroy_region(r);
	else if (regions.ndirty > PURGE_PAGES &&
	    regions.ndirty > regions.npages / 4)
		__heap_purge();
}

char *
__heap_span_start(const struct span *s)
{
	struct region *r = (struct region *)((uintptr_t)s &
	    ~(REGION_BYTES - 1));

	return (char *)r + (size_t)(s - r->spans) * PAGE_BYTES;
}
