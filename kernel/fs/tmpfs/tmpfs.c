/*
 * tmpfs: superblock and inodes.
 *
 * A regular file is its page cache: pages are never written back nor dropped
 * until truncation or the last unlink.  They are charged to the file system
 * as they are made, wherever that happens (write(), a fault in a mapping):
 * charging is part of filling a page.  A charge for a page that lost a race
 * to be inserted is corrected when the file is next written or truncated.
 *
 * Defaults as on Linux: half of the memory for pages, and as many inodes.
 *
 * Left out: huge=, mpol=, user quotas, swapping.
 */
#include "fs/tmpfs/tmpfs.h"

#include "abi/errno.h"
#include "abi/mount.h"
#include "cred/cred.h"
#include "debug/missing.h"
#include "fs/acl.h"
#include "fs/generic_file.h"
#include "fs/options.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "lib/text.h"
#include "mm/page.h"
#include "mm/radix_slab.h"
#include "mm/slab.h"

static struct slab_cache inode_cache = SLAB_CACHE("tmpfs_inode",
    struct tmpfs_inode);

/* Pages. */

/* n more, of at most max (0: any number). */
static bool
count_up(struct cpucount *c, u64 n, u64 max)
{
	return cpucount_add(c, (s64)n, max ? max : UINT64_MAX);
}

bool
tmpfs_charge(struct superblock *sb)
{
	struct tmpfs_super *ts = tmpfs_super(sb);

	return count_up(&ts->pages, 1, atomic_load(&ts->max_pages));
}

static int
charge(struct pagecache *pc)
{
	struct inode *inode = container_of(pc, struct inode, cache);

	if (!tmpfs_charge(inode->sb))
		return -ENOSPC;
	atomic_add(&tmpfs_inode(inode)->charged, 1);
	return 0;
}

static const struct pagecache_ops cache_ops = { .charge = charge };

/* Sets the file's charge to the pages that it has. */
static void
settle(struct inode *inode)
{
	struct tmpfs_inode *t = tmpfs_inode(inode);
	u64 now = atomic_load(&inode->cache.npages);
	u64 before = atomic_xchg(&t->charged, now);

	cpucount_sub(&tmpfs_super(inode->sb)->pages, (s64)(before - now));
}

static int
reg_truncate(struct inode *inode, u64 size)
{
	int err = generic_truncate(inode, size);

	settle(inode);
	return err;
}

static int
reg_fallocate(struct inode *inode, unsigned mode, u64 start, u64 end)
{
	int err = memory_fallocate(inode, mode, start, end);

	settle(inode);
	return err;
}

const struct inode_ops tmpfs_reg_ops = {
	.truncate = reg_truncate,
	.fallocate = reg_fallocate,
	TMPFS_XATTR_OPS,
};

/* Symlinks, and files that are only nodes. */

static ssize_t
link_readlink(struct inode *inode, char *buf, size_t size)
{
	size_t n = min(size, (size_t)atomic_load(&inode->size));

	memcpy(buf, tmpfs_inode(inode)->link.target, n);
	return (ssize_t)n;
}

static const struct inode_ops link_ops = {
	.readlink = link_readlink,
	TMPFS_XATTR_OPS,
};
static const struct inode_ops node_ops = { TMPFS_XATTR_OPS };

/* Inodes. */

static struct inode *
alloc_inode(struct superblock *sb)
{
	struct tmpfs_inode *t = slab_zalloc(&inode_cache);

	(void)sb;
	return t ? &t->inode : NULL;
}

static void
free_inode(struct rcu_head *h)
{
	slab_free(&inode_cache, tmpfs_inode(inode_of_rcu(h)));
}

bool
tmpfs_count(struct superblock *sb, u64 n)
{
	struct tmpfs_super *ts = tmpfs_super(sb);

	return count_up(&ts->inodes, n, atomic_load(&ts->max_inodes));
}

void
tmpfs_uncount(struct superblock *sb, u64 n)
{
	cpucount_sub(&tmpfs_super(sb)->inodes, (s64)n);
}

static void
init_by_type(struct inode *inode)
{
	struct tmpfs_inode *t = tmpfs_inode(inode);

	switch (inode_mode(inode) & S_IFMT) {
	case S_IFREG:
		inode->ops = &tmpfs_reg_ops;
		inode->fops = &generic_file_ops;
		inode->cache.ops = &cache_ops;
		inode->cache.size = &inode->size;
		break;
	case S_IFDIR:
		inode->ops = &tmpfs_dir_ops;
		inode->fops = &tmpfs_dir_file_ops;
		mutex_unshared(&inode->lock);
		inode->nlink = 2;
		list_init(&t->dir.order);
		t->dir.entries = (struct radix_tree)
		    RADIX_TREE_INIT(&radix_slab);
		break;
	case S_IFLNK:
		inode->ops = &link_ops;
		break;
	default:
		inode->ops = &node_ops;
		break;
	}
}

