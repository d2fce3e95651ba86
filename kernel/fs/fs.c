/*
 * The start of the file systems, as a list.
 */
#include "fs/fs.h"

#include "fs/dentry.h"
#include "fs/devnum.h"
#include "fs/mount.h"
#include "fs/pseudo.h"
#include "fs/tmpfs/tmpfs.h"
#include "mm/page.h"

void
fs_init(void)
{
	struct page_stats stats;

	page_stats_read(&stats);
	dentry_init(stats.total);
	tmpfs_init();
	devfs_init();
	mount_root(&rootfs_type);
	file_init();
}
