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
{
	return rb_entry(a, struct vm_area, node)->start <
	    rb_entry(b, struct vm_area, node)->start;
}

/* Adds n pages (taken away when negative) to the counts for a's kind. */
static void
count(struct vmspace *vm, const struct vm_area *a, s64 n)
{
	vm->npages_total += (u64)n;
	if (flags_are_data(a->flags))
		vm->npages_data += (u64)n;
	if (a->flags & VM_LOCKED)
		vm->npages_locked += (u64)n;
}

static s64
npages(const struct vm_area *a)
{
	return (s64)((a->end - a->start) / PAGE_SIZE);
}

/* Puts a file area on its file's list, or takes it off.  One made from another
 * (`origin`) goes right behind it, so that a truncation which has not come to
 * the origin yet will meet both. */
static void
link_mapping(struct vm_area *a, struct vm_area *origin)
{
	struct list *prev;

	if (!a->cache)
		return;
	spin_lock(&a->cache->mappings_lock);
	prev = origin ? &origin->mapping_node : a->cache->mappings.prev;
	list_insert(&a->mapping_node, prev, prev->next);
	spin_unlock(&a->cache->mappings_lock);
}

static void
unlink_mapping(struct vm_area *a)
{
	if (!a->cache)
		return;
	spin_lock(&a->cache->mappings_lock);
	list_remove(&a->mapping_node);
	spin_unlock(&a->cache->mappings_lock);
}

void
area_insert(struct vmspace *vm, struct vm_area *a, struct vm_area *origin)
{
	a->vm = vm;
	rb_insert(&vm->areas, &a->node, before);
	vm->nareas++;
	count(vm, a, npages(a));
	link_mapping(a, origin);
}

void
area_remove(struct vmspace *vm, struct vm_area *a)
{
	unlink_mapping(a);
	count(vm, a, -npages(a));
	rb_erase(&vm->areas, &a->node);
	vm->nareas--;
	atomic_store(&vm->hint, NULL);
	vm->gap_top = vm->mmap_top;
	vm->gap_max = 0;
}

static void
set_bounds(struct vmspace *vm, struct vm_area *a, vaddr_t start, vaddr_t end)
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
	if (!a->cache) {
		set_bounds(vm, a, start, end);
		return;
	}
	/* vm_unmap_cache() reads the bounds under the list's lock. */
	spin_lock(&a->cache->mappings_lock);
	set_bounds(vm, a, start, end);
	spin_unlock(&a->cache->mappings_lock);
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

int
area_split(struct vmspace *vm, struct vm_area *a, vaddr_t addr)
{
	struct vm_area *upper = slab_alloc(&area_cache);

	if (!upper)
		return -ENOMEM;
	*upper = *a;
	upper->start = addr;
	upper->pgoff = a->pgoff + (addr - a->start) / PAGE_SIZE;
	list_init(&upper->mapping_node);
	if (upper->file)
		vm_file_get(upper->file);
	area_resize(vm, a, a->start, addr);
	area_insert(vm, upper, a);
	return 0;
}

/* Does b, which starts where a ends, continue it? */
static bool
continues(const struct vm_area *a, const struct vm_area *b)
{
	if (a->end != b->start || a->flags != b->flags || a->file != b->file ||
	    a->cache != b->cache || (a->flags & (VM_GROWSDOWN | VM_SPECIAL)))
		return false;
	return !a->cache ||
	    a->pgoff + (a->end - a->start) / PAGE_SIZE == b->pgoff;
}

struct vm_area *
area_merge(struct vmspace *vm, struct vm_area *a)
{
	struct vm_area *prev = area_prev(a), *next = vm_area_next(a);
	vaddr_t end;

	if (next && continues(a, next)) {
		end = next->end;
		area_remove(vm, next);
		area_free(next);
		area_resize(vm, a, a->start, end);
	}
	if (prev && continues(prev, a)) {
		end = a->end;
		area_remove(vm, a);
		area_free(a);
		area_resize(vm, prev, prev->start, end);
		return prev;
	}
	return a;
}

/* The highest gap of len bytes whose end is at most top. */
static vaddr_t
search(struct vmspace *vm, size_t len, vaddr_t top)
{
	struct vm_area *a = vm_area_find(vm, top - 1);
	vaddr_t end = top;

	/* a is the area that reaches above top, or the first one above. */
	if (a && a->start < end)
		end = a->start;
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
		end = min(end, a->start);
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
