/*
 * Changing areas: mmap, munmap, mprotect, mremap, brk.
 *
 * All take vm->lock for writing, check everything, then change; a split that
 * finds no memory leaves a valid state.  Reserved ahead: an operation on the
 * middle of an area needs at most two splits.
 */
#include "abi/errno.h"
#include "abi/mman.h"
#include "arch/layout.h"
#include "cred/rlimit.h"
#include "debug/missing.h"
#include "mm/page.h"
#include "sched/sched.h"
#include "vm/internal.h"
#include "vm/tlb.h"

#define MAX_AREAS 65530 /* Linux's vm.max_map_count */

unsigned
vm_flags_from_prot(unsigned prot)
{
	return (prot & PROT_READ ? VM_READ : 0) |
	    (prot & PROT_WRITE ? VM_WRITE : 0) |
	    (prot & PROT_EXEC ? VM_EXEC : 0);
}

static bool
range_ok(vaddr_t addr, size_t len)
{
	return len <= USER_END && addr <= USER_END - len;
}

/* --- Removing ------------------------------------------------------------------ */

/* Makes an area boundary at addr if an area crosses it. */
static int
cut(struct vmspace *vm, vaddr_t addr)
{
	struct vm_area *a = vm_area_find(vm, addr);

	if (a && a->start < addr)
		return area_split(vm, a, addr);
	return 0;
}

/* Frees leaf tables between the neighbours of an unmapped range. */
static void
free_tables(struct vmspace *vm, vaddr_t start, vaddr_t end)
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

/* => holds: vm->lock for writing */
static int
unmap_locked(struct vmspace *vm, vaddr_t start, vaddr_t end)
{
	struct vm_area *a, *next;
	int err;

	a = vm_area_find(vm, start);
	if (!a || a->start >= end)
		return 0;
	err = cut(vm, start);
	if (!err)
		err = cut(vm, end);
	if (err)
		return err;
	/* Nothing below can fail. */
	for (a = vm_area_find(vm, start); a && a->start < end; a = next) {
		next = vm_area_next(a);
		vm_zap(vm, a->start, a->end);
		area_remove(vm, a);
		area_free(a);
	}
	free_tables(vm, start, end);
	return 0;
}

int
vm_unmap(struct vmspace *vm, vaddr_t addr, size_t len)
{
	int err;

	if (addr % PAGE_SIZE || !len || len > USER_END)
		return -EINVAL;
	len = ALIGN_UP(len, PAGE_SIZE);
	if (!range_ok(addr, len))
		return -EINVAL;
	write_lock(&vm->lock);
	err = unmap_locked(vm, addr, addr + len);
	write_unlock(&vm->lock);
	return err;
}

/* --- Mapping -------------------------------------------------------------------- */

/* Is nothing mapped in [start, end)? */
static bool
is_free(struct vmspace *vm, vaddr_t start, vaddr_t end)
{
	struct vm_area *a = vm_area_find(vm, start);

	return !a || a->start >= end;
}

/* Picks the address of a new mapping. => holds: vm->lock for writing */
static int
choose_address(struct vmspace *vm, vaddr_t addr, size_t len, unsigned map_flags,
    vaddr_t *out)
{
	if (map_flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) {
		if (addr % PAGE_SIZE)
			return -EINVAL;
		if (!range_ok(addr, len))
			return -ENOMEM;
		if (addr < USER_MIN)
			return -EPERM;
		if ((map_flags & MAP_FIXED_NOREPLACE) &&
		    !is_free(vm, addr, addr + len))
			return -EEXIST;
		*out = addr;
		return 0;
	}
	addr = ALIGN_UP(addr, PAGE_SIZE);
	if (addr >= USER_MIN && range_ok(addr, len) &&
	    is_free(vm, addr, addr + len))
		*out = addr;
	else
		*out = area_find_gap(vm, len);
	return *out ? 0 : -ENOMEM;
}

