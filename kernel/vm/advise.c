/*
 * madvise, mlock, mincore: hints about ranges, and questions.
 */
#include "abi/errno.h"
#include "abi/mman.h"
#include "arch/layout.h"
#include "debug/missing.h"
#include "lib/string.h"
#include "mm/page.h"
#include "sched/sched.h"
#include "vm/internal.h"
#include "vm/pagecache.h"

static int
advise_dontneed(struct vmspace *vm, struct vm_area *a, vaddr_t start,
    vaddr_t end, unsigned advice) REQUIRES_SHARED(areas_role)
{
	if (a->flags & VM_SPECIAL ||
	    (a->flags & VM_LOCKED && advice != MADV_DONTNEED_LOCKED))
		return -EINVAL;
	if (advice == MADV_FREE && (a->cache || (a->flags & VM_SHARED)))
		return -EINVAL;
	vm_zap(vm, start, end);
	return 0;
}

/* Nothing is swapped; what is locked would not be. */
static int
advise_cold(struct vmspace *vm, struct vm_area *a, vaddr_t start, vaddr_t end,
    unsigned advice) REQUIRES_SHARED(areas_role)
{
	(void)vm;
	(void)start;
	(void)end;
	(void)advice;
	return a->flags & (VM_LOCKED | VM_SPECIAL) ? -EINVAL : 0;
}

static int
advise_nothing(struct vmspace *vm, struct vm_area *a, vaddr_t start,
    vaddr_t end, unsigned advice)
{
	(void)vm;
	(void)a;
	(void)start;
	(void)end;
	(void)advice;
	return 0;
}

/* The VM_* flag that an advice sets or clears, with the areas split to it. */
static int
advise_flag(struct vmspace *vm, struct vm_area *a, vaddr_t start, vaddr_t end,
    unsigned advice) REQUIRES(areas_role)
{
	unsigned flags = a->flags;

	switch (advice) {
	case MADV_DONTFORK:
		flags |= VM_DONTFORK;
		break;
	case MADV_DOFORK:
		if (a->flags & VM_SPECIAL)
			return -EINVAL;
		flags &= ~VM_DONTFORK;
		break;
	case MADV_WIPEONFORK:
		if (a->cache || (a->flags & VM_SHARED))
			return -EINVAL;
		flags |= VM_WIPEFORK;
		break;
	case MADV_KEEPONFORK:
		flags &= ~VM_WIPEFORK;
		break;
	case MADV_DONTDUMP:
		flags |= VM_DONTDUMP;
		break;
	case MADV_DODUMP:
		if (a->flags & VM_SPECIAL)
			return -EINVAL;
		flags &= ~VM_DONTDUMP;
		break;
	}
	return vm_set_part_flags(vm, a, start, end, flags, &a);
}

/* Calls fn for the part of each area in [start, end). => returns: -ENOMEM when there was a hole, the first error of fn */
static int
for_each_part(struct vmspace *vm, vaddr_t start, vaddr_t end,
    int (*fn)(struct vmspace *vm, struct vm_area *a, vaddr_t start, vaddr_t end,
	unsigned arg),
    unsigned arg) REQUIRES_SHARED(areas_role)
{
	struct vm_area *a = vm_area_find(vm, start);
	int hole = 0, err = 0;

	while (start < end && !err) {
		vaddr_t stop;

		if (!a || a->start >= end)
			return -ENOMEM;
		if (a->start > start) {
			hole = -ENOMEM;
			start = a->start;
		}
		stop = min(end, a->end);
		err = fn(vm, a, start, stop, arg);
		start = stop;
		a = vm_area_find(vm, start);
		sched_point();
	}
	return err ? err : hole;
}

