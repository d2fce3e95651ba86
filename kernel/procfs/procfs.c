/*
 * The tree of /proc.
 *
 * Two tables make it: entries.def has the files of the system with their paths,
 * process.def those of each process.  Directories of processes, their threads
 * and descriptors are generated.  A node holds no reference to what it shows:
 * pid and start time find the process again, or find that it has gone.
 *
 * Inode numbers only have to differ: rows count from 2; generated nodes have
 * the pid, the thread, the row and the descriptor mixed in.
 *
 * Names of processes are found in the dentry cache only as long as the process
 * lives: they carry DENTRY_REVALIDATE.  A name that does not exist is an error
 * of the lookup, so that none is ever cached, and none can be made.
 */
#include "procfs/procfs.h"

#include "abi/errno.h"
#include "fs/dentry.h"
#include "fs/file.h"
#include "fs/fstype.h"
#include "fs/generic_file.h"
#include "fs/readdir.h"
#include "lib/hash.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "procfs/node.h"
#include "sched/thread.h"

#define FIRST_PID_POS 1024 /* readdir positions: rows below, pids above */

static struct slab_cache node_cache = SLAB_CACHE("proc_node", struct node);

/* --- Inodes --- */

static u64
node_ino(const struct node *n)
{
	unsigned row = 0;

	if (n->kind == NODE_STATIC) {
		for (row = 0; n->entry && static_entry(row) != n->entry;)
			row++;
		return n->entry ? 2 + row : 1;
	}
	while (n->entry && process_entry(row) && process_entry(row) != n->entry)
		row++;
	return (hash_u64((u64)n->pid << 32 | (u32)n->tid) ^
		   hash_u64((u64)n->kind << 48 | (u64)row << 32 |
		       (u32)n->fd)) >>
	    16;
}

struct inode *
node_inode(struct superblock *sb, const struct node *n, mode_t mode)
{
	struct node *copy = slab_alloc(&node_cache);
	struct inode *inode;

	if (!copy)
		return NULL;
	*copy = *n;
	inode = inode_alloc(sb, mode);
	if (!inode) {
		slab_free(&node_cache, copy);
		return NULL;
	}
	inode->private = copy;
	inode->ino = node_ino(n);
	mutex_unshared(&inode->lock);
	inode->nlink = S_ISDIR(mode) ? 2 : 1;
	if (S_ISLNK(mode)) {
		inode->ops = !n->entry || n->entry->follow ? &object_link_ops :
							     &text_link_ops;
	} else if (S_ISREG(mode)) {
		inode->ops = node_is_setting(n) ? &setting_inode_ops :
						  &file_inode_ops;
		inode->fops = &text_file_ops;
	}
	return inode;
}

static void
proc_evict(struct inode *inode)
{
	slab_free(&node_cache, inode->private);
}

static int
proc_revalidate(struct dentry *d)
{
	return d->inode && process_node_valid(d->inode);
}

/* --- The static part --- */

/* Is row e directly below the directory `dir` (NULL: the root)?
 * => returns: its own name, or NULL */
static const char *
child_name(const struct entry *dir, const struct entry *e)
{
	size_t n = dir ? strlen(dir->path) : 0;
	const char *name = e->path;

	if (dir) {
		if (strncmp(name, dir->path, n) != 0 || name[n] != '/')
			return NULL;
		name += n + 1;
	}
	return strchr(name, '/') ? NULL : name;
}

static const struct inode_ops static_dir_ops;
static const struct file_ops static_dir_fops;

static struct inode *
static_inode(struct superblock *sb, const struct entry *e)
{
	struct node n = { .kind = NODE_STATIC, .entry = e };
	struct inode *inode = node_inode(sb, &n, e ? e->mode : S_IFDIR | 0555);

	if (inode && S_ISDIR(inode_mode(inode))) {
		inode->ops = &static_dir_ops;
		inode->fops = &static_dir_fops;
	}
	return inode;
}

static int
lookup_process(struct inode *dir, struct dentry *d)
{
	const char *digits = d->name;
	struct inode *inode;
	u64 pid;
	int err;

	/* "007" is no name of process 7. */
	if (*digits == '0' || parse_u64(&digits, 10, &pid) ||
	    digits != d->name + d->len || pid > INT32_MAX)
		return -ENOENT;
	err = process_inode(dir->sb, (pid_t)pid, &inode);
	if (!err)
		dentry_attach(d, inode);
	return err;
}

static int
static_lookup(struct inode *dir, struct dentry *d)
{
	const struct entry *parent = node_of(dir)->entry, *e;
	struct inode *inode;

	for (unsigned i = 0; (e = static_entry(i)); i++) {
		const char *name = child_name(parent, e);

		if (!name || strlen(name) != d->len ||
		    memcmp(name, d->name, d->len) != 0)
			continue;
		inode = static_inode(dir->sb, e);
		if (!inode)
			return -ENOMEM;
		dentry_attach(d, inode);
		return 0;
	}
	atomic_or(&d->flags, DENTRY_REVALIDATE);
	return parent ? -ENOENT : lookup_process(dir, d);
}

static int
static_iterate(struct file *f, struct dir_emitter *e)
{
	const struct entry *parent = node_of(f->inode)->entry, *row;

	if (!dir_emit_dots(f, e))
		return 0;
	for (; (row = static_entry((unsigned)e->pos - 2)); e->pos++) {
		const char *name = child_name(parent, row);

		if (name &&
		    !dir_emit(e, name, (u32)strlen(name), 2 + ((u64)e->pos - 2),
			row->mode >> 12))
			return 0;
	}
	if (parent)
		return 0;
	e->pos = max(e->pos, (loff_t)FIRST_PID_POS);
	return process_emit_all(e, FIRST_PID_POS);
}

loff_t
proc_dir_seek(struct file *f, loff_t offset, int whence)
{
	return seek_within(f, offset, whence, 0, INT64_MAX);
}

static const struct inode_ops static_dir_ops = { .lookup = static_lookup };
static const struct file_ops static_dir_fops = {
	.iterate = static_iterate,
	.seek = proc_dir_seek,
};

/* --- The file system --- */

static const struct super_ops proc_super_ops = {
	.evict = proc_evict,
	.revalidate = proc_revalidate,
};

/* Comparing names reads 8 bytes at a time. */

static int
proc_mount(struct fs_type *type, const char *source, u32 flags,
    const char *data, struct superblock **out)
{
	struct superblock *sb;
	struct inode *root;
	int err;

	(void)source;
	(void)flags;
	(void)data; /* hidepid= and gid= change nothing */
	err = super_alloc(type, &proc_super_ops, &sb);
	if (err)
		return err;
	sb->magic = PROC_SUPER_MAGIC;
	root = static_inode(sb, NULL);
	err = root ? super_set_root(sb, root) : -ENOMEM;
	if (err)
		super_put(sb);
	else
		*out = sb;
	return err;
}

static struct fs_type proc_type = {
	.name = "proc", .nodev = true, .mount = proc_mount
};

void
procfs_init(void)
{
	fs_type_register(&proc_type);
}
