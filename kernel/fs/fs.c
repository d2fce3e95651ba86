/*
 * The start of the file systems, as a list.
 */
#include "fs/fs.h"

#include "fs/acl.h"
#include "fs/dentry.h"
#include "fs/devnum.h"
#include "fs/inode_table.h"
#include "fs/iotest/iotest.h"
#include "fs/locks.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "fs/overlay/overlay.h"
#include "fs/pseudo.h"
#include "fs/tmpfs/memfd.h"
#include "fs/tmpfs/tmpfs.h"
#include "mm/page.h"
#include "vm/reclaim.h"

static struct shrinker names_shrinker = {
	.shrink = dentry_reclaim,
	.count = dentry_unused,
	.pending = dentry_reclaims,
};

/* They are large, and their pages go with them. */
static u64
shrink_inodes(u64 n)
{
	return inode_reclaim(n / 4);
}

static struct shrinker inodes_shrinker = {
	.shrink = shrink_inodes,
	.count = inode_unused,
	.pending = inode_reclaims,
};

void
fs_init(void)
{
	struct page_stats stats;

	page_stats_read(&stats);
	dentry_init(stats.total);
	locks_init(stats.total);
	lookup_init();
	acl_init(stats.total);
	inode_table_init();
	shrinker_add(&inodes_shrinker);
	shrinker_add(&names_shrinker);
	tmpfs_init();
	memfd_init();
	devfs_init();
	overlay_init();
	iotest_init();
	mount_root(&rootfs_type);
	file_init(stats.total);
}
