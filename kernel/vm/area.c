/*
 * The areas of an address space: an ordered tree of disjoint ranges.
 *
 * Areas that continue each other (same rights, same file at the next offset, or
 * both anonymous) are joined, so that a heap grown by many small mmap() or brk()
 * calls is one area.
 *
 * A place for a new mapping is the highest or the lowest that is large enough.  In
 * a space of a few areas it is looked for from area to area.  From the first search
 * among many on, each area keeps the largest gap within its subtree (the tree sums
 * up), so that the place is found on one way down.
 *
 * => holds, everywhere here: vm->lock for writing, to look only: for reading
 */
#include "abi/errno.h"
#include "arch/layout.h"
#include "cred/rlimit.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "vm/internal.h"
#include "vm/pagecache.h"

#define FEW_AREAS 32

static struct slab_cache area_cache = SLAB_CACHE("vm_area", struct vm_area);

static inline struct vm_area *
entry(struct rb_node *n)
{
	return n ? rb_entry(n, struct vm_area, node) : NULL;
}

struct vm_area *
area_alloc(void)
{
	return slab_zalloc(&area_cache);
}

void
area_free(struct vm_area *a)
{
	role_unshared(&areas_role); /* it is in no tree */
	if (a->flags & VM_COUNTED)
		vm_file_areas(a->file, false);
	if (a->file)
		vm_file_put(a->file);
	slab_free(&area_cache, a);
}

static bool
before(const struct rb_node *a, const struct rb_node *b)
    REQUIRES_SHARED(areas_role)
{
	return rb_entry(a, struct vm_area, node)->start <
	    rb_entry(b, struct vm_area, node)->start;
}

/* Counts n pages more (fewer when negative) of those flags, as far as flags of an
 * area change. */
static void
count_flags(struct vmspace *vm, unsigned flags, s64 n) REQUIRES(areas_role)
{
	if (flags_are_data(flags))
		atomic_add_own(&vm->npages_data, (u64)n);
	if ((flags & (VM_EXEC | VM_WRITE | VM_GROWSDOWN)) == VM_EXEC)
		atomic_add_own(&vm->npages_exec, (u64)n);
	if (flags & VM_LOCKED)
		atomic_add_own(&vm->npages_locked, (u64)n);
}

static void
count(struct vmspace *vm, const struct vm_area *a, s64 n) REQUIRES(areas_role)
{
	atomic_add_own(&vm->npages_total, (u64)n);
	atomic_store(&vm->npages_peak, max(vm->npages_peak, vm->npages_total));
	if (a->flags & VM_GROWSDOWN)
		atomic_add_own(&vm->npages_stack, (u64)n);
	count_flags(vm, a->flags, n);
}

static s64
npages(const struct vm_area *a) REQUIRES_SHARED(areas_role)
{
	return (s64)((a->end - a->start) / PAGE_SIZE);
}

/* Is the area on its file's list?  The kernel's own pages are never taken
 * out. */
static bool
is_linked(const struct vm_area *a) REQUIRES_SHARED(areas_role)
{
	return a->cache && !(a->flags & VM_SPECIAL);
}

/* The areas of a file change under its lock, so that truncation, which holds
 * it for the whole of its way through them, finds every entry; those that show
 * no file need none. */
void
area_lock_mappings(const struct vm_area *a) NO_THREAD_SAFETY_ANALYSIS
{
	if (is_linked(a))
		mutex_lock(&a->cache->mappings_lock);
}

void
area_unlock_mappings(const struct vm_area *a) NO_THREAD_SAFETY_ANALYSIS
{
	if (is_linked(a))
		mutex_unlock(&a->cache->mappings_lock);
}

/* => holds: area_lock_mappings(a) */
static void
link_mapping(struct vm_area *a) REQUIRES(areas_role)
NO_THREAD_SAFETY_ANALYSIS
{
	if (!is_linked(a))
		return;
	a->mapping.first = a->pgoff;
	a->mapping.last = a->pgoff + (u64)npages(a) - 1;
	interval_insert(&a->cache->mappings, &a->mapping);
}

static void
unlink_mapping(struct vm_area *a) REQUIRES(areas_role)
NO_THREAD_SAFETY_ANALYSIS
{
	if (is_linked(a))
		interval_remove(&a->cache->mappings, &a->mapping);
}

void
area_insert_locked(struct vmspace *vm, struct vm_area *a)
{
	a->vm = vm;
	rb_insert(&vm->areas, &a->node, before);
	vm->nareas++;
	count(vm, a, npages(a));
	link_mapping(a);
}

void
area_append_locked(struct vmspace *vm, struct vm_area *a, struct vm_area *last)
{
	a->vm = vm;
	rb_append(&vm->areas, &a->node, last ? &last->node : NULL);
	vm->nareas++;
	count(vm, a, npages(a));
	link_mapping(a);
}

void
area_insert(struct vmspace *vm, struct vm_area *a)
{
	area_lock_mappings(a);
	area_insert_locked(vm, a);
	area_unlock_mappings(a);
}

