/*
 * Changing areas: mmap, munmap, mprotect, brk; remap.c has mremap.
 *
 * All take vm->lock for writing, and work in three steps: check what can be
 * refused; cut areas at the ends of the range and allocate what is needed,
 * which may fail and has then changed nothing that a program can see; change,
 * which cannot fail.  So a call that is refused leaves alone what was mapped
 * at its address.
 */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/mman.h"
#include "arch/layout.h"
#include "cred/cred.h"
#include "cred/rlimit.h"
#include "mm/page.h"
#include "sched/sched.h"
#include "vm/internal.h"
#include "vm/pagecache.h"
#include "vm/tlb.h"

u64 vm_max_areas = 65530; /* as on Linux */

unsigned
vm_flags_from_prot(unsigned prot)
{
	return (prot & PROT_READ ? VM_READ : 0) |
	    (prot & PROT_WRITE ? VM_WRITE : 0) |
	    (prot & PROT_EXEC ? VM_EXEC : 0);
}

/* --- Removing ------------------------------------------------------------------ */

int
area_cut(struct vmspace *vm, vaddr_t addr)
{
	struct vm_area *a = vm_area_find(vm, addr);

	if (!a || a->start >= addr)
		return 0;
	return vm->nareas < atomic_load(&vm_max_areas) ?
	    area_split(vm, a, addr) :
	    -ENOMEM;
}

/* Frees leaf tables between the neighbours of an unmapped range. */
void
vm_free_tables(struct vmspace *vm, vaddr_t start, vaddr_t end)
{
	struct vm_area *next = vm_area_find(vm, start), *prev;
	struct list dead = LIST_INIT(dead);
	struct rb_node *last = rb_last(&vm->areas);
	vaddr_t lo, hi;

	prev = next ? area_prev(next) :
	    last    ? rb_entry(last, struct vm_area, node) :
		      NULL;
	lo = max(prev ? prev->end : 0, ALIGN_DOWN(start, PT_SPAN(1)));
	hi = min(next ? next->start : USER_END, ALIGN_UP(end, PT_SPAN(1)));
	if (ALIGN_UP(lo, PT_SPAN(1)) >= ALIGN_DOWN(hi, PT_SPAN(1)))
		return;
	spin_lock(&vm->pt_lock);
	pt_unlink_leaves(&vm->pt, lo, hi, &dead);
	spin_unlock(&vm->pt_lock);
	if (list_empty(&dead))
		return;
	tlb_flush_tables(vm);
	pt_free_dead(&dead);
}

void
vm_remove_areas(struct vmspace *vm, vaddr_t start, vaddr_t end)
{
	struct vm_area *a, *next;

	for (a = vm_area_find(vm, start); a && a->start < end; a = next) {
		next = vm_area_next(a);
		vm_zap(vm, a->start, a->end);
		area_remove(vm, a);
		area_free(a);
		sched_point();
	}
}

/* A hole in the middle of an area makes two of it; at the limit only what
 * makes none more is taken, as on Linux. */
static bool
splits_too_many(struct vmspace *vm, vaddr_t start, vaddr_t end)
    REQUIRES_SHARED(areas_role)
{
	struct vm_area *a = vm_area_find(vm, start);

	return a && a->start < start && a->end > end &&
	    vm->nareas >= atomic_load(&vm_max_areas);
}

int
vm_unmap_locked(struct vmspace *vm, vaddr_t start, vaddr_t end)
{
	struct vm_area *a = vm_area_find(vm, start);
	int err;

	if (!a || a->start >= end)
		return 0;
	if (splits_too_many(vm, start, end))
		return -ENOMEM;
	if (a->start < start) {
		err = area_split(vm, a, start);
		if (err)
			return err;
	}
	a = vm_area_find(vm, end);
	if (a && a->start < end) {
		err = area_split(vm, a, end);
		if (err)
			return err;
	}
	/* Nothing below can fail. */
	vm_remove_areas(vm, start, end);
	vm_free_tables(vm, start, end);
	return 0;
}

int
vm_unmap(struct vmspace *vm, vaddr_t addr, size_t len)
{
	int err;

	if (addr % PAGE_SIZE || !len || len > USER_END)
		return -EINVAL;
	len = ALIGN_UP(len, PAGE_SIZE);
	if (!user_span_ok(addr, len))
		return -EINVAL;
	vm_write_lock(vm);
	err = vm_unmap_locked(vm, addr, addr + len);
	vm_write_unlock(vm);
	return err;
}