int
tmpfs_inode_create(struct superblock *sb, struct inode *dir, mode_t mode,
    u32 rdev, struct inode **out)
{
	struct tmpfs_super *ts = tmpfs_super(sb);
	struct inode *inode;

	if (!tmpfs_count(sb, 1))
		return -ENOSPC;
	inode = inode_alloc(sb, mode);
	if (!inode) {
		tmpfs_uncount(sb, 1);
		return -ENOMEM;
	}
	mutex_unshared(&inode->lock);
	inode->nlink = 1;
	inode->rdev = rdev;
	if (dir) {
		inode_init_owner(inode, dir);
		if (unlikely(dir->default_acl) && !S_ISLNK(mode))
			acl_inherit(inode, dir);
	} else {
		inode->uid = ts->uid;
		inode->gid = ts->gid;
	}
	init_by_type(inode);
	*out = inode;
	return 0;
}

static void
evict(struct inode *inode)
{
	struct tmpfs_super *ts = tmpfs_super(inode->sb);
	struct tmpfs_inode *t = tmpfs_inode(inode);

	tmpfs_uncount(inode->sb, 1);
	if (unlikely(inode->private))
		tmpfs_drop_xattrs(inode);
	if (S_ISREG(inode_mode(inode))) {
		cpucount_sub(&ts->pages, (s64)t->charged);
	} else if (S_ISLNK(inode_mode(inode)) && t->link.target &&
	    t->link.target != t->link.text) {
		kfree((void *)t->link.target);
		cpucount_sub(&ts->pages, 1);
	}
}

/* Superblocks. */

static void
tmpfs_super_free(struct tmpfs_super *ts)
{
	cpucount_fini(&ts->pages);
	cpucount_fini(&ts->inodes);
	kfree(ts);
}

static struct tmpfs_super *
tmpfs_super_alloc(void)
{
	struct tmpfs_super *ts = kzalloc(sizeof(*ts));

	if (ts && (cpucount_init(&ts->pages) || cpucount_init(&ts->inodes))) {
		tmpfs_super_free(ts);
		ts = NULL;
	}
	return ts;
}

static void
statfs(struct superblock *sb, struct statfs *st)
{
	struct tmpfs_super *ts = tmpfs_super(sb);
	u64 npages = atomic_load(&ts->max_pages);
	u64 ninodes = atomic_load(&ts->max_inodes);

	if (npages) {
		u64 used = min(cpucount_read(&ts->pages), npages);

		st->f_blocks = (long)npages;
		st->f_bfree = st->f_bavail = (long)(npages - used);
	}
	if (ninodes) {
		u64 used = min(cpucount_read(&ts->inodes), ninodes);

		st->f_files = (long)ninodes;
		st->f_ffree = (long)(ninodes - used);
	}
}

static u64
half_of_memory(void)
{
	struct page_stats stats;

	page_stats_read(&stats);
	return stats.total / 2;
}

/* A limit in bytes: a number with a suffix, or a percentage of memory. */
static int
parse_bytes(const char *s, u64 *pages)
{
	u64 bytes;
	int err = parse_size(&s, &bytes);

	if (err)
		return err;
	if (*s == '%') {
		s++;
		bytes = half_of_memory() * 2 * PAGE_SIZE / 100 * bytes;
	}
	*pages = (bytes + PAGE_SIZE - 1) / PAGE_SIZE;
	return *s ? -EINVAL : 0;
}

static int
parse_count(const char *s, u64 *n)
{
	int err = parse_size(&s, n);

	return err || *s ? -EINVAL : 0;
}

static int
set_option(void *arg, const char *option, const char *value)
{
	struct tmpfs_super *ts = arg;
	u64 n = 0;
	int err;

	if (!value)
		return strcmp(option, "noswap") == 0 ||
			strcmp(option, "inode64") == 0 ?
		    0 :
		    -EINVAL;
	if (strcmp(option, "size") == 0)
		return parse_bytes(value, &ts->max_pages);
	if (strcmp(option, "nr_blocks") == 0)
		return parse_count(value, &ts->max_pages);
	if (strcmp(option, "nr_inodes") == 0)
		return parse_count(value, &ts->max_inodes);
	if (strcmp(option, "mode") == 0) {
		err = parse_number(value, 8, 07777, &n);
		ts->mode = (mode_t)n;
		return err ? -EINVAL : 0;
	}
	if (strcmp(option, "uid") == 0 || strcmp(option, "gid") == 0) {
		err = parse_number(value, 10, UINT32_MAX - 1, &n);
		if (option[0] == 'u')
			ts->uid = (uid_t)n;
		else
			ts->gid = (gid_t)n;
		return err ? -EINVAL : 0;
	}
	return (int)missing(-EINVAL, "mount", "tmpfs option %s", option);
}