static void
remove_locked(struct vmspace *vm, struct vm_area *a) REQUIRES(areas_role)
{
	unlink_mapping(a);
	count(vm, a, -npages(a));
	rb_erase(&vm->areas, &a->node);
	vm->nareas--;
	atomic_store(&vm->hint, NULL);
}

struct vm_area *
area_strip(struct vmspace *vm)
{
	return entry(rb_strip(&vm->areas));
}

void
area_end(struct vm_area *a)
{
	area_lock_mappings(a);
	unlink_mapping(a);
	area_unlock_mappings(a);
	area_free(a);
}

void
area_remove(struct vmspace *vm, struct vm_area *a)
{
	area_lock_mappings(a);
	remove_locked(vm, a);
	area_unlock_mappings(a);
}

static void
set_bounds(struct vmspace *vm, struct vm_area *a, vaddr_t start, vaddr_t end)
    REQUIRES(areas_role)
{
	unlink_mapping(a);
	count(vm, a, -npages(a));
	a->pgoff += (u64)((s64)(start - a->start) / (s64)PAGE_SIZE);
	a->start = start;
	a->end = end;
	count(vm, a, npages(a));
	link_mapping(a);
	if (vm->areas.sum)
		rb_sum_up(&vm->areas, &a->node);
}

void
area_resize(struct vmspace *vm, struct vm_area *a, vaddr_t start, vaddr_t end)
{
	area_lock_mappings(a);
	set_bounds(vm, a, start, end);
	area_unlock_mappings(a);
}

struct vm_area *
vm_area_find(struct vmspace *vm, vaddr_t addr)
{
	struct vm_area *a = atomic_load(&vm->hint), *best = NULL;
	struct rb_node *n = vm->areas.root;

	if (a && addr >= a->start && addr < a->end)
		return a;
	while (n) {
		a = entry(n);
		if (addr < a->end) {
			best = a;
			if (addr >= a->start) {
				atomic_store(&vm->hint, a);
				break;
			}
			n = n->child[0];
		} else {
			n = n->child[1];
		}
	}
	return best;
}

struct vm_area *
area_first(struct vmspace *vm)
{
	return entry(rb_first(&vm->areas));
}

struct vm_area *
vm_area_next(struct vm_area *a)
{
	return entry(rb_next(&a->node));
}

struct vm_area *
area_prev(struct vm_area *a)
{
	return entry(rb_prev(&a->node));
}

struct vm_area *
area_clone(struct vm_area *a)
{
	struct vm_area *copy = slab_alloc(&area_cache);

	if (!copy)
		return NULL;
	area_lock_mappings(a);
	*copy = *a;
	area_unlock_mappings(a);
	if (copy->file)
		vm_file_get(copy->file);
	role_unshared(&areas_role);
	if (copy->flags & VM_COUNTED)
		vm_file_areas(copy->file, true);
	return copy;
}

int
area_split(struct vmspace *vm, struct vm_area *a, vaddr_t addr)
{
	struct vm_area *upper = area_clone(a);

	if (!upper)
		return -ENOMEM;
	upper->start = addr;
	upper->pgoff = a->pgoff + (addr - a->start) / PAGE_SIZE;
	area_lock_mappings(a);
	set_bounds(vm, a, a->start, addr);
	area_insert_locked(vm, upper);
	area_unlock_mappings(a);
	return 0;
}

#define ALONE (VM_GROWSDOWN | VM_SPECIAL | VM_COUNTED)

/* Does b, which starts where a ends, continue it? */
static bool
continues(const struct vm_area *a, const struct vm_area *b)
    REQUIRES_SHARED(areas_role)
{
	if (a->end != b->start || a->flags != b->flags || a->file != b->file ||
	    a->cache != b->cache || (a->flags & ALONE))
		return false;
	return !a->cache ||
	    a->pgoff + (a->end - a->start) / PAGE_SIZE == b->pgoff;
}

/* Lets `into` take over the range of its neighbour `gone`. */
static void
join(struct vmspace *vm, struct vm_area *into, struct vm_area *gone)
    REQUIRES(areas_role)
{
	area_lock_mappings(into);
	remove_locked(vm, gone);
	set_bounds(vm, into, min(into->start, gone->start),
	    max(into->end, gone->end));
	area_unlock_mappings(into);
	area_free(gone);
}

struct vm_area *
area_merge(struct vmspace *vm, struct vm_area *a)
{
	struct vm_area *prev = area_prev(a), *next = vm_area_next(a);

	if (next && continues(a, next))
		join(vm, a, next);
	if (prev && continues(prev, a)) {
		join(vm, prev, a);
		return prev;
	}
	return a;
}

struct vm_area *
area_set_flags(struct vmspace *vm, struct vm_area *a, unsigned flags)
{
	count_flags(vm, a->flags, -npages(a));
	count_flags(vm, flags, npages(a));
	atomic_store(&a->flags, flags);
	return area_merge(vm, a);
}