/* Does a show its file as if that began at addr, and do we count such? */
static bool
is_counted_from(const struct vm_area *a, vaddr_t addr)
    REQUIRES_SHARED(areas_role)
{
	return a->flags & VM_COUNTED &&
	    (a->start - addr) / PAGE_SIZE == a->pgoff;
}

static void
unmap_area(struct vmspace *vm, struct vm_area *a) REQUIRES(areas_role)
{
	vaddr_t start = a->start, end = a->end;

	vm_remove_areas(vm, start, end);
	vm_free_tables(vm, start, end);
}

/* The first that is found says which file, and how far its areas can lie. */
static int
unmap_counted_locked(struct vmspace *vm, vaddr_t addr) REQUIRES(areas_role)
{
	struct vm_area *a = vm_area_find(vm, addr), *next;
	const struct pagecache *cache = NULL;
	u64 size = 0;

	for (; a && (!cache || a->end - addr <= size); a = next) {
		next = vm_area_next(a);
		if (is_counted_from(a, addr) && (!cache || a->cache == cache)) {
			if (!cache)
				size = ALIGN_UP(*a->cache->size, PAGE_SIZE);
			cache = a->cache;
			unmap_area(vm, a);
		}
		sched_point();
	}
	return cache ? 0 : -EINVAL;
}

int
vm_unmap_counted(struct vmspace *vm, vaddr_t addr)
{
	int err;

	if (addr % PAGE_SIZE)
		return -EINVAL;
	vm_write_lock(vm);
	err = unmap_counted_locked(vm, addr);
	vm_write_unlock(vm);
	return err;
}

/* --- Mapping -------------------------------------------------------------------- */

bool
vm_is_free(struct vmspace *vm, vaddr_t start, vaddr_t end)
{
	struct vm_area *a = vm_area_find(vm, start);

	return !a || a->start >= end;
}

bool
vm_hint_fits(struct vmspace *vm, vaddr_t addr, size_t len, vaddr_t top)
{
	struct vm_area *a = vm_area_find(vm, addr);

	return addr >= USER_MIN && len <= top && addr <= top - len &&
	    (!a || addr + len <= area_low_end(a));
}

/* Picks the address of a new mapping. => holds: vm->lock for writing */
static int
choose_address(struct vmspace *vm, vaddr_t addr, size_t len, unsigned map_flags,
    vaddr_t *out) REQUIRES(areas_role)
{
	bool low = map_flags & MAP_32BIT;

	if (map_flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) {
		if (addr % PAGE_SIZE)
			return -EINVAL;
		if (!user_span_ok(addr, len))
			return -ENOMEM;
		if (addr < USER_MIN)
			return -EPERM;
		if ((map_flags & MAP_FIXED_NOREPLACE) &&
		    !vm_is_free(vm, addr, addr + len))
			return -EEXIST;
		*out = addr;
		return 0;
	}
	addr = ALIGN_UP(addr, PAGE_SIZE);
	if (vm_hint_fits(vm, addr, len, low ? LOW_END : USER_END))
		*out = addr;
	else if (low)
		*out = area_find_gap_above(vm, len, LOW_START, LOW_END);
	else
		*out = area_find_gap(vm, len);
	return *out ? 0 : -ENOMEM;
}

/* Refuses what cannot ever be backed, as Linux's heuristic overcommit does. */
static bool
overcommits(u64 npages, unsigned vm_flags)
{
	return flags_are_data(vm_flags) && !(vm_flags & VM_NORESERVE) &&
	    npages > page_total();
}

u64
vm_count_mapped(struct vmspace *vm, vaddr_t start, vaddr_t end, unsigned flags)
{
	struct vm_area *a = vm_area_find(vm, start);
	u64 n = 0;

	for (; a && a->start < end; a = vm_area_next(a)) {
		if ((a->flags & flags) == flags)
			n += (min(end, a->end) - max(start, a->start)) /
			    PAGE_SIZE;
		sched_point();
	}
	return n;
}

int
vm_check_locked(struct vmspace *vm, u64 more)
{
	u64 limit = rlimit_current(RLIMIT_MEMLOCK) / PAGE_SIZE;

	return vm->npages_locked + more <= limit || capable(CAP_IPC_LOCK) ?
	    0 :
	    -EAGAIN;
}

