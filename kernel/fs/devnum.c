/*
 * The registry of devices.
 *
 * Few entries, searched only when a device node is opened: a list.  Nodes are
 * static objects of their drivers, so an entry that was found stays valid
 * after the lock is dropped.
 */
#include "fs/devnum.h"

#include "abi/errno.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "lib/list.h"
#include "lib/text.h"
#include "sync/spinlock.h"

static struct {
	struct spinlock lock;
	struct list nodes OWN_LOCK(lock); /* in order of registration */
} registry = {
	.lock = SPINLOCK_INIT(LC_DEVNUM),
	.nodes = LIST_INIT(registry.nodes),
};

void
device_register(struct device_node *node)
{
	if (!node->count)
		node->count = 1;
	spin_lock(&registry.lock);
	list_add_tail(&registry.nodes, &node->link);
	spin_unlock(&registry.lock);
	if (node->name)
		devfs_add(node);
}

static struct device_node *
find(mode_t type, u32 dev)
{
	u32 major = dev_major(dev), minor = dev_minor(dev);
	struct device_node *node, *found = NULL;

	spin_lock(&registry.lock);
	list_for_each(node, &registry.nodes, link) {
		if ((node->mode & S_IFMT) == type && node->major == major &&
		    minor - node->minor < node->count) {
			found = node;
			break;
		}
	}
	spin_unlock(&registry.lock);
	return found;
}

int
devnum_open(struct inode *inode, struct file *f)
{
	struct device_node *node = find(inode_mode(inode) & S_IFMT,
	    inode->rdev);
	const struct file_ops *before = f->ops;
	int err;

	if (!node)
		return -ENXIO;
	f->ops = node->ops;
	f->private = node->private;
	err = node->open ? node->open(inode, f) : 0;
	if (err)
		f->ops = before;
	return err;
}

void
devnum_show(mode_t type, struct text *t)
{
	struct device_node *node;

	spin_lock(&registry.lock);
	list_for_each(node, &registry.nodes, link)
		if ((node->mode & S_IFMT) == type && node->name)
			text_printf(t, "%3u %s\n", node->major, node->name);
	spin_unlock(&registry.lock);
}

struct device_node *
device_nth(unsigned n)
{
	struct device_node *node, *found = NULL;

	spin_lock(&registry.lock);
	list_for_each(node, &registry.nodes, link) {
		if (n-- == 0) {
			found = node;
			break;
		}
	}
	spin_unlock(&registry.lock);
	return found;
}