/* Refuses what cannot ever be backed, as Linux's heuristic overcommit does. */
static bool
overcommits(u64 npages, unsigned vm_flags)
{
	struct page_stats st;

	if (!flags_are_data(vm_flags) || (vm_flags & VM_NORESERVE))
		return false;
	page_stats_read(&st);
	return npages > st.total;
}

/* => holds: vm->lock for writing */
static int
map_locked(struct vmspace *vm, vaddr_t addr, size_t len, unsigned vm_flags,
    struct file *file, u64 pgoff)
{
	struct vm_area *a;
	u64 npages = len / PAGE_SIZE;
	int err;

	if (vm->nareas >= MAX_AREAS)
		return -ENOMEM;
	if (overcommits(npages, vm_flags))
		return -ENOMEM;
	a = area_alloc();
	if (!a)
		return -ENOMEM;
	*a = (struct vm_area){ .vm = vm,
		.start = addr,
		.end = addr + len,
		.flags = vm_flags,
		.pgoff = pgoff };
	list_init(&a->mapping_node);
	if (file) {
		vm_file_get(file);
		a->file = file;
		err = vm_file_map(file, a);
		if (err)
			goto free;
	}
	err = unmap_locked(vm, addr, addr + len);
	if (err)
		goto free;
	err = vm_check_limits(vm, npages,
	    flags_are_data(vm_flags) ? npages : 0);
	if (err)
		goto free;
	area_insert(vm, a, NULL);
	(void)area_merge(vm, a);
	return 0;
free:
	area_free(a);
	return err;
}

int
vm_map(struct vmspace *vm, vaddr_t addr, size_t len, unsigned vm_flags,
    unsigned map_flags, struct file *file, u64 pgoff, vaddr_t *out)
{
	int err;

	if (!len)
		return -EINVAL;
	if (len > USER_END)
		return -ENOMEM;
	len = ALIGN_UP(len, PAGE_SIZE);
	if (pgoff + len / PAGE_SIZE < pgoff)
		return -EOVERFLOW;
	write_lock(&vm->lock);
	err = choose_address(vm, addr, len, map_flags, &addr);
	if (!err)
		err = map_locked(vm, addr, len, vm_flags, file, pgoff);
	if (!err && (map_flags & MAP_POPULATE))
		(void)!vm_populate(vm, addr, addr + len, vm_flags & VM_WRITE);
	if (!err && (vm_flags & VM_LOCKED))
		(void)!vm_populate(vm, addr, addr + len, vm_flags & VM_WRITE);
	write_unlock(&vm->lock);
	if (!err)
		*out = addr;
	return err;
}

/* --- Protecting ------------------------------------------------------------------ */

/* Are [start, end) all mapped, and may they get these rights? */
static int
check_protect(struct vmspace *vm, vaddr_t start, vaddr_t end, unsigned rights)
{
	struct vm_area *a = vm_area_find(vm, start);

	for (; start < end; a = vm_area_next(a)) {
		if (!a || a->start > start)
			return -ENOMEM;
		if ((rights & VM_WRITE) && (a->flags & VM_SHARED) &&
		    !(a->flags & VM_MAYWRITE))
			return -EACCES;
		if (a->flags & VM_SPECIAL)
			return -EACCES;
		start = a->end;
		if (start >= end)
			break;
	}
	return 0;
}

#define RIGHTS (VM_READ | VM_WRITE | VM_EXEC)

/* Gives a, as a whole, new flags.  The page counts go with them. */
static struct vm_area *
set_flags(struct vmspace *vm, struct vm_area *a, unsigned flags)
{
	bool was = flags_are_data(a->flags), is = flags_are_data(flags);
	u64 n = (a->end - a->start) / PAGE_SIZE;

	if (was != is)
		vm->npages_data += is ? n : -n;
	if ((flags ^ a->flags) & VM_LOCKED)
		vm->npages_locked += flags & VM_LOCKED ? n : -n;
	a->flags = flags;
	return area_merge(vm, a);
}

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
	err = cut(vm, start);
	if (!err)
		err = cut(vm, min(end, vm_area_find(vm, start)->end));
	if (err)
		return err;
	a = vm_area_find(vm, start);
	if ((a->flags ^ flags) & RIGHTS)
		vm_reprotect(vm, a, flags);
	*out = set_flags(vm, a, flags);
	return 0;
}

