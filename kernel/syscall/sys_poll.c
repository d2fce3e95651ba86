/*
 * System calls that wait for many descriptors: poll, select and epoll.
 *
 * A timeout becomes a deadline; what is left of it is written back where Linux
 * does so.  A poll() that a signal interrupts goes on by restart_syscall() with
 * the same deadline, unless a handler ran.
 */
#include "abi/errno.h"
#include "cred/rlimit.h"
#include "fs/fdtable.h"
#include "ipc/epoll.h"
#include "ipc/pollwait.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/restart.h"
#include "sched/sched.h"
#include "sched/sigmask.h"
#include "syscall/handlers.h"
#include "syscall/timeconv.h"
#include "vm/usercopy.h"

static ktime_t
deadline_from_ms(int ms)
{
	return ms < 0 ? KTIME_FOREVER : deadline_after(ms * NSEC_PER_MSEC);
}

/* => errors: -EFAULT, -EINVAL */
static int
deadline_from_user(const struct timespec __user *user, ktime_t *deadline)
{
	struct timespec ts;

	*deadline = KTIME_FOREVER;
	if (!user)
		return 0;
	if (copy_from_user(&ts, user, sizeof(ts)))
		return -EFAULT;
	if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	*deadline = deadline_after(ns_from_parts(ts.tv_sec, ts.tv_nsec));
	return 0;
}

/* What is left until the deadline, as Linux writes back. */
static struct timespec
time_left(ktime_t deadline)
{
	s64 left = deadline ? deadline - clock_monotonic() : 0;

	return left > 0 ? timespec_from_ns(left) : (struct timespec){ 0 };
}

/* A failure to write it back is ignored: the call has had its effect. */
static void
put_time_left(struct timespec __user *user, ktime_t deadline)
{
	struct timespec ts;

	if (!user || deadline == KTIME_FOREVER)
		return;
	ts = time_left(deadline);
	(void)(copy_to_user(user, &ts, sizeof(ts)) == 0);
}

static __noinline int
set_mask_from_user(const kernel_sigset_t __user *mask, size_t size)
{
	kernel_sigset_t set;

	if (size != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, mask, sizeof(set)))
		return -EFAULT;
	sigmask_set_temporary(set);
	return 0;
}

static int
set_mask(const kernel_sigset_t __user *mask, size_t size)
{
	return mask ? set_mask_from_user(mask, size) : 0;
}

/* poll. */

#define POLL_INLINE 64

/* The results alone: the rest is the program's, and another thread may have
 * changed it meanwhile. */
static int
put_revents(struct pollfd __user *user, const struct pollfd *fds, unsigned n)
{
	for (unsigned i = 0; i < n; i += POLL_INLINE) {
		if (copy_members_to_user(&user[i].revents, &fds[i].revents,
			sizeof(*fds), min(n - i, (unsigned)POLL_INLINE)))
			return -EFAULT;
		sched_point();
	}
	return 0;
}

static long
poll_user(struct pollfd __user *fds, unsigned nfds, ktime_t deadline)
{
	struct pollfd small[POLL_INLINE], *copy = small;
	size_t size = nfds * sizeof(*copy);
	long n;

	if (nfds > rlimit_current(RLIMIT_NOFILE))
		return -EINVAL;
	if (nfds > POLL_INLINE) {
		copy = kmalloc(size);
		if (!copy)
			return -ENOMEM;
	}
	n = -EFAULT;
	if (copy_from_user(copy, fds, size) == 0) {
		n = poll_files(copy, nfds, deadline);
		if (put_revents(fds, copy, nfds))
			n = -EFAULT;
	}
	if (copy != small)
		kfree(copy);
	return n;
}

static long
poll_restart(struct syscall_restart *r)
{
	long n = poll_user((struct pollfd __user *)r->arg[0],
	    (unsigned)r->arg[1], (ktime_t)r->arg[2]);

	return n == -ERESTARTSYS ? -ERESTART_RESTARTBLOCK : n;
}