vaddr_t
area_low_end(const struct vm_area *a)
{
	if (!(a->flags & VM_GROWSDOWN))
		return a->start;
	return a->start > STACK_GUARD ? a->start - STACK_GUARD : 0;
}

/* --- Gaps --- */

static size_t
distance(vaddr_t start, vaddr_t end)
{
	return end > start ? end - start : 0;
}

/* What an area keeps of its subtree. */
static bool
sum_gaps(struct rb_node *n) REQUIRES(areas_role)
{
	struct vm_area *a = entry(n);
	const struct vm_area *l = entry(n->child[0]), *r = entry(n->child[1]);
	vaddr_t low = area_low_end(a), high = a->end;
	size_t gap = 0;
	bool changed;

	if (l) {
		gap = max(l->gap, distance(l->high, low));
		low = l->low;
	}
	if (r) {
		gap = max(gap, r->gap);
		gap = max(gap, distance(high, r->low));
		high = r->high;
	}
	changed = a->low != low || a->high != high || a->gap != gap;
	a->low = low;
	a->high = high;
	a->gap = gap;
	return changed;
}

/* Recursion: as deep as the tree, 32 at most. */
static void
sum_all(struct rb_node *n) REQUIRES(areas_role)
{
	if (!n)
		return;
	sum_all(n->child[0]);
	sum_all(n->child[1]);
	(void)sum_gaps(n);
	sched_point();
}

/* A mapping that wants a place. */
struct wanted {
	size_t len;
	vaddr_t low, high; /* within these */
	int side;          /* 1: the highest, 0: the lowest place */
};

/* => returns: its place in a gap; 0: none */
static vaddr_t
place_in(const struct wanted *w, vaddr_t start, vaddr_t end)
{
	start = max(start, w->low);
	end = min(end, w->high);
	if (distance(start, end) < w->len)
		return 0;
	return w->side ? end - w->len : start;
}

/* The gap between an area and those of its subtree on side s. */
static vaddr_t
place_beside(const struct wanted *w, const struct vm_area *a, int s)
    REQUIRES(areas_role)
{
	const struct vm_area *c = entry(a->node.child[s]);

	if (!c)
		return 0;
	return s ? place_in(w, a->end, c->low) :
		   place_in(w, c->high, area_low_end(a));
}

/* Recursion: as deep as the tree, 32 at most. */
static vaddr_t
place_below(const struct wanted *w, struct rb_node *n) REQUIRES(areas_role)
{
	const struct vm_area *a = entry(n);
	int s = w->side;
	vaddr_t at;

	if (!a || a->gap < w->len || a->low >= w->high || a->high <= w->low)
		return 0;
	at = place_below(w, n->child[s]);
	if (!at)
		at = place_beside(w, a, s);
	if (!at)
		at = place_beside(w, a, !s);
	return at ? at : place_below(w, n->child[!s]);
}

/* The same, from area to area. */
static vaddr_t
scan(struct vmspace *vm, const struct wanted *w) REQUIRES(areas_role)
{
	vaddr_t at, low = w->low, high = w->high;
	struct vm_area *a;

	if (w->side) {
		a = entry(rb_last(&vm->areas));
		for (; a; high = area_low_end(a), a = area_prev(a)) {
			at = place_in(w, a->end, high);
			if (at)
				return at;
		}
	} else {
		a = area_first(vm);
		for (; a; low = a->end, a = vm_area_next(a)) {
			at = place_in(w, low, area_low_end(a));
			if (at)
				return at;
		}
	}
	return place_in(w, low, high);
}

static vaddr_t
find_place(struct vmspace *vm, const struct wanted *w) REQUIRES(areas_role)
{
	const struct vm_area *root = entry(vm->areas.root);
	vaddr_t above, below, at;

	if (!vm->areas.sum) {
		if (vm->nareas <= FEW_AREAS)
			return scan(vm, w);
		sum_all(vm->areas.root);
		vm->areas.sum = sum_gaps;
	}
	if (!root)
		return place_in(w, w->low, w->high);
	above = place_in(w, root->high, w->high);
	below = place_in(w, w->low, root->low);
	at = w->side ? above : below;
	if (!at)
		at = place_below(w, vm->areas.root);
	return at ? at : max(above, below);
}

vaddr_t
area_find_gap_above(struct vmspace *vm, size_t len, vaddr_t low, vaddr_t high)
{
	struct wanted w = { .len = len, .low = low, .high = high, .side = 0 };

	return find_place(vm, &w);
}

vaddr_t
area_find_gap(struct vmspace *vm, size_t len)
{
	struct wanted w = {
		.len = len, .low = USER_REGION, .high = vm->mmap_top, .side = 1
	};

	return find_place(vm, &w);
}

int
vm_check_limits(struct vmspace *vm, u64 more, u64 more_data)
{
	if (vm->npages_total + more > rlimit_current(RLIMIT_AS) / PAGE_SIZE)
		return -ENOMEM;
	if (more_data &&
	    vm->npages_data + more_data >
		rlimit_current(RLIMIT_DATA) / PAGE_SIZE)
		return -ENOMEM;
	return 0;
}
