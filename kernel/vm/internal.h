/* What the files of vm/ share with each other only. */
#ifndef VM_INTERNAL_H
#define VM_INTERNAL_H

#include "vm/vmspace.h"

/* --- area.c: the tree of areas. => holds: vm->lock for writing --- */

struct vm_area *area_alloc(void) __must_check;
/* Of an area that is in no tree: drops the file, frees it. */
void area_free(struct vm_area *a);
/* Puts an area in and counts its pages.  origin: the area, of any space, whose
 * entries it takes over or shares; NULL: none. */
void area_insert(struct vmspace *vm, struct vm_area *a, struct vm_area *origin);
void area_remove(struct vmspace *vm, struct vm_area *a);
/* Changes the bounds of an area in place, keeping order. */
void area_resize(struct vmspace *vm, struct vm_area *a, vaddr_t start,
    vaddr_t end);
/* Splits a at addr, strictly inside. => errors: -ENOMEM */
int area_split(struct vmspace *vm, struct vm_area *a, vaddr_t addr)
    __must_check;
/* Joins a with its neighbours where they continue each other.
 * => returns: the area that covers a's range now */
struct vm_area *area_merge(struct vmspace *vm, struct vm_area *a);
/* A free place of len bytes below mmap_top. => returns: 0: none */
vaddr_t area_find_gap(struct vmspace *vm, size_t len);
struct vm_area *area_first(struct vmspace *vm);
struct vm_area *area_prev(struct vm_area *a);

/* May the process map npages more, npages_data of them private writable?
 * => returns: 0 or -ENOMEM */
int vm_check_limits(struct vmspace *vm, u64 npages, u64 npages_data)
    __must_check;
static inline bool
flags_are_data(unsigned flags)
{
	return (flags & (VM_WRITE | VM_SHARED | VM_GROWSDOWN)) == VM_WRITE;
}

/* --- map.c --- */

/* Gives the part of a inside [start, end) other flags, splitting and joining;
 * a begins at start or before. => returns: 0 and *out the area that covers the
 * part now; -ENOMEM => holds: vm->lock for writing */
int vm_set_part_flags(struct vmspace *vm, struct vm_area *a, vaddr_t start,
    vaddr_t end, unsigned flags, struct vm_area **out) __must_check;

/* --- pages.c: page-table entries of areas --- */

extern struct page *zero_page; /* mapped where untouched memory is read */

/* Unmaps and frees what the entries of [start, end) map; flushes. */
void vm_zap(struct vmspace *vm, vaddr_t start, vaddr_t end);
/* The same without flushing, when nobody can run in vm any more. */
void vm_zap_dying(struct vmspace *vm, vaddr_t start, vaddr_t end);
/* Moves entries to another place (mremap). => errors: -ENOMEM */
int vm_move_entries(struct vmspace *vm, vaddr_t from, vaddr_t to, size_t len)
    __must_check;
/* Gives the entries of the area the rights that `flags` have; flushes. */
void vm_reprotect(struct vmspace *vm, struct vm_area *a, unsigned flags);
/* Copies an area's entries to a forked space, write-protecting private pages
 * in both.  The caller flushes the parent. => errors: -ENOMEM */
int vm_copy_entries(struct vmspace *parent, struct vmspace *child,
    struct vm_area *a) __must_check;

/* Page-table protection of VM_* flags, as PROT_PTE_*. */
static inline unsigned
flags_pte_prot(unsigned flags)
{
	return (flags & VM_WRITE ? PROT_PTE_WRITE : 0) |
	    (flags & VM_EXEC ? PROT_PTE_EXEC : 0);
}

static inline unsigned
area_pte_prot(const struct vm_area *a)
{
	return flags_pte_prot(a->flags);
}

static inline bool
flags_accessible(unsigned flags)
{
	return flags & (VM_READ | VM_WRITE | VM_EXEC);
}

static inline bool
area_accessible(const struct vm_area *a)
{
	return flags_accessible(a->flags);
}

/* --- fault.c --- */

/* Brings in the pages of [start, end) as a read (write: a write) would, for
 * mlock and MAP_POPULATE. => returns: 0, or -ENOMEM, -EFAULT
 * => holds: vm->lock for reading at least */
int vm_populate(struct vmspace *vm, vaddr_t start, vaddr_t end, bool write)
    __must_check;

#endif
