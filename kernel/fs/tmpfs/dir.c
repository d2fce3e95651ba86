/*
 * tmpfs directories.
 *
 * The dentry cache is the directory: the dentry of every name that exists is
 * pinned by a reference of ours, so a lookup that misses the cache knows that
 * the name does not exist.  What the cache cannot give is an order for
 * getdents: each directory has a sparse array from a cookie to the dentry, and
 * the cookie is the position that readers see.
 *
 * Invariants (under the directory's lock):
 *  1. entries[d->cookie] == d for each positive, hashed child d, which has one
 *     reference from here; the list `order` has them by ascending cookie, so
 *     that only the start of a listing is searched for.
 *  2. A cookie is given out again only when it was the highest, or after the
 *     directory was empty; so a reader's position stays between the same
 *     entries when others come and go.
 *  3. nlink of a directory is 2 and one more for each subdirectory.
 */
#include "fs/tmpfs/tmpfs.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "fs/file.h"
#include "fs/generic_file.h"
#include "fs/readdir.h"
#include "lib/string.h"
#include "mm/slab.h"

/* Positions 0 and 1 are "." and "..". */
#define FIRST_COOKIE 2

/* What Linux counts an entry as in a directory's size. */
#define ENTRY_SIZE 20

/* Gives d a place in dir. => errors: -ENOMEM */
static int
entry_add(struct inode *dir, struct dentry *d)
{
	struct tmpfs_dir *t;
	int err;

	assert_mutex_held(&dir->lock);
	t = tmpfs_dir(dir);
	if (t->count == 0)
		t->next_cookie = FIRST_COOKIE;
	err = radix_insert(&t->entries, t->next_cookie, d);
	if (err)
		return err;
	list_add_tail(&t->order, &d->order);
	d->cookie = t->next_cookie++;
	t->count++;
	atomic_add_own(&dir->size, ENTRY_SIZE);
	return 0;
}

static void
entry_remove(struct inode *dir, struct dentry *d)
{
	struct tmpfs_dir *t;

	/* Locked by path_unlink() and its like; or the whole tree goes. */
	mutex_unshared(&dir->lock);
	t = tmpfs_dir(dir);
	radix_remove(&t->entries, d->cookie);
	list_remove(&d->order);
	if (d->cookie == t->next_cookie - 1)
		t->next_cookie--;
	t->count--;
	atomic_add_own(&dir->size, -ENTRY_SIZE);
}

/* It may become so, but not be filled meanwhile: who asks has locked it. */
static bool
is_empty(struct inode *dir)
{
	assert_mutex_held(&dir->lock);
	return tmpfs_dir(dir)->count == 0;
}

/* Makes d name inode in dir: pins it. Takes over the reference to inode. */
static int
entry_create(struct inode *dir, struct dentry *d, struct inode *inode)
{
	int err = entry_add(dir, d);

	assert_mutex_held(&dir->lock);
	if (err) {
		inode_put(inode);
		return err;
	}
	dentry_get(d);
	dentry_attach(d, inode);
	inode_touch_modified(dir);
	return 0;
}

static int
dir_mknod(struct inode *dir, struct dentry *d, mode_t mode, u32 rdev)
{
	struct inode *inode;
	int err = tmpfs_inode_create(dir->sb, dir, mode, rdev, &inode);

	return err ? err : entry_create(dir, d, inode);
}

static int
dir_tmpfile(struct inode *dir, mode_t mode, struct inode **out)
{
	int err = tmpfs_inode_create(dir->sb, dir, mode, 0, out);

	if (err)
		return err;
	mutex_unshared(&(*out)->lock);
	(*out)->nlink = 0;
	return 0;
}

static int
dir_mkdir(struct inode *dir, struct dentry *d, mode_t mode)
{
	struct inode *inode;
	int err = tmpfs_inode_create(dir->sb, dir, mode, 0, &inode);

	if (err)
		return err;
	err = entry_create(dir, d, inode);
	if (!err)
		atomic_add_own(&dir->nlink, 1);
	return err;
}

/* A long target is memory that counts as a page. evict() gives it back.
 * => errors: -ENOSPC, -ENOMEM */
