/*
 * The links of a process: exe, cwd, root and the entries of fd/, which lead to
 * the object itself, whatever its name says by now; and what fdinfo/ tells.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "fs/file.h"
#include "fs/mount.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "proc/access.h"
#include "procfs/show.h"
#include "procfs/subject.h"
#include "vm/vmspace.h"

/* Gives up the references of p. => returns: the length of its name */
static ssize_t
name_and_put(struct path *p, char *buf, size_t size)
{
	char *page = kmalloc(PATH_MAX), *name;
	ssize_t n = page ? path_name(p, NULL, page, PATH_MAX, &name) : -ENOMEM;

	if (n == 0) {
		n = (ssize_t)min(strlen(name), size);
		memcpy(buf, name, (size_t)n);
	}
	kfree(page);
	path_put(p);
	return n;
}

int
exe_follow(struct path *out, const struct subject *s)
{
	if (!s->vm || !s->vm->exe)
		return -ENOENT;
	*out = s->vm->exe->path;
	path_get(out);
	return 0;
}

int
cwd_follow(struct path *out, const struct subject *s)
{
	return s->thread && thread_paths_get(s->thread, NULL, out, NULL) ?
	    0 :
	    -ENOENT;
}

int
root_follow(struct path *out, const struct subject *s)
{
	return s->thread && thread_paths_get(s->thread, out, NULL, NULL) ?
	    0 :
	    -ENOENT;
}

static struct file *
get_file(const struct subject *s, bool *cloexec)
{
	return s->thread ? thread_file_get(s->thread, s->fd, cloexec) : NULL;
}

int
fd_follow(struct path *out, const struct subject *s)
{
	bool cloexec;
	struct file *f = get_file(s, &cloexec);

	if (!f)
		return -ENOENT;
	*out = f->path;
	path_get(out);
	file_put(f);
	return 0;
}

static ssize_t
read_link(char *buf, size_t size, const struct subject *s, follow_fn *follow)
{
	struct path p;
	int err = follow(&p, s);

	return err ? err : name_and_put(&p, buf, size);
}

ssize_t
exe_readlink(char *buf, size_t size, const struct subject *s)
{
	return read_link(buf, size, s, exe_follow);
}

ssize_t
cwd_readlink(char *buf, size_t size, const struct subject *s)
{
	return read_link(buf, size, s, cwd_follow);
}

ssize_t
root_readlink(char *buf, size_t size, const struct subject *s)
{
	return read_link(buf, size, s, root_follow);
}

ssize_t
fd_readlink(char *buf, size_t size, const struct subject *s)
{
	return read_link(buf, size, s, fd_follow);
}

int
fdinfo_show(struct text *t, const struct subject *s)
{
	bool cloexec = false;
	struct file *f = get_file(s, &cloexec);

	if (!f)
		return -ENOENT;
	text_printf(t, "pos:\t%ld\nflags:\t0%o\nmnt_id:\t%d\nino:\t%lu\n",
	    READ_ONCE(f->pos), file_flags(f) | (cloexec ? O_CLOEXEC : 0),
	    f->path.mount->id, f->inode->ino);
	if (f->ops->show)
		f->ops->show(f, t);
	file_put(f);
	return 0;
}
