/*
 * devpts: the names of pseudo-terminals (Linux's filesystems/devpts.rst).
 *
 * A directory with a ptmx, which makes a pair, and a node for each pair whose master is
 * open.  As in tmpfs the dentry cache is the directory: the dentry of each name is pinned,
 * by the instance that of ptmx, by the pair that of its node.  So owner and mode of a
 * node last as long as its pair.
 *
 * Numbers.  A pair has its number until its slave is closed everywhere too, longer than its
 * name: two terminals never have the same st_rdev.  The tree `numbers` has those that are
 * in use, with a tag on those that have a name.
 *
 * Lives.  A pair keeps its superblock.  A node's inode, which may be open by O_PATH, knows
 * its terminal without keeping it: under the inode's lock, until devpts_remove().
 *
 * Locks: the directory's (INODE), then the instance's (MUTEX_LEAF).
 */
#include "tty/devpts.h"

#include "abi/dirent.h"
#include "abi/errno.h"
#include "abi/stat.h"
#include "cred/cred.h"
#include "debug/missing.h"
#include "fs/file.h"
#include "fs/fstype.h"
#include "fs/inode.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "fs/options.h"
#include "fs/readdir.h"
#include "lib/fmt.h"
#include "lib/parse.h"
#include "lib/radix.h"
#include "lib/string.h"
#include "lib/text.h"
#include "mm/radix_slab.h"
#include "mm/slab.h"
#include "tty/tty.h"

#define DEVPTS_MAGIC 0x1cd1
#define NAMED        0 /* tag: it has a name */

#define PTMX_DEV dev_make(5, 2)

/* Inode numbers, and positions in a listing behind "." and "..". */
#define ROOT_INO  1
#define PTMX_INO  2
#define FIRST_INO 3
#define PTMX_POS  2
#define FIRST_POS 3

#define UNSET UINT32_MAX /* the maker's */

struct options {
	uid_t uid; /* UNSET, or whose the nodes are */
	gid_t gid;
	mode_t mode, ptmxmode;
	u32 max;
};

static const struct options defaults = {
	.uid = UNSET, .gid = UNSET, .mode = 0600, .max = DEVPTS_COUNT
};

struct instance {
	struct mutex lock;
	struct options options OWN_LOCK(lock);
	struct radix_tree numbers OWN_LOCK(lock); /* those in use */
	u32 lowest OWN_LOCK(lock);                /* all below it are in use */
	struct dentry *ptmx;                      /* [I] pinned */
};

u32 devpts_limit = 4096;
u32 devpts_total;

static struct fs_type devpts_type;

static struct instance *
instance_of(struct superblock *sb)
{
	return sb->private;
}

/* --- Numbers --- */

/* => holds: the instance's lock */
static int
find_number(struct instance *in, u32 *number) REQUIRES(in->lock)
{
	u32 n = in->lowest;
	int err;

	while (n < in->options.max && radix_lookup(&in->numbers, n))
		n++;
	in->lowest = n;
	if (n >= in->options.max)
		return -ENOSPC;
	err = radix_insert(&in->numbers, n, in);
	if (!err)
		in->lowest = n + 1;
	*number = n;
	return err;
}

int
devpts_number_get(struct superblock *sb, u32 *number)
{
	struct instance *in = instance_of(sb);
	int err;

	if (atomic_fetch_add(&devpts_total, 1) >= atomic_load(&devpts_limit)) {
		atomic_sub(&devpts_total, 1);
		return -ENOSPC;
	}
	mutex_lock(&in->lock);
	err = find_number(in, number);
	mutex_unlock(&in->lock);
	if (err)
		atomic_sub(&devpts_total, 1);
	return err;
}

void
devpts_number_put(struct superblock *sb, u32 number)
{
	struct instance *in = instance_of(sb);

	mutex_lock(&in->lock);
	(void)radix_remove(&in->numbers, number);
	in->lowest = min(in->lowest, number);
	mutex_unlock(&in->lock);
	atomic_sub(&devpts_total, 1);
}

/* --- Nodes --- */

static const struct inode_ops node_ops;
static const struct inode_ops root_ops;
static const struct file_ops root_file_ops;

struct node {
	const char *name;
	u64 ino;
	mode_t mode;
	u32 dev;
	uid_t uid;
	gid_t gid;
	struct tty *tty; /* NULL: ptmx */
};

static struct inode *
node_inode(struct superblock *sb, const struct node *n)
{
	struct inode *inode = inode_alloc(sb, S_IFCHR | n->mode);

	if (!inode)
		return NULL;
	mutex_unshared(&inode->lock);
	inode->ino = n->ino;
	inode->rdev = n->dev;
	inode->nlink = 1;
	inode->uid = n->uid;
	inode->gid = n->gid;
	inode->ops = &node_ops;
	inode->private = n->tty;
	return inode;
}

