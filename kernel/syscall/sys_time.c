/* Clocks, sleeping, interval timers. */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/time.h"
#include "arch/irqflags.h"
#include "cred/cred.h"
#include "proc/cputimer.h"
#include "proc/process.h"
#include "sched/restart.h"
#include "sched/sched.h"
#include "sched/wallclock.h"
#include "syscall/handlers.h"
#include "syscall/timeconv.h"
#include "vm/usercopy.h"

#define USER_HZ 100

static long
read_cpu_clock(int id, s64 *ns)
{
	struct cpu_clock c;
	int err = cpu_clock_get(id, &c);

	if (err)
		return err;
	if (!cpu_clock_read(&c, ns))
		err = -EINVAL;
	cpu_clock_put(&c);
	return err;
}

/* => errors: -EINVAL no such clock */
static long
read_clock(int id, s64 *ns)
{
	u64 u, s;

	switch (id) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_TAI:
		*ns = clock_realtime();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
	case CLOCK_BOOTTIME_ALARM:
		*ns = clock_monotonic();
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
		*ns = (s64)process_time(current_process());
		return 0;
	case CLOCK_THREAD_CPUTIME_ID:
		thread_times(current(), &u, &s);
		*ns = (s64)(u + s);
		return 0;
	}
	return id < 0 ? read_cpu_clock(id, ns) : -EINVAL;
}

long
sys_clock_gettime(int id, struct timespec __user *tp)
{
	struct timespec ts;
	s64 ns;
	long err = read_clock(id, &ns);

	if (err)
		return err;
	ts = timespec_from_ns(ns);
	return copy_to_user(tp, &ts, sizeof(ts));
}

long
sys_clock_getres(int id, struct timespec __user *res)
{
	struct timespec ts = { 0, 1 };
	s64 ns;
	long err = read_clock(id, &ns);

	if (err || !res)
		return err;
	if (id == CLOCK_REALTIME_COARSE || id == CLOCK_MONOTONIC_COARSE)
		ts.tv_nsec = 4000000;
	return copy_to_user(res, &ts, sizeof(ts));
}

/* So that it can go on for 30 years (Linux: TIME_SETTOD_SEC_MAX). */
#define SET_SEC_MAX (INT64_MAX / NSEC_PER_SEC - 30L * 365 * 24 * 3600)

static long
set_clock(s64 ns)
{
	if (!capable(CAP_SYS_TIME))
		return -EPERM;
	/* The machine would have started before 1970. */
	if (ns < clock_monotonic())
		return -EINVAL;
	wallclock_set_to(ns);
	return 0;
}