static int
set_target(struct inode *inode, const char *target, size_t len)
{
	struct tmpfs_inode *t = tmpfs_inode(inode);
	char *copy;

	if (len < TMPFS_INLINE_LINK) {
		memcpy(t->link.text, target, len + 1);
		t->link.target = t->link.text;
		return 0;
	}
	copy = kstrndup(target, len);
	if (!copy)
		return -ENOMEM;
	if (!tmpfs_charge(inode->sb)) {
		kfree(copy);
		return -ENOSPC;
	}
	t->link.target = copy;
	return 0;
}

static int
dir_symlink(struct inode *dir, struct dentry *d, const char *target)
{
	size_t len = strlen(target);
	struct inode *inode;
	int err = tmpfs_inode_create(dir->sb, dir, S_IFLNK | 0777, 0, &inode);

	if (err)
		return err;
	err = set_target(inode, target, len);
	if (err) {
		inode_put(inode);
		return err;
	}
	mutex_unshared(&inode->lock);
	inode->size = len;
	return entry_create(dir, d, inode);
}

static int
dir_link(struct inode *inode, struct inode *dir, struct dentry *d)
{
	bool counts = atomic_load(&inode->nlink) > 0; /* 0: O_TMPFILE's */
	int err;

	if (counts && !tmpfs_count(dir->sb, 1))
		return -ENOSPC;
	inode_get(inode);
	err = entry_create(dir, d, inode);
	if (err) {
		if (counts)
			tmpfs_uncount(dir->sb, 1);
		return err;
	}
	atomic_add_own(&inode->nlink, 1);
	inode_touch_changed(inode);
	return 0;
}

/* One name less: a file's further names count, the last one goes with it. */
static void
drop_link(struct inode *inode)
{
	atomic_add_own(&inode->nlink, -1);
	if (!S_ISDIR(inode_mode(inode)) && atomic_load(&inode->nlink))
		tmpfs_uncount(inode->sb, 1);
}

/* Forgets the name d of inode: our pin goes, the caller's reference stays. */
static void
unname(struct inode *dir, struct dentry *d, struct inode *inode)
{
	drop_link(inode);
	inode_touch_changed(inode);
	entry_remove(dir, d);
	inode_touch_modified(dir);
	dentry_put(d);
}

static int
dir_unlink(struct inode *dir, struct dentry *d)
{
	unname(dir, d, d->inode);
	return 0;
}

static int
dir_rmdir(struct inode *dir, struct dentry *d)
{
	struct inode *inode = d->inode;

	if (!is_empty(inode))
		return -ENOTEMPTY;
	atomic_add_own(&inode->nlink, -1); /* its "." */
	unname(dir, d, inode);
	atomic_add_own(&dir->nlink, -1);
	return 0;
}

/* d takes the slot of another entry of its new directory, or of one that is
 * leaving it: cookie and neighbours. */
static void
slot_take(struct inode *dir, struct dentry *d, struct dentry *old)
{
	assert_mutex_held(&dir->lock);
	radix_replace(&tmpfs_dir(dir)->entries, old->cookie, d);
	d->cookie = old->cookie;
	list_add_tail(&old->order, &d->order);
	list_remove(&old->order);
}

/* Leaves `place` where d was in the order of its directory. */
static void
slot_leave(struct dentry *d, struct dentry *place)
{
	place->cookie = d->cookie;
	list_add_tail(&d->order, &place->order);
	list_remove(&d->order);
}

/* Both names change places. */
static void
exchange(struct inode *olddir, struct dentry *from, struct inode *newdir,
    struct dentry *to)
{
	s32 from_dir = S_ISDIR(inode_mode(from->inode)), to_dir;
	struct dentry place;

	/* Within one directory dentries keep their slots. */
	if (olddir == newdir)
		return;
	to_dir = S_ISDIR(inode_mode(to->inode));
	slot_leave(from, &place);
	slot_take(newdir, from, to);
	slot_take(olddir, to, &place);
	atomic_add_own(&olddir->nlink, (u32)(to_dir - from_dir));
	atomic_add_own(&newdir->nlink, (u32)(from_dir - to_dir));
}