static int
protect_locked(struct vmspace *vm, vaddr_t start, vaddr_t end, unsigned rights)
{
	struct vm_area *a = vm_area_find(vm, start);
	int hole = check_protect(vm, start, end, rights), err;

	/* As Linux: what comes before a hole is changed. */
	if (hole && hole != -ENOMEM)
		return hole;
	while (start < end && a && a->start <= start) {
		vaddr_t stop = min(end, a->end);

		err = vm_set_part_flags(vm, a, start, end,
		    (a->flags & ~RIGHTS) | rights, &a);
		if (err)
			return err;
		start = stop;
		if (start >= a->end)
			a = vm_area_next(a);
	}
	return hole;
}

int
vm_protect(struct vmspace *vm, vaddr_t addr, size_t len, unsigned prot)
{
	int err;

	if (addr % PAGE_SIZE)
		return -EINVAL;
	if (!len)
		return 0;
	if (len > USER_END)
		return -ENOMEM;
	len = ALIGN_UP(len, PAGE_SIZE);
	if (!range_ok(addr, len))
		return -ENOMEM;
	if (prot & ~(unsigned)(PROT_READ | PROT_WRITE | PROT_EXEC))
		return -EINVAL;
	write_lock(&vm->lock);
	err = protect_locked(vm, addr, addr + len, vm_flags_from_prot(prot));
	write_unlock(&vm->lock);
	return err;
}

/* --- Moving and resizing ----------------------------------------------------------- */

/* Checks what mremap may do with the old range. */
static int
check_remap(struct vmspace *vm, struct vm_area *a, vaddr_t old, size_t old_len,
    size_t new_len)
{
	u64 more = new_len > old_len ? (new_len - old_len) / PAGE_SIZE : 0;

	if (!a || old < a->start || old + old_len > a->end)
		return -EFAULT;
	if (a->flags & VM_SPECIAL)
		return -EFAULT;
	return vm_check_limits(vm, more, flags_are_data(a->flags) ? more : 0);
}

/* Moves [old, old + old_len) to `to`, where it has new_len bytes.
 * => holds: vm->lock for writing; the destination is free */
static int
move_area(struct vmspace *vm, vaddr_t old, size_t old_len, size_t new_len,
    vaddr_t to, bool keep)
{
	struct vm_area *a, *b = area_alloc();
	int err;

	if (!b)
		return -ENOMEM;
	a = vm_area_find(vm, old);
	*b = *a;
	b->start = to;
	b->end = to + new_len;
	b->pgoff = a->pgoff + (old - a->start) / PAGE_SIZE;
	list_init(&b->mapping_node);
	if (b->file)
		vm_file_get(b->file);
	area_insert(vm, b, a);
	err = vm_move_entries(vm, old, to, min(old_len, new_len));
	if (err) {
		/* The tables at the new place hold what came so far. */
		(void)!vm_move_entries(vm, to, old, min(old_len, new_len));
		area_remove(vm, b);
		area_free(b);
		return err;
	}
	if (!keep)
		err = unmap_locked(vm, old, old + old_len);
	(void)area_merge(vm, b);
	return err;
}

/* Can a, which ends at old + old_len, grow where it is? */
static bool
can_grow(struct vmspace *vm, struct vm_area *a, vaddr_t old, size_t old_len,
    size_t new_len)
{
	return a->end == old + old_len && range_ok(old, new_len) &&
	    is_free(vm, a->end, old + new_len);
}

