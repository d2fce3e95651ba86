/*
 * Devices by number, and the names that devtmpfs gives them.
 *
 * A driver registers a static struct device_node; an open of a device node
 * with a number in its range gets its file_ops.
 */
#ifndef FS_DEVNUM_H
#define FS_DEVNUM_H

#include "lib/list.h"
#include "lib/types.h"

struct file;
struct file_ops;
struct inode;
struct text;

struct device_node {
	const char *name; /* under /dev, may hold slashes; NULL: none made */
	u32 major, minor; /* [I] */
	u32 count;        /* [I] of minors served; 0 means 1 */
	mode_t mode;      /* [I] S_IFCHR or S_IFBLK, and permissions */
	const struct file_ops *ops;
	/* Prepares f; may replace f->ops and set f->private (which is
	 * node->private before). On an error f->ops is as before. NULL: nothing
	 * to do */
	int (*open)(struct inode *inode, struct file *f);
	void *private;
	struct list link; /* owned by devnum.c */
};

/* Adds a device for good and makes its node when devtmpfs exists. */
void device_register(struct device_node *node);

/* Binds f to the driver of inode->rdev. => errors: -ENXIO */
int devnum_open(struct inode *inode, struct file *f) __must_check;

/* "major name" lines of /proc/devices for one type (S_IFCHR or S_IFBLK). */
void devnum_show(mode_t type, struct text *t);

/* The n-th registered device, or NULL. */
struct device_node *device_nth(unsigned n);

/* Registers the devtmpfs file system type; at boot. */
void devfs_init(void);

/* Makes a name in devtmpfs. (devfs.c) */
void devfs_add(const struct device_node *node);

#endif