static int
parse_options(struct tmpfs_super *ts, const char *options)
{
	return options_parse(options, options_cut, set_option, ts);
}

static int
remount(struct superblock *sb, u32 flags, const char *data)
{
	struct tmpfs_super *ts = tmpfs_super(sb);
	struct tmpfs_super new = { .max_pages = atomic_load(&ts->max_pages),
		.max_inodes = atomic_load(&ts->max_inodes) };
	int err = parse_options(&new, data);

	(void)flags;
	if (err)
		return err;
	/* Limits cannot go below what is in use. */
	if ((new.max_pages &&new.max_pages < cpucount_read(&ts->pages)) ||
	    (new.max_inodes &&new.max_inodes < cpucount_read(&ts->inodes)))
		return -EINVAL;
	atomic_store(&ts->max_pages, new.max_pages);
	atomic_store(&ts->max_inodes, new.max_inodes);
	return 0;
}

static void
show_options(struct superblock *sb, struct text *t)
{
	const struct tmpfs_super *ts = tmpfs_super(sb);
	u64 npages = atomic_load(&ts->max_pages);
	u64 ninodes = atomic_load(&ts->max_inodes);

	if (npages && npages != half_of_memory())
		text_printf(t, ",size=%luk", npages * (PAGE_SIZE / 1024));
	if (ninodes && ninodes != half_of_memory())
		text_printf(t, ",nr_inodes=%lu", ninodes);
	if (ts->mode != 01777)
		text_printf(t, ",mode=%03o", ts->mode);
	if (ts->uid)
		text_printf(t, ",uid=%u", ts->uid);
	if (ts->gid)
		text_printf(t, ",gid=%u", ts->gid);
}

static void
kill_super(struct superblock *sb)
{
	if (sb->root)
		tmpfs_drop_tree(sb);
}

/* Frees what evict() needed until the root was gone. */
static void
free_super(struct superblock *sb)
{
	tmpfs_super_free(tmpfs_super(sb));
}

const struct super_ops tmpfs_super_ops = {
	.alloc_inode = alloc_inode,
	.free_inode = free_inode,
	.evict = evict,
	.statfs = statfs,
	.remount = remount,
	.show_options = show_options,
	.kill = kill_super,
	.free = free_super,
};

int
tmpfs_create(const struct fs_type *type, const char *options,
    struct superblock **out)
{
	struct tmpfs_super *ts = tmpfs_super_alloc();
	struct superblock *sb;
	struct inode *root;
	int err;

	if (!ts)
		return -ENOMEM;
	ts->max_pages = ts->max_inodes = half_of_memory();
	ts->mode = 01777;
	ts->uid = current_cred()->fsuid;
	ts->gid = current_cred()->fsgid;
	err = parse_options(ts, options);
	if (!err)
		err = super_alloc(type, &tmpfs_super_ops, &sb);
	if (err) {
		tmpfs_super_free(ts);
		return err;
	}
	sb->private = ts;
	sb->magic = TMPFS_MAGIC;
	sb->acls = true;
	err = tmpfs_inode_create(sb, NULL, S_IFDIR | ts->mode, 0, &root);
	if (!err)
		err = super_set_root(sb, root);
	if (err)
		super_put(sb);
	else
		*out = sb;
	return err;
}

static int
tmpfs_mount(struct fs_type *type, const char *source, u32 flags,
    const char *data, struct superblock **out)
{
	(void)source;
	(void)flags;
	return tmpfs_create(type, data, out);
}

/* The root is to be found with the mode that archives expect. */
static int
rootfs_mount(struct fs_type *type, const char *source, u32 flags,
    const char *data, struct superblock **out)
{
	(void)source;
	(void)flags;
	(void)data;
	return tmpfs_create(type, "mode=755", out);
}

struct fs_type tmpfs_type = {
	.name = "tmpfs", .nodev = true, .mount = tmpfs_mount
};
struct fs_type rootfs_type = {
	.name = "rootfs", .nodev = true, .mount = rootfs_mount
};

void
tmpfs_init(void)
{
	fs_type_register(&tmpfs_type);
}
