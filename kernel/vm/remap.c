/*
 * mremap: an area grows or shrinks where it is, or its pages move.
 *
 * Moving keeps to the order of map.c: what can be refused is checked, with what
 * the target replaces counted as gone; areas are cut, the tables of the target
 * made; and only then anything is unmapped or moved, which cannot fail.
 *
 * => holds, everywhere here: vm->lock for writing
 */
#include "abi/errno.h"
#include "abi/mman.h"
#include "arch/layout.h"
#include "sched/sched.h"
#include "vm/internal.h"

struct remap {
	vaddr_t old;
	size_t old_len, new_len;
	size_t len; /* what keeps its contents: the lesser of the two */
	unsigned flags;
	vaddr_t target; /* a hint without MREMAP_FIXED */
};

static bool
is_fixed(const struct remap *r)
{
	return r->flags & MREMAP_FIXED;
}

/* Is an address given? */
static bool
has_target(const struct remap *r)
{
	return r->flags & (MREMAP_FIXED | MREMAP_DONTUNMAP);
}

/* Does the old place stay mapped?  An old size of 0 asks for a second mapping
 * of shared pages. */
static bool
keeps_old(const struct remap *r)
{
	return r->flags & MREMAP_DONTUNMAP || !r->old_len;
}

static int
check_limits(struct vmspace *vm, const struct vm_area *a, const struct remap *r)
    REQUIRES_SHARED(areas_role)
{
	u64 more = (r->new_len - (keeps_old(r) ? 0 : r->len)) / PAGE_SIZE;
	u64 gone = is_fixed(r) ?
	    vm_count_mapped(vm, r->target, r->target + r->new_len, 0) :
	    0;
	int err;

	if (a->flags & VM_LOCKED && r->new_len > r->len) {
		err = vm_check_locked(vm, (r->new_len - r->len) / PAGE_SIZE);
		if (err)
			return err;
	}
	more -= min(more, gone);
	return vm_check_limits(vm, more, flags_are_data(a->flags) ? more : 0);
}

static int
check(struct vmspace *vm, const struct vm_area *a, const struct remap *r)
    REQUIRES_SHARED(areas_role)
{
	u64 pgoff = a->pgoff + (r->old - a->start) / PAGE_SIZE;

	if (!r->old_len && !(a->flags & VM_SHARED))
		return -EINVAL;
	if (r->len > a->end - r->old || a->flags & VM_SPECIAL)
		return -EFAULT;
	if (pgoff + r->new_len / PAGE_SIZE < pgoff)
		return -EINVAL;
	if (r->new_len > USER_END)
		return -ENOMEM;
	return check_limits(vm, a, r);
}

/* Cuts areas at the ends of both ranges, and makes the target's tables. */
static int
prepare(struct vmspace *vm, const struct remap *r, vaddr_t to)
    REQUIRES(areas_role)
{
	int err = area_cut(vm, r->old);

	if (!err)
		err = area_cut(vm, r->old + r->old_len);
	if (!err)
		err = area_cut(vm, to);
	if (!err)
		err = area_cut(vm, to + r->new_len);
	return err ? err : vm_prepare_move(vm, r->old, to, r->len);
}

/* Puts b in, with the entries of a. */
static void
hand_over(struct vmspace *vm, const struct vm_area *a, struct vm_area *b,
    const struct remap *r) REQUIRES(areas_role)
{
	area_lock_mappings(a);
	area_insert_locked(vm, b);
	vm_move_entries(vm, r->old, b->start, r->len);
	area_unlock_mappings(a);
}

static int
move_area(struct vmspace *vm, struct vm_area *a, const struct remap *r,
    vaddr_t to) REQUIRES(areas_role)
{
	struct vm_area *b;
	int err;

	if (vm->nareas + 3 >= atomic_load(&vm_max_areas))
		return -ENOMEM;
	b = area_clone(a);
	if (!b)
		return -ENOMEM;
	b->start = to;
	b->end = to + r->new_len;
	b->pgoff = a->pgoff + (r->old - a->start) / PAGE_SIZE;
	err = prepare(vm, r, to);
	if (err) {
		area_free(b);
		return err;
	}
	/* Nothing below can fail. */
	vm_remove_areas(vm, to, to + r->new_len);
	a = vm_area_find(vm, r->old);
	hand_over(vm, a, b, r);
	if (!keeps_old(r)) {
		vm_remove_areas(vm, r->old, r->old + r->old_len);
		vm_free_tables(vm, r->old, r->old + r->old_len);
	} else if (r->old_len && a->flags & VM_LOCKED) {
		(void)area_set_flags(vm, a, a->flags & ~VM_LOCK_FLAGS);
	}
	(void)area_merge(vm, b);
	return 0;
}

