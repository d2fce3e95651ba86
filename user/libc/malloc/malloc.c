/*
 * malloc, calloc, realloc, free.
 *
 * The problem: many small blocks, fast, by several threads; little memory for a
 * small program; large blocks that go back to the kernel; and a program's mistakes
 * reported where they happen rather than a thousand calls later.
 *
 * The model: blocks come in three sizes.
 *
 *   small   up to 32 KiB: one of 40 size classes. Each thread keeps a list of free
 *           blocks a class (its cache), and takes and gives blocks without a lock.
 *           Behind the caches lie spans (span.c): runs of pages cut into blocks
 *           of one class. Caches exchange batches of blocks with them.
 *   middle  up to 256 KiB: a run of pages of a region (region.c).
 *   big     a mapping of its own between guard pages (big.c); realloc moves pages
 *           instead of bytes.
 *
 * A cache begins with batches of one block and doubles them as long as it is asked
 * for more, so that a program that needs three blocks touches three.
 *
 * Nothing is stored beside a block that is in use. A free block holds the link to
 * the next and a seal over both addresses and a secret:
 *
 *   1. A block whose seal is right was freed and not handed out since: freeing it
 *      again is a double free. The seal is wiped when the block is handed out.
 *   2. A block that leaves a list has a right seal, or somebody wrote to it after
 *      it was freed.
 *   3. What is no block at all is found by the page map (region.c) and the table
 *      of big blocks, which never look at the memory in question.
 *
 * Each of these ends the program with a message on descriptor 2.
 *
 * The public names are weak, so that a program may bring an allocator of its own.
 */
#include <malloc.h>
#include <stdlib.h>

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "heap.h"
#include "libc.h"
#include "syscall.h"
#include "thread.h"

/* A batch is at most this many bytes, and at least two blocks. */
#define BATCH_BYTES  8192
#define BATCH_BLOCKS 64

_Static_assert(NCLASSES == HEAP_NBINS, "internal/thread.h");

/* The thread's cache of free blocks of a class. */
static inline struct heap_bin *
bin_of(unsigned int class)
{
	return &__thread_self()->bins[class];
}

static size_t
append(char *line, size_t used, const char *text)
{
	size_t n = strlen(text);

	memcpy(line + used, text, n);
	return used + n;
}

_Noreturn void
__heap_fail(const char *what, const void *block)
{
	char line[160];
	size_t n = append(line, 0, "malloc: ");

	n = append(line, n, what);
	n = append(line, n, ": 0x");
	for (int shift = 44; shift >= 0; shift -= 4)
		line[n++] = "0123456789abcdef"[(uintptr_t)block >> shift & 15];
	line[n++] = '\n';
	__syscall(SYS_write, STDERR_FILENO, line, n);
	abort();
}

static void *
no_memory(void)
{
	errno = ENOMEM;
	return NULL;
}

/* --- Small blocks ----------------------------------------------------------- */

static uint32_t
limit_max(unsigned int class)
{
	uint32_t n = BATCH_BYTES / __heap_sizes[class];

	if (n > BATCH_BLOCKS)
		n = BATCH_BLOCKS;
	return n < 2 ? 4 : 2 * n;
}

__attribute__((noinline)) static void *
refill(unsigned int class)
{
	struct heap_bin *bin = bin_of(class);
	uint32_t batch = bin->limit > 2 ? bin->limit / 2 : 1;

	bin->count = __heap_take(class, batch, &bin->head);
	if (bin->count == 0)
		return no_memory();
	if (bin->limit < limit_max(class))
		bin->limit = bin->limit == 0 ? 1 : bin->limit * 2;
	bin->count--;
	return block_pop(&bin->head);
}

__attribute__((noinline)) static void
spill(struct heap_bin *bin, unsigned int class)
{
	struct block *list = NULL;
	uint32_t keep = bin->count / 2;

	while (bin->count > keep) {
		block_push(&list, block_pop(&bin->head));
		bin->count--;
	}
	__heap_give(list);
	if (bin->limit < limit_max(class))
		bin->limit = bin->limit == 0 ? 1 : bin->limit * 2;
}

static inline void *
small_alloc(unsigned int class)
{
	struct heap_bin *bin = bin_of(class);

	if (__builtin_expect(bin->head == NULL, 0))
		return refill(class);
	bin->count--;
	return block_pop(&bin->head);
}