long
sys_clock_settime(int id, const struct timespec __user *tp)
{
	struct timespec ts;

	if (id != CLOCK_REALTIME)
		return -EINVAL;
	if (copy_from_user(&ts, tp, sizeof(ts)))
		return -EFAULT;
	if (ts.tv_sec < 0 || ts.tv_sec >= SET_SEC_MAX || ts.tv_nsec < 0 ||
	    ts.tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	return set_clock(ns_from_parts(ts.tv_sec, ts.tv_nsec));
}

long
sys_gettimeofday(struct timeval __user *tv, struct timezone __user *tz)
{
	struct timezone zero = { 0, 0 };
	s64 us = clock_realtime() / NSEC_PER_USEC;
	struct timeval now = { us / 1000000, us % 1000000 };

	if (tv && copy_to_user(tv, &now, sizeof(now)))
		return -EFAULT;
	if (tz && copy_to_user(tz, &zero, sizeof(zero)))
		return -EFAULT;
	return 0;
}

long
sys_time(long __user *tloc)
{
	long now = clock_realtime() / NSEC_PER_SEC;

	if (tloc && put_user(now, tloc))
		return -EFAULT;
	return now;
}

long
sys_times(struct tms __user *buf)
{
	const u64 tick = NSEC_PER_SEC / USER_HZ;
	struct process *p = current_process();
	struct tms tms;
	u64 u, s;

	process_times(p, &u, &s);
	tms = (struct tms){ (long)(u / tick), (long)(s / tick),
		(long)(atomic_load(&p->children_user_ns) / tick),
		(long)(atomic_load(&p->children_system_ns) / tick) };
	if (buf && copy_to_user(buf, &tms, sizeof(tms)))
		return -EFAULT;
	return clock_monotonic() / (s64)tick;
}

/* --- Sleeping --------------------------------------------------------------------- */

/* Sleeps until the deadline; an interruption is continued by
 * restart_syscall(), and tells how long was left. */
static long sleep_relative(ktime_t deadline, struct timespec __user *rem);

static long
continue_sleep(struct syscall_restart *r)
{
	return sleep_relative((ktime_t)r->arg[0], (void __user *)r->arg[1]);
}

static long
sleep_relative(ktime_t deadline, struct timespec __user *rem)
{
	struct thread *t = current();
	int err = sched_sleep_until(deadline, true);

	if (!err)
		return 0;
	if (rem) {
		s64 left = max(deadline - clock_monotonic(), (ktime_t)0);
		struct timespec ts = timespec_from_ns(left);

		if (!left)
			return 0;
		if (copy_to_user(rem, &ts, sizeof(ts)))
			return -EFAULT;
	}
	t->restart = (struct syscall_restart){ .fn = continue_sleep,
		.arg = { (u64)deadline, (u64)rem } };
	return -ERESTART_RESTARTBLOCK;
}

static long
check_timespec(const struct timespec *ts)
{
	return ts->tv_sec < 0 || ts->tv_nsec < 0 ||
		ts->tv_nsec >= NSEC_PER_SEC ?
	    -EINVAL :
	    0;
}

long
sys_nanosleep(const struct timespec __user *req, struct timespec __user *rem)
{
	struct timespec ts;
	long err;

	if (copy_from_user(&ts, req, sizeof(ts)))
		return -EFAULT;
	err = check_timespec(&ts);
	if (err)
		return err;
	return sleep_relative(deadline_after(ns_from_parts(ts.tv_sec,
				  ts.tv_nsec)),
	    rem);
}

static long
sleep_absolute(int id, s64 until)
{
	long err;

	switch (id) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_TAI:
		err = wallclock_sleep(until);
		break;
	default: /* all the others are the monotonic clock */
		err = until > 0 ? sched_sleep_until(until, true) : 0;
	}
	return err ? -ERESTARTNOHAND : 0;
}

static long sleep_cpu(int id, s64 until, struct timespec __user *rem,
    bool relative);

static long
continue_cpu_sleep(struct syscall_restart *r)
{
	return sleep_cpu((int)r->arg[0], (s64)r->arg[1],
	    (void __user *)r->arg[2], true);
}

/* Sleeps until the clock shows `until`; relative: and is continued. */
static long
sleep_cpu(int id, s64 until, struct timespec __user *rem, bool relative)
{
	struct cpu_clock c;
	struct timespec ts;
	long err = cpu_clock_get(id, &c);
	s64 now = 0;

	if (err)
		return err;
	err = cpu_clock_sleep(&c, until);
	(void)cpu_clock_read(&c, &now);
	cpu_clock_put(&c);
	if (!err)
		return 0;
	if (!relative)
		return -ERESTARTNOHAND;
	ts = timespec_from_ns(max(until - now, (s64)0));
	if (rem && copy_to_user(rem, &ts, sizeof(ts)))
		return -EFAULT;
	current()->restart = (struct syscall_restart){ .fn = continue_cpu_sleep,
		.arg = { (u64)(s64)id, (u64)until, (u64)rem } };
	return -ERESTART_RESTARTBLOCK;
}

static long
cpu_nanosleep(int id, unsigned flags, s64 ns, struct timespec __user *rem)
{
	struct cpu_clock c;
	long err = cpu_clock_get(id, &c);
	s64 now = 0;

	if (err)
		return err;
	/* It would sleep for ever. */
	if (c.thread == current()->order || !cpu_clock_read(&c, &now))
		err = -EINVAL;
	cpu_clock_put(&c);
	if (err)
		return err;
	if (flags & TIMER_ABSTIME)
		return sleep_cpu(id, ns, rem, false);
	if (__builtin_add_overflow(now, ns, &ns))
		ns = INT64_MAX;
	return sleep_cpu(id, ns, rem, true);
}