/* May the process have this mapping, in the place of what is there? */
static int
check_map(struct vmspace *vm, vaddr_t addr, u64 npages, unsigned vm_flags)
    REQUIRES(areas_role)
{
	u64 there = vm_count_mapped(vm, addr, addr + npages * PAGE_SIZE, 0);
	u64 more = npages - there;
	int err;

	if (vm->nareas > atomic_load(&vm_max_areas) ||
	    overcommits(npages, vm_flags))
		return -ENOMEM;
	if (vm_flags & VM_LOCKED) {
		err = vm_check_locked(vm, npages);
		if (err)
			return err;
	}
	return vm_check_limits(vm, more, flags_are_data(vm_flags) ? more : 0);
}

/* => holds: vm->lock for writing */
static int
map_locked(struct vmspace *vm, vaddr_t addr, size_t len, unsigned vm_flags,
    struct file *file, u64 pgoff) REQUIRES(areas_role)
{
	struct vm_area *a;
	int err;

	vm_flags |= vm->lock_flags;
	err = check_map(vm, addr, len / PAGE_SIZE, vm_flags);
	if (err)
		return err;
	a = area_alloc();
	if (!a)
		return -ENOMEM;
	*a = (struct vm_area){ .vm = vm,
		.start = addr,
		.end = addr + len,
		.flags = vm_flags,
		.pgoff = pgoff };
	if (file) {
		vm_file_get(file);
		a->file = file;
		err = vm_file_map(file, a);
		if (err)
			goto free;
	}
	err = vm_unmap_locked(vm, addr, addr + len);
	if (err)
		goto free;
	/* Nothing below can fail. */
	area_insert(vm, a);
	(void)area_merge(vm, a);
	return 0;
free:
	area_free(a);
	return err;
}

static int
check_length(size_t len, u64 pgoff)
{
	if (!len)
		return -EINVAL;
	if (len > USER_END)
		return -ENOMEM;
	return pgoff + ALIGN_UP(len, PAGE_SIZE) / PAGE_SIZE < pgoff ?
	    -EOVERFLOW :
	    0;
}

int
vm_check_map(struct vmspace *vm, vaddr_t addr, size_t len, unsigned map_flags,
    u64 pgoff)
{
	int err = check_length(len, pgoff);

	if (err)
		return err;
	vm_write_lock(vm);
	err = choose_address(vm, addr, ALIGN_UP(len, PAGE_SIZE), map_flags,
	    &addr);
	vm_write_unlock(vm);
	return err;
}

