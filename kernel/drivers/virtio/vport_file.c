/*
 * Console ports as files: /dev/vportNpM, and /dev/virtio-ports/NAME for those
 * that have a name.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/signal.h"
#include "drivers/virtio/vport.h"
#include "fs/file.h"
#include "fs/hooks.h"
#include "fs/inode.h"
#include "fs/poll.h"
#include "lib/fmt.h"

#define VPORT_MAJOR 242 /* of the range that Linux hands out at run time */

static ssize_t
port_read(struct file *f, struct uio *to, loff_t *pos)
{
	(void)pos;
	return vport_read(f->private, to, file_flags(f) & O_NONBLOCK);
}

static ssize_t
port_write(struct file *f, struct uio *from, loff_t *pos)
{
	ssize_t n = vport_write(f->private, from, file_flags(f) & O_NONBLOCK);

	(void)pos;
	if (n == -EPIPE)
		fs_send_signal(SIGPIPE);
	return n;
}

static unsigned
port_poll(struct file *f, struct poll_table *pt)
{
	struct vport *p = f->private;

	poll_wait(pt, &p->waitq);
	return vport_ready(p);
}

static void
port_release(struct file *f)
{
	vport_close(f->private);
}

static const struct file_ops port_file_ops = {
	.read = port_read,
	.write = port_write,
	.poll = port_poll,
	.release = port_release,
};

static int
port_open(struct inode *inode, struct file *f)
{
	(void)inode;
	return vport_open(f->private);
}

void
vport_add_nodes(struct vport *p, u32 index)
{
	snprintf(p->node_name, sizeof(p->node_name), "vport%up%u", index,
	    p->id);
	p->node = (struct device_node){
		.name = p->node_name,
		.major = VPORT_MAJOR,
		.minor = index << 5 | p->id,
		.mode = S_IFCHR | 0600,
		.ops = &port_file_ops,
		.open = port_open,
		.private = p,
	};
	device_register(&p->node);
	if (!p->name[0])
		return;
	snprintf(p->alias_name, sizeof(p->alias_name), "virtio-ports/%s",
	    p->name);
	p->alias = p->node;
	p->alias.name = p->alias_name;
	device_register(&p->alias);
}
