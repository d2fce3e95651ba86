/*
 * The directories of iotest, and its inodes.
 *
 *   f0 .. f9          the ten files
 *   control           control.c
 *   links/l0 .. l9    other names of the same files
 *   many/N            any number N: an empty file of its own, to have many
 *
 * Names of the ten files can be removed, and made again: a file whose last name has gone
 * is emptied when its inode is evicted, and a new one of its number waits for that.
 */
#include "fs/iotest/internal.h"

#if defined(DEBUG) || defined(KCSAN)

#include "abi/dirent.h"
#include "abi/errno.h"
#include "abi/stat.h"
#include "fs/acl.h"
#include "fs/dentry.h"
#include "fs/file.h"
#include "fs/readdir.h"
#include "lib/bits.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "sched/sched.h"
#include "time/clock.h"

enum number {
	INO_ROOT = 1,
	INO_CONTROL,
	INO_FILES,
	INO_LINKS = 100,
	INO_MANY,
	INO_OF_MANY = 1000 /* and all that follow */
};

static const struct inode_ops root_ops, links_ops, many_ops, one_of_many_ops;
static const struct file_ops files_dir_ops, many_dir_ops;

/* Which of the directories with names of the ten files: a bit of store.names, and the
 * letter that their names begin with. */
static unsigned
dir_bit(const struct inode *dir)
{
	return dir->ino == INO_LINKS;
}

/* The file of the ten that d names in dir. => returns: NULL: it is no such name */
static struct store *
store_named(const struct inode *dir, const struct dentry *d)
{
	struct iotest *t = dir->sb->private;
	const char *name = d->name;

	if (d->len != 2 || name[0] != "fl"[dir_bit(dir)] || name[1] < '0' ||
	    name[1] > '9')
		return NULL;
	return &t->store[name[1] - '0'];
}

static u64
number_of(const struct iotest *t, const struct store *s)
{
	return INO_FILES + (u64)(s - t->store);
}

/* --- Inodes --- */

static void
fill_dir(struct inode *inode, const struct inode_ops *ops,
    const struct file_ops *fops) REQUIRES(inode->lock)
{
	inode->mode = S_IFDIR | 0777;
	inode->nlink = 2;
	inode->ops = ops;
	inode->fops = fops;
	acl_init_unknown(inode);
}

static void
fill_file(struct iotest *t, struct inode *inode) REQUIRES(inode->lock)
{
	struct store *s = &t->store[inode->ino - INO_FILES];

	inode->mode = S_IFREG | atomic_load(&s->perm);
	acl_init_unknown(inode);
	mutex_lock(&s->lock);
	inode->size = s->size;
	inode->nlink = (s->names & 1) + (s->names >> 1 & 1);
	mutex_unlock(&s->lock);
	iotest_file_init(t, inode, s);
}

static void
fill(struct iotest *t, struct inode *inode)
{
	mutex_unshared(&inode->lock);
	if (inode->ino == INO_ROOT) {
		fill_dir(inode, &root_ops, &files_dir_ops);
	} else if (inode->ino == INO_LINKS) {
		fill_dir(inode, &links_ops, &files_dir_ops);
	} else if (inode->ino == INO_MANY) {
		fill_dir(inode, &many_ops, &many_dir_ops);
	} else if (inode->ino >= INO_OF_MANY) {
		inode->mode = S_IFREG | 0444;
		inode->nlink = 1;
		inode->ops = &one_of_many_ops;
	} else if (inode->ino == INO_CONTROL) {
		inode->mode = S_IFREG | 0600;
		inode->nlink = 1;
		iotest_control_init(inode);
	} else {
		fill_file(t, inode);
	}
}

static int
read_inode(struct iotest *t, struct inode *inode)
{
	s64 delay = atomic_load(&t->value[INODE_DELAY]);

	atomic_add(&t->value[INODE_READS], 1);
	if (delay &&
	    sched_sleep_until(clock_monotonic() + delay * NSEC_PER_USEC, true))
		return -EINTR;
	if (iotest_stall(t))
		return -EINTR;
	if (iotest_take(t, FAIL_INODE))
		return -EIO;
	fill(t, inode);
	return 0;
}

static int
get_inode(struct superblock *sb, u64 ino, struct inode **out)
{
	bool fresh;
	int err = inode_table_get(sb, ino, out, &fresh);

	while (!err && !fresh && iotest_inode(*out)->store &&
	    iotest_take(sb->private, REUSED)) {
		inode_table_forget(*out);
		inode_put(*out);
		err = inode_table_get(sb, ino, out, &fresh);
	}
	if (err || !fresh)
		return err;
	err = read_inode(sb->private, *out);
	if (err)
		inode_table_fail(*out, err);
	else
		inode_table_publish(*out);
	return err;
}

/* --- Looking up --- */

static int
attach(struct inode *dir, struct dentry *d, u64 ino)
{
	struct inode *inode;
	int err = get_inode(dir->sb, ino, &inode);

	if (!err)
		dentry_attach(d, inode);
	return err;
}

static int
lookup_file(struct inode *dir, struct dentry *d)
{
	struct iotest *t = dir->sb->private;
	struct store *s = store_named(dir, d);
	bool there;

	if (!s)
		return 0;
	mutex_lock(&s->lock);
	there = s->names & BIT(dir_bit(dir));
	mutex_unlock(&s->lock);
	if (atomic_load(&t->value[ASK]))
		atomic_or(&d->flags, DENTRY_REVALIDATE);
	return there ? attach(dir, d, number_of(t, s)) : 0;
}

