/*
 * What is in a process's memory: maps, cmdline, environ, auxv; and the mounts
 * that it sees.
 */
#include "abi/elf.h"
#include "abi/errno.h"
#include "abi/limits.h"
#include "fs/file.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "proc/access.h"
#include "proc/process.h"
#include "procfs/show.h"
#include "procfs/subject.h"
#include "sched/sched.h"
#include "vm/vmspace.h"

#define NAME_COLUMN 73 /* of a line of maps */

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

int
area_show(struct text *t, const struct vmspace *vm, const struct vm_area *a)
    REQUIRES_SHARED(areas_role)
{
	const struct file *f = a->file;
	const char *special = special_name(vm, a);
	u32 dev = f ? f->inode->sb->dev : 0;
	char *page = f ? name_alloc() : NULL, *name = NULL;

	if (f && !page)
		return -ENOMEM;
	text_printf(t, "%08lx-%08lx %c%c%c%c %08lx %02x:%02x %lu ", a->start,
	    a->end, a->flags & VM_READ ? 'r' : '-',
	    a->flags & VM_WRITE ? 'w' : '-', a->flags & VM_EXEC ? 'x' : '-',
	    a->flags & VM_SHARED ? 's' : 'p', f ? a->pgoff * PAGE_SIZE : 0,
	    dev_major(dev), dev_minor(dev), f ? f->inode->ino : 0);
	if (f && path_name(&f->path, NULL, page, PATH_MAX, &name))
		name = NULL;
	if (name || special) {
		text_pad(t, NAME_COLUMN);
		show_name(t, name ? name : special);
	}
	text_string(t, "\n");
	if (page)
		name_free(page);
	return 0;
}

/* A record is an area, at its address. */
int
maps_show(struct text *t, const struct subject *s)
{
	struct vmspace *vm = s->vm;
	struct vm_area *a;
	int err = 0;

	if (!vm)
		return 0;
	vm_read_lock(vm);
	a = vm_area_find(vm, t->at);
	if (a) {
		err = area_show(t, vm, a);
		text_next(t, a->end);
	}
	vm_read_unlock(vm);
	return err;
}

/* --- Strings on the stack --- */

/* Copies of [start, end) of the process's memory what comes next. */
static void
copy_memory(struct text *t, struct vmspace *vm, vaddr_t start, vaddr_t end)
{
	vaddr_t at = start + t->at;
	size_t room;
	char *to = text_rest(t, &room);
	ssize_t n = at < end ?
	    vm_access(vm, at, to, min(room, (size_t)(end - at)), false) :
	    0;

	if (n <= 0)
		return;
	t->len += (size_t)n;
	if (at + (size_t)n < end)
		text_next(t, t->at + (size_t)n);
}

/* Has the program overwritten the end of its arguments (setproctitle)?  All of
 * them, if they are that long, are in the text. */
static bool
has_title(const char *text, size_t n, struct vmspace *vm)
{
	char last;

	if (n && n == vm->arg_end - vm->arg_start)
		return text[n - 1];
	return vm->arg_start < vm->arg_end &&
	    vm_access(vm, vm->arg_end - 1, &last, 1, false) == 1 && last;
}

/* A title goes on into what was the environment, up to a NUL. */
int
cmdline_show(struct text *t, const struct subject *s)
{
	struct vmspace *vm = s->vm;
	size_t before = t->len;
	const char *nul;

	if (!vm)
		return 0;
	copy_memory(t, vm, vm->arg_start, vm->arg_end);
	if (!has_title(t->buf + before, t->len - before, vm))
		return 0;
	t->len = before;
	copy_memory(t, vm, vm->arg_start, max(vm->env_end, vm->arg_end));
	nul = memchr(t->buf + before, 0, t->len - before);
	if (nul) {
		t->len = (size_t)(nul + 1 - t->buf);
		t->ended = true;
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
	int err;

	if (!s->thread || !thread_paths_get(s->thread, &root, NULL, NULL))
		return -EINVAL;
	err = mount_show(t, format, &root);
	path_put(&root);
	return err;
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
