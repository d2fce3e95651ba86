/*
 * What the heap tells about itself: mallinfo and its kin.
 *
 * Blocks in the caches of threads count as in use: nobody but their thread may
 * look at them.
 */
#include <malloc.h>
#include <stdio.h>

#include "heap.h"

struct mallinfo2
mallinfo2(void)
{
	struct mallinfo2 info = { 0 };

	__heap_lock();
	info.arena = __heap_counts.mapped;
	info.ordblks = __heap_counts.nregions;
	info.hblks = __heap_counts.nbig;
	info.hblkhd = __heap_counts.big;
	info.fordblks = __heap_counts.free_pages;
	info.uordblks = __heap_counts.mapped - __heap_counts.free_pages;
	__heap_unlock();
	return info;
}

struct mallinfo
mallinfo(void)
{
	struct mallinfo2 wide = mallinfo2();

	return (struct mallinfo){ .arena = (int)wide.arena,
		.ordblks = (int)wide.ordblks,
		.hblks = (int)wide.hblks,
		.hblkhd = (int)wide.hblkhd,
		.uordblks = (int)wide.uordblks,
		.fordblks = (int)wide.fordblks };
}

void
malloc_stats(void)
{
	struct mallinfo2 info = mallinfo2();

	fprintf(stderr,
	    "regions      = %10zu bytes\n"
	    "in use       = %10zu bytes\n"
	    "big blocks   = %10zu bytes in %zu blocks\n",
	    info.arena, info.uordblks, info.hblkhd, info.hblks);
}

int
malloc_trim(size_t keep)
{
	size_t given;

	(void)keep; /* There is no one end of the heap to keep bytes at. */
	__malloc_thread_exit();
	__heap_lock();
	__heap_release_empty();
	given = __heap_purge();
	__heap_unlock();
	return given != 0;
}

/* There is nothing to tune: every parameter is accepted and changes nothing. */
int
mallopt(int parameter, int value)
{
	(void)parameter;
	(void)value;
	return 1;
}
