/* What the files of vm/ share with each other only. */
#ifndef VM_INTERNAL_H
#define VM_INTERNAL_H

#include "arch/layout.h"
#include "vm/vmspace.h"

#define STACK_GUARD   (256 * PAGE_SIZE) /* kept below a stack, as on Linux */
#define VM_LOCK_FLAGS (VM_LOCKED | VM_LOCKONFAULT)

/* --- area.c: the tree of areas. --- */

struct vm_area *area_alloc(void) __must_check;
/* Of an area that is in no tree: drops the file, frees it. */
void area_free(struct vm_area *a);
/* A copy that is in no tree, with its own reference to the file. */
struct vm_area *area_clone(struct vm_area *a) __must_check;
/* Puts an area in and counts its pages. */
void area_insert(struct vmspace *vm, struct vm_area *a) REQUIRES(areas_role);
/* The same for one that gets entries of another of the same file at once: the
 * caller holds their file's list. */
void area_insert_locked(struct vmspace *vm, struct vm_area *a)
    REQUIRES(areas_role);
/* The same behind the last one (NULL: there is none). */
void area_append_locked(struct vmspace *vm, struct vm_area *a,
    struct vm_area *last) REQUIRES(areas_role);
/* Cuts one area off the tree of a space that ends, NULL: none is left; ends it. */
struct vm_area *area_strip(struct vmspace *vm) REQUIRES(areas_role);
void area_end(struct vm_area *a) REQUIRES(areas_role);
void area_lock_mappings(const struct vm_area *a);
void area_unlock_mappings(const struct vm_area *a);
void area_remove(struct vmspace *vm, struct vm_area *a) REQUIRES(areas_role);
/* Changes the bounds of an area in place, keeping order. */
void area_resize(struct vmspace *vm, struct vm_area *a, vaddr_t start,
    vaddr_t end) REQUIRES(areas_role);
/* Splits a at addr, strictly inside. => errors: -ENOMEM */
int area_split(struct vmspace *vm, struct vm_area *a, vaddr_t addr)
    __must_check REQUIRES(areas_role);
/* Joins a with its neighbours where they continue each other.
 * => returns: the area that covers a's range now */
struct vm_area *area_merge(struct vmspace *vm, struct vm_area *a)
    REQUIRES(areas_role);
/* Gives a, as a whole, new flags.  The page counts go with them.
 * => returns: the area that covers it now */
struct vm_area *area_set_flags(struct vmspace *vm, struct vm_area *a,
    unsigned flags) REQUIRES(areas_role);
/* A free place of len bytes below mmap_top, or the lowest within [low, high).
 * => returns: 0: none */
vaddr_t area_find_gap(struct vmspace *vm, size_t len) REQUIRES(areas_role);
vaddr_t area_find_gap_above(struct vmspace *vm, size_t len, vaddr_t low,
    vaddr_t high) REQUIRES(areas_role);
/* Where mappings below a must end, unless they are told their place: a stack
 * keeps room to grow. */
vaddr_t area_low_end(const struct vm_area *a) REQUIRES_SHARED(areas_role);
struct vm_area *area_first(struct vmspace *vm) REQUIRES_SHARED(areas_role);
struct vm_area *area_prev(struct vm_area *a) REQUIRES_SHARED(areas_role);

/* May the process map npages more, npages_data of them private writable?
 * => returns: 0 or -ENOMEM */
int vm_check_limits(struct vmspace *vm, u64 npages, u64 npages_data)
    __must_check REQUIRES_SHARED(areas_role);
static inline bool
flags_are_data(unsigned flags)
{
	return (flags & (VM_WRITE | VM_SHARED | VM_GROWSDOWN)) == VM_WRITE;
}

/* --- map.c. --- */

/* Where MAP_32BIT places mappings (Linux: find_start_end). */
#define LOW_START 0x40000000UL
#define LOW_END   0x80000000UL

static inline bool
user_span_ok(vaddr_t addr, size_t len)
{
	return len <= USER_END && addr <= USER_END - len;
}

/* Makes an area boundary at addr if an area crosses it. => errors: -ENOMEM */
int area_cut(struct vmspace *vm, vaddr_t addr)
    __must_check REQUIRES(areas_role);
/* Is nothing mapped in [start, end)? */
bool vm_is_free(struct vmspace *vm, vaddr_t start, vaddr_t end)
    REQUIRES_SHARED(areas_role);
/* Is [addr, addr + len) free, with room below a stack above it? */
bool vm_hint_fits(struct vmspace *vm, vaddr_t addr, size_t len, vaddr_t top)
    REQUIRES_SHARED(areas_role);
