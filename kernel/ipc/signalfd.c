/*
 * Signals by descriptor.
 *
 * A read takes what is pending for the thread that reads, or its process, whoever made the
 * file; so does poll() look.  To be woken, a process has a watch on each such file that it
 * reads or polls: an entry in a list of the process, which who sends it a signal walks, and
 * in one of the file.
 *
 * A watch ends with the first of the two.  The process's end keeps the file's object by a
 * reference meanwhile; the file's end finds the process alive, since that ends its watches
 * under the file's lock before it goes.  So there are as many watches as processes have
 * used files of the kind, and each is counted where both are.
 *
 * Locking: the file's, then a process's siglock.
 */
#include "ipc/signalfd.h"

#include "abi/errno.h"
#include "fs/poll.h"
#include "lib/string.h"
#include "lib/text.h"
#include "mm/slab.h"
#include "proc/hooks.h"
#include "proc/process.h"
#include "sched/sched.h"
#include "sched/waitq.h"
#include "signal/signal.h"

struct signalfd {
	struct refcount refs; /* the file; who ends a watch */
	struct spinlock lock;
	struct list watches OWN_LOCK(lock);
	u64 set; /* [a] */
	struct waitq waitq;
};

struct watch {
	struct signal_watch signals; /* of the process */
	struct list node;            /* of the file */
	struct signalfd *file;       /* [I] */
	struct process *process;     /* [I] */
};

/* What read() gives of each (signalfd(2)). */
struct signalfd_siginfo {
	u32 signo;
	s32 error, code;
	u32 pid, uid;
	s32 fd;
	u32 tid, band, overrun, trapno;
	s32 status, sival_int;
	u64 sival_ptr, utime, stime, addr;
	u16 addr_lsb, pad;
	s32 syscall;
	u64 call_addr;
	u32 arch;
	u8 rest[28];
};
_Static_assert(sizeof(struct signalfd_siginfo) == 128, "ABI");

static struct slab_cache file_cache = SLAB_CACHE("signalfd", struct signalfd);
static struct slab_cache watch_cache = SLAB_CACHE("signal_watch", struct watch);

static void
file_drop(struct signalfd *s)
{
	if (ref_put(&s->refs))
		slab_free(&file_cache, s);
}

/* --- Watches ----------------------------------------------------------------------- */

static struct watch *
find(struct signalfd *s, const struct process *p) REQUIRES(s->lock)
{
	struct watch *w;

	list_for_each(w, &s->watches, node)
		if (w->process == p)
			return w;
	return NULL;
}

static bool
has_watch(struct signalfd *s, const struct process *p)
{
	bool has;

	spin_lock(&s->lock);
	has = find(s, p);
	spin_unlock(&s->lock);
	return has;
}

/* The current process is woken from here on, before it looks. => errors: -ENOMEM */
static int
watch_current(struct signalfd *s)
{
	struct process *p = current_process();
	struct watch *w;

	if (likely(has_watch(s, p)))
		return 0;
	w = slab_alloc(&watch_cache);
	if (!w)
		return -ENOMEM;
	*w = (struct watch){ .signals = { .set = &s->set, .waitq = &s->waitq },
		.file = s,
		.process = p };
	spin_lock(&s->lock);
	if (!find(s, p)) { /* another thread was no faster */
		list_add_head(&s->watches, &w->node);
		signal_lock(p);
		list_add_tail(&p->sigwatches, &w->signals.node);
		signal_unlock(p);
		w = NULL;
	}
	spin_unlock(&s->lock);
	if (w)
		slab_free(&watch_cache, w);
	return 0;
}

static void
watch_remove(struct signalfd *s, struct watch *w) REQUIRES(s->lock)
{
	assert(w->file == s);
	list_remove(&w->node);
	signal_lock(w->process);
	list_remove(&w->signals.node);
	signal_unlock(w->process);
	slab_free(&watch_cache, w);
}

/* The file of the first of p's watches, with a reference; NULL: there are none. */
static struct signalfd *
first_file(struct process *p)
{
	struct signalfd *s = NULL;
	struct signal_watch *w;

	signal_lock(p);
	w = list_first(&p->sigwatches, struct signal_watch, node);
	if (w) {
		s = container_of(w, struct watch, signals)->file;
		ref_get(&s->refs);
	}
	signal_unlock(p);
	return s;
}

void
process_ends_watches(struct process *p)
{
	struct signalfd *s;

	/* Most processes have never used one, and p adds none any more. */
	role_unshared(&signal_role);
	if (list_empty(&p->sigwatches))
		return;
	while ((s = first_file(p))) {
		struct watch *w;

		spin_lock(&s->lock);
		w = find(s, p); /* unless the file ended it */
		if (w)
			watch_remove(s, w);
		spin_unlock(&s->lock);
		file_drop(s);
		sched_point();
	}
}

static void
signalfd_release(struct file *f)
{
	struct signalfd *s = f->private;
	struct watch *w;

	spin_lock(&s->lock);
	while ((w = list_first(&s->watches, struct watch, node))) {
		watch_remove(s, w);
		spin_unlock(&s->lock);
		sched_point();
		spin_lock(&s->lock);
	}
	spin_unlock(&s->lock);
	file_drop(s);
}

/* --- Reading ----------------------------------------------------------------------- */

