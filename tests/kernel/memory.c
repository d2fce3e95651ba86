/* Frames, slabs and stacks: what is taken comes back, aligned and apart. */
#include "arch/layout.h"
#include "arch/thread.h"
#include "debug/ktest.h"
#include "lib/string.h"
#include "mm/kva.h"
#include "mm/page.h"
#include "mm/slab.h"

#define MANY 2000

static u64
free_pages(void)
{
	struct page_stats st;

	page_stats_read(&st);
	return st.free;
}

KTEST(frames_come_back)
{
	static struct page *held[MANY];
	u64 before = free_pages();
	unsigned n = 0;

	while (n < MANY && (held[n] = page_alloc(n % 4, 0)))
		n++;
	check(n > 100);
	check(free_pages() < before);
	for (unsigned i = 0; i < n; i++)
		page_free(held[i], i % 4);
	check(free_pages() == before);
}

KTEST(blocks_are_aligned)
{
	for (unsigned order = 0; order <= PAGE_MAX_ORDER; order++) {
		struct page *page = page_alloc(order, 0);

		if (!page)
			continue;
		check(IS_ALIGNED(page_to_phys(page), PAGE_SIZE << order));
		page_free(page, order);
	}
}

KTEST(zeroed_frames_are_zero)
{
	struct page *page = page_alloc(2, PA_ZERO);
	const u64 *word = page ? page_address(page) : NULL;
	u64 sum = 0;

	check(page);
	for (size_t i = 0; word && i < (PAGE_SIZE << 2) / sizeof(*word); i++)
		sum |= word[i];
	check(!sum);
	if (page)
		page_free(page, 2);
}

KTEST(kmalloc_keeps_objects_apart)
{
	static u8 *held[300];
	bool intact = true;

	for (unsigned i = 0; i < ARRAY_SIZE(held); i++) {
		size_t size = 1 + i * 37 % 3000;

		held[i] = kmalloc(size);
		check(held[i] && IS_ALIGNED((vaddr_t)held[i], 16));
		if (held[i])
			memset(held[i], (int)(i & 0xff), size);
	}
	for (unsigned i = 0; i < ARRAY_SIZE(held); i++) {
		size_t size = 1 + i * 37 % 3000;

		for (size_t k = 0; held[i] && k < size; k++)
			intact &= held[i][k] == (i & 0xff);
		kfree(held[i]);
	}
	check(intact);
	check(!kcalloc(1UL << 60, 32));
	check(!kmalloc(1UL << 40));
}

KTEST(stacks_are_reused)
{
	vaddr_t first = kstack_alloc(), second = kstack_alloc();
	u64 count = kstack_count();

	check(first && second && first != second);
	kstack_free(first);
	kstack_free(second);
	check(kstack_alloc() == second);
	check(kstack_count() == count);
	kstack_free(second);
}