int
vm_advise(struct vmspace *vm, vaddr_t addr, size_t len, int advice)
{
	int (*fn)(struct vmspace *, struct vm_area *, vaddr_t, vaddr_t,
	    unsigned);
	vaddr_t end;
	int err;

	switch (advice) {
	case MADV_NORMAL:
	case MADV_RANDOM:
	case MADV_SEQUENTIAL:
	case MADV_WILLNEED:
		fn = advise_nothing;
		break;
	case MADV_COLD:
	case MADV_PAGEOUT:
		fn = advise_cold;
		break;
	case MADV_DONTNEED:
	case MADV_DONTNEED_LOCKED:
	case MADV_FREE:
		fn = advise_dontneed;
		break;
	case MADV_POPULATE_READ:
	case MADV_POPULATE_WRITE:
		fn = NULL;
		break;
	case MADV_DONTFORK:
	case MADV_DOFORK:
	case MADV_WIPEONFORK:
	case MADV_KEEPONFORK:
	case MADV_DONTDUMP:
	case MADV_DODUMP:
		fn = advise_flag;
		break;
	default: /* MADV_HUGEPAGE & co as a kernel without huge pages */
		return (int)missing(-EINVAL, "madvise", "advice %d", advice);
	}
	end = addr + ALIGN_UP(len, PAGE_SIZE);
	if (addr % PAGE_SIZE || end < addr || (len && end == addr))
		return -EINVAL;
	if (end == addr)
		return 0;
	if (!fn)
		return vm_populate(vm, addr, end,
		    advice == MADV_POPULATE_WRITE ? POPULATE_WRITE :
						    POPULATE_READ);
	vm_write_lock(vm);
	err = for_each_part(vm, addr, end, fn, (unsigned)advice);
	vm_write_unlock(vm);
	return err;
}

/* --- Locking --- */

/* Marks [start, end), up to the first hole. */
static int
mark(struct vmspace *vm, vaddr_t start, vaddr_t end, unsigned flags)
    REQUIRES(areas_role)
{
	while (start < end) {
		struct vm_area *a = vm_area_find(vm, start);
		vaddr_t stop;
		int err;

		if (!a || a->start > start)
			return -ENOMEM;
		stop = min(end, a->end);
		if (!(a->flags & VM_SPECIAL)) {
			err = vm_set_part_flags(vm, a, start, stop,
			    (a->flags & ~VM_LOCK_FLAGS) | flags, &a);
			if (err)
				return err;
		}
		start = stop;
		sched_point();
	}
	return 0;
}

/* RLIMIT_MEMLOCK for the range, part of which may be locked. */
static int
may_lock(struct vmspace *vm, vaddr_t start, size_t len)
    REQUIRES_SHARED(areas_role)
{
	u64 n = len / PAGE_SIZE;

	if (!vm_check_locked(vm, n))
		return 0;
	n -= vm_count_mapped(vm, start, start + len, VM_LOCKED);
	return vm_check_locked(vm, n) ? -ENOMEM : 0;
}

int
vm_lock_range(struct vmspace *vm, vaddr_t addr, size_t len, unsigned flags)
{
	vaddr_t start = ALIGN_DOWN(addr, PAGE_SIZE), end;
	int err = 0;

	/* As Linux: a length near the last number is none. */
	len = ALIGN_UP(len + (addr - start), PAGE_SIZE);
	end = start + len;
	vm_write_lock(vm);
	if (flags)
		err = may_lock(vm, start, len);
	if (!err && end < start)
		err = -EINVAL;
	if (!err)
		err = mark(vm, start, end, flags);
	vm_write_unlock(vm);
	if (err || !flags)
		return err;
	err = vm_populate(vm, start, end, POPULATE_LOCKED);
	return err == -EFAULT ? -ENOMEM : err == -ENOMEM ? -EAGAIN : err;
}

/* Marks all areas.  By address: one may be joined with its neighbours on the
 * way. */
static void
mark_all(struct vmspace *vm, unsigned flags) REQUIRES(areas_role)
{
	struct vm_area *a;

	for (vaddr_t at = 0; (a = vm_area_find(vm, at));) {
		at = a->end;
		(void)!mark(vm, a->start, at, flags);
		sched_point();
	}
}