int
iotest_revalidate(struct dentry *d)
{
	int err = iotest_stall(d->sb->private);

	return err ? err : 1;
}

static bool
is_named(const struct dentry *d, const char *name)
{
	return d->len == strlen(name) && memcmp(d->name, name, d->len) == 0;
}

static int
root_lookup(struct inode *dir, struct dentry *d)
{
	if (is_named(d, "control"))
		return attach(dir, d, INO_CONTROL);
	if (is_named(d, "links"))
		return attach(dir, d, INO_LINKS);
	if (is_named(d, "many"))
		return attach(dir, d, INO_MANY);
	return lookup_file(dir, d);
}

static int
many_lookup(struct inode *dir, struct dentry *d)
{
	const char *at = d->name;
	u64 n;

	if (parse_u64(&at, 10, &n) || *at || n > UINT32_MAX)
		return 0;
	return attach(dir, d, INO_OF_MANY + n);
}

/* --- Changing names --- */

static int
file_mknod(struct inode *dir, struct dentry *d, mode_t mode, u32 rdev)
{
	struct iotest *t = dir->sb->private;
	struct store *s = store_named(dir, d);
	struct inode *inode;
	int err;

	(void)rdev;
	if (!s || !S_ISREG(mode))
		return -EPERM;
	inode = inode_alloc(dir->sb, mode);
	if (!inode)
		return -ENOMEM;
	inode->ino = number_of(t, s);
	mutex_unshared(&inode->lock);
	inode->nlink = 1;
	iotest_file_init(t, inode, s);
	inode_init_owner(inode, dir);
	atomic_store(&s->perm, mode & 07777);
	err = inode_table_insert(inode);
	if (err) { /* it has another name, or is open still */
		inode_put(inode);
		return err == -EEXIST ? -ENOSPC : err;
	}
	mutex_lock(&s->lock);
	s->names = BIT(dir_bit(dir));
	mutex_unlock(&s->lock);
	dentry_attach(d, inode);
	return 0;
}

static void
change_names(struct inode *inode, const struct inode *dir, bool add)
    REQUIRES(inode->lock)
{
	struct store *s = iotest_inode(inode)->store;
	u32 bit = (u32)BIT(dir_bit(dir));

	mutex_lock(&s->lock);
	s->names = add ? s->names | bit : s->names & ~bit;
	mutex_unlock(&s->lock);
	atomic_add(&inode->nlink, add ? 1 : -1U);
	inode_touch_changed(inode);
}

static int
file_unlink(struct inode *dir, struct dentry *d)
{
	assert_mutex_held(&d->inode->lock);
	if (!iotest_inode(d->inode)->store)
		return -EPERM;
	change_names(d->inode, dir, false);
	return 0;
}

static int
file_link(struct inode *inode, struct inode *dir, struct dentry *d)
{
	assert_mutex_held(&inode->lock);
	if (!store_named(dir, d) ||
	    iotest_inode(inode)->store != store_named(dir, d))
		return -EPERM;
	change_names(inode, dir, true);
	inode_get(inode);
	dentry_attach(d, inode);
	return 0;
}

static const struct inode_ops root_ops = { .lookup = root_lookup,
	.mknod = file_mknod,
	.unlink = file_unlink,
	.link = file_link };
static const struct inode_ops links_ops = { .lookup = lookup_file,
	.mknod = file_mknod,
	.unlink = file_unlink,
	.link = file_link };
static const struct inode_ops many_ops = { .lookup = many_lookup };
static const struct inode_ops one_of_many_ops;

/* --- Reading directories --- */

static bool
emit_file(struct dir_emitter *e, struct inode *dir, unsigned nr)
{
	struct iotest *t = dir->sb->private;
	struct store *s = &t->store[nr];
	char name[2] = { "fl"[dir_bit(dir)], (char)('0' + nr) };
	bool there;

	mutex_lock(&s->lock);
	there = s->names & BIT(dir_bit(dir));
	mutex_unlock(&s->lock);
	return !there || dir_emit(e, name, 2, INO_FILES + nr, DT_REG);
}

static int
files_iterate(struct file *f, struct dir_emitter *e)
{
	static const struct {
		const char *name;
		u64 ino;
		u8 type;
	} others[] = { { "control", INO_CONTROL, DT_REG },
		{ "links", INO_LINKS, DT_DIR }, { "many", INO_MANY, DT_DIR } };

	if (!dir_emit_dots(f, e))
		return 0;
	for (; e->pos < 2 + NFILES; e->pos++)
		if (!emit_file(e, f->inode, (unsigned)e->pos - 2))
			return 0;
	for (u64 i = (u64)e->pos - 2 - NFILES;
	     dir_bit(f->inode) == 0 && i < ARRAY_SIZE(others); i++, e->pos++)
		if (!dir_emit(e, others[i].name, strlen(others[i].name),
			others[i].ino, others[i].type))
			return 0;
	return 0;
}

static int
many_iterate(struct file *f, struct dir_emitter *e)
{
	(void)!dir_emit_dots(f, e);
	return 0;
}

static const struct file_ops files_dir_ops = { .iterate = files_iterate };
static const struct file_ops many_dir_ops = { .iterate = many_iterate };

int
iotest_root(struct superblock *sb, struct inode **out)
{
	return get_inode(sb, INO_ROOT, out);
}

#endif
