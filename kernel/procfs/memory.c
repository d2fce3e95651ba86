/*
 * What is in a process's memory: maps, cmdline, environ, auxv; and the mounts
 * that it sees.
 */
#include "abi/elf.h"
#include "abi/errno.h"
#include "abi/limits.h"
#include "fs/file.h"
#include "fs/mount.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "proc/access.h"
#include "proc/process.h"
#include "procfs/show.h"
#include "procfs/subject.h"
#include "sched/sched.h"
#include "vm/vmspace.h"

#define NAME_COLUMN 73 /* of a line of maps */
#define STRINGS_MAX (256 * 1024)

/* --- maps --- */

static const char *
special_name(const struct vmspace *vm, const struct vm_area *a)
    REQUIRES_SHARED(areas_role)
{
	vaddr_t brk = atomic_load(&vm->brk);
	vaddr_t brk_start = atomic_load(&vm->brk_start);

	if (a->flags & VM_SPECIAL)
		return a->start == vm->vdso ? "[vdso]" : "[vvar]";
	if (brk_start < brk && a->start <= brk && a->end >= brk_start &&
	    !a->file)
		return "[heap]";
	if (a->start <= vm->arg_start && vm->arg_start < a->end)
		return "[stack]";
	return NULL;
}

/* A newline in a name would end the line. */
static void
show_name(struct text *t, const char *name)
{
	for (const char *nl; (nl = strchr(name, '\n')); name = nl + 1) {
		text_add(t, name, (size_t)(nl - name));
		text_string(t, "\\012");
	}
	text_string(t, name);
}

void
area_show(struct text *t, const struct vmspace *vm, const struct vm_area *a,
    char *page) REQUIRES_SHARED(areas_role)
{
	const struct file *f = a->file;
	const char *special = special_name(vm, a);
	u32 dev = f ? f->inode->sb->dev : 0;
	size_t line = t->len;
	char *name = NULL;

	text_printf(t, "%08lx-%08lx %c%c%c%c %08lx %02x:%02x %lu ", a->start,
	    a->end, a->flags & VM_READ ? 'r' : '-',
	    a->flags & VM_WRITE ? 'w' : '-', a->flags & VM_EXEC ? 'x' : '-',
	    a->flags & VM_SHARED ? 's' : 'p', f ? a->pgoff * PAGE_SIZE : 0,
	    dev_major(dev), dev_minor(dev), f ? f->inode->ino : 0);
	if (f && path_name(&f->path, NULL, page, PATH_MAX, &name))
		name = NULL;
	if (name || special) {
		text_pad(t, line + NAME_COLUMN);
		show_name(t, name ? name : special);
	}
	text_string(t, "\n");
}

int
maps_show(struct text *t, const struct subject *s)
{
	struct vmspace *vm = s->vm;
	char *page = kmalloc(PATH_MAX);

	if (vm && page) {
		vm_read_lock(vm);
		for (struct vm_area *a = vm_area_find(vm, 0); a;
		     a = vm_area_next(a)) {
			area_show(t, vm, a, page);
			sched_point();
		}
		vm_read_unlock(vm);
	}
	t->failed |= !page;
	kfree(page);
	return 0;
}

/* --- Strings on the stack --- */

/* Copies [start, end) of the process's memory. */
static void
copy_memory(struct text *t, struct vmspace *vm, vaddr_t start, vaddr_t end)
{
	size_t n = start < end ?
	    min((size_t)(end - start), (size_t)STRINGS_MAX) :
	    0;
	char *room = n ? text_room(t, n) : NULL;
	ssize_t got = room ? vm_access(vm, start, room, n, false) : 0;

	if (got > 0)
		t->len += (size_t)got;
}

/* A program that has overwritten the end of its arguments (setproctitle) goes
 * on into what was its environment, up to a NUL. */
int
cmdline_show(struct text *t, const struct subject *s)
{
	struct vmspace *vm = s->vm;

	if (!vm)
		return 0;
	copy_memory(t, vm, vm->arg_start, vm->arg_end);
	if (t->len && t->data[t->len - 1]) {
		t->len = 0;
		copy_memory(t, vm, vm->arg_start,
		    max(vm->env_end, vm->arg_end));
		t->len = strnlen(t->data, t->len);
		text_add(t, "", 1);
	}
	return 0;
}

int
environ_show(struct text *t, const struct subject *s)
{
	struct vmspace *vm = s->vm;

	if (vm)
		copy_memory(t, vm, vm->env_start, vm->env_end);
	return 0;
}

int
auxv_show(struct text *t, const struct subject *s)
{
	struct vmspace *vm = s->vm;
	size_t n = 0;

	if (!vm)
		return 0;
	while (n + 2 < ARRAY_SIZE(vm->auxv) && vm->auxv[n] != AT_NULL)
		n += 2;
	text_add(t, vm->auxv, (n + 2) * sizeof(vm->auxv[0]));
	return 0;
}

/* --- Mounts --- */

static int
show_mounts(struct text *t, const struct subject *s, enum mount_format format)
{
	struct path root;
	size_t size = PATH_MAX;
	ssize_t n = 1;
	char *room;
	int id = 0;

	if (!s->thread || !thread_paths_get(s->thread, &root, NULL, NULL))
		return -EINVAL;
	while (n != 0 && (room = text_room(t, size))) {
		n = mount_format(&id, format, &root, room, size);
		if (n > 0)
			t->len += (size_t)n;
		else if (n < 0)
			size *= 2;
	}
	path_put(&root);
	return 0;
}

int
mounts_show(struct text *t, const struct subject *s)
{
	return show_mounts(t, s, MOUNT_MOUNTS);
}

int
mountinfo_show(struct text *t, const struct subject *s)
{
	return show_mounts(t, s, MOUNT_MOUNTINFO);
}