long
sys_clock_nanosleep(int id, unsigned flags, const struct timespec __user *req,
    struct timespec __user *rem)
{
	struct timespec ts;
	long err;
	s64 now;

	switch (id) {
	case CLOCK_THREAD_CPUTIME_ID:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_MONOTONIC_COARSE:
		return -EOPNOTSUPP;
	}
	if (id < 0 && (id & 7) == 3) /* a clock by descriptor */
		return -EOPNOTSUPP;
	err = id >= 0 ? read_clock(id, &now) : 0;
	if (err)
		return err;
	if (copy_from_user(&ts, req, sizeof(ts)))
		return -EFAULT;
	err = check_timespec(&ts);
	if (err)
		return err;
	if ((id == CLOCK_REALTIME_ALARM || id == CLOCK_BOOTTIME_ALARM) &&
	    !capable(CAP_WAKE_ALARM))
		return -EPERM;
	if (cpu_clock_is(id))
		return cpu_nanosleep(id, flags,
		    ns_from_parts(ts.tv_sec, ts.tv_nsec), rem);
	if (flags & TIMER_ABSTIME)
		return sleep_absolute(id, ns_from_parts(ts.tv_sec, ts.tv_nsec));
	return sleep_relative(deadline_after(ns_from_parts(ts.tv_sec,
				  ts.tv_nsec)),
	    rem);
}

long
sys_restart_syscall(void)
{
	struct syscall_restart r = current()->restart;

	current()->restart.fn = NULL;
	return r.fn ? r.fn(&r) : -EINTR;
}

/* --- Interval timers ------------------------------------------------------------------- */

static struct timeval
timeval_of_ns(s64 ns)
{
	return (struct timeval){ ns / NSEC_PER_SEC,
		ns % NSEC_PER_SEC / NSEC_PER_USEC };
}

static struct itimerval
itimerval_of(struct alarm_value v)
{
	return (struct itimerval){ .it_interval = timeval_of_ns(v.interval),
		.it_value = timeval_of_ns(v.value) };
}

long
sys_getitimer(int which, struct itimerval __user *value)
{
	struct itimerval v;

	if (which < ITIMER_REAL || which > ITIMER_PROF)
		return -EINVAL;
	v = itimerval_of(alarm_get(current_process(), (unsigned)which));
	return copy_to_user(value, &v, sizeof(v));
}

static s64
ns_of_timeval(const struct timeval *tv)
{
	return ns_from_parts(tv->tv_sec, tv->tv_usec * NSEC_PER_USEC);
}

static bool
timeval_ok(const struct timeval *tv)
{
	return tv->tv_sec >= 0 && tv->tv_usec >= 0 && tv->tv_usec < 1000000;
}

long
sys_setitimer(int which, const struct itimerval __user *uvalue,
    struct itimerval __user *uold)
{
	struct itimerval v = { 0 };
	struct alarm_value new, old;

	if (uvalue && copy_from_user(&v, uvalue, sizeof(v)))
		return -EFAULT;
	if (!timeval_ok(&v.it_value) || !timeval_ok(&v.it_interval))
		return -EINVAL;
	if (which < ITIMER_REAL || which > ITIMER_PROF)
		return -EINVAL;
	new.value = ns_of_timeval(&v.it_value);
	new.interval = ns_of_timeval(&v.it_interval);
	alarm_set(current_process(), (unsigned)which, new, uold ? &old : NULL);
	if (!uold)
		return 0;
	v = itimerval_of(old);
	return copy_to_user(uold, &v, sizeof(v));
}

long
sys_alarm(unsigned seconds)
{
	struct alarm_value new = { .value = seconds * NSEC_PER_SEC }, old;
	struct timeval left;

	alarm_set(current_process(), ITIMER_REAL, new, &old);
	left = timeval_of_ns(old.value);
	/* Rounded, but never to 0 while it was armed (alarm(2)). */
	return left.tv_sec +
	    (left.tv_usec >= 500000 || (!left.tv_sec && left.tv_usec));
}
