/*
 * Big blocks: each a mapping of its own.
 *
 * A block lies between two pages without access, so that running over either end
 * faults at once, and goes back to the kernel when it is freed: a pointer that is
 * kept faults too. Records of the blocks are in a hash table apart from them, by
 * address; a record once made serves again for another block.
 *
 *   1. A block occupies [map, map + map_size): a guard page or more, the data from
 *      `addr` (page aligned or better), one guard page.
 *   2. The table has at least half as many chains as blocks.
 *
 * realloc reserves the new place and moves the pages there (mremap). The old guard
 * pages are unmapped only then: another thread may already have mapped something
 * where the data was.
 */
#include <errno.h>
#include <sys/mman.h>

#include "heap.h"
#include "syscall.h"

#define FIRST_CHAINS  32
#define RECORDS_BYTES ((size_t)65536)

struct big {
	struct big *next;
	char *addr;
	size_t size; /* whole pages */
	char *map;
	size_t map_size;
};

static struct {
	struct big **chains;
	size_t nchains;
	size_t count;
	struct big *unused;
	struct big *fresh, *fresh_end; /* records never used */
	struct big *first[FIRST_CHAINS];
} bigs;

static inline int
unmap(void *p, size_t size)
{
	return size == 0 ? 0 : (int)__syscall(SYS_munmap, p, size);
}

static struct big **
chain_of(const void *addr)
{
	uintptr_t n = ((uintptr_t)addr >> PAGE_SHIFT) * 0x9e3779b97f4a7c15;

	return &bigs.chains[n >> 32 & (bigs.nchains - 1)];
}

/* Four times the chains; on failure the old ones have to do. */
static void
grow_chains(void)
{
	struct big **old = bigs.chains;
	size_t nold = bigs.nchains;
	struct big **chains;

	if (old == NULL) {
		bigs.chains = bigs.first;
		bigs.nchains = FIRST_CHAINS;
		return;
	}
	chains = __heap_map(nold * 4 * sizeof *chains, PROT_READ | PROT_WRITE);
	if (chains == NULL)
		return;
	bigs.chains = chains;
	bigs.nchains = nold * 4;
	for (size_t i = 0; i < nold; i++) {
		while (old[i] != NULL) {
			struct big *b = old[i];
			struct big **chain = chain_of(b->addr);

			old[i] = b->next;
			b->next = *chain;
			*chain = b;
		}
	}
	if (old != bigs.first)
		unmap(old, nold * sizeof *old);
}

/* A record in no chain. => returns: NULL without memory */
static struct big *
get_record(void)
{
	struct big *b;

	__heap_lock();
	b = bigs.unused;
	if (b != NULL) {
		bigs.unused = b->next;
	} else {
		if (bigs.fresh == bigs.fresh_end) {
			bigs.fresh = __heap_map(RECORDS_BYTES,
			    PROT_READ | PROT_WRITE);
			bigs.fresh_end = bigs.fresh == NULL ?
			    NULL :
			    bigs.fresh + RECORDS_BYTES / sizeof *b;
		}
		if (bigs.fresh != NULL)
			b = bigs.fresh++;
	}
	__heap_unlock();
	return b;
}

static void
put_record(struct big *b)
{
	__heap_lock();
	b->next = bigs.unused;
	bigs.unused = b;
	__heap_unlock();
}

static void
attach(struct big *b)
{
	struct big **chain;

	__heap_lock();
	if (bigs.count >= bigs.nchains * 2)
		grow_chains();
	chain = chain_of(b->addr);
	b->next = *chain;
	*chain = b;
	bigs.count++;
	__heap_counts.nbig++;
	__heap_counts.big += b->size;
	__heap_unlock();
}

/* Takes the record of a block out of the table; it is the caller's then. */
static struct big *
detach(const void *addr)
{
	struct big *b = NULL;

	__heap_lock();
	if (bigs.nchains != 0) {
		struct big **link = chain_of(addr);

		while (*link != NULL && (*link)->addr != addr)
			link = &(*link)->next;
		b = *link;
		if (b != NULL) {
			*link = b->next;
			bigs.count--;
			__heap_counts.nbig--;
			__heap_counts.big -= b->size;
		}
	}
	__heap_unlock();
	return b;
}

size_t
__big_size(const void *p)
{
	size_t size = 0;

	__heap_lock();
	if (bigs.nchains != 0) {
		const struct big *b = *chain_of(p);

		while (b != NULL && b->addr != p)
			b = b->next;
		size = b == NULL ? 0 : b->size;
	}
	__heap_unlock();
	return size;
}

/* Addresses for a block, without memory. */
static bool
reserve(struct big *b, size_t size, size_t align)
{
	size_t slack = align > PAGE_BYTES ? align - PAGE_BYTES : 0;

	if (size > PTRDIFF_MAX || slack > PTRDIFF_MAX - size - 3 * PAGE_BYTES)
		return false;
	b->size = page_round(size);
	b->map_size = b->size + slack + 2 * PAGE_BYTES;
	b->map = __heap_map(b->map_size, PROT_NONE);
	if (b->map == NULL)
		return false;
	b->addr = (char *)(((uintptr_t)b->map + PAGE_BYTES + align - 1) &
	    ~(align - 1));
	return true;
}

void *
__big_alloc(size_t size, size_t align)
{
	struct big *b = get_record();

	if (b == NULL)
		return NULL;
	if (!reserve(b, size, align)) {
		put_record(b);
		return NULL;
	}
	if (__syscall(SYS_mprotect, b->addr, b->size, PROT_READ | PROT_WRITE) <
	    0) {
		unmap(b->map, b->map_size);
		put_record(b);
		return NULL;
	}
	attach(b);
	return b->addr;
}

bool
__big_free(void *p)
{
	struct big *b = detach(p);

	if (b == NULL)
		return false;
	/* Out of areas to split a neighbour: at least the memory goes back. */
	if (unmap(b->map, b->map_size) < 0)
		__syscall(SYS_madvise, b->addr, b->size, MADV_DONTNEED);
	put_record(b);
	return true;
}

/* The page after the new end becomes the guard page; the rest goes back. */
static void
shrink(struct big *b, size_t size)
{
	size_t tail = b->size - size;
	long guard = (long)(b->addr + size);

	if (tail == 0 ||
	    __syscall(SYS_mmap, guard, PAGE_BYTES, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != guard)
		return;
	b->size = size;
	if (unmap(b->addr + size + PAGE_BYTES, tail) == 0)
		b->map_size -= tail;
}

/* Moves the pages of *b to the place reserved in *to, which *b becomes. */
static bool
move(struct big *b, const struct big *to)
{
	struct big old = *b;
	char *old_end = old.addr + old.size;

	if (__syscall(SYS_mremap, old.addr, old.size, to->size,
		MREMAP_MAYMOVE | MREMAP_FIXED, to->addr) != (long)to->addr)
		return false;
	*b = *to;
	unmap(old.map, (size_t)(old.addr - old.map));
	unmap(old_end, (size_t)(old.map + old.map_size - old_end));
	return true;
}

void *
__big_realloc(void *p, size_t size)
{
	struct big *b = detach(p);
	struct big to;
	bool done = true;

	if (b == NULL)
		__heap_fail("this is no block, or it was freed before", p);
	if (page_round(size) <= b->size) {
		shrink(b, page_round(size));
	} else if (!reserve(&to, size, PAGE_BYTES)) {
		done = false;
	} else if (!move(b, &to)) {
		unmap(to.map, to.map_size);
		done = false;
	}
	p = b->addr;
	attach(b);
	return done ? p : NULL;
}
