/*
 * Spans: blocks of one size class, cut from a run of pages.
 *
 * Blocks that come back form the span's own list; blocks that were never handed
 * out are counted (nfresh) and lie at the span's end, untouched, so that a span
 * costs only the pages that were used.
 *
 *   1. For a span of a class: nlive + nfresh + (length of free) is the number of
 *      blocks that fit.
 *   2. A span is in its class's list (`listed`) exactly while it has a block to
 *      give.
 *   3. A span without a live block is kept only if it is the one in the list.
 */
#include "heap.h"

#include "lock.h"

/*
 * The classes: the size of a block and the pages of a span. Up to eight steps of
 * 16 bytes, then four to a doubling, so that at most a fifth of a block is lost. A
 * span has room for four blocks at least, with little left over.
 */
#define CLASSES(C)   \
	C(16, 4)     \
	C(32, 4)     \
	C(48, 4)     \
	C(64, 4)     \
	C(80, 4)     \
	C(96, 4)     \
	C(112, 4)    \
	C(128, 4)    \
	C(160, 4)    \
	C(192, 4)    \
	C(224, 4)    \
	C(256, 4)    \
	C(320, 4)    \
	C(384, 4)    \
	C(448, 4)    \
	C(512, 4)    \
	C(640, 5)    \
	C(768, 6)    \
	C(896, 7)    \
	C(1024, 4)   \
	C(1280, 5)   \
	C(1536, 6)   \
	C(1792, 7)   \
	C(2048, 8)   \
	C(2560, 5)   \
	C(3072, 6)   \
	C(3584, 7)   \
	C(4096, 8)   \
	C(5120, 10)  \
	C(6144, 12)  \
	C(7168, 14)  \
	C(8192, 16)  \
	C(10240, 20) \
	C(12288, 24) \
	C(14336, 28) \
	C(16384, 32) \
	C(20480, 40) \
	C(24576, 24) \
	C(28672, 28) \
	C(32768, 32)

#define SIZE(size, pages)  size,
#define PAGES(size, pages) pages,
/* For division by multiplication, exact for offsets within a span (< 2^18). */
#define INVERSE(size, pages) ((uint64_t)1 << 36) / (size) + 1,

const uint16_t __heap_sizes[NCLASSES] = { CLASSES(SIZE) };
const uint8_t __heap_pages[NCLASSES] = { CLASSES(PAGES) };
static const uint64_t inverses[NCLASSES] = { CLASSES(INVERSE) };

static struct {
	volatile int lock;
	struct span *roomy[NCLASSES];
} spans;

uintptr_t __heap_secret;

void
__heap_lock(void)
{
	__lock(&spans.lock);
}

void
__heap_unlock(void)
{
	__unlock(&spans.lock);
}

static void
list_span(struct span *s)
{
	struct span **head = &spans.roomy[s->class];

	s->prev = NULL;
	s->next = *head;
	if (s->next != NULL)
		s->next->prev = s;
	*head = s;
	s->listed = true;
}

static void
unlist_span(struct span *s)
{
	if (s->prev != NULL)
		s->prev->next = s->next;
	else
		spans.roomy[s->class] = s->next;
	if (s->next != NULL)
		s->next->prev = s->prev;
	s->listed = false;
}

/* The stack protector's canary is as random as the kernel made it. */
static void
choose_secret(void)
{
	uintptr_t canary;

	__asm__("mov %%fs:0x28, %0" : "=r"(canary));
	__heap_secret = (canary ^ (uintptr_t)&spans) * 0x9e3779b97f4a7c15 | 1;
}

static struct span *
create_span(unsigned int class)
{
	struct span *s;
	bool zero;

	if (__heap_secret == 0)
		choose_secret();
	s = __heap_run_get(__heap_pages[class], &zero);
	if (s == NULL)
		return NULL;
	s->class = (uint8_t) class;
	s->nfresh = (uint32_t)(s->npages * PAGE_BYTES / __heap_sizes[class]);
	list_span(s);
	return s;
}

static struct block *
take_block(struct span *s)
{
	struct block *b;

	if (s->free != NULL) {
		b = block_pop((struct block **)&s->free);
	} else {
		size_t size = __heap_sizes[s->class];
		size_t total = s->npages * PAGE_BYTES / size;

		b = (struct block *)(__heap_span_start(s) +
		    (total - s->nfresh) * size);
		s->nfresh--;
	}
	s->nlive++;
	if (s->free == NULL && s->nfresh == 0)
		unlist_span(s);
	return b;
}

unsigned int
__heap_take(unsigned int class, unsigned int n, struct block **list)
{
	unsigned int count;

	__heap_lock();
	for (count = 0; count < n; count++) {
		struct span *s = spans.roomy[class];

		if (s == NULL)
			s = create_span(class);
		if (s == NULL)
			break;
		block_push(list, take_block(s));
	}
	__heap_unlock();
	return count;
}

static void
give_block(struct block *b)
{
	struct region *r = (struct region *)((uintptr_t)b &
	    ~(REGION_BYTES - 1));
	struct span *s =
	    &r->spans[r->span_of[((uintptr_t)b - (uintptr_t)r) >> PAGE_SHIFT]];

	if (s->nlive == 0 || s->class >= NCLASSES)
		__heap_fail("the description of a span was overwritten", b);
	block_push((struct block **)&s->free, b);
	if (!s->listed)
		list_span(s);
	if (--s->nlive == 0 && (s->next != NULL || s->prev != NULL)) {
		unlist_span(s);
		__heap_run_put(s);
	}
}

void
__heap_give(struct block *list)
{
	__heap_lock();
	while (list != NULL)
		give_block(block_pop(&list));
	__heap_unlock();
}

void
__heap_release_empty(void)
{
	for (unsigned int class = 0; class < NCLASSES; class ++) {
		struct span *next;

		for (struct span *s = spans.roomy[class]; s != NULL; s = next) {
			next = s->next;
			if (s->nlive == 0) {
				unlist_span(s);
				__heap_run_put(s);
			}
		}
	}
}

void *
__heap_run_alloc(size_t size, bool *zero)
{
	struct span *s;

	__heap_lock();
	if (__heap_secret == 0)
		choose_secret();
	s = __heap_run_get((unsigned int)(page_round(size) >> PAGE_SHIFT),
	    zero);
	if (s != NULL) {
		s->class = CLASS_RUN;
		s->nlive = 1;
	}
	__heap_unlock();
	return s == NULL ? NULL : __heap_span_start(s);
}

void
__heap_run_free(struct span *s)
{
	__heap_lock();
	__heap_run_put(s);
	__heap_unlock();
}

struct span *
__heap_span_of(struct region *r, const void *p)
{
	size_t page = ((uintptr_t)p - (uintptr_t)r) >> PAGE_SHIFT;
	struct span *s = &r->spans[r->span_of[page]];
	size_t offset = (uintptr_t)p - (uintptr_t)__heap_span_start(s);

	if (r->span_of[page] == 0)
		__heap_fail("this is no block, or it was freed before", p);
	if (s->class < NCLASSES) {
		size_t size = __heap_sizes[s->class];

		if ((offset * inverses[s->class] >> 36) * size != offset)
			__heap_fail("this is not the start of a block", p);
	} else if (offset != 0) {
		__heap_fail("this is not the start of a block", p);
	}
	return s;
}

void
__malloc_fork_prepare(void)
{
	__heap_lock();
}

void
__malloc_fork_parent(void)
{
	__heap_unlock();
}

void
__malloc_fork_child(void)
{
	spans.lock = 0;
}