int
vm_lock_all(struct vmspace *vm, unsigned flags)
{
	unsigned lock = VM_LOCKED | (flags & MCL_ONFAULT ? VM_LOCKONFAULT : 0);
	bool now = flags & MCL_CURRENT;
	u64 more;
	int err = 0;

	vm_write_lock(vm);
	more = vm->npages_total - min(vm->npages_total, vm->npages_locked);
	if (now && vm_check_locked(vm, more))
		err = -ENOMEM;
	if (!err) {
		vm->lock_flags = flags & MCL_FUTURE ? lock : 0;
		if (now || !flags)
			mark_all(vm, now ? lock : 0);
	}
	vm_write_unlock(vm);
	/* What cannot be brought in, as pages beyond a file's end, is left. */
	if (!err && now)
		(void)!vm_populate(vm, 0, USER_END, POPULATE_ALL);
	return err;
}

/* Is what the area shows written somewhere else? */
static bool
area_is_written(const struct vm_area *a) REQUIRES_SHARED(areas_role)
{
	return a->flags & VM_SHARED && a->cache &&
	    pagecache_has_device(a->cache);
}

/* Writes an area's file without the lock, which it takes again. */
static int
sync_unlocked(struct vmspace *vm, const struct vm_area *a)
    REQUIRES_SHARED(areas_role)
{
	struct file *f = a->file;
	int err;

	vm_file_get(f);
	vm_read_unlock(vm);
	err = vm_file_sync(f);
	vm_file_put(f);
	vm_read_lock(vm);
	return err;
}

int
vm_sync(struct vmspace *vm, vaddr_t start, vaddr_t end, unsigned flags)
{
	int hole = 0, err = 0;

	vm_read_lock(vm);
	while (start < end && !err) {
		struct vm_area *a = vm_area_find(vm, start);

		if (!a || (a->start > start && flags == MS_ASYNC)) {
			err = -ENOMEM;
			break;
		}
		if (a->start > start)
			hole = -ENOMEM;
		if (a->start < end && (flags & MS_INVALIDATE) &&
		    (a->flags & VM_LOCKED))
			err = -EBUSY;
		start = a->end;
		if (a->start < end && !err && (flags & MS_SYNC) &&
		    area_is_written(a))
			err = sync_unlocked(vm, a);
		sched_point();
	}
	vm_read_unlock(vm);
	return err ? err : hole;
}

/* --- Questions --- */

/* Which of n pages have entries, in one leaf table. */
static void
find_entries(struct vmspace *vm, vaddr_t addr, size_t n, u8 *present)
{
	pte_t *e;

	spin_lock(&vm->pt_lock);
	e = pt_entry(&vm->pt, addr, false);
	for (size_t i = 0; i < n; i++)
		present[i] = e && e[i];
	spin_unlock(&vm->pt_lock);
}

/* The same of pages from `index` on that a file has, and who maps it may know of: as on
 * Linux, who may not hears that all are there.  Without the lock, which is above those
 * that a file system needs for its answer. */
static void
find_cached(struct file *f, struct pagecache *pc, u64 index, size_t n,
    u8 *present)
{
	if (vm_file_tells(f))
		pagecache_find_present(pc, index, n, present);
	else
		memset(present, 1, n);
}

size_t
vm_resident(struct vmspace *vm, vaddr_t addr, size_t n, u8 *present)
{
	struct pagecache *pc = NULL;
	struct file *f = NULL;
	struct vm_area *a;
	u64 index = 0;

	n = min(n, (PT_SPAN(1) - addr % PT_SPAN(1)) / PAGE_SIZE);
	vm_read_lock(vm);
	a = vm_area_find(vm, addr);
	if (a && a->start <= addr) {
		n = min(n, (a->end - addr) / PAGE_SIZE);
		find_entries(vm, addr, n, present);
		if (a->cache && a->file && memchr(present, 0, n)) {
			f = a->file;
			vm_file_get(f);
			pc = a->cache;
			index = area_page_index(a, addr);
		}
	} else {
		n = 0;
	}
	vm_read_unlock(vm);
	if (f) {
		find_cached(f, pc, index, n, present);
		vm_file_put(f);
	}
	return n;
}
