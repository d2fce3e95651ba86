/* Operations on memory: see tests/stress/pairs/operations.h. */

static void
touch_pages(char *area, void (*touch)(char *at))
{
	for (unsigned i = 0; i < AREA_PAGES; i++)
		touch(area + i * PAGE);
}

OPERATION(read_memory, SPACE | PAGES)
{
	touch_pages(it.area, touch_read);
}

OPERATION(write_memory, SPACE | PAGES)
{
	touch_pages(it.area, touch_write);
}

OPERATION(read_mapped, SPACE | PAGES | OPENED)
{
	touch_pages(it.mapped, touch_read);
	touch_pages(it.copied, touch_read);
}

OPERATION(write_mapped, SPACE | PAGES | OPENED)
{
	touch_pages(it.mapped, touch_write);
	touch_pages(it.copied, touch_write);
}

static inline void
map_memory(void)
{
	call(SYS_mmap, it.area, AREA_PAGES * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static inline void
map_file(int flags)
{
	call(SYS_mmap, it.mapped, AREA_PAGES * PAGE, PROT_READ | PROT_WRITE,
	    MAP_FIXED | flags, it.file, 0);
}

OPERATION(mmap, SPACE | PAGES)
{
	map_memory();
}

OPERATION(mmap_file, SPACE | PAGES | OPENED)
{
	map_file(w->round % 2 ? MAP_PRIVATE : MAP_SHARED);
}

OPERATION(munmap, SPACE | PAGES)
{
	call(SYS_munmap, it.area + 4 * PAGE, 4 * PAGE);
	map_memory();
}

OPERATION(munmap_file, SPACE | PAGES | OPENED)
{
	call(SYS_munmap, it.mapped, AREA_PAGES * PAGE);
	map_file(MAP_SHARED);
}

OPERATION(mmap_elsewhere, SPACE | LIMITS)
{
	long at = syscall(SYS_mmap, NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (at != -1)
		call(SYS_munmap, at, 2 * PAGE);
}

OPERATION(mprotect, SPACE | PAGES)
{
	call(SYS_mprotect, it.area + 2 * PAGE, 4 * PAGE, PROT_READ);
	call(SYS_mprotect, it.area, AREA_PAGES * PAGE, PROT_READ | PROT_WRITE);
	call(SYS_mprotect, it.mapped, 4 * PAGE, w->round % 3);
	call(SYS_mprotect, it.mapped, 4 * PAGE, PROT_READ | PROT_WRITE);
}

/* There and back; what is between may be taken by the other side. */
OPERATION(mremap, SPACE | PAGES)
{
	call(SYS_mremap, it.area, 4 * PAGE, 4 * PAGE,
	    MREMAP_MAYMOVE | MREMAP_FIXED, it.area + 8 * PAGE);
	map_memory();
}

OPERATION(mremap_file, SPACE | PAGES | OPENED)
{
	call(SYS_mremap, it.mapped, 4 * PAGE, 4 * PAGE,
	    MREMAP_MAYMOVE | MREMAP_FIXED, it.mapped + 8 * PAGE);
	map_file(MAP_SHARED);
}

/* The old place stays, empty. */
OPERATION(mremap_keep, SPACE | PAGES)
{
	long at = syscall(SYS_mremap, it.area, PAGE, PAGE, 5, 0);

	if (at != -1)
		call(SYS_munmap, at, PAGE);
}

OPERATION(brk, SPACE)
{
	long end = syscall(SYS_brk, 0);

	call(SYS_brk, end + PAGE);
	call(SYS_brk, end);
}

OPERATION(dontneed, SPACE | PAGES | OPENED)
{
	call(SYS_madvise, it.area, AREA_PAGES * PAGE, MADV_DONTNEED);
	call(SYS_madvise, it.mapped, AREA_PAGES * PAGE, MADV_DONTNEED);
	call(SYS_madvise, it.copied, AREA_PAGES * PAGE, MADV_DONTNEED);
}

/* What a fork makes of it; the parts of an area are split and joined. */
OPERATION(advise_fork, SPACE | PAGES)
{
	call(SYS_madvise, it.area + 3 * PAGE, PAGE, 18 /* wipe */);
	call(SYS_madvise, it.area + 6 * PAGE, PAGE, 10 /* none */);
	call(SYS_madvise, it.area, AREA_PAGES * PAGE, 19);
	call(SYS_madvise, it.area, AREA_PAGES * PAGE, 11);
}

OPERATION(populate, SPACE | PAGES | OPENED)
{
	call(SYS_madvise, it.mapped, 4 * PAGE, 22 /* to read */);
	call(SYS_madvise, it.copied, 4 * PAGE, 23 /* to write */);
	call(SYS_madvise, it.area, 4 * PAGE, 8 /* free */);
}

OPERATION(mincore, SPACE | PAGES)
{
	unsigned char there[AREA_PAGES];

	call(SYS_mincore, it.area, AREA_PAGES * PAGE, there);
	call(SYS_mincore, it.mapped, AREA_PAGES * PAGE, there);
}

OPERATION(mlock, SPACE | PAGES | LIMITS)
{
	call(SYS_mlock, it.area, 4 * PAGE);
	call(SYS_munlock, it.area, AREA_PAGES * PAGE);
}

OPERATION(mlockall, SPACE | PAGES | LIMITS)
{
	call(SYS_mlock2, it.area, 2 * PAGE, 1 /* on fault */);
	call(SYS_mlockall, 2 /* what comes */);
	call(SYS_munlockall);
}

OPERATION(msync, SPACE | PAGES | OPENED)
{
	call(SYS_msync, it.mapped, AREA_PAGES * PAGE, MS_SYNC);
}

OPERATION(membarrier, SPACE | SCHED)
{
	call(SYS_membarrier, 1 << 4, 0, 0); /* registers */
	call(SYS_membarrier, 1 << 3, 0, 0);
}

/* The kernel's own accesses to memory that comes and goes. */
OPERATION(write_from, SPACE | PAGES | OPENED)
{
	call(SYS_pwrite64, it.file, it.area, AREA_PAGES * PAGE, 0);
}

OPERATION(read_into, SPACE | PAGES | OPENED)
{
	call(SYS_pread64, it.file, it.area, AREA_PAGES * PAGE, 0);
}

OPERATION(write_mapped_from, SPACE | PAGES | OPENED)
{
	call(SYS_pwrite64, it.file, it.mapped + 4 * PAGE, 4 * PAGE, 0);
}

/* --- Futexes ------------------------------------------------------------------------ */

enum {
	FUTEX_WAIT = 0,
	FUTEX_WAKE = 1,
	FUTEX_CMP_REQUEUE = 4,
	FUTEX_WAKE_OP = 5,
	FUTEX_PRIVATE = 128,
	FUTEX_ADD_IF_EQ = 1 << 28 /* FUTEX_OP_ADD, FUTEX_OP_CMP_EQ, 0, 0 */
};

static const struct timespec futex_bound = { .tv_nsec = 50000 };

OPERATION(futex_wait, FUTEX | TIMER | SIGNAL)
{
	call(SYS_futex, &world->futex[0], FUTEX_WAIT, 0, &futex_bound, NULL, 0);
}

OPERATION(futex_wait_private, FUTEX | SPACE)
{
	call(SYS_futex, it.area, FUTEX_WAIT | FUTEX_PRIVATE, 0, &futex_bound,
	    NULL, 0);
	call(SYS_futex, it.area, FUTEX_WAKE | FUTEX_PRIVATE, 1, NULL, NULL, 0);
}

OPERATION(futex_wait_mapped, FUTEX | PAGES | SPACE | OPENED)
{
	call(SYS_futex, it.mapped, FUTEX_WAIT, 0, &futex_bound, NULL, 0);
	call(SYS_futex, it.mapped, FUTEX_WAKE, 1, NULL, NULL, 0);
}

OPERATION(futex_wake, FUTEX)
{
	call(SYS_futex, &world->futex[0], FUTEX_WAKE, 1, NULL, NULL, 0);
}

OPERATION(futex_requeue, FUTEX)
{
	call(SYS_futex, &world->futex[0], FUTEX_CMP_REQUEUE, 1, 1,
	    &world->futex[1], 0);
	call(SYS_futex, &world->futex[1], FUTEX_WAKE, 8, NULL, NULL, 0);
}

OPERATION(futex_wake_op, FUTEX)
{
	call(SYS_futex, &world->futex[0], FUTEX_WAKE_OP, 1, 1, &world->futex[1],
	    FUTEX_ADD_IF_EQ);
}

OPERATION(set_robust_list, FUTEX | TREE)
{
	static struct {
		void *next;
		long offset;
		void *pending;
	} none[WORKERS_MAX];

	none[w->index].next = &none[w->index];
	call(SYS_set_robust_list, &none[w->index], sizeof none[0]);
	call(SYS_set_robust_list, NULL, sizeof none[0]);
}

OPERATION(robust_list, FUTEX | TREE)
{
	void *head;
	size_t size;

	call(SYS_get_robust_list, world->tid[w->other], &head, &size);
}
