/*
 * Terminals as open files: open, read, write, poll, close.
 *
 * Each open file remembers how many hang-ups its terminal had seen; a later one
 * makes the file useless while new opens work.  Files opened by the name
 * /dev/console are spared, as on Linux, so that init keeps its voice.
 *
 * Reading holds the terminal's mutex over the copy to the user.  Rows of
 * sync/lockorder.def allow the page fault that this may take.
 */
#include "tty/tty_file.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/signal.h"
#include "cred/cred.h"
#include "fs/inode.h"
#include "fs/poll.h"
#include "mm/slab.h"
#include "sched/restart.h"
#include "time/clock.h"
#include "tty/tty.h"
#include "tty/tty_job.h"
#include "tty/ttytest.h"

#define TENTH_NS   (NSEC_PER_SEC / 10) /* unit of VTIME */
#define COPY_CHUNK 512

static struct slab_cache tty_file_cache = SLAB_CACHE("tty_file",
    struct tty_file);

/* --- Open and close --- */

bool
tty_file_hung_up(const struct tty_file *tf)
{
	return !tf->console &&
	    atomic_load(&tf->tty->generation) != tf->generation;
}

/* The caller's reference of t becomes the file's, or goes. */
static int
open_tty(struct tty *t, struct file *f, bool console)
{
	struct tty_file *tf = slab_alloc(&tty_file_cache);
	int err = tf ? 0 : -ENOMEM;

	mutex_lock(&t->lock);
	if (t->gone)
		err = -EIO;
	else if (t->exclusive && !capable(CAP_SYS_ADMIN))
		err = -EBUSY;
	if (!err) {
		*tf = (struct tty_file){ .tty = t,
			.generation = atomic_load(&t->generation),
			.console = console };
		t->nopen++;
		if (t->class->opened)
			t->class->opened(t);
	}
	mutex_unlock(&t->lock);
	if (err) {
		if (tf)
			slab_free(&tty_file_cache, tf);
		tty_put(t);
		return err;
	}
	f->ops = &tty_file_ops;
	f->private = tf;
	return 0;
}

/* The terminal that a node names, with a reference. => errors: -ENXIO; of find() */
static int
find_tty(struct tty_class *class, struct inode *inode, struct tty **out)
{
	if (class->find)
		return class->find(inode, out);
	*out = tty_find(class, dev_minor(inode->rdev) - class->minor);
	return *out ? 0 : -ENXIO;
}

int
tty_file_open(struct inode *inode, struct file *f)
{
	struct tty *t;
	int err = find_tty(f->private, inode, &t);

	if (!err)
		err = open_tty(t, f, false);
	if (!err && f->mode & FMODE_READ && !(file_flags(f) & O_NOCTTY))
		tty_open_controlling(f->private);
	return err;
}

static int
open_current(struct inode *inode, struct file *f)
{
	struct tty *t = tty_of_current();

	(void)inode;
	return t ? open_tty(t, f, false) : -ENXIO;
}

static int
open_console(struct inode *inode, struct file *f)
{
	struct tty *t = tty_console();

	(void)inode;
	if (!t)
		return -ENODEV;
	tty_get(t);
	return open_tty(t, f, true);
}

static void
tty_release(struct file *f)
{
	struct tty_file *tf = f->private;
	struct tty *t = tf->tty;

	mutex_lock(&t->lock);
	if (atomic_load(&t->generation) == tf->generation && --t->nopen == 0) {
		t->exclusive &= t->class->pseudo; /* it stays with its master */
		if (t->class->closed)
			t->class->closed(t);
	}
	mutex_unlock(&t->lock);
	slab_free(&tty_file_cache, tf);
	tty_put(t);
}

/* --- Reading --- */

/* How long a read waits, and for how much (POSIX XBD 11.1.7). */
struct read_plan {
	size_t least;    /* bytes that end the read */
	ktime_t between; /* longest time between two bytes, 0: any */
	ktime_t first;   /* longest time for the first, 0: any */
	bool canonical, poll;
};

