/*
 * POSIX timers, and timers by descriptor.  Order of checks as in Linux's
 * kernel/time/posix-timers.c and fs/timerfd.c.
 */
#include "abi/errno.h"
#include "abi/time.h"
#include "fs/fdtable.h"
#include "ipc/timerfd.h"
#include "proc/ptimer.h"
#include "syscall/handlers.h"
#include "syscall/timeconv.h"
#include "vm/usercopy.h"

static bool
is_valid(const struct timespec *ts)
{
	return ts->tv_sec >= 0 && ts->tv_nsec >= 0 &&
	    ts->tv_nsec < NSEC_PER_SEC;
}

/* => errors: -EINVAL */
static int
convert(const struct itimerspec *its, s64 *value, s64 *interval)
{
	if (!is_valid(&its->it_interval) || !is_valid(&its->it_value))
		return -EINVAL;
	*value = ns_from_parts(its->it_value.tv_sec, its->it_value.tv_nsec);
	*interval = ns_from_parts(its->it_interval.tv_sec,
	    its->it_interval.tv_nsec);
	return 0;
}

static long
copy_out(struct itimerspec __user *to, s64 value, s64 interval)
{
	struct itimerspec its = { .it_value = timespec_from_ns(value),
		.it_interval = timespec_from_ns(interval) };

	return copy_to_user(to, &its, sizeof(its));
}

/* --- POSIX timers --- */

long
sys_timer_create(int clockid, const struct sigevent __user *sevp,
    int __user *timerid)
{
	struct sigevent event;
	struct ptimer *t;
	int err;

	if (sevp && copy_from_user(&event, sevp, sizeof(event)))
		return -EFAULT;
	err = ptimer_create(clockid, sevp ? &event : NULL, &t);
	if (err)
		return err;
	if (put_user(ptimer_number(t), timerid)) {
		ptimer_cancel(t);
		return -EFAULT;
	}
	return ptimer_begin(t);
}

long
sys_timer_settime(int timerid, unsigned flags,
    const struct itimerspec __user *new_value,
    struct itimerspec __user *old_value)
{
	struct ptimer_value v, old;
	struct itimerspec its;
	int err;

	if (!new_value)
		return -EINVAL;
	if (copy_from_user(&its, new_value, sizeof(its)))
		return -EFAULT;
	err = convert(&its, &v.value, &v.interval);
	if (!err)
		err = ptimer_set(timerid, flags & TIMER_ABSTIME, &v, &old);
	if (err || !old_value)
		return err;
	return copy_out(old_value, old.value, old.interval);
}

long
sys_timer_gettime(int timerid, struct itimerspec __user *value)
{
	struct ptimer_value v;
	int err = ptimer_get(timerid, &v);

	return err ? err : copy_out(value, v.value, v.interval);
}

long
sys_timer_getoverrun(int timerid)
{
	return ptimer_overrun(timerid);
}

long
sys_timer_delete(int timerid)
{
	return ptimer_delete(timerid);
}

/* --- Timers by descriptor --- */

long
sys_timerfd_create(int clockid, int flags)
{
	struct file *f;
	int err = timerfd_create(clockid, flags, &f);

	return err ? err : fd_install_or_put(f, 0, flags & O_CLOEXEC);
}

long
sys_timerfd_settime(int fd, int flags,
    const struct itimerspec __user *new_value,
    struct itimerspec __user *old_value)
{
	struct timerfd_value v, old;
	struct itimerspec its;
	struct fdref r;
	int err;

	if (copy_from_user(&its, new_value, sizeof(its)))
		return -EFAULT;
	if (flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET))
		return -EINVAL;
	err = convert(&its, &v.value, &v.interval);
	if (err)
		return err;
	r = fd_get(fd);
	if (!r.file)
		return -EBADF;
	err = timerfd_set(r.file, flags, &v, &old);
	fd_put(r);
	if (err || !old_value)
		return err;
	return copy_out(old_value, old.value, old.interval);
}

long
sys_timerfd_gettime(int fd, struct itimerspec __user *value)
{
	struct fdref r = fd_get(fd);
	struct timerfd_value v;
	int err;

	if (!r.file)
		return -EBADF;
	err = timerfd_get(r.file, &v);
	fd_put(r);
	return err ? err : copy_out(value, v.value, v.interval);
}
