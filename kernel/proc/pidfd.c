/*
 * Processes by descriptor.
 *
 * A file does not keep a process: that would be up to several KiB for each one that
 * has ended.  Between the two is a small object, of which a process has one from its
 * first pidfd on and all its pidfds a reference each:
 *
 *     files ──> struct pidref ──> struct process, until it is waited for
 *                     ^───────────────┘
 *
 * So a dead process costs what its open files cost, and these have their bound.
 *
 * Life: pidref_get() makes it, or finds that another has, under the tree lock;
 * process_unlink() takes the process out of it (pidref_forget()), under that lock too;
 * the last of the files and the process frees it.  Who has a file reads the process in
 * an RCU section and takes a reference that is not the last: a process is freed a grace
 * period after its last one.
 *
 * Invariants: 1. Once pidref.process is NULL it stays so; no other process comes there,
 * whatever its number.  2. Who polls is told after process.zombie is set: who looks
 * after having queued himself misses nothing.  He is told with no lock held, since as
 * many may wait as there are descriptors.
 *
 * Left out: PIDFD_THREAD (Linux 6.9), POLLHUP of one that was waited for (6.9), and the
 * ioctls and names of pidfs.
 */
#include "proc/pidfd.h"

#include "abi/errno.h"
#include "abi/sched.h"
#include "fs/file.h"
#include "fs/poll.h"
#include "lib/text.h"
#include "mm/slab.h"
#include "proc/access.h"
#include "sync/rcu.h"
#include "vm/vmspace.h"

struct pidref {
	struct refcount refs;
	/* Borrowed; NULL: waited for.  Changed under the tree lock, read in RCU
	 * sections. */
	struct process *process;
	struct waitq waitq; /* who polls */
};

static struct slab_cache pidref_cache = SLAB_CACHE("pidref", struct pidref);

void
pidref_put(struct pidref *r)
{
	if (ref_put(&r->refs))
		slab_free(&pidref_cache, r);
}

void
pidref_forget(struct pidref *r)
{
	rcu_set(&r->process, NULL);
}

/* p's, with a reference. => errors: -ENOMEM, -ESRCH: it was waited for */
static int
pidref_get(struct process *p, struct pidref **out)
{
	struct pidref *new = NULL;
	int err = 0;

	if (!atomic_load(&p->pidref)) {
		new = slab_alloc(&pidref_cache);
		if (!new)
			return -ENOMEM;
		ref_init(&new->refs, 1);
		new->process = p;
		waitq_init(&new->waitq);
	}
	tree_lock();
	if (p->reaped) {
		err = -ESRCH;
	} else {
		if (!p->pidref) {
			rcu_set(&p->pidref, new);
			new = NULL;
		}
		ref_get(&p->pidref->refs);
		*out = p->pidref;
	}
	tree_unlock();
	if (new)
		pidref_put(new);
	return err;
}

/* --- The file ------------------------------------------------------------------- */

struct process *
pidfd_process_get(const struct file *f)
{
	const struct pidref *r = f->private;
	struct process *p;

	rcu_section_begin();
	p = rcu_read(&r->process);
	if (p && !ref_get_unless_zero(&p->refs))
		p = NULL;
	rcu_section_end();
	return p;
}

static unsigned
pidfd_poll(struct file *f, struct poll_table *pt)
{
	struct pidref *r = f->private;
	const struct process *p;
	bool ended;

	poll_wait(pt, &r->waitq);
	rcu_section_begin();
	p = rcu_read(&r->process);
	ended = !p || atomic_load(&p->zombie);
	rcu_section_end();
	return ended ? POLLIN | POLLRDNORM : 0;
}

void
pidfd_tell_end(struct process *p)
{
	wake_events(&rcu_read(&p->pidref)->waitq, POLLIN | POLLRDNORM);
}

static void
pidfd_release(struct file *f)
{
	pidref_put(f->private);
}

static void
pidfd_show(struct file *f, struct text *t)
{
	const struct pidref *r = f->private;
	const struct process *p;
	pid_t pid;

	rcu_section_begin();
	p = rcu_read(&r->process);
	pid = p ? p->pid : -1;
	rcu_section_end();
	text_printf(t, "Pid:\t%d\nNSpid:\t%d\n", pid, pid);
}

static const struct file_ops pidfd_ops = {
	.poll = pidfd_poll,
	.release = pidfd_release,
	.show = pidfd_show,
};

bool
file_is_pidfd(const struct file *f)
{
	return f->ops == &pidfd_ops;
}

static int
create(struct process *p, u32 flags, struct file **out)
{
	struct pidref *r;
	int err = pidref_get(p, &r);

	if (err)
		return err;
	err = file_create_anon("[pidfd]", &pidfd_ops, r, O_RDWR | flags,
	    FMODE_READ | FMODE_WRITE, out);
	if (err)
		pidref_put(r);
	return err;
}

int
pidfd_create_new(struct process *p, struct file **out)
{
	return create(p, 0, out);
}

int
pidfd_create(pid_t pid, unsigned flags, struct file **out)
{
	struct process *p;
	int err;

	if (flags & ~(unsigned)PIDFD_NONBLOCK || pid <= 0)
		return -EINVAL;
	p = process_find(pid);
	if (!p)
		return pid_is(pid, PID_ANY) ? -EINVAL : -ESRCH;
	err = create(p, flags, out);
	process_put(p);
	return err;
}

/* --- What it is good for ----------------------------------------------------------- */

/* t's file at fd, or NULL, if the current thread may look into t.
 * => errors: -EPERM; -EAGAIN: t began or ended a program meanwhile */
static int
take_of_thread(struct thread *t, int fd, struct file **out)
{
	struct vmspace *vm = thread_vm_get(t), *now;
	bool cloexec, open;

	*out = thread_file_get(t, fd, &cloexec);
	/* Afterwards, as docs/lifetimes.md says.  The file was the program's that the
	 * answer is about if the space, of which a program has a new one, was the
	 * same before and after. */
	open = thread_is_open(t, vm, true);
	now = thread_vm_get(t);
	if (vm)
		vmspace_put(vm);
	if (now)
		vmspace_put(now);
	return now != vm ? -EAGAIN : open ? 0 : -EPERM;
}

int
process_take_file(struct process *p, int fd, struct file **out)
{
	struct thread *t;
	struct file *f;
	int err;

	/* Each time round another program has begun, which takes far longer. */
	do {
		t = process_thread_get(p);
		if (!t)
			return -ESRCH;
		err = take_of_thread(t, fd, &f);
		if (err && f)
			file_put(f);
		thread_put(t);
	} while (err == -EAGAIN);
	if (!err && !f)
		err = atomic_load(&p->nthreads) ? -EBADF : -ESRCH;
	if (!err)
		*out = f;
	return err;
}
