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
#include "lib/fmt.h"
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
		text_literal(t, "\\012");
	}
	text_string(t, name);
}

/* Numbers of maps, which is read often and long: a fourth of what printf takes. */
static char *
put_hex(char *to, u64 value, unsigned least, char end)
{
	to += fmt_hex(to, value, least);
	*to = end;
	return to + 1;
}

/* "START-END FLAGS OFFSET DEV INODE " */
#define HEAD_MAX (3 * (FMT_HEX_MAX + 1) + 5 + 2 * 9 + FMT_DECIMAL_MAX + 2)
_Static_assert(HEAD_MAX > NAME_COLUMN, "put_head()");

/* => returns: its end, at the column of names when there is one, or that of the line */
static char *
put_head(char *to, const struct vm_area *a, bool named)
    REQUIRES_SHARED(areas_role)
{
	const struct inode *inode = a->file ? a->file->inode : NULL;
	u32 dev = inode ? inode->sb->dev : 0;
	char *start = to;

	to = put_hex(to, a->start, 8, '-');
	to = put_hex(to, a->end, 8, ' ');
	*to++ = a->flags & VM_READ ? 'r' : '-';
	*to++ = a->flags & VM_WRITE ? 'w' : '-';
	*to++ = a->flags & VM_EXEC ? 'x' : '-';
	*to++ = a->flags & VM_SHARED ? 's' : 'p';
	*to++ = ' ';
	to = put_hex(to, inode ? a->pgoff * PAGE_SIZE : 0, 8, ' ');
	to = put_hex(to, dev_major(dev), 2, ':');
	to = put_hex(to, dev_minor(dev), 2, ' ');
	to += fmt_decimal(to, inode ? inode->ino : 0, 0);
	*to++ = ' ';
	if (!named)
		*to++ = '\n';
	if (!named || to >= start + NAME_COLUMN)
		return to;
	memset(to, ' ', (size_t)(start + NAME_COLUMN - to));
	return start + NAME_COLUMN;
}

int
area_show(struct text *t, const struct vmspace *vm, const struct vm_area *a)
    REQUIRES_SHARED(areas_role)
{
	const struct file *f = a->file;
	const char *special = special_name(vm, a);
	char *page = f ? name_alloc() : NULL, *name = NULL;
	char buf[HEAD_MAX], *head = text_place(t, buf, sizeof(buf));

	if (f && !page)
		return -ENOMEM;
	if (f && path_name(&f->path, NULL, page, PATH_MAX, &name))
		name = NULL;
	text_placed(t, buf, head,
	    (size_t)(put_head(head, a, name || special) - head));
	if (name)
		show_name(t, name);
	else if (special)
		text_string(t, special);
	if (name || special)
		text_literal(t, "\n");
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
