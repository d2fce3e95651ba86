/*
 * getdents.
 *
 * Entries are laid out in a kernel buffer and copied out when that is full, so
 * that an entry costs no user copy of its own.  The cookie of an entry (d_off)
 * is the position after it, known only when the next one comes: it is patched
 * into the entry before.
 */
#include "fs/readdir.h"

#include "abi/dirent.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "fs/dentry.h"
#include "fs/file.h"
#include "fs/generic_file.h"
#include "fs/inode.h"
#include "fs/namei.h"
#include "lib/string.h"
#include "sched/sched.h"
#include "vm/usercopy.h"

struct getdents {
	struct dir_emitter emitter;
	char *buf;         /* kernel buffer of PATH_MAX bytes */
	size_t fill;       /* bytes in it */
	char *last;        /* the entry before, its d_off still open */
	char __user *user; /* where buf's bytes go */
	size_t room;       /* left at user, those in buf included */
	int err;
};

static bool
flush(struct getdents *g)
{
	if (g->fill && copy_to_user(g->user, g->buf, g->fill)) {
		g->err = -EFAULT;
		return false;
	}
	g->user += g->fill;
	g->room -= g->fill;
	g->fill = 0;
	g->last = NULL;
	sched_point();
	return true;
}

/* d_off is the 8 bytes after the inode number in both layouts. */
static inline void
close_last(struct getdents *g, loff_t pos)
{
	if (g->last)
		__builtin_memcpy(g->last + 8, &pos, 8);
}

/* Room for an entry of that size, zero in its last word: what is left behind
 * the name. => returns: NULL: full */
static inline char *
entry_room(struct getdents *g, size_t size)
{
	const u64 zero = 0;
	char *p;

	close_last(g, g->emitter.pos);
	if (unlikely(g->room - g->fill < size)) {
		g->err = -EINVAL;
		return NULL;
	}
	if (unlikely(g->fill + size > PATH_MAX) && !flush(g))
		return NULL;
	p = g->buf + g->fill;
	__builtin_memcpy(p + size - 8, &zero, 8);
	g->last = p;
	g->fill += size;
	return p;
}

static bool
emit64(struct dir_emitter *e, const char *name, u32 len, u64 ino, unsigned type)
{
	struct getdents *g = container_of(e, struct getdents, emitter);
	const size_t head = offsetof(struct linux_dirent64, d_name);
	size_t size = ALIGN_UP(head + len + 1, (size_t)8);
	struct linux_dirent64 *d = (void *)entry_room(g, size);

	if (unlikely(!d))
		return false;
	d->d_ino = ino;
	d->d_reclen = (u16)size;
	d->d_type = (u8)type;
	memcpy((char *)d + head, name, len);
	return true;
}

/* The old form has the type in its last byte. */
static bool
emit_old(struct dir_emitter *e, const char *name, u32 len, u64 ino,
    unsigned type)
{
	struct getdents *g = container_of(e, struct getdents, emitter);
	const size_t head = offsetof(struct linux_dirent, d_name);
	size_t size = ALIGN_UP(head + len + 2, (size_t)8);
	struct linux_dirent *d = (void *)entry_room(g, size);

	if (unlikely(!d))
		return false;
	d->d_ino = ino;
	d->d_reclen = (u16)size;
	memcpy((char *)d + head, name, len);
	((char *)d)[size - 1] = (char)type;
	return true;
}

loff_t
dir_seek(struct file *f, loff_t offset, int whence)
{
	if (whence == SEEK_END)
		return -EINVAL;
	return seek_within(f, offset, whence, 0, INT64_MAX);
}

bool
dir_emit_dots(struct file *f, struct dir_emitter *e)
{
	if (e->pos == 0) {
		if (!dir_emit(e, ".", 1, f->inode->ino, DT_DIR))
			return false;
		e->pos = 1;
	}
	if (e->pos == 1) {
		struct dentry *parent = dentry_parent_get(f->path.dentry);
		u64 ino = parent->inode->ino;
		bool ok = dir_emit(e, "..", 2, ino, DT_DIR);

		dentry_put(parent);
		if (!ok)
			return false;
		e->pos = 2;
	}
	return true;
}

int
file_iterate(struct file *f, struct dir_emitter *e)
{
	struct inode *dir = f->inode;
	int err;

	if (dir->sb->parallel)
		return atomic_load(&dir->dead) ? -ENOENT :
						 f->ops->iterate(f, e);
	if (!mutex_lock_killable(&dir->lock))
		return -EINTR;
	err = dir->dead ? -ENOENT : f->ops->iterate(f, e);
	mutex_unlock(&dir->lock);
	return err;
}

static ssize_t
getdents_locked(struct file *f, struct getdents *g, size_t size)
    REQUIRES(f->pos_lock)
{
	struct inode *dir = f->inode;
	int err;

	g->emitter.pos = f->pos;
	err = file_iterate(f, &g->emitter);
	if (err == -EINTR)
		return err;
	close_last(g, g->emitter.pos);
	if (!flush(g))
		return -EFAULT;
	atomic_store(&f->pos, g->emitter.pos);
	inode_touch_read(dir, f->path.mount);
	if (g->room < size)
		return (ssize_t)(size - g->room);
	return err ? err : g->err;
}

ssize_t
file_getdents(struct file *f, void __user *buf, size_t size, bool is64)
{
	struct getdents g = {
		.emitter = { .emit = is64 ? emit64 : emit_old },
		.user = buf,
		.room = size,
	};
	ssize_t n;

	if (!f->ops->iterate)
		return -ENOTDIR;
	g.buf = name_alloc();
	if (!g.buf)
		return -ENOMEM;
	n = -EINTR;
	if (mutex_lock_killable(&f->pos_lock)) {
		n = getdents_locked(f, &g, size);
		mutex_unlock(&f->pos_lock);
	}
	name_free(g.buf);
	return n;
}
