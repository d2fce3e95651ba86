/*
 * Event counters.
 *
 * A write adds to the counter, a read takes all of it (or one, of a
 * semaphore).  The counter never reaches UINT64_MAX: a write that would take it
 * there waits.
 *
 * Locking: the counter is changed by compare-and-swap alone; the queue is
 * woken after.
 */
#include "ipc/eventfd.h"

#include "abi/errno.h"
#include "arch/atomic.h"
#include "fs/poll.h"
#include "mm/slab.h"
#include "sched/waitq.h"

struct eventfd {
	u64 count;      /* [a] */
	bool semaphore; /* [I] */
	struct waitq waitq;
};

#define COUNT_MAX (UINT64_MAX - 1)

static struct slab_cache eventfd_cache = SLAB_CACHE("eventfd", struct eventfd);

/* => returns: what was taken, 0 when there was nothing */
static u64
take(struct eventfd *e)
{
	u64 count = atomic_load(&e->count), n;

	do {
		if (!count)
			return 0;
		n = e->semaphore ? 1 : count;
	} while (!atomic_cas(&e->count, &count, count - n));
	return n;
}

static bool
add(struct eventfd *e, u64 n)
{
	u64 count = atomic_load(&e->count);

	do {
		if (COUNT_MAX - count < n)
			return false;
	} while (!atomic_cas(&e->count, &count, count + n));
	return true;
}

static ssize_t
eventfd_read(struct file *f, struct uio *to, loff_t *pos)
{
	struct eventfd *e = f->private;
	u64 n;

	(void)pos;
	if (to->resid < sizeof(n))
		return -EINVAL;
	while (!(n = take(e))) {
		int err;

		if (file_flags(f) & O_NONBLOCK)
			return -EAGAIN;
		err = wait_event_intr(&e->waitq, atomic_load(&e->count));
		if (err)
			return err;
	}
	wake_events(&e->waitq, POLLOUT);
	if (uio_copy_out(to, &n, sizeof(n)) != sizeof(n))
		return -EFAULT;
	return sizeof(n);
}

static ssize_t
eventfd_write(struct file *f, struct uio *from, loff_t *pos)
{
	struct eventfd *e = f->private;
	u64 n;

	(void)pos;
	if (from->resid < sizeof(n))
		return -EINVAL;
	if (uio_copy_in(from, &n, sizeof(n)) != sizeof(n))
		return -EFAULT;
	if (n > COUNT_MAX)
		return -EINVAL;
	while (!add(e, n)) {
		int err;

		if (file_flags(f) & O_NONBLOCK)
			return -EAGAIN;
		err = wait_event_intr(&e->waitq,
		    COUNT_MAX - atomic_load(&e->count) >= n);
		if (err)
			return err;
	}
	if (n)
		wake_events(&e->waitq, POLLIN);
	return sizeof(n);
}

/* As on Linux without POLLRDNORM and POLLWRNORM. */
static unsigned
eventfd_poll(struct file *f, struct poll_table *pt)
{
	struct eventfd *e = f->private;
	unsigned events = 0;
	u64 count;

	poll_wait(pt, &e->waitq);
	count = atomic_load(&e->count);
	if (count)
		events |= POLLIN;
	if (count < COUNT_MAX)
		events |= POLLOUT;
	return events;
}

static void
eventfd_release(struct file *f)
{
	slab_free(&eventfd_cache, f->private);
}

static const struct file_ops eventfd_ops = {
	.read = eventfd_read,
	.write = eventfd_write,
	.poll = eventfd_poll,
	.release = eventfd_release,
};

int
eventfd_create(unsigned initial, int flags, struct file **out)
{
	struct eventfd *e;
	int err;

	if (flags & ~(EFD_SEMAPHORE | O_NONBLOCK | O_CLOEXEC))
		return -EINVAL;
	e = slab_alloc(&eventfd_cache);
	if (!e)
		return -ENOMEM;
	e->count = initial;
	e->semaphore = flags & EFD_SEMAPHORE;
	waitq_init(&e->waitq);
	err = file_create_anon("[eventfd]", &eventfd_ops, e,
	    O_RDWR | ((u32)flags & O_NONBLOCK),
	    FMODE_READ | FMODE_WRITE | FMODE_STAYS, out);
	if (err)
		slab_free(&eventfd_cache, e);
	return err;
}