/* Which of the details a signal has (siginfo_layout() of Linux). */
static void
fill_details(struct signalfd_siginfo *to, const struct siginfo *info)
{
	bool by_kernel = info->si_code > SI_USER && info->si_code < SI_KERNEL;

	if (info->si_code == SI_TIMER) {
		to->tid = (u32)info->u.timer.timerid;
		to->overrun = (u32)info->u.timer.overrun;
		to->sival_ptr = (u64)info->u.timer.value.sival_ptr;
		to->sival_int = info->u.timer.value.sival_int;
	} else if (info->si_code == SI_SIGIO ||
	    (by_kernel && info->si_signo == SIGIO)) {
		to->band = (u32)info->u.poll.band;
		to->fd = info->u.poll.fd;
	} else if (by_kernel &&
	    SIG_BIT(info->si_signo) &
		(SIG_BIT(SIGILL) | SIG_BIT(SIGFPE) | SIG_BIT(SIGSEGV) |
		    SIG_BIT(SIGBUS) | SIG_BIT(SIGTRAP))) {
		to->addr = info->u.fault.addr;
	} else if (by_kernel && info->si_signo == SIGCHLD) {
		to->pid = (u32)info->u.child.pid;
		to->uid = info->u.child.uid;
		to->status = info->u.child.status;
		to->utime = (u64)info->u.child.utime;
		to->stime = (u64)info->u.child.stime;
	} else if (by_kernel && info->si_signo == SIGSYS) {
		to->call_addr = info->u.sys.call_addr;
		to->syscall = info->u.sys.syscall;
		to->arch = info->u.sys.arch;
	} else {
		to->pid = (u32)info->u.rt.pid;
		to->uid = info->u.rt.uid;
		if (info->si_code < 0) {
			to->sival_ptr = (u64)info->u.rt.value.sival_ptr;
			to->sival_int = info->u.rt.value.sival_int;
		}
	}
}

static bool
is_pending(const struct signalfd *s)
{
	u64 pending = atomic_load(&current()->sigpending) |
	    atomic_load(&current_process()->sigpending);

	return pending & atomic_load(&s->set);
}

/* => returns: false: none is pending */
static bool
take(struct signalfd *s, struct signalfd_siginfo *to)
{
	struct process *p = current_process();
	struct siginfo info;
	int sig;

	signal_lock(p);
	sig = signal_dequeue_locked(current(), atomic_load(&s->set), &info);
	signal_unlock(p);
	signal_recheck();
	if (!sig)
		return false;
	memset(to, 0, sizeof(*to));
	to->signo = (u32)info.si_signo;
	to->error = info.si_errno;
	to->code = info.si_code;
	fill_details(to, &info);
	return true;
}

static ssize_t
signalfd_read(struct file *f, struct uio *to, loff_t *pos)
{
	struct signalfd *s = f->private;
	struct signalfd_siginfo info;
	ssize_t done = 0;
	int err = to->resid < sizeof(info) ? -EINVAL : watch_current(s);

	(void)pos;
	while (!err && to->resid >= sizeof(info)) {
		if (take(s, &info)) {
			if (uio_copy_out(to, &info, sizeof(info)) !=
			    sizeof(info))
				err = -EFAULT;
			else
				done += (ssize_t)sizeof(info);
		} else if (done) {
			break;
		} else if (file_flags(f) & O_NONBLOCK) {
			err = -EAGAIN;
		} else {
			err = wait_event_intr(&s->waitq, is_pending(s));
		}
	}
	return done ? done : err;
}

static unsigned
signalfd_poll(struct file *f, struct poll_table *pt)
{
	struct signalfd *s = f->private;

	if (watch_current(s))
		return POLLERR; /* it could not be woken */
	poll_wait(pt, &s->waitq);
	return is_pending(s) ? POLLIN : 0;
}

static void
signalfd_show(struct file *f, struct text *t)
{
	const struct signalfd *s = f->private;

	text_printf(t, "sigmask:\t%016lx\n", atomic_load(&s->set));
}

static const struct file_ops signalfd_ops = {
	.read = signalfd_read,
	.poll = signalfd_poll,
	.release = signalfd_release,
	.show = signalfd_show,
};

/* --- Making ------------------------------------------------------------------------ */

int
signalfd_create(u64 set, int flags, struct file **out)
{
	struct signalfd *s;
	int err;

	if (flags & ~(O_NONBLOCK | O_CLOEXEC))
		return -EINVAL;
	s = slab_zalloc(&file_cache);
	if (!s)
		return -ENOMEM;
	ref_init(&s->refs, 1);
	spin_init(&s->lock, LC_SIGNALFD);
	spin_unshared(&s->lock);
	list_init(&s->watches);
	waitq_init(&s->waitq);
	s->set = set & ~SIG_UNBLOCKABLE;
	err = file_create_anon("[signalfd]", &signalfd_ops, s,
	    O_RDWR | ((u32)flags & O_NONBLOCK),
	    FMODE_READ | FMODE_WRITE | FMODE_STAYS, out);
	if (err)
		file_drop(s);
	return err;
}

int
signalfd_set(struct file *f, u64 set)
{
	struct signalfd *s = f->private;

	if (f->ops != &signalfd_ops)
		return -EINVAL;
	atomic_store(&s->set, set & ~SIG_UNBLOCKABLE);
	wake_events(&s->waitq, POLLIN);
	return 0;
}