long
sys_poll(struct pollfd __user *fds, unsigned nfds, int timeout)
{
	ktime_t deadline = deadline_from_ms(timeout);
	long n = poll_user(fds, nfds, deadline);

	if (n != -ERESTARTSYS)
		return n;
	current()->restart = (struct syscall_restart){
		.fn = poll_restart,
		.arg = { (u64)fds, nfds, (u64)deadline },
	};
	return -ERESTART_RESTARTBLOCK;
}

long
sys_ppoll(struct pollfd __user *fds, unsigned nfds,
    struct timespec __user *timeout, const kernel_sigset_t __user *sigmask,
    size_t sigsetsize)
{
	ktime_t deadline;
	long n = deadline_from_user(timeout, &deadline);

	if (!n)
		n = set_mask(sigmask, sigsetsize);
	if (n)
		return n;
	n = poll_user(fds, nfds, deadline);
	put_time_left(timeout, deadline);
	return n == -ERESTARTSYS ? -ERESTARTNOHAND : n;
}

/* select. */

#define SELECT_INLINE 6 /* words a set */

struct fdset_user {
	unsigned long __user *set[3];
};

static unsigned
words(unsigned nfds)
{
	return (nfds + 63) / 64;
}

static int
copy_sets_in(u64 *sets, const struct fdset_user *user, unsigned nfds)
{
	unsigned n = words(nfds);

	for (int k = 0; k < 3; k++) {
		u64 *set = sets + (size_t)k * n;

		if (!user->set[k])
			continue;
		if (copy_from_user(set, user->set[k], n * sizeof(u64)))
			return -EFAULT;
		if (nfds % 64)
			set[n - 1] &= (1UL << nfds % 64) - 1;
	}
	return 0;
}

static int
copy_sets_out(const u64 *sets, const struct fdset_user *user, unsigned nfds)
{
	unsigned n = words(nfds);

	for (int k = 0; k < 3; k++)
		if (user->set[k] &&
		    copy_to_user(user->set[k], sets + (size_t)k * n,
			n * sizeof(u64)))
			return -EFAULT;
	return 0;
}

/* How far the sets reach at most: no descriptor lies beyond the table. */
static unsigned
limit_to_table(unsigned nfds)
{
	return min(nfds, atomic_load(&current_fds()->size));
}

static long
select_user(int count, const struct fdset_user *user, ktime_t deadline)
{
	u64 small[3 * SELECT_INLINE], *sets = small;
	unsigned nfds, n;
	long ret;

	if (count < 0)
		return -EINVAL;
	nfds = limit_to_table((unsigned)count);
	n = words(nfds);
	if (n > SELECT_INLINE) {
		sets = kcalloc(n, 3 * sizeof(u64));
		if (!sets)
			return -ENOMEM;
	}
	ret = n ? copy_sets_in(sets, user, nfds) : 0;
	if (!ret)
		ret = select_files(nfds, user->set[0] ? sets : NULL,
		    user->set[1] ? sets + n : NULL,
		    user->set[2] ? sets + 2 * (size_t)n : NULL, deadline);
	if (ret >= 0 && n && copy_sets_out(sets, user, nfds))
		ret = -EFAULT;
	if (sets != small)
		kfree(sets);
	return ret == -ERESTARTSYS ? -ERESTARTNOHAND : ret;
}

long
sys_select(int nfds, unsigned long __user *readfds,
    unsigned long __user *writefds, unsigned long __user *exceptfds,
    struct timeval __user *timeout)
{
	struct fdset_user user = { { readfds, writefds, exceptfds } };
	ktime_t deadline = KTIME_FOREVER;
	struct timeval tv;
	long n;