static struct read_plan
plan_read(struct tty *t)
{
	ktime_t vtime;
	bool canonical;
	u8 vmin;

	mutex_lock(&t->lock);
	canonical = ldisc_is_canonical(&t->ldisc);
	vmin = t->ldisc.termios.c_cc[VMIN];
	vtime = t->ldisc.termios.c_cc[VTIME] * TENTH_NS;
	mutex_unlock(&t->lock);
	if (canonical)
		return (struct read_plan){ .least = 1, .canonical = true };
	if (vmin)
		return (struct read_plan){ .least = vmin, .between = vtime };
	return (struct read_plan){ .least = 1, .first = vtime, .poll = !vtime };
}

/* Moves what is readable, at most a line.
 * => returns: bytes moved or -EFAULT; *ended says that the read is complete */
static ssize_t
read_some(struct tty *t, struct uio *to, bool *ended)
{
	u8 part[COPY_CHUNK];
	ssize_t done = 0;
	bool more = true;

	*ended = true;
	if (!mutex_lock_killable(&t->lock))
		return -EINTR;
	*ended = ldisc_readable(&t->ldisc) && ldisc_is_canonical(&t->ldisc);
	while (more && to->resid > 0 && ldisc_readable(&t->ldisc)) {
		size_t n = ldisc_read(&t->ldisc, part,
		    min(sizeof(part), to->resid), &more);

		if (uio_copy_out(to, part, n) != n) {
			done = done ? done : -EFAULT;
			*ended = true;
			break;
		}
		*ended |= !n; /* an end-of-file */
		done += (ssize_t)n;
	}
	mutex_unlock(&t->lock);
	if (done > 0)
		tty_input_room(t);
	return done;
}

/* => returns: 0 look again, 1 the time is up, or -errno */
static int
wait_input(struct tty_file *tf, ktime_t timeout)
{
	struct tty *t = tf->tty;
	ktime_t deadline = timeout ? clock_monotonic() + timeout :
				     KTIME_FOREVER;
	int err = wait_event_intr_until(&t->read_waitq,
	    ldisc_readable(&t->ldisc) || tty_file_hung_up(tf), deadline);

	return err == -ETIMEDOUT ? 1 : err;
}

static ssize_t
tty_read(struct file *f, struct uio *to, loff_t *pos)
{
	struct tty_file *tf = f->private;
	size_t want = to->resid, done = 0;
	bool ended = false;
	int err;

	(void)pos;
	while (done < want && !ended) {
		struct read_plan plan = plan_read(tf->tty);
		ssize_t n;

		if (tty_file_hung_up(tf))
			break;
		err = tf->console ? 0 : tty_job_control(tf->tty, SIGTTIN);
		if (err)
			return done ? (ssize_t)done : err;
		if (!ldisc_readable(&tf->tty->ldisc)) {
			if (plan.poll && !plan.canonical)
				break;
			if (file_flags(f) & O_NONBLOCK)
				return done ? (ssize_t)done : -EAGAIN;
			err = wait_input(tf, done ? plan.between : plan.first);
			if (err < 0)
				return done ? (ssize_t)done : err;
			if (err > 0)
				break;
			continue;
		}
		n = read_some(tf->tty, to, &ended);
		if (n < 0)
			return n;
		done += (size_t)n;
		ended |= done >= plan.least;
	}
	return (ssize_t)done;
}

/* --- Writing --- */

/* => returns: true when the turn is, or was already, the current thread's */
static bool
take_turn(struct tty_turn *turn)
{
	struct thread *nobody = NULL;

	return atomic_cas(&turn->owner, &nobody, current()) ||
	    nobody == current();
}

