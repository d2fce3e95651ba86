/*
 * Blocks with an alignment of their own.
 *
 * A span begins at a page, so the blocks of a class whose size is a multiple of the
 * alignment are aligned, as are runs of pages up to the size of a page. Beyond that
 * a mapping of its own is the only place.
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

#include "heap.h"
#include "libc.h"

static bool
is_power_of_two(size_t n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

static void *
no_memory(void)
{
	errno = ENOMEM;
	return NULL;
}

/* The smallest class of `align`'s multiples with room, or NCLASSES. */
static unsigned int
aligned_class(size_t align, size_t size)
{
	unsigned int class = NCLASSES;

	if (size <= SMALL_MAX && align <= PAGE_BYTES)
		for (class = size_class(size); class < NCLASSES; class ++)
			if (__heap_sizes[class] % align == 0)
				break;
	return class;
}

void *
__memalign(size_t align, size_t size)
{
	unsigned int class;
	bool zero;
	void *p;

	if (align <= MIN_ALIGN)
		return __malloc(size);
	class = aligned_class(align, size);
	if (class < NCLASSES)
		return __malloc(__heap_sizes[class]);
	if (align <= PAGE_BYTES && size <= RUN_MAX)
		p = __heap_run_alloc(size, &zero);
	else if (size > PTRDIFF_MAX || align > PTRDIFF_MAX)
		p = NULL;
	else
		p = __big_alloc(size == 0 ? 1 : size,
		    align < PAGE_BYTES ? PAGE_BYTES : align);
	return p == NULL ? no_memory() : p;
}

/* Any alignment serves: the next power of two, as the C library of Linux does. */
static void *
memalign_any(size_t align, size_t size)
{
	size_t power = MIN_ALIGN;

	while (power < align) {
		if (power > PTRDIFF_MAX / 2) {
			errno = EINVAL;
			return NULL;
		}
		power *= 2;
	}
	return __memalign(power, size);
}

static void *
strictly_aligned(size_t align, size_t size)
{
	if (!is_power_of_two(align)) {
		errno = EINVAL;
		return NULL;
	}
	return __memalign(align, size);
}

static int
posix_aligned(void **result, size_t align, size_t size)
{
	int saved_errno = errno;
	void *p;

	if (!is_power_of_two(align) || align % sizeof(void *) != 0)
		return EINVAL;
	p = __memalign(align, size);
	errno = saved_errno;
	if (p == NULL)
		return ENOMEM;
	*result = p;
	return 0;
}

static void *
page_aligned(size_t size)
{
	return __memalign(PAGE_BYTES, size);
}

static void *
whole_pages(size_t size)
{
	if (size > PTRDIFF_MAX)
		return no_memory();
	return __memalign(PAGE_BYTES, page_round(size == 0 ? 1 : size));
}

weak_alias(strictly_aligned, aligned_alloc);
weak_alias(memalign_any, memalign);
weak_alias(posix_aligned, posix_memalign);
weak_alias(page_aligned, valloc);
weak_alias(whole_pages, pvalloc);
