/*
 * smaps and smaps_rollup: what is present of a process's memory, area by area
 * and in all.  A page's share (Pss) is divided by those who map it, as the
 * references to it tell.
 */
#include "abi/errno.h"
#include "abi/limits.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "procfs/show.h"
#include "procfs/subject.h"
#include "sched/sched.h"
#include "vm/vmspace.h"

#define PAGE_KB (PAGE_SIZE / 1024)

static void
show_kb(struct text *t, const char *name, u64 kb)
{
	size_t line = t->len;

	text_string(t, name);
	text_string(t, ":");
	text_pad(t, line + 16);
	text_printf(t, "%8lu kB\n", kb);
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
	show_kb(t, "Rss", u->rss * PAGE_KB);
	show_kb(t, "Pss", pss_kb(u->pss));
	show_kb(t, "Pss_Dirty", pss_kb(u->pss_dirty));
	if (sum) {
		show_kb(t, "Pss_Anon", pss_kb(u->pss_anon));
		show_kb(t, "Pss_File", pss_kb(u->pss_file));
		show_kb(t, "Pss_Shmem", 0);
	}
	show_kb(t, "Shared_Clean", u->shared_clean * PAGE_KB);
	show_kb(t, "Shared_Dirty", u->shared_dirty * PAGE_KB);
	show_kb(t, "Private_Clean", u->private_clean * PAGE_KB);
	show_kb(t, "Private_Dirty", u->private_dirty * PAGE_KB);
	show_kb(t, "Referenced", u->rss * PAGE_KB);
	show_kb(t, "Anonymous", u->anonymous * PAGE_KB);
	show_kb(t, "LazyFree", 0);
	show_kb(t, "AnonHugePages", 0);
	show_kb(t, "ShmemPmdMapped", 0);
	show_kb(t, "FilePmdMapped", 0);
	show_kb(t, "Shared_Hugetlb", 0);
	show_kb(t, "Private_Hugetlb", 0);
	show_kb(t, "Swap", 0);
	show_kb(t, "SwapPss", 0);
	show_kb(t, "Locked", locked);
}

static void
show_flags(struct text *t, unsigned flags)
{
	static const struct {
		unsigned flag;
		char name[4];
	} names[] = {
		{ VM_READ, "rd" },
		{ VM_WRITE, "wr" },
		{ VM_EXEC, "ex" },
		{ VM_SHARED, "sh" },
		{ VM_GROWSDOWN, "gd" },
		{ VM_LOCKED, "lo" },
		{ VM_NORESERVE, "nr" },
		{ VM_DONTFORK, "dc" },
		{ VM_WIPEFORK, "wf" },
		{ VM_DONTDUMP, "dd" },
	};

	text_string(t, "VmFlags: ");
	for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
		if (flags & names[i].flag)
			text_printf(t, "%s ", names[i].name);
	text_string(t, "\n");
}

static void
show_part(struct text *t, struct vmspace *vm, struct vm_area *a, char *page)
    REQUIRES_SHARED(areas_role)
{
	struct vm_usage u = { 0 };

	vm_area_usage(a, &u);
	area_show(t, vm, a, page);
	show_kb(t, "Size", (a->end - a->start) / 1024);
	show_kb(t, "KernelPageSize", PAGE_KB);
	show_kb(t, "MMUPageSize", PAGE_KB);
	show_usage(t, &u, false, a->flags & VM_LOCKED ? pss_kb(u.pss) : 0);
	text_string(t, "THPeligible:    0\n");
	show_flags(t, a->flags);
}

int
smaps_show(struct text *t, const struct subject *s)
{
	struct vmspace *vm = s->vm;
	char *page = kmalloc(PATH_MAX);

	if (vm && page) {
		vm_read_lock(vm);
		for (struct vm_area *a = vm_area_find(vm, 0);
		     a && !thread_killed(); a = vm_area_next(a))
			show_part(t, vm, a, page);
		vm_read_unlock(vm);
	}
	t->failed |= !page;
	kfree(page);
	return 0;
}

/* Adds up all areas. => returns: false: there is none */
static bool
sum_up(struct vmspace *vm, struct vm_usage *u, u64 *locked, vaddr_t *first,
    vaddr_t *end)
{
	struct vm_area *a;

	vm_read_lock(vm);
	a = vm_area_find(vm, 0);
	*first = a ? a->start : 0;
	for (; a && !thread_killed(); a = vm_area_next(a)) {
		u64 before = u->pss;

		vm_area_usage(a, u);
		if (a->flags & VM_LOCKED)
			*locked += u->pss - before;
		*end = a->end;
	}
	vm_read_unlock(vm);
	return *end != 0;
}

int
smaps_rollup_show(struct text *t, const struct subject *s)
{
	struct vmspace *vm = s->vm;
	struct vm_usage u = { 0 };
	vaddr_t first, end = 0;
	u64 locked = 0;

	if (!vm)
		return -ESRCH;
	if (sum_up(vm, &u, &locked, &first, &end)) {
		text_printf(t, "%08lx-%08lx ---p 00000000 00:00 0", first, end);
		text_pad(t, 73);
		text_string(t, "[rollup]\n");
		show_usage(t, &u, true, pss_kb(locked));
	}
	return 0;
}