int
vm_map(struct vmspace *vm, vaddr_t addr, size_t len, unsigned vm_flags,
    unsigned map_flags, struct file *file, u64 pgoff, vaddr_t *out)
{
	bool fill = (map_flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE;
	int err = check_length(len, pgoff);

	if (err)
		return err;
	len = ALIGN_UP(len, PAGE_SIZE);
	vm_write_lock(vm);
	err = choose_address(vm, addr, len, map_flags, &addr);
	if (!err)
		err = map_locked(vm, addr, len, vm_flags, file, pgoff);
	if (!err)
		fill |= area_is_filled(vm_area_find(vm, addr));
	vm_write_unlock(vm);
	if (err)
		return err;
	*out = addr;
	if (fill) /* as far as it goes */
		(void)!vm_populate(vm, addr, addr + len, POPULATE_NEW);
	return 0;
}

/* --- Protecting ------------------------------------------------------------------ */

static bool
may_protect(const struct vm_area *a, unsigned rights)
    REQUIRES_SHARED(areas_role)
{
	if (rights & VM_WRITE && a->flags & VM_SHARED &&
	    !(a->flags & VM_MAYWRITE))
		return false;
	return !(rights & VM_EXEC && a->flags & VM_NOEXEC) &&
	    !(a->flags & VM_SPECIAL);
}

#define RIGHTS (VM_READ | VM_WRITE | VM_EXEC)

int
vm_set_part_flags(struct vmspace *vm, struct vm_area *a, vaddr_t start,
    vaddr_t end, unsigned flags, struct vm_area **out)
{
	int err;

	*out = a;
	if (flags == a->flags)
		return 0;
	if (!flags_are_data(a->flags) && flags_are_data(flags)) {
		err = vm_check_limits(vm, 0,
		    (min(end, a->end) - start) / PAGE_SIZE);
		if (err)
			return err;
	}
	err = area_cut(vm, start);
	if (!err)
		err = area_cut(vm, min(end, vm_area_find(vm, start)->end));
	if (err)
		return err;
	a = vm_area_find(vm, start);
	if ((a->flags ^ flags) & RIGHTS)
		vm_reprotect(vm, a, flags);
	*out = area_set_flags(vm, a, flags);
	return 0;
}

/* As Linux: what comes before a hole, or what may not be, is changed. */
static int
protect_locked(struct vmspace *vm, vaddr_t start, vaddr_t end, unsigned rights)
    REQUIRES(areas_role)
{
	struct vm_area *a = vm_area_find(vm, start);

	while (start < end) {
		vaddr_t stop;
		int err;

		if (!a || a->start > start)
			return -ENOMEM;
		if (!may_protect(a, rights))
			return -EACCES;
		stop = min(end, a->end);
		err = vm_set_part_flags(vm, a, start, end,
		    (a->flags & ~RIGHTS) | rights, &a);
		if (err)
			return err;
		start = stop;
		if (start >= a->end)
			a = vm_area_next(a);
		sched_point();
	}
	return 0;
}

/* PROT_GROWSDOWN: from the beginning of the stack that `start` is in, or lies
 * below.  PROT_GROWSUP: nothing grows up here. */
static int
extend_range(struct vmspace *vm, vaddr_t *start, vaddr_t end, unsigned grows)
    REQUIRES_SHARED(areas_role)
{
	struct vm_area *a = vm_area_find(vm, *start);

	if (!a)
		return -ENOMEM;
	if (grows & PROT_GROWSDOWN) {
		if (a->start >= end)
			return -ENOMEM;
		*start = a->start;
		return a->flags & VM_GROWSDOWN ? 0 : -EINVAL;
	}
	return a->start > *start ? -ENOMEM : -EINVAL;
}

#define GROWS (PROT_GROWSDOWN | PROT_GROWSUP)

int
vm_protect(struct vmspace *vm, vaddr_t addr, size_t len, unsigned prot)
{
	unsigned grows = prot & GROWS;
	vaddr_t end;
	int err = 0;

	if (grows == GROWS || addr % PAGE_SIZE)
		return -EINVAL;
	if (!len)
		return 0;
	end = addr + ALIGN_UP(len, PAGE_SIZE);
	if (end <= addr)
		return -ENOMEM;
	if (prot & ~(unsigned)(GROWS | PROT_READ | PROT_WRITE | PROT_EXEC))
		return -EINVAL;
	vm_write_lock(vm);
	if (grows)
		err = extend_range(vm, &addr, end, grows);
	if (!err)
		err = protect_locked(vm, addr, end, vm_flags_from_prot(prot));
	vm_write_unlock(vm);
	return err;
}

/* --- The break ------------------------------------------------------------------------ */

vaddr_t
vm_brk(struct vmspace *vm, vaddr_t brk)
{
	vaddr_t old_end, new_end, result;
	bool fill = false;
	int err = 0;

	vm_write_lock(vm);
	result = vm->brk;
	if (brk < vm->brk_start || brk > USER_END - PAGE_SIZE)
		goto out;
	old_end = ALIGN_UP(vm->brk, PAGE_SIZE);
	new_end = ALIGN_UP(brk, PAGE_SIZE);
	if (brk - vm->brk_start + (vm->data_end - vm->data_start) >
	    rlimit_current(RLIMIT_DATA))
		goto out;
	if (new_end < old_end)
		err = vm_unmap_locked(vm, new_end, old_end);
	else if (new_end > old_end &&
	    !vm_is_free(vm, old_end, new_end + PAGE_SIZE))
		err = -ENOMEM;
	else if (new_end > old_end)
		err = map_locked(vm, old_end, new_end - old_end,
		    VM_READ | VM_WRITE | VM_MAYWRITE, NULL, 0);
	if (!err && new_end > old_end)
		fill = area_is_filled(vm_area_find(vm, old_end));
	if (!err)
		result = vm->brk = brk;
out:
	vm_write_unlock(vm);
	if (fill)
		(void)!vm_populate(vm, old_end, new_end, POPULATE_LOCKED);
	return result;
}
