/*
 * devtmpfs: a tmpfs with a node for every registered device.
 *
 * There is one instance; every mount of the type shows it.  It is made at the
 * first mount and then filled from the registry; devices that are registered
 * later add themselves.  Programs may change it like any tmpfs.
 *
 * The instance's names are made under a mount of its own that is on no table,
 * so that registering a device works before and without any /dev.
 */
#include "abi/errno.h"
#include "debug/log.h"
#include "fs/devnum.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "fs/tmpfs/tmpfs.h"
#include "lib/string.h"

static struct {
	struct mutex lock;
	struct superblock *sb OWN_LOCK(lock); /* NULL: not made yet */
} devfs;

/* The entry `name` in a directory, referenced. => holds: dir's lock */
static int
entry(struct dentry *dir, const char *name, size_t len, struct dentry **out)
{
	char *copy = name_alloc(); /* comparing reads behind the name */
	struct qname q;
	int err;

	if (!copy)
		return -ENOMEM;
	memcpy(copy, name, len);
	qname_init(&q, copy, (u32)len);
	err = dentry_lookup(dir, &q, out);
	name_free(copy);
	return err;
}

/* Makes one component; it may exist. mode has the type. */
static int
make_one(struct dentry *dir, struct dentry *d, mode_t mode, u32 rdev)
{
	struct inode *inode = dir->inode;
	int err = 0;

	mutex_lock(&inode->lock);
	if (d->inode)
		err = -EEXIST;
	else if (S_ISDIR(mode))
		err = inode->ops->mkdir(inode, d, mode);
	else
		err = inode->ops->mknod(inode, d, mode, rdev);
	mutex_unlock(&inode->lock);
	return err == -EEXIST ? 0 : err;
}

/* Makes a node and the directories on its way. => holds: devfs.lock */
static int
make_node(struct superblock *sb, const struct device_node *node)
{
	struct dentry *dir = sb->root, *d;
	const char *s = node->name, *slash;
	int err = 0;

	dentry_get(dir);
	while (!err && (slash = strchr(s, '/'))) {
		err = entry(dir, s, (size_t)(slash - s), &d);
		if (err)
			break;
		err = make_one(dir, d, S_IFDIR | 0755, 0);
		dentry_put(dir);
		dir = d;
		s = slash + 1;
	}
	if (!err)
		err = entry(dir, s, strlen(s), &d);
	if (!err) {
		err = make_one(dir, d, node->mode,
		    dev_make(node->major, node->minor));
		dentry_put(d);
	}
	dentry_put(dir);
	return err;
}

/* The names that udev gives on Linux. => holds: devfs.lock */
static int
make_links(struct superblock *sb)
{
	static const struct {
		const char *name, *target;
	} links[] = {
		{ "fd", "/proc/self/fd" },
		{ "stdin", "/proc/self/fd/0" },
		{ "stdout", "/proc/self/fd/1" },
		{ "stderr", "/proc/self/fd/2" },
	};
	struct inode *dir = sb->root->inode;
	int err = 0;

	for (size_t i = 0; !err && i < ARRAY_SIZE(links); i++) {
		struct dentry *d;

		err = entry(sb->root, links[i].name, strlen(links[i].name), &d);
		if (err)
			break;
		mutex_lock(&dir->lock);
		err = dir->ops->symlink(dir, d, links[i].target);
		mutex_unlock(&dir->lock);
		dentry_put(d);
	}
	return err;
}

void
devfs_add(const struct device_node *node)
{
	int err = 0;

	mutex_lock(&devfs.lock);
	if (devfs.sb)
		err = make_node(devfs.sb, node);
	mutex_unlock(&devfs.lock);
	if (err)
		log_warn("devtmpfs: %s: error %d", node->name, -err);
}

static int
make_instance(struct fs_type *type, const char *options) REQUIRES(devfs.lock)
{
	struct device_node *node;
	int err = tmpfs_create(type, options, &devfs.sb);

	if (!err)
		err = make_links(devfs.sb);

	for (unsigned n = 0; !err && (node = device_nth(n)); n++)
		if (node->name)
			err = make_node(devfs.sb, node);
	if (err && devfs.sb) {
		super_put(devfs.sb);
		devfs.sb = NULL;
	}
	return err;
}

static int
devfs_mount(struct fs_type *type, const char *source, u32 flags,
    const char *data, struct superblock **out)
{
	int err = 0;

	(void)source;
	(void)flags;
	mutex_lock(&devfs.lock);
	if (!devfs.sb)
		err = make_instance(type, data && *data ? data : "mode=755");
	if (!err) {
		super_get(devfs.sb);
		*out = devfs.sb;
	}
	mutex_unlock(&devfs.lock);
	return err;
}

static struct fs_type devfs_type = {
	.name = "devtmpfs", .nodev = true, .mount = devfs_mount
};

void
devfs_init(void)
{
	mutex_init(&devfs.lock, LC_DEVFS);
	fs_type_register(&devfs_type);
}
