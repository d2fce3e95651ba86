/*
 * The devices without hardware, major number 1 (Linux's admin-guide/
 * devices.txt): one table row each.
 */
#include "drivers/mem.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/ioctl.h"
#include "debug/missing.h"
#include "fs/devnum.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "sched/sched.h"
#include "time/random.h"
#include "vm/usercopy.h"
#include "vm/vmspace.h"

#define MEM_MAJOR 1
#define ZERO_PART (64 * 1024UL) /* between looks at the scheduler */
#define MIX_PIECE 256           /* is stirred in at once */

/* --- null, zero, full --- */

static ssize_t
read_end(struct file *f, struct uio *to, loff_t *pos)
{
	(void)f;
	(void)to;
	(void)pos;
	return 0;
}

static ssize_t
write_all(struct file *f, struct uio *from, loff_t *pos)
{
	size_t n = from->resid;

	(void)f;
	(void)pos;
	uio_skip(from, n);
	return (ssize_t)n;
}

static ssize_t
write_full(struct file *f, struct uio *from, loff_t *pos)
{
	(void)f;
	(void)from;
	(void)pos;
	return -ENOSPC;
}

static ssize_t
read_zero(struct file *f, struct uio *to, loff_t *pos)
{
	size_t want = to->resid, n;

	(void)f;
	(void)pos;
	if (likely(want <= ZERO_PART)) {
		n = uio_zero_out(to, want);
		return n || !want ? (ssize_t)n : -EFAULT;
	}
	while (to->resid > 0 && !thread_interrupted()) {
		size_t part = min(to->resid, (size_t)ZERO_PART);

		if (uio_zero_out(to, part) != part)
			break;
		sched_point();
	}
	n = want - to->resid;
	return n ? (ssize_t)n : -EFAULT;
}

/* Any position is as good as another. */
static loff_t
seek_nowhere(struct file *f, loff_t offset, int whence)
{
	(void)f;
	(void)offset;
	(void)whence;
	return 0;
}

/* A private mapping is anonymous memory; a shared one would need an object
 * of its own, for which mmap() with MAP_ANONYMOUS is there. */
static int
mmap_zero(struct file *f, struct vm_area *area) REQUIRES_SHARED(areas_role)
{
	(void)f;
	if (area->flags & VM_SHARED)
		return (int)missing(-ENODEV, "mmap", "MAP_SHARED of /dev/zero");
	return 0;
}

/* --- random --- */

static ssize_t
read_random(struct file *f, struct uio *to, loff_t *pos)
{
	u8 part[RANDOM_PIECE];
	size_t done = 0;

	(void)f;
	(void)pos;
	while (to->resid > 0) {
		size_t n = min(to->resid, sizeof(part)), copied;

		random_bytes(part, n);
		copied = uio_copy_out(to, part, n);
		done += copied;
		if (copied < n)
			return done ? (ssize_t)done : -EFAULT;
		sched_point();
		if (thread_interrupted())
			break;
	}
	return (ssize_t)done;
}

static ssize_t
write_random(struct file *f, struct uio *from, loff_t *pos)
{
	u8 part[MIX_PIECE];
	size_t done = 0;

	(void)f;
	(void)pos;
	while (from->resid > 0) {
		size_t n = min(from->resid, sizeof(part));
		size_t copied = uio_copy_in(from, part, n);

		random_mix(part, copied);
		done += copied;
		if (copied < n)
			return done ? (ssize_t)done : -EFAULT;
		sched_point();
		if (thread_interrupted())
			break;
	}
	return (ssize_t)done;
}

/* linux/random.h; the pool is full once it was seeded. */
#define RNDGETENTCNT IOC_(IOC_READ_, 'R', 0, sizeof(int))
#define ENTROPY_BITS 256

static long
ioctl_random(struct file *f, unsigned cmd, unsigned long arg)
{
	(void)f;
	if (cmd == RNDGETENTCNT)
		return put_user(ENTROPY_BITS, (int __user *)arg);
	if ((cmd >> 8 & 0xff) == 'R')
		return missing(-EINVAL, "ioctl", "/dev/random %#x", cmd);
	return -EINVAL;
}

/* Nobody needs to write to it, says Linux once it was seeded. */
static unsigned
poll_random(struct file *f, struct poll_table *pt)
{
	(void)f;
	(void)pt;
	return POLLIN | POLLRDNORM;
}

static const struct file_ops null_ops = {
	.read = read_end,
	.write = write_all,
	.seek = seek_nowhere,
	.spliced = FILE_SPLICED_TO,
};
static const struct file_ops zero_ops = {
	.read = read_zero,
	.write = write_all,
	.seek = seek_nowhere,
	.mmap = mmap_zero,
	.spliced = FILE_SPLICED_FROM | FILE_SPLICED_TO,
};
static const struct file_ops full_ops = {
	.read = read_zero,
	.write = write_full,
	.seek = seek_nowhere,
	.spliced = FILE_SPLICED_FROM,
};
static const struct file_ops random_ops = {
	.read = read_random,
	.write = write_random,
	.seek = seek_nowhere,
	.poll = poll_random,
	.ioctl = ioctl_random,
	.spliced = FILE_SPLICED_FROM | FILE_SPLICED_TO,
};
static const struct file_ops urandom_ops = {
	.read = read_random,
	.write = write_random,
	.seek = seek_nowhere,
	.ioctl = ioctl_random,
	.spliced = FILE_SPLICED_FROM | FILE_SPLICED_TO,
};

#define NODE(name_, minor_, perm, ops_)                                 \
	{                                                               \
		.name = (name_), .major = MEM_MAJOR, .minor = (minor_), \
		.mode = S_IFCHR | (perm), .ops = &(ops_),               \
	}

static struct device_node nodes[] = {
	NODE("null", 3, 0666, null_ops),
	NODE("zero", 5, 0666, zero_ops),
	NODE("full", 7, 0666, full_ops),
	NODE("random", 8, 0666, random_ops),
	NODE("urandom", 9, 0666, urandom_ops),
};

void
mem_init(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(nodes); i++)
		device_register(&nodes[i]);
}
