/* The address sanitizer: each planted fault is reported, as what it is, and
 * what is allowed is not reported. */
#ifdef KASAN

#include "debug/kasan.h"

#include "arch/layout.h"
#include "arch/thread.h"
#include "debug/ktest.h"
#include "lib/kasan.h"
#include "lib/string.h"
#include "mm/kva.h"
#include "mm/page.h"
#include "mm/slab.h"

#define SIZE 100

struct object {
	char bytes[SIZE];
};

static struct slab_cache object_cache = SLAB_CACHE("kasan_test", struct object);
static char before[40], global[SIZE], after[40];

/* What the next access goes to; the compiler must not know. */
static volatile char *target;
static size_t index;

static void
read_it(void)
{
	(void)target[index];
}

static void
write_it(void)
{
	target[index] = 1;
}

static void
read_word(void)
{
	(void)*(volatile u64 *)(target + index);
}

static void
set_it(void)
{
	memset((void *)target, 0, index);
}

/* Does access() at p[i] give a report, of this kind?  (memset() touches its last
 * bytes twice.) */
static __noinline bool
reports(void (*access)(void), const void *p, size_t i, u8 kind)
{
	unsigned n;
	u8 why;

	target = (volatile char *)p;
	index = i;
	n = kasan_catch(access, &why);
	return n >= 1 && why == kind;
}

static __noinline bool
silent(void (*access)(void), const void *p, size_t i)
{
	u8 why;

	target = (volatile char *)p;
	index = i;
	return kasan_catch(access, &why) == 0;
}

KTEST(kasan_slab)
{
	char *p = slab_alloc(&object_cache);

	check(p);
	if (!p)
		return;
	check(silent(read_it, p, 0) && silent(write_it, p, SIZE - 1));
	/* Rounded up to 8 bytes. */
	check(reports(read_it, p, SIZE + 4, KASAN_RED_ZONE));
	check(reports(read_word, p, SIZE, KASAN_RED_ZONE));
	check(reports(set_it, p, SIZE + 5, KASAN_RED_ZONE));
	slab_free(&object_cache, p);
	check(reports(read_it, p, 0, KASAN_FREE_OBJECT));
	check(reports(write_it, p, SIZE - 1, KASAN_FREE_OBJECT));
}

static void *twice;

static void
free_it(void)
{
	kfree(twice);
}

KTEST(kasan_kmalloc)
{
	char *p = kmalloc(SIZE), *large = kmalloc(3 * PAGE_SIZE + 5);
	u8 why;

	check(p && large);
	check(silent(write_it, p, SIZE - 1));
	check(reports(write_it, p, SIZE, KASAN_RED_ZONE));
	check(silent(read_it, large, 3 * PAGE_SIZE + 4));
	check(reports(read_it, large, 3 * PAGE_SIZE + 5, KASAN_LARGE_END));
	twice = p + 8;
	check(kasan_catch(free_it, &why) == 1);
	kfree(p);
	kfree(large);
	twice = p;
	check(kasan_catch(free_it, &why) == 1);
	check(reports(read_it, p, 0, KASAN_FREE_OBJECT));
	check(reports(read_it, large, 0, KASAN_FREE_PAGE));
}

KTEST(kasan_pages)
{
	struct page *page = page_alloc(0, 0), *block = page_alloc(2, PA_ZERO);
	char *p, *q;

	check(page && block);
	if (!page || !block)
		return;
	p = page_address(page);
	q = page_address(block);
	check(silent(write_it, p, PAGE_SIZE - 1));
	check(silent(set_it, q, 4 * PAGE_SIZE));
	page_free(page, 0);
	page_free(block, 2);
	check(reports(write_it, p, 8, KASAN_FREE_PAGE));
	check(reports(read_it, p, PAGE_SIZE - 1, KASAN_FREE_PAGE));
	check(reports(set_it, q, 2 * PAGE_SIZE, KASAN_FREE_PAGE));
}

KTEST(kasan_stack)
{
	char array[SIZE];

	memset(array, 0, sizeof(array));
	check(silent(write_it, array, SIZE - 1));
	check(reports(read_it, array, SIZE, KASAN_STACK_RIGHT));
	check(reports(write_it, array, SIZE + 3, KASAN_STACK_RIGHT));
	check(reports(read_it, array, (size_t)-1, KASAN_STACK_LEFT));
}

/* The stack of a thread that ended. */
KTEST(kasan_freed_stack)
{
	vaddr_t stack = kstack_alloc();

	check(stack);
	check(silent(write_it, (void *)stack, 0));
	kstack_free(stack);
	check(reports(read_it, (void *)stack, 8, KASAN_NOTHING));
}

KTEST(kasan_globals)
{
	before[0] = after[0] = 0;
	check(silent(write_it, global, SIZE - 1));
	check(reports(read_it, global, SIZE, KASAN_GLOBAL));
	check(reports(read_it, "constant", 9, KASAN_GLOBAL));
	check(reports(set_it, global, SIZE + 1, KASAN_GLOBAL));
}

/* A freed object does not come back at once. */
KTEST(kasan_quarantine)
{
	void *first = slab_alloc(&object_cache);
	bool back = false;

	slab_free(&object_cache, first);
	for (unsigned i = 0; i < 500; i++) {
		void *p = slab_alloc(&object_cache);

		back |= p == first;
		slab_free(&object_cache, p);
	}
	check(first && !back);
	check(reports(read_it, first, 0, KASAN_FREE_OBJECT));
}

#endif
