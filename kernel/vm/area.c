/*
 * The areas of an address space: an ordered tree of disjoint ranges.
 *
 * Areas that continue each other (same rights, same file at the next offset, or
 * both anonymous) are joined, so that a heap grown by many small mmap() or brk()
 * calls is one area.
 *
 * A place for a new mapping is looked for from the top down.  gap_top and
 * gap_max remember the last search: above gap_top no gap is larger than
 * gap_max.
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

/* Adds n pages (taken away when negative) to the counts for a's kind. */
static void
count(struct vmspace *vm, const struct vm_area *a, s64 n) REQUIRES(areas_role)
{
	vm->npages_total += (u64)n;
	if (flags_are_data(a->flags))
		vm->npages_data += (u64)n;
	if (a->flags & VM_LOCKED)
		vm->npages_locked += (u64)n;
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

void
area_insert_locked(struct vmspace *vm, struct vm_area *a)
{
	a->vm = vm;
	rb_insert(&vm->areas, &a->node, before);
	vm->nareas++;
	count(vm, a, npages(a));
	if (is_linked(a))
		list_add_tail(&a->cache->mappings, &a->mapping_node);
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
	if (is_linked(a))
		list_remove(&a->mapping_node);
	count(vm, a, -npages(a));
	rb_erase(&vm->areas, &a->node);
	vm->nareas--;
	atomic_store(&vm->hint, NULL);
	vm->gap_top = vm->mmap_top;
	vm->gap_max = 0;
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
	count(vm, a, -npages(a));
	a->pgoff += (u64)((s64)(start - a->start) / (s64)PAGE_SIZE);
	if (start > a->start || end < a->end) {
		vm->gap_top = vm->mmap_top;
		vm->gap_max = 0;
	}
	a->start = start;
	a->end = end;
	count(vm, a, npages(a));
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
	list_init(&copy->mapping_node);
	if (copy->file)
		vm_file_get(copy->file);
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

/* Does b, which starts where a ends, continue it? */
static bool
continues(const struct vm_area *a, const struct vm_area *b)
    REQUIRES_SHARED(areas_role)
{
	if (a->end != b->start || a->flags != b->flags || a->file != b->file ||
	    a->cache != b->cache || (a->flags & (VM_GROWSDOWN | VM_SPECIAL)))
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

vaddr_t
area_low_end(const struct vm_area *a)
{
	if (!(a->flags & VM_GROWSDOWN))
		return a->start;
	return a->start > STACK_GUARD ? a->start - STACK_GUARD : 0;
}

/* The highest gap of len bytes whose end is at most top. */
static vaddr_t
search(struct vmspace *vm, size_t len, vaddr_t top) REQUIRES(areas_role)
{
	struct vm_area *a = vm_area_find(vm, top - 1);
	vaddr_t end = top;

	/* a is the area that reaches above top, or the first one above. */
	if (a)
		end = min(end, area_low_end(a));
	a = a ? area_prev(a) : entry(rb_last(&vm->areas));
	for (; end > USER_REGION; a = area_prev(a)) {
		vaddr_t floor = max(a ? a->end : 0, USER_REGION);

		if (end > floor && end - floor >= len) {
			vm->gap_top = end;
			return end - len;
		}
		if (end > floor)
			vm->gap_max = max(vm->gap_max, end - floor);
		if (!a)
			break;
		end = min(end, area_low_end(a));
		sched_point();
	}
	return 0;
}

vaddr_t
area_find_gap_above(struct vmspace *vm, size_t len, vaddr_t low, vaddr_t high)
{
	struct vm_area *a = vm_area_find(vm, low);

	for (; len <= high && low <= high - len; a = vm_area_next(a)) {
		if (!a || low + len <= area_low_end(a))
			return low;
		low = max(low, a->end);
		sched_point();
	}
	return 0;
}

vaddr_t
area_find_gap(struct vmspace *vm, size_t len)
{
	if (len <= vm->gap_max || !vm->gap_top) {
		vm->gap_max = 0;
		return search(vm, len, vm->mmap_top);
	}
	return search(vm, len, min(vm->gap_top, vm->mmap_top));
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
