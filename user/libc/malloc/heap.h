/*
 * The heap, from inside. malloc/malloc.c has the theory.
 */
#ifndef LIBC_MALLOC_HEAP_H
#define LIBC_MALLOC_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SHIFT   12
#define PAGE_BYTES   ((size_t)1 << PAGE_SHIFT)
#define REGION_SHIFT 20
#define REGION_BYTES ((size_t)1 << REGION_SHIFT)
#define REGION_PAGES (REGION_BYTES >> PAGE_SHIFT)

#define MIN_ALIGN ((size_t)16)
#define SMALL_MAX ((size_t)32768)
#define RUN_MAX   ((size_t)262144)
#define NCLASSES  40
/* The class of a span that is one block of whole pages. */
#define CLASS_RUN NCLASSES

/* A run of pages inside a region: blocks of one class, or one block. */
struct span {
	struct span *next, *prev; /* among the spans of the class with room */
	void *free;               /* blocks that came back */
	uint32_t nlive;           /* blocks that are in use or in a cache */
	uint32_t nfresh;          /* blocks that were never handed out */
	uint8_t class;
	uint8_t npages;
	bool listed;
};

struct region {
	struct region *next, *prev;
	uintptr_t check;                   /* region_check() of this region */
	uint64_t free[REGION_PAGES / 64];  /* pages of no span */
	uint64_t dirty[REGION_PAGES / 64]; /* pages that were written to */
	uint32_t nfree;
	uint8_t span_of[REGION_PAGES];   /* a page's span */
	struct span spans[REGION_PAGES]; /* by number of first page */
};

/* A free block. `seal` shows that nobody wrote to it since it was freed. */
struct block {
	struct block *next;
	uintptr_t seal;
};

extern const uint16_t __heap_sizes[NCLASSES];
extern const uint8_t __heap_pages[NCLASSES];
extern uintptr_t __heap_secret;

static inline unsigned int
size_class(size_t size)
{
	unsigned int top;

	if (size <= 128)
		return size == 0 ? 0 : (unsigned int)((size - 1) / 16);
	size--;
	top = 63 - (unsigned int)__builtin_clzl(size);
	return ((size >> (top - 2)) & 3) + (top - 7) * 4 + 8;
}

static inline uintptr_t
block_seal(const struct block *b)
{
	return __heap_secret ^ (uintptr_t)b ^ (uintptr_t)b->next;
}

static inline bool
block_is_sealed(const struct block *b)
{
	return b->seal == block_seal(b);
}

static inline void
block_push(struct block **list, struct block *b)
{
	b->next = *list;
	b->seal = block_seal(b);
	*list = b;
}

static inline size_t
page_round(size_t n)
{
	return (n + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
}

/* Says what is wrong with the block on descriptor 2 and aborts. */
_Noreturn void __heap_fail(const char *what, const void *block);

/* The first block of the list; a block that was written to ends the program. */
static inline struct block *
block_pop(struct block **list)
{
	struct block *b = *list;

	if (__builtin_expect(!block_is_sealed(b), 0))
		__heap_fail("a freed block was written to", b);
	*list = b->next;
	b->seal = 0;
	return b;
}

/* One lock guards all but the caches of the threads. */
void __heap_lock(void);
void __heap_unlock(void);

/* Memory from the kernel. => returns: NULL if there is none. */
void *__heap_map(size_t size, int prot);

/*
 * The region that contains an address.
 * => holds: nothing: regions that contain blocks in use do not go away.
 * => returns: NULL if the address is in none
 */
struct region *__heap_region_of(const void *p);

/*
 * The span and the start of a block of it that the program says it has;
 * anything but the address of a block that was handed out ends the program.
 */
struct span *__heap_span_of(struct region *r, const void *p);
char *__heap_span_start(const struct span *s);

/* Runs of pages. => holds: the heap lock. */
struct span *__heap_run_get(unsigned int npages, bool *zero);
void __heap_run_put(struct span *s);
size_t __heap_purge(void);

/*
 * Blocks of a class. => holds: nothing
 * take: up to n blocks in a list; => returns: how many, 0 without memory.
 * give: all blocks of the list.
 */
unsigned int __heap_take(unsigned int class, unsigned int n,
    struct block **list);
void __heap_give(struct block *list);

/* One block of whole pages, of at most RUN_MAX bytes. */
void *__heap_run_alloc(size_t size, bool *zero);
void __heap_run_free(struct span *s);

/* Give up the spans that are kept for reuse. => holds: the heap lock. */
void __heap_release_empty(void);

/* Mappings of their own. */
void *__big_alloc(size_t size, size_t align);
bool __big_free(void *p);
void *__big_realloc(void *p, size_t size);
/* => returns: 0 if there is no such block */
size_t __big_size(const void *p);

/* All blocks of this thread's cache go back to their spans. */
void __malloc_thread_exit(void);

/* Around fork(): the child finds the heap consistent and unlocked. */
void __malloc_fork_prepare(void);
void __malloc_fork_parent(void);
void __malloc_fork_child(void);

/* What mallinfo() counts, in bytes. => holds: the heap lock. */
struct heap_counts {
	size_t mapped;     /* by regions */
	size_t free_pages; /* in regions, of no span */
	size_t big;        /* by mappings of their own */
	size_t nbig;
	size_t nregions;
};
extern struct heap_counts __heap_counts;

void *__malloc(size_t size);
void *__memalign(size_t align, size_t size);
void __free(void *p);

#endif