/* Sends n bytes. => returns: how many were sent, or -errno when none */
static ssize_t
write_part(struct file *f, const u8 *s, size_t n)
{
	struct tty_file *tf = f->private;
	struct tty *t = tf->tty;
	size_t done = 0;
	int err;

	for (;;) {
		if (tty_file_hung_up(tf))
			return done ? (ssize_t)done : -EIO;
		done += tty_output(t, s + done, n - done, false);
		if (done == n)
			return (ssize_t)done;
		if (file_flags(f) & O_NONBLOCK)
			return done ? (ssize_t)done : -EAGAIN;
		err = wait_event_intr(&t->write_waitq,
		    tty_output_room(t) >= OPOST_MAX || tty_file_hung_up(tf));
		if (err)
			return done ? (ssize_t)done : err;
	}
}

static ssize_t
write_all(struct file *f, struct uio *from, tty_part_fn *part)
{
	u8 buf[COPY_CHUNK];
	size_t done = 0;

	while (from->resid > 0) {
		size_t len = min(sizeof(buf), from->resid);
		size_t got = uio_copy_in(from, buf, len);
		ssize_t n;

		if (!got)
			return done ? (ssize_t)done : -EFAULT;
		n = part(f, buf, got);
		if (n < 0)
			return done ? (ssize_t)done : n;
		done += (size_t)n;
		if ((size_t)n < len)
			break;
	}
	return (ssize_t)done;
}

ssize_t
tty_write_in_turn(struct file *f, struct uio *from, struct tty_turn *turn,
    struct waitq *q, tty_part_fn *part)
{
	ssize_t n;

	if (!take_turn(turn)) {
		if (file_flags(f) & O_NONBLOCK)
			return -EAGAIN;
		n = wait_event_intr(q, take_turn(turn));
		if (n)
			return n;
	}
	n = write_all(f, from, part);
	atomic_store(&turn->owner, NULL);
	if (waitq_active(q))
		wake_all(q);
	return n;
}

static ssize_t
tty_write(struct file *f, struct uio *from, loff_t *pos)
{
	struct tty_file *tf = f->private;
	struct tty *t = tf->tty;
	int err;

	(void)pos;
	if (tty_file_hung_up(tf))
		return -EIO;
	if (atomic_load(&t->ldisc.termios.c_lflag) & TOSTOP && !tf->console) {
		err = tty_job_control(t, SIGTTOU);
		if (err)
			return err;
	}
	return tty_write_in_turn(f, from, &t->writing, &t->write_waitq,
	    write_part);
}

/* --- Poll --- */

static unsigned
tty_poll(struct file *f, struct poll_table *pt)
{
	struct tty_file *tf = f->private;
	struct tty *t = tf->tty;
	unsigned events = 0;

	poll_wait(pt, &t->read_waitq);
	poll_wait(pt, &t->write_waitq);
	if (tty_file_hung_up(tf))
		return POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDNORM |
		    POLLWRNORM;
	if (ldisc_ready(&t->ldisc))
		events |= POLLIN | POLLRDNORM;
	if (tty_output_room(t) >= OPOST_MAX)
		events |= POLLOUT | POLLWRNORM;
	return events;
}

const struct file_ops tty_file_ops = {
	.read = tty_read,
	.write = tty_write,
	.poll = tty_poll,
	.ioctl = tty_ioctl,
	.release = tty_release,
	.spliced = FILE_SPLICED_FROM | FILE_SPLICED_TO,
};

/* --- The two names that mean another terminal --- */

static struct device_node current_node = {
	.name = "tty",
	.major = 5,
	.minor = 0,
	.mode = S_IFCHR | 0666,
	.ops = &tty_file_ops,
	.open = open_current,
};

static struct device_node console_node = {
	.name = "console",
	.major = 5,
	.minor = 1,
	.mode = S_IFCHR | 0600,
	.ops = &tty_file_ops,
	.open = open_console,
};

void
tty_file_init(void)
{
	device_register(&current_node);
	device_register(&console_node);
	ttytest_init();
}