/* `from` gets the slot of `to`, or one of its own. => errors: -ENOMEM */
static int
move_entry(struct inode *olddir, struct dentry *from, struct inode *newdir,
    struct dentry *to)
{
	struct dentry place;
	int err;

	if (to->inode) {
		entry_remove(olddir, from);
		slot_take(newdir, from, to);
		return 0;
	}
	if (olddir == newdir)
		return 0;
	slot_leave(from, &place);
	err = entry_add(newdir, from);
	if (err) {
		list_add_tail(&place.order, &from->order);
		list_remove(&place.order);
		return err;
	}
	entry_remove(olddir, &place);
	return 0;
}

static int
dir_rename(struct inode *olddir, struct dentry *from, struct inode *newdir,
    struct dentry *to, unsigned flags)
{
	struct inode *inode = from->inode, *victim = to->inode;
	bool is_dir = S_ISDIR(inode_mode(inode));
	int err;

	if (flags & RENAME_EXCHANGE) {
		exchange(olddir, from, newdir, to);
		inode_touch_changed(victim);
		goto done;
	}
	if (victim && is_dir && !is_empty(victim))
		return -ENOTEMPTY;
	err = move_entry(olddir, from, newdir, to);
	if (err)
		return err;
	if (is_dir) {
		atomic_add_own(&olddir->nlink, -1);
		atomic_add_own(&newdir->nlink, 1);
	}
	if (victim) {
		drop_link(victim);
		if (is_dir) {
			atomic_add_own(&victim->nlink, -1);
			atomic_add_own(&newdir->nlink, -1);
		}
		inode_touch_changed(victim);
		dentry_put(to); /* the pin */
	}
done:
	inode_touch_changed(inode);
	inode_touch_modified(olddir);
	inode_touch_modified(newdir);
	return 0;
}

static int
dir_iterate(struct file *f, struct dir_emitter *e)
{
	struct tmpfs_dir *t;
	struct dentry *d;
	u64 cookie;

	assert_mutex_held(&f->inode->lock);
	t = tmpfs_dir(f->inode);
	if (!dir_emit_dots(f, e))
		return 0;
	cookie = (u64)e->pos;
	d = radix_next(&t->entries, &cookie);
	while (d) {
		struct inode *inode = d->inode;

		e->pos = (loff_t)d->cookie;
		if (!dir_emit(e, d->name, d->len, inode->ino,
			(inode_mode(inode) & S_IFMT) >> 12))
			return 0;
		e->pos = (loff_t)d->cookie + 1;
		if (d->order.next == &t->order)
			return 0;
		d = list_entry(d->order.next, struct dentry, order);
	}
	return 0;
}

void
tmpfs_drop_tree(struct superblock *sb)
{
	struct dentry *at = sb->root;

	/* Depth first without a stack: the way back is the parent. */
	for (;;) {
		struct inode *dir = at->inode;
		u64 cookie = 0;
		struct dentry *d;

		mutex_unshared(&dir->lock); /* nobody has the tree any more */
		d = radix_next(&tmpfs_dir(dir)->entries, &cookie);
		if (d && S_ISDIR(inode_mode(d->inode)) &&
		    tmpfs_inode(d->inode)->dir.count) {
			at = d;
		} else if (d) {
			entry_remove(dir, d);
			atomic_store(&d->inode->nlink, 0);
			dentry_prune(d);
			dentry_unhash(d);
			dentry_put(d);
		} else if (at == sb->root) {
			break;
		} else {
			at = at->parent;
		}
	}
}

const struct inode_ops tmpfs_dir_ops = {
	.mknod = dir_mknod,
	.mkdir = dir_mkdir,
	.symlink = dir_symlink,
	.link = dir_link,
	.unlink = dir_unlink,
	.rmdir = dir_rmdir,
	.rename = dir_rename,
	.tmpfile = dir_tmpfile,
	TMPFS_XATTR_OPS,
};

const struct file_ops tmpfs_dir_file_ops = {
	.iterate = dir_iterate,
	.seek = dir_seek,
	.fsync = generic_file_fsync,
};
