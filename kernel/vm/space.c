/*
 * Life of an address space.
 *
 * vmspace_create() -> users 1, refs 1.  Threads and lookers hold `users`; the
 * last vmspace_put() unmaps everything, after which nobody can fault in it, and frees
 * most of the tables.
 * CPUs that still have its tables loaded hold `refs`; the last vmspace_drop()
 * frees the tables and the struct.
 */
#include "abi/errno.h"
#include "lib/string.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "vm/internal.h"
#include "vm/tlb.h"

static struct slab_cache space_cache = SLAB_CACHE("vmspace", struct vmspace);

int
vmspace_create(struct vmspace **out)
{
	struct vmspace *vm = slab_zalloc(&space_cache);

	if (!vm)
		return -ENOMEM;
	if (pt_create(&vm->pt)) {
		slab_free(&space_cache, vm);
		return -ENOMEM;
	}
	rwlock_init(&vm->lock, LC_VMSPACE);
	spin_init(&vm->pt_lock, LC_PAGETABLE);
	ref_init(&vm->users, 1);
	ref_init(&vm->refs, 1);
	vm->tlb_gen = 1;
	*out = vm;
	return 0;
}

void
vmspace_get(struct vmspace *vm)
{
	ref_get(&vm->users);
}

void
vmspace_hold(struct vmspace *vm)
{
	ref_get(&vm->refs);
}

void
vmspace_drop(struct vmspace *vm)
{
	if (!ref_put(&vm->refs))
		return;
	pt_destroy(&vm->pt);
	slab_free(&space_cache, vm);
}

/* Unmaps and frees all.  Nobody runs in it; a CPU that has it loaded is lazy
 * and flushes before it uses anything again, so no flush is owed. */
static void
take_apart(struct vmspace *vm)
{
	struct vm_area *a;

	vm_write_lock(vm);
	atomic_store(&vm->hint, NULL);
	while ((a = area_strip(vm))) {
		vm_zap_dying(vm, a->start, a->end);
		area_end(a);
		sched_point();
	}
	vm_write_unlock(vm);
	if (vm->exe)
		vm_file_put(vm->exe);
	vm->exe = NULL;
}

#define MANY_TABLES 64

/* An idle CPU may have the space loaded, and hold it, for as long as it likes: few
 * tables may stay until it lets go, but not many. */
static void
free_tables(struct vmspace *vm)
{
	struct list dead = LIST_INIT(dead);

	while (atomic_load(&vm->pt.ntables) > MANY_TABLES) {
		spin_lock(&vm->pt_lock);
		pt_unlink_some(&vm->pt, MANY_TABLES, &dead);
		spin_unlock(&vm->pt_lock);
		tlb_flush_tables(vm);
		pt_free_dead(&dead);
		sched_point();
	}
}

void
vmspace_put(struct vmspace *vm)
{
	if (!ref_put(&vm->users))
		return;
	take_apart(vm);
	free_tables(vm);
	vmspace_drop(vm);
}

/* --- fork -------------------------------------------------------------------- */

/* *last: the child's last one. */
static int
copy_area(struct vmspace *parent, struct vmspace *child, struct vm_area *a,
    struct vm_area **last) REQUIRES(areas_role)
{
	struct vm_area *copy;
	int err = 0;

	if (a->flags & VM_DONTFORK)
		return 0;
	copy = area_clone(a);
	if (!copy)
		return -ENOMEM;
	copy->flags &= ~VM_LOCK_FLAGS;
	area_lock_mappings(a);
	area_append_locked(child, copy, *last);
	*last = copy;
	if (!(a->flags & VM_WIPEFORK))
		err = vm_copy_entries(parent, child, a);
	area_unlock_mappings(a);
	return err;
}

/* What a child starts with, besides areas. */
static void
copy_fields(struct vmspace *child, const struct vmspace *parent)
    REQUIRES(areas_role)
{
	child->brk_start = parent->brk_start;
	role_unshared(&areas_role);
	child->brk = parent->brk;
	child->mmap_top = parent->mmap_top;
	child->stack_top = parent->stack_top;
	child->code_start = parent->code_start;
	child->code_end = parent->code_end;
	child->data_start = parent->data_start;
	child->data_end = parent->data_end;
	child->arg_start = parent->arg_start;
	child->arg_end = parent->arg_end;
	child->env_start = parent->env_start;
	child->env_end = parent->env_end;
	child->vdso = parent->vdso;
	child->dumpable = atomic_load(&parent->dumpable);
	child->barriers = atomic_load(&parent->barriers);
	memcpy(child->auxv, parent->auxv, sizeof(child->auxv));
	child->exe = parent->exe;
	if (child->exe)
		vm_file_get(child->exe);
}

int
vmspace_fork(struct vmspace *parent, struct vmspace **out)
{
	struct vm_area *last = NULL;
	struct vmspace *child;
	int err = vmspace_create(&child);

	if (err)
		return err;
	vm_write_lock(parent);
	copy_fields(child, parent);
	for (struct vm_area *a = area_first(parent); a && !err;
	     a = vm_area_next(a)) {
		err = thread_killed() ? -EINTR :
					copy_area(parent, child, a, &last);
		sched_point();
	}
	spin_unshared(&child->pt_lock);
	child->rss_peak = child->rss_anon + child->rss_file;
	tlb_flush_range(parent, 0, USER_END); /* private pages: read-only now */
	vm_write_unlock(parent);
	if (err)
		vmspace_put(child);
	else
		*out = child;
	return err;
}

/* --- Looking in from outside -------------------------------------------------- */

/* The frame at addr with a reference, faulted in; NULL where there is none or
 * the access is not allowed (a forced write copies private pages). */
static struct page *
page_at(struct vmspace *vm, vaddr_t addr, bool write)
{
	for (unsigned try = 0; try < 3; try++) {
		struct page *page = NULL;
		pte_t *e, pte;

		if (vm_handle_fault(vm, addr, write ? VM_FAULT_WRITE : 0).signo)
			return NULL;
		spin_lock(&vm->pt_lock);
		e = pt_entry(&vm->pt, addr, false);
		pte = e ? *e : 0;
		if (pte_present(pte) && (!write || pte_writable(pte))) {
			page = phys_to_page(pte_addr(pte));
			page_get(page);
		}
		spin_unlock(&vm->pt_lock);
		if (page)
			return page;
	}
	return NULL;
}

ssize_t
vm_access(struct vmspace *vm, vaddr_t addr, void *buf, size_t n, bool write)
{
	size_t done = 0;

	while (done < n) {
		size_t offset = (addr + done) % PAGE_SIZE;
		size_t step = min(n - done, PAGE_SIZE - offset);
		struct page *page;
		char *at;

		if (addr + done >= USER_END)
			break;
		page = page_at(vm, addr + done, write);
		if (!page)
			break;
		at = (char *)page_address(page) + offset;
		if (write)
			memcpy(at, (char *)buf + done, step);
		else
			memcpy((char *)buf + done, at, step);
		page_put(page);
		done += step;
	}
	return done || !n ? (ssize_t)done : -EFAULT;
}
