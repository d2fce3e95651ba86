/*
 * madvise, mlock, mincore: hints about ranges, and questions.
 */
#include "abi/errno.h"
#include "abi/mman.h"
#include "arch/layout.h"
#include "debug/missing.h"
#include "mm/page.h"
#include "vm/internal.h"
#include "vm/pagecache.h"

/* Calls fn for the part of each area in [start, end).
 * => returns: -ENOMEM when there was a hole, the first error of fn */
static int
for_each_part(struct vmspace *vm, vaddr_t start, vaddr_t end,
    int (*fn)(struct vmspace *vm, struct vm_area *a, vaddr_t start, vaddr_t end,
	unsigned arg),
    unsigned arg)
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
	}
	return err ? err : hole;
}

static int
advise_dontneed(struct vmspace *vm, struct vm_area *a, vaddr_t start,
    vaddr_t end, unsigned advice)
{
	if (a->flags & (VM_LOCKED | VM_SPECIAL))
		return -EINVAL;
	if (advice == MADV_FREE && (a->cache || (a->flags & VM_SHARED)))
		return -EINVAL;
	vm_zap(vm, start, end);
	return 0;
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

static int
advise_populate(struct vmspace *vm, struct vm_area *a, vaddr_t start,
    vaddr_t end, unsigned advice)
{
	if (advice == MADV_POPULATE_WRITE && !(a->flags & VM_WRITE))
		return -EINVAL;
	return vm_populate(vm, start, end, advice == MADV_POPULATE_WRITE);
}

/* The VM_* flag that an advice sets or clears, with the areas split to it. */
static int
advise_flag(struct vmspace *vm, struct vm_area *a, vaddr_t start, vaddr_t end,
    unsigned advice)
{
	unsigned flags = a->flags;

	switch (advice) {
	case MADV_DONTFORK:
		flags |= VM_DONTFORK;
		break;
	case MADV_DOFORK:
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
		flags &= ~VM_DONTDUMP;
		break;
	}
	return vm_set_part_flags(vm, a, start, end, flags, &a);
}

int
vm_advise(struct vmspace *vm, vaddr_t addr, size_t len, int advice)
{
	int (*fn)(struct vmspace *, struct vm_area *, vaddr_t, vaddr_t,
	    unsigned);
	int err;

	switch (advice) {
	case MADV_NORMAL:
	case MADV_RANDOM:
	case MADV_SEQUENTIAL:
	case MADV_WILLNEED:
	case MADV_COLD:
	case MADV_PAGEOUT:
		fn = advise_nothing;
		break;
	case MADV_DONTNEED:
	case MADV_DONTNEED_LOCKED:
	case MADV_FREE:
		fn = advise_dontneed;
		break;
	case MADV_POPULATE_READ:
	case MADV_POPULATE_WRITE:
		fn = advise_populate;
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
	if (addr % PAGE_SIZE || len > USER_END)
		return -EINVAL;
	len = ALIGN_UP(len, PAGE_SIZE);
	if (addr > USER_END - len)
		return -EINVAL;
	if (!len)
		return 0;
	write_lock(&vm->lock);
	err = for_each_part(vm, addr, addr + len, fn, (unsigned)advice);
	write_unlock(&vm->lock);
	return err;
}

static int
lock_part(struct vmspace *vm, struct vm_area *a, vaddr_t start, vaddr_t end,
    unsigned lock)
{
	unsigned flags = lock ? a->flags | VM_LOCKED : a->flags & ~VM_LOCKED;
	int err = vm_set_part_flags(vm, a, start, end, flags, &a);

	/* PROT_NONE parts are locked without being brought in. */
	if (!err && lock && area_accessible(a))
		err = vm_populate(vm, start, end,
		    a->flags & VM_WRITE && !(a->flags & VM_SHARED));
	return err;
}

int
vm_lock_range(struct vmspace *vm, vaddr_t addr, size_t len, bool lock)
{
	vaddr_t start = ALIGN_DOWN(addr, PAGE_SIZE), end;
	int err;

	if (len > USER_END || addr > USER_END - len)
		return -ENOMEM;
	end = ALIGN_UP(addr + len, PAGE_SIZE);
	if (start == end)
		return 0;
	write_lock(&vm->lock);
	err = for_each_part(vm, start, end, lock_part, lock);
	write_unlock(&vm->lock);
	return err;
}

int
vm_lock_all(struct vmspace *vm, bool lock)
{
	struct vm_area *a;
	vaddr_t at = 0;
	int err = 0;

	write_lock(&vm->lock);
	/* By address: an area may be joined with its neighbours on the way. */
	while (!err && (a = vm_area_find(vm, at))) {
		at = a->end;
		if (!(a->flags & VM_SPECIAL))
			err = lock_part(vm, a, a->start, at, lock);
	}
	write_unlock(&vm->lock);
	return err;
}

int
vm_resident(struct vmspace *vm, vaddr_t addr)
{
	struct vm_area *a;
	int resident = -1;
	pte_t *e;

	read_lock(&vm->lock);
	a = vm_area_find(vm, addr);
	if (a && a->start <= addr) {
		spin_lock(&vm->pt_lock);
		e = pt_entry(&vm->pt, addr, false);
		resident = e && *e;
		spin_unlock(&vm->pt_lock);
		if (!resident && a->cache) {
			struct page *page = pagecache_find(a->cache,
			    a->pgoff + (addr - a->start) / PAGE_SIZE);

			resident = page != NULL;
			if (page)
				page_put(page);
		}
	}
	read_unlock(&vm->lock);
	return resident;
}