/* Can a grow where it is? */
static bool
can_grow(struct vmspace *vm, const struct vm_area *a, const struct remap *r)
    REQUIRES_SHARED(areas_role)
{
	return !keeps_old(r) && a->end == r->old + r->old_len &&
	    user_span_ok(r->old, r->new_len) &&
	    vm_is_free(vm, a->end, r->old + r->new_len);
}

/* Are the places ones that can be?  The target is checked as a hint, too. */
static int
check_span(const struct remap *r)
{
	if (r->new_len < r->old_len && !user_span_ok(r->old, r->old_len))
		return -EINVAL;
	if (!has_target(r))
		return 0;
	if (r->target % PAGE_SIZE || !user_span_ok(r->target, r->new_len) ||
	    (r->target < r->old + r->old_len &&
		r->old < r->target + r->new_len))
		return -EINVAL;
	return is_fixed(r) && r->target < USER_MIN ? -EPERM : 0;
}

static int
remap_locked(struct vmspace *vm, const struct remap *r, vaddr_t *out)
    REQUIRES(areas_role)
{
	struct vm_area *a = vm_area_find(vm, r->old);
	int err;

	if (!a || a->start > r->old)
		return -EFAULT;
	if (has_target(r) || r->new_len < r->old_len) {
		err = check_span(r);
		if (err)
			return err;
	}
	*out = r->old;
	if (!has_target(r) && r->new_len <= r->old_len)
		return r->new_len == r->old_len ?
		    0 :
		    vm_unmap_locked(vm, r->old + r->new_len,
			r->old + r->old_len);
	err = check(vm, a, r);
	if (err)
		return err;
	if (is_fixed(r)) {
		*out = r->target;
		return move_area(vm, a, r, r->target);
	}
	if (can_grow(vm, a, r)) {
		area_resize(vm, a, a->start, r->old + r->new_len);
		(void)area_merge(vm, a);
		return 0;
	}
	if (!(r->flags & MREMAP_MAYMOVE))
		return -ENOMEM;
	if (has_target(r) && vm_hint_fits(vm, r->target, r->new_len, USER_END))
		*out = r->target;
	else
		*out = area_find_gap(vm, r->new_len);
	return *out ? move_area(vm, a, r, *out) : -ENOMEM;
}

/* The checks that need no look at the areas (mremap(2), ERRORS). */
static int
check_args(const struct remap *r)
{
	unsigned known = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;

	if (r->flags & ~known)
		return -EINVAL;
	if (has_target(r) && !(r->flags & MREMAP_MAYMOVE))
		return -EINVAL;
	if (r->flags & MREMAP_DONTUNMAP && r->old_len != r->new_len)
		return -EINVAL;
	return r->old % PAGE_SIZE || !r->new_len ? -EINVAL : 0;
}

int
vm_remap(struct vmspace *vm, vaddr_t old, size_t old_len, size_t new_len,
    unsigned flags, vaddr_t target, vaddr_t *out)
{
	struct remap r = { .old = old,
		.old_len = ALIGN_UP(old_len, PAGE_SIZE),
		.new_len = ALIGN_UP(new_len, PAGE_SIZE),
		.flags = flags,
		.target = target };
	bool fill = false;
	int err = check_args(&r);

	if (err)
		return err;
	r.len = min(r.old_len, r.new_len);
	vm_write_lock(vm);
	err = remap_locked(vm, &r, out);
	if (!err)
		fill = r.new_len > r.old_len &&
		    area_is_filled(vm_area_find(vm, *out));
	vm_write_unlock(vm);
	if (fill)
		(void)!vm_populate(vm, *out + r.old_len, *out + r.new_len,
		    POPULATE_LOCKED);
	return err;
}