static int
remap_locked(struct vmspace *vm, vaddr_t old, size_t old_len, size_t new_len,
    unsigned flags, vaddr_t fixed, vaddr_t *out)
{
	struct vm_area *a = vm_area_find(vm, old);
	bool keep = flags & MREMAP_DONTUNMAP;
	vaddr_t to;
	int err;

	err = check_remap(vm, a, old, old_len, new_len);
	if (err)
		return err;
	if (flags & MREMAP_FIXED) {
		err = unmap_locked(vm, fixed, fixed + new_len);
		*out = fixed;
		if (!err && old_len > new_len)
			err = unmap_locked(vm, old + new_len, old + old_len);
		return err ? err :
			     move_area(vm, old, min(old_len, new_len), new_len,
				 fixed, keep);
	}
	*out = old;
	if (!keep && new_len <= old_len)
		return new_len == old_len ?
		    0 :
		    unmap_locked(vm, old + new_len, old + old_len);
	if (!keep && can_grow(vm, a, old, old_len, new_len)) {
		area_resize(vm, a, a->start, old + new_len);
		(void)area_merge(vm, a);
		return 0;
	}
	if (!(flags & MREMAP_MAYMOVE))
		return -ENOMEM;
	to = area_find_gap(vm, new_len);
	if (!to)
		return -ENOMEM;
	*out = to;
	return move_area(vm, old, old_len, new_len, to, keep);
}

int
vm_remap(struct vmspace *vm, vaddr_t old, size_t old_len, size_t new_len,
    unsigned flags, vaddr_t fixed, vaddr_t *out)
{
	int err;

	if (flags &
	    ~(unsigned)(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP))
		return -EINVAL;
	if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) &&
	    !(flags & MREMAP_MAYMOVE))
		return -EINVAL;
	if (old % PAGE_SIZE || old_len > USER_END || new_len > USER_END)
		return -EINVAL;
	old_len = ALIGN_UP(old_len, PAGE_SIZE);
	new_len = ALIGN_UP(new_len, PAGE_SIZE);
	if (!new_len || !range_ok(old, old_len))
		return -EINVAL;
	if ((flags & MREMAP_DONTUNMAP) && old_len != new_len)
		return -EINVAL;
	if ((flags & MREMAP_FIXED) &&
	    (fixed % PAGE_SIZE || !range_ok(fixed, new_len) ||
		fixed < USER_MIN ||
		(fixed < old + old_len && old < fixed + new_len)))
		return -EINVAL;
	if (!old_len)
		return missing(-EINVAL, "mremap",
		    "old_size 0 (a second mapping)");
	write_lock(&vm->lock);
	err = remap_locked(vm, old, old_len, new_len, flags, fixed, out);
	write_unlock(&vm->lock);
	return err;
}

/* --- The break ------------------------------------------------------------------------ */

vaddr_t
vm_brk(struct vmspace *vm, vaddr_t brk)
{
	vaddr_t old_end, new_end, result;
	int err = 0;

	write_lock(&vm->lock);
	result = vm->brk;
	if (brk < vm->brk_start || brk > USER_END - PAGE_SIZE)
		goto out;
	old_end = ALIGN_UP(vm->brk, PAGE_SIZE);
	new_end = ALIGN_UP(brk, PAGE_SIZE);
	if (brk - vm->brk_start + (vm->data_end - vm->data_start) >
	    rlimit_current(RLIMIT_DATA))
		goto out;
	if (new_end < old_end)
		err = unmap_locked(vm, new_end, old_end);
	else if (new_end > old_end &&
	    !is_free(vm, old_end, new_end + PAGE_SIZE))
		err = -ENOMEM;
	else if (new_end > old_end)
		err = map_locked(vm, old_end, new_end - old_end,
		    VM_READ | VM_WRITE | VM_MAYWRITE, NULL, 0);
	if (!err)
		result = vm->brk = brk;
out:
	write_unlock(&vm->lock);
	return result;
}
