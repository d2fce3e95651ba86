/*
 * smaps and smaps_rollup: what is present of a process's memory, area by area
 * and in all.  A page's share (Pss) is divided by those who map it, as the
 * references to it tell.  A record of smaps is an area, at its address.
 */
#include "abi/errno.h"
#include "mm/page.h"
#include "procfs/show.h"
#include "procfs/subject.h"
#include "sched/sched.h"
#include "vm/vmspace.h"

#define PAGE_KB (PAGE_SIZE / 1024)

static void
show_kb(struct text *t, const char *name, u64 kb)
{
	text_printf(t, "%-15s %8lu kB\n", name, kb);
}

static u64
pss_kb(u64 pss)
{
	return pss * PAGE_KB / PSS_ONE;
}

/* The lines that both files have. */
static void
show_usage(struct text *t, const struct vm_usage *u, bool sum, u64 locked)
{
	show_kb(t, "Rss:", u->rss * PAGE_KB);
	show_kb(t, "Pss:", pss_kb(u->pss));
	show_kb(t, "Pss_Dirty:", pss_kb(u->pss_dirty));
	if (sum) {
		show_kb(t, "Pss_Anon:", pss_kb(u->pss_anon));
		show_kb(t, "Pss_File:", pss_kb(u->pss_file));
		show_kb(t, "Pss_Shmem:", 0);
	}
	show_kb(t, "Shared_Clean:", u->shared_clean * PAGE_KB);
	show_kb(t, "Shared_Dirty:", u->shared_dirty * PAGE_KB);
	show_kb(t, "Private_Clean:", u->private_clean * PAGE_KB);
	show_kb(t, "Private_Dirty:", u->private_dirty * PAGE_KB);
	show_kb(t, "Referenced:", u->rss * PAGE_KB);
	show_kb(t, "Anonymous:", u->anonymous * PAGE_KB);
	show_kb(t, "LazyFree:", 0);
	show_kb(t, "AnonHugePages:", 0);
	show_kb(t, "ShmemPmdMapped:", 0);
	show_kb(t, "FilePmdMapped:", 0);
	show_kb(t, "Shared_Hugetlb:", 0);
	show_kb(t, "Private_Hugetlb:", 0);
	show_kb(t, "Swap:", 0);
	show_kb(t, "SwapPss:", 0);
	show_kb(t, "Locked:", locked);
}

static void
show_flags(struct text *t, unsigned flags)
{
	static const struct {
		unsigned flag;
		char name[4];
	} names[] = {
		{ VM_READ, "rd " },
		{ VM_WRITE, "wr " },
		{ VM_EXEC, "ex " },
		{ VM_SHARED, "sh " },
		{ VM_GROWSDOWN, "gd " },
		{ VM_LOCKED, "lo " },
		{ VM_NORESERVE, "nr " },
		{ VM_DONTFORK, "dc " },
		{ VM_WIPEFORK, "wf " },
		{ VM_DONTDUMP, "dd " },
	};

	text_string(t, "VmFlags: ");
	for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
		if (flags & names[i].flag)
			text_string(t, names[i].name);
	text_string(t, "\n");
}

int
smaps_show(struct text *t, const struct subject *s)
{
	struct vmspace *vm = s->vm;
	struct vm_usage u = { 0 };
	struct vm_area *a;
	int err = 0;

	if (!vm)
		return 0;
	vm_read_lock(vm);
	a = vm_area_find(vm, t->at);
	if (a) {
		vm_area_usage(a, &u);
		err = area_show(t, vm, a);
		show_kb(t, "Size:", (a->end - a->start) / 1024);
		show_kb(t, "KernelPageSize:", PAGE_KB);
		show_kb(t, "MMUPageSize:", PAGE_KB);
		show_usage(t, &u, false,
		    a->flags & VM_LOCKED ? pss_kb(u.pss) : 0);
		text_string(t, "THPeligible:    0\n");
		show_flags(t, a->flags);
		text_next(t, a->end);
	}
	vm_read_unlock(vm);
	return err;
}

/* Adds the area at or after `at`. => returns: its end; 0: there is none */
static vaddr_t
add_area(struct vmspace *vm, vaddr_t at, vaddr_t *start, struct vm_usage *u,
    u64 *locked)
{
	u64 before = u->pss;
	vaddr_t end = 0;
	struct vm_area *a;

	vm_read_lock(vm);
	a = vm_area_find(vm, at);
	if (a) {
		vm_area_usage(a, u);
		if (a->flags & VM_LOCKED)
			*locked += u->pss - before;
		*start = a->start;
		end = a->end;
	}
	vm_read_unlock(vm);
	return end;
}

int
smaps_rollup_show(struct text *t, const struct subject *s)
{
	struct vm_usage u = { 0 };
	vaddr_t first = 0, start, end = 0, next;
	u64 locked = 0;

	if (!s->vm)
		return -ESRCH;
	while (!thread_killed() &&
	    (next = add_area(s->vm, end, &start, &u, &locked))) {
		first = first ? first : start;
		end = next;
		sched_point();
	}
	if (end) {
		text_printf(t, "%08lx-%08lx ---p 00000000 00:00 0", first, end);
		text_pad(t, 73);
		text_string(t, "[rollup]\n");
		show_usage(t, &u, true, pss_kb(locked));
	}
	return 0;
}