/* Pages mapped in [start, end) by areas that have all of these flags. */
u64 vm_count_mapped(struct vmspace *vm, vaddr_t start, vaddr_t end,
    unsigned flags) REQUIRES_SHARED(areas_role);
/* May the process lock so many pages more? => errors: -EAGAIN */
int vm_check_locked(struct vmspace *vm, u64 npages)
    __must_check REQUIRES_SHARED(areas_role);
/* Unmaps [start, end). => errors: -ENOMEM, and all is as it was */
int vm_unmap_locked(struct vmspace *vm, vaddr_t start, vaddr_t end)
    __must_check REQUIRES(areas_role);
/* The two halves of that, for ranges at whose ends areas have been cut. */
void vm_remove_areas(struct vmspace *vm, vaddr_t start, vaddr_t end)
    REQUIRES(areas_role);
void vm_free_tables(struct vmspace *vm, vaddr_t start, vaddr_t end)
    REQUIRES(areas_role);

/* Gives the part of a inside [start, end) other flags, splitting and joining;
 * a begins at start or before. => returns: 0 and *out the area that covers the
 * part now; -ENOMEM */
int vm_set_part_flags(struct vmspace *vm, struct vm_area *a, vaddr_t start,
    vaddr_t end, unsigned flags, struct vm_area **out)
    __must_check REQUIRES(areas_role);

/* --- pages.c: page-table entries of areas --- */

extern struct page *zero_page; /* mapped where untouched memory is read */

/* Unmaps and frees what the entries of [start, end) map; flushes. */
void vm_zap(struct vmspace *vm, vaddr_t start, vaddr_t end);
/* The same without flushing, when nobody can run in vm any more. */
void vm_zap_dying(struct vmspace *vm, vaddr_t start, vaddr_t end);
/* Moves entries to another place (mremap), for which the tables have been
 * prepared. */
int vm_prepare_move(struct vmspace *vm, vaddr_t from, vaddr_t to, size_t len)
    __must_check;
void vm_move_entries(struct vmspace *vm, vaddr_t from, vaddr_t to, size_t len);
/* Gives the entries of the area the rights that `flags` have; flushes. */
void vm_reprotect(struct vmspace *vm, struct vm_area *a, unsigned flags)
    REQUIRES_SHARED(areas_role);
/* Copies an area's entries to a forked space, write-protecting private pages
 * in both.  The caller flushes the parent. => errors: -ENOMEM */
int vm_copy_entries(struct vmspace *parent, struct vmspace *child,
    struct vm_area *a) __must_check REQUIRES_SHARED(areas_role);

/* Page-table protection of VM_* flags, as PROT_PTE_*. */
static inline unsigned
flags_pte_prot(unsigned flags)
{
	return (flags & VM_WRITE ? PROT_PTE_WRITE : 0) |
	    (flags & VM_EXEC ? PROT_PTE_EXEC : 0);
}

static inline unsigned
area_pte_prot(const struct vm_area *a) REQUIRES_SHARED(areas_role)
{
	return flags_pte_prot(a->flags);
}

static inline bool
flags_accessible(unsigned flags)
{
	return flags & (VM_READ | VM_WRITE | VM_EXEC);
}

static inline bool
area_accessible(const struct vm_area *a) REQUIRES_SHARED(areas_role)
{
	return flags_accessible(a->flags);
}

/* --- fault.c --- */

/* Who brings pages in ahead, and how. */
enum populate {
	POPULATE_NEW,    /* mmap(): read, but private writable areas written */
	POPULATE_LOCKED, /* the same, locked areas only */
	POPULATE_ALL,    /* the same, and what cannot be had is left out */
	POPULATE_READ,   /* madvise() */
	POPULATE_WRITE,
};
/* Brings in the pages of [start, end).  => sleeps; takes the space's lock
 * => errors: -ENOMEM: no memory, a hole; -EFAULT; -EINTR: killed; -EINVAL: the area's
 * rights (madvise) */
int vm_populate(struct vmspace *vm, vaddr_t start, vaddr_t end,
    enum populate how) __must_check;

/* The index in its cache of what an area has at addr. */
static inline u64
area_page_index(const struct vm_area *a, vaddr_t addr)
    REQUIRES_SHARED(areas_role)
{
	return a->pgoff + (addr - a->start) / PAGE_SIZE;
}

/* Is what an area gets to be brought in at once, since it is locked? */
static inline bool
area_is_filled(const struct vm_area *a) REQUIRES_SHARED(areas_role)
{
	return (a->flags & VM_LOCK_FLAGS) == VM_LOCKED;
}

#endif