/* *out is pinned. => errors: -ENOMEM */
static int
make_node(struct superblock *sb, const struct node *n, struct dentry **out)
{
	struct dentry *root = sb->root;
	struct inode *inode = node_inode(sb, n);
	char name[16] __aligned(8) = "";
	struct qname q;
	int err;

	if (!inode)
		return -ENOMEM;
	snprintf(name, sizeof(name), "%s", n->name);
	qname_init(&q, name, (u32)strlen(name));
	mutex_lock(&root->inode->lock);
	err = dentry_lookup_locked(root, &q, out);
	if (!err) {
		assert(!(*out)->inode);
		dentry_attach(*out, inode);
		inode_touch_modified(root->inode);
	}
	mutex_unlock(&root->inode->lock);
	if (err)
		inode_put(inode);
	return err;
}

int
devpts_add(struct superblock *sb, u32 number, struct tty *t,
    struct dentry **out)
{
	struct instance *in = instance_of(sb);
	const struct cred *cred = current_cred();
	char name[16];
	struct node n = {
		.name = name,
		.ino = FIRST_INO + number,
		.dev = dev_make(DEVPTS_MAJOR, number),
		.tty = t,
	};
	int err;

	snprintf(name, sizeof(name), "%u", number);
	mutex_lock(&in->lock);
	n.uid = in->options.uid != UNSET ? in->options.uid : cred->fsuid;
	n.gid = in->options.gid != UNSET ? in->options.gid : cred->fsgid;
	n.mode = in->options.mode;
	mutex_unlock(&in->lock);
	err = make_node(sb, &n, out);
	if (err)
		return err;
	mutex_lock(&in->lock);
	radix_set_tag(&in->numbers, number, NAMED);
	mutex_unlock(&in->lock);
	return 0;
}

void
devpts_remove(struct dentry *node, u32 number)
{
	struct instance *in = instance_of(node->sb);
	struct inode *dir = node->sb->root->inode, *inode = node->inode;

	mutex_lock(&in->lock);
	radix_clear_tag(&in->numbers, number, NAMED);
	mutex_unlock(&in->lock);
	mutex_lock(&dir->lock);
	dentry_unhash(node);
	inode_touch_modified(dir);
	mutex_unlock(&dir->lock);
	mutex_lock(&inode->lock);
	inode->private = NULL;
	atomic_store(&inode->nlink, 0);
	mutex_unlock(&inode->lock);
}

int
devpts_tty(struct inode *inode, struct tty **out)
{
	struct tty *t;

	if (inode->sb->type != &devpts_type)
		return -EIO;
	mutex_lock(&inode->lock);
	t = inode->private;
	if (t)
		tty_get(t);
	mutex_unlock(&inode->lock);
	*out = t;
	return t ? 0 : -EIO;
}

/* --- Which instance --- */

int
devpts_find(const struct path *opened, struct path *out)
{
	static const char pts[8] __aligned(8) = "pts";
	struct path at = { .mount = opened->mount };
	struct dentry *parent;
	struct qname q;
	int err;

	if (opened->dentry->sb->type == &devpts_type) {
		*out = (struct path){ opened->mount, opened->dentry->sb->root };
		path_get(out);
		return 0;
	}
	qname_init(&q, pts, 3);
	parent = dentry_parent_get(opened->dentry);
	err = dentry_lookup(parent, &q, &at.dentry);
	dentry_put(parent);
	if (err)
		return err;
	mount_get(at.mount);
	path_cross_mounts(&at);
	if (!at.dentry->inode)
		err = -ENOENT;
	else if (at.dentry->sb->type != &devpts_type ||
	    at.dentry != at.dentry->sb->root)
		err = -ENODEV;
	if (err)
		path_put(&at);
	else
		*out = at;
	return err;
}

/* --- The directory --- */

/* What there is is cached. */
static int
root_lookup(struct inode *dir, struct dentry *d)
{
	(void)dir;
	(void)d;
	return 0;
}

/* The lowest number >= *number that has a name. */
static bool
next_named(struct instance *in, u64 *number)
{
	bool found;

	mutex_lock(&in->lock);
	found = radix_next_tagged(&in->numbers, number, NAMED);
	mutex_unlock(&in->lock);
	return found;
}

static int
root_iterate(struct file *f, struct dir_emitter *e)
{
	struct instance *in = instance_of(f->inode->sb);
	char name[16];
	u64 n;

	if (!dir_emit_dots(f, e))
		return 0;
	if (e->pos == PTMX_POS) {
		if (!dir_emit(e, "ptmx", 4, PTMX_INO, DT_CHR))
			return 0;
		e->pos = FIRST_POS;
	}
	while (n = (u64)e->pos - FIRST_POS, next_named(in, &n)) {
		u32 len = (u32)snprintf(name, sizeof(name), "%lu", n);

		e->pos = (loff_t)(FIRST_POS + n);
		if (!dir_emit(e, name, len, FIRST_INO + n, DT_CHR))
			return 0;
		e->pos++;
	}
	return 0;
}

static const struct inode_ops root_ops = { .lookup = root_lookup };
static const struct file_ops root_file_ops = {
	.iterate = root_iterate,
	.seek = dir_seek,
};

/* --- Options --- */