static inline void
small_free(struct block *b, unsigned int class)
{
	struct heap_bin *bin = bin_of(class);

	if (__builtin_expect(block_is_sealed(b), 0))
		__heap_fail("this block was freed before", b);
	block_push(&bin->head, b);
	if (__builtin_expect(++bin->count > bin->limit, 0))
		spill(bin, class);
}

void
__malloc_thread_exit(void)
{
	for (unsigned int class = 0; class < NCLASSES; class ++) {
		struct heap_bin *bin = bin_of(class);

		if (bin->head != NULL)
			__heap_give(bin->head);
		*bin = (struct heap_bin){ 0 };
	}
}

/* --- The functions ---------------------------------------------------------- */

static void *
large_alloc(size_t size, bool *zero)
{
	void *p = NULL;

	if (size <= RUN_MAX) {
		p = __heap_run_alloc(size, zero);
	} else if (size <= PTRDIFF_MAX) {
		p = __big_alloc(size, PAGE_BYTES);
		*zero = true;
	}
	return p == NULL ? no_memory() : p;
}

void *
__malloc(size_t size)
{
	bool zero;

	if (size <= SMALL_MAX)
		return small_alloc(size_class(size));
	return large_alloc(size, &zero);
}

static void *
zalloc(size_t count, size_t each)
{
	size_t size;
	bool zero = false;
	void *p;

	if (__builtin_mul_overflow(count, each, &size))
		return no_memory();
	if (size <= SMALL_MAX)
		p = small_alloc(size_class(size));
	else
		p = large_alloc(size, &zero);
	if (p != NULL && !zero)
		memset(p, 0, size);
	return p;
}

void
__free(void *p)
{
	struct region *r;
	struct span *s;

	if (p == NULL)
		return;
	r = __heap_region_of(p);
	if (__builtin_expect(r == NULL, 0)) {
		if (!__big_free(p))
			__heap_fail("this is no block, or it was freed before",
			    p);
		return;
	}
	s = __heap_span_of(r, p);
	if (s->class < NCLASSES)
		small_free(p, s->class);
	else
		__heap_run_free(s);
}

/* What a block has room for; what is no block ends the program. */
static size_t
block_size(void *p)
{
	struct region *r = __heap_region_of(p);
	struct span *s;
	size_t size;

	if (r == NULL) {
		size = __big_size(p);
		if (size == 0)
			__heap_fail("this is no block, or it was freed before",
			    p);
		return size;
	}
	s = __heap_span_of(r, p);
	if (s->class == CLASS_RUN)
		return s->npages * PAGE_BYTES;
	if (block_is_sealed(p))
		__heap_fail("this block was freed before", p);
	return __heap_sizes[s->class];
}

/* True if a block of `have` bytes serves for `want` without much waste. */
static bool
fits(size_t have, size_t want)
{
	return want <= have && (want >= have / 2 || have <= 64);
}

static void *
resize(void *p, size_t size)
{
	size_t have;
	void *q;

	if (p == NULL)
		return __malloc(size);
	if (size == 0) {
		__free(p);
		return NULL;
	}
	have = block_size(p);
	if (have > RUN_MAX && size > RUN_MAX && size <= PTRDIFF_MAX) {
		q = __big_realloc(p, size);
		return q == NULL ? no_memory() : q;
	}
	if (fits(have, size))
		return p;
	q = __malloc(size);
	if (q == NULL)
		return NULL;
	memcpy(q, p, have < size ? have : size);
	__free(p);
	return q;
}

static void *
resize_array(void *p, size_t count, size_t each)
{
	size_t size;

	if (__builtin_mul_overflow(count, each, &size))
		return no_memory();
	return resize(p, size);
}

static size_t
usable_size(void *p)
{
	return p == NULL ? 0 : block_size(p);
}

static void
free_sized_block(void *p, size_t size)
{
	if (p != NULL && size > block_size(p))
		__heap_fail("free_sized of more than the block has", p);
	__free(p);
}

static void
free_aligned_sized_block(void *p, size_t align, size_t size)
{
	if (align != 0 && (uintptr_t)p % align != 0)
		__heap_fail("free_aligned_sized with another alignment", p);
	free_sized_block(p, size);
}

weak_alias(__malloc, malloc);
weak_alias(__free, free);
weak_alias(zalloc, calloc);
weak_alias(resize, realloc);
weak_alias(resize_array, reallocarray);
weak_alias(usable_size, malloc_usable_size);
weak_alias(__free, cfree);
weak_alias(free_sized_block, free_sized);
weak_alias(free_aligned_sized_block, free_aligned_sized);