	if (timeout) {
		if (copy_from_user(&tv, timeout, sizeof(tv)))
			return -EFAULT;
		/* More than a second of microseconds is carried over. */
		if (tv.tv_sec < 0 || tv.tv_usec < 0 ||
		    __builtin_add_overflow(tv.tv_sec, tv.tv_usec / 1000000,
			&tv.tv_sec))
			return -EINVAL;
		deadline = deadline_after(ns_from_parts(tv.tv_sec,
		    tv.tv_usec % 1000000 * NSEC_PER_USEC));
	}
	n = select_user(nfds, &user, deadline);
	if (timeout && deadline != KTIME_FOREVER) {
		struct timespec left = time_left(deadline);

		tv.tv_sec = left.tv_sec;
		tv.tv_usec = left.tv_nsec / NSEC_PER_USEC;
		(void)(copy_to_user(timeout, &tv, sizeof(tv)) == 0);
	}
	return n;
}

long
sys_pselect6(int nfds, unsigned long __user *readfds,
    unsigned long __user *writefds, unsigned long __user *exceptfds,
    struct timespec __user *timeout,
    const struct sigset_argpack __user *sigmask)
{
	struct fdset_user user = { { readfds, writefds, exceptfds } };
	struct sigset_argpack mask = { 0 };
	ktime_t deadline;
	long n;

	if (sigmask && copy_from_user(&mask, sigmask, sizeof(mask)))
		return -EFAULT;
	n = deadline_from_user(timeout, &deadline);
	if (!n)
		n = set_mask(mask.set, mask.size);
	if (n)
		return n;
	n = select_user(nfds, &user, deadline);
	put_time_left(timeout, deadline);
	return n;
}

/* epoll. */

long
sys_epoll_create1(int flags)
{
	struct file *f;
	int err;

	if (flags & ~EPOLL_CLOEXEC)
		return -EINVAL;
	err = epoll_create_file(&f);
	if (err)
		return err;
	return fd_install_or_put(f, 0, flags & EPOLL_CLOEXEC);
}

long
sys_epoll_create(int size)
{
	return size > 0 ? sys_epoll_create1(0) : -EINVAL;
}

long
sys_epoll_ctl(int epfd, int op, int fd, const struct epoll_event __user *event)
{
	struct epoll_event ev = { 0 };
	struct fdref set, target;
	long err;

	if (op != EPOLL_CTL_DEL && copy_from_user(&ev, event, sizeof(ev)))
		return -EFAULT;
	set = fd_get(epfd);
	if (!set.file)
		return -EBADF;
	target = fd_get(fd);
	if (!target.file) {
		fd_put(set);
		return -EBADF;
	}
	err = epoll_control(set.file, op, fd, target.file, &ev);
	fd_put(target);
	fd_put(set);
	return err;
}

static long
epoll_wait_user(int epfd, struct epoll_event __user *events, int maxevents,
    ktime_t deadline)
{
	struct fdref r;
	long n;

	if (maxevents <= 0)
		return -EINVAL;
	r = fd_get(epfd);
	if (!r.file)
		return -EBADF;
	n = epoll_wait_events(r.file, events, maxevents, deadline);
	fd_put(r);
	return n == -ERESTARTSYS ? -EINTR : n;
}

long
sys_epoll_wait(int epfd, struct epoll_event __user *events, int maxevents,
    int timeout)
{
	return epoll_wait_user(epfd, events, maxevents,
	    deadline_from_ms(timeout));
}

long
sys_epoll_pwait(int epfd, struct epoll_event __user *events, int maxevents,
    int timeout, const kernel_sigset_t __user *sigmask, size_t sigsetsize)
{
	long err = set_mask(sigmask, sigsetsize);

	if (err)
		return err;
	return epoll_wait_user(epfd, events, maxevents,
	    deadline_from_ms(timeout));
}

long
sys_epoll_pwait2(int epfd, struct epoll_event __user *events, int maxevents,
    const struct timespec __user *timeout,
    const kernel_sigset_t __user *sigmask, size_t sigsetsize)
{
	ktime_t deadline;
	long err = deadline_from_user(timeout, &deadline);

	if (!err)
		err = set_mask(sigmask, sigsetsize);
	if (err)
		return err;
	return epoll_wait_user(epfd, events, maxevents, deadline);
}