static int
set_option(void *arg, const char *name, const char *value)
{
	struct options *o = arg;
	u64 n;

	if (strcmp(name, "newinstance") == 0 && !value)
		return 0;
	if (!value)
		return (int)missing(-EINVAL, "mount", "devpts option %s", name);
	if (strcmp(name, "uid") == 0 || strcmp(name, "gid") == 0) {
		if (parse_number(value, 10, UINT32_MAX - 1, &n))
			return -EINVAL;
		*(name[0] == 'u' ? &o->uid : &o->gid) = (u32)n;
	} else if (strcmp(name, "mode") == 0 || strcmp(name, "ptmxmode") == 0) {
		if (parse_number(value, 8, UINT32_MAX, &n))
			return -EINVAL;
		*(name[0] == 'm' ? &o->mode : &o->ptmxmode) = (mode_t)n & 07777;
	} else if (strcmp(name, "max") == 0) {
		if (parse_number(value, 10, DEVPTS_COUNT, &n))
			return -EINVAL;
		o->max = (u32)n;
	} else {
		return (int)missing(-EINVAL, "mount", "devpts option %s", name);
	}
	return 0;
}

/* A word is all that changes: mounts are locked, after which no inode can be.  Of a
 * chmod() at the same moment one of the two counts. */
static void
set_mode(struct inode *inode, mode_t mode) NO_THREAD_SAFETY_ANALYSIS
{
	atomic_store(&inode->mode, S_IFCHR | mode);
}

/* What is not named is as by default. */
static int
devpts_remount(struct superblock *sb, u32 flags, const char *data)
{
	struct instance *in = instance_of(sb);
	struct options new = defaults;
	int err = options_parse(data, options_cut, set_option, &new);

	(void)flags;
	if (err)
		return err;
	mutex_lock(&in->lock);
	in->options = new;
	mutex_unlock(&in->lock);
	set_mode(in->ptmx->inode, new.ptmxmode);
	return 0;
}

static void
devpts_show_options(struct superblock *sb, struct text *t)
{
	struct instance *in = instance_of(sb);
	struct options o;

	mutex_lock(&in->lock);
	o = in->options;
	mutex_unlock(&in->lock);
	if (o.uid != UNSET)
		text_printf(t, ",uid=%u", o.uid);
	if (o.gid != UNSET)
		text_printf(t, ",gid=%u", o.gid);
	text_printf(t, ",mode=%03o,ptmxmode=%03o", o.mode, o.ptmxmode);
	if (o.max < DEVPTS_COUNT)
		text_printf(t, ",max=%u", o.max);
}

/* --- Superblocks --- */

static void
devpts_kill(struct superblock *sb)
{
	struct instance *in = instance_of(sb);

	if (!in->ptmx)
		return;
	dentry_unhash(in->ptmx);
	dentry_put(in->ptmx);
}

static void
devpts_free(struct superblock *sb)
{
	kfree(sb->private);
}

static const struct super_ops super_ops = {
	.remount = devpts_remount,
	.show_options = devpts_show_options,
	.kill = devpts_kill,
	.free = devpts_free,
};

static int
make_root(struct superblock *sb)
{
	struct inode *root = inode_alloc(sb, S_IFDIR | 0755);

	if (!root)
		return -ENOMEM;
	mutex_unshared(&root->lock);
	root->ino = ROOT_INO;
	root->nlink = 2;
	root->ops = &root_ops;
	root->fops = &root_file_ops;
	return super_set_root(sb, root);
}

static int
fill(struct superblock *sb, const char *data)
{
	struct instance *in = instance_of(sb);
	struct node ptmx = { .name = "ptmx", .ino = PTMX_INO, .dev = PTMX_DEV };
	int err;

	mutex_unshared(&in->lock);
	in->options = defaults;
	err = options_parse(data, options_cut, set_option, &in->options);
	ptmx.mode = in->options.ptmxmode;
	if (!err)
		err = make_root(sb);
	if (!err)
		err = make_node(sb, &ptmx, &in->ptmx);
	return err;
}

static int
devpts_mount(struct fs_type *type, const char *source, u32 flags,
    const char *data, struct superblock **out)
{
	struct instance *in = kzalloc(sizeof(*in));
	struct superblock *sb;
	int err;

	(void)source;
	(void)flags;
	if (!in)
		return -ENOMEM;
	err = super_alloc(type, &super_ops, &sb);
	if (err) {
		kfree(in);
		return err;
	}
	mutex_init(&in->lock, LC_MUTEX_LEAF);
	mutex_unshared(&in->lock);
	in->numbers = (struct radix_tree)RADIX_TREE_INIT(&radix_slab);
	sb->magic = DEVPTS_MAGIC;
	sb->private = in;
	err = fill(sb, data);
	if (err)
		super_put(sb);
	else
		*out = sb;
	return err;
}

static struct fs_type devpts_type = {
	.name = "devpts", .nodev = true, .mount = devpts_mount
};

void
devpts_init(void)
{
	fs_type_register(&devpts_type);
}
