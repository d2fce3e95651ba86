/*
 * Limits of CPU time: RLIMIT_CPU, of all threads of a process, and RLIMIT_RTTIME, of a
 * real-time thread that does not sleep.  At the soft one SIGXCPU comes, and again for
 * each second more, by which the limit itself goes up; at the hard one SIGKILL
 * (setrlimit(2)).
 */
#include "proc/alarm.h"
#include "proc/process.h"
#include "signal/signal.h"
#include "time/clock.h"

/* `used` and one second more in the limit's unit. => returns: the signal that is due */
static int
check(struct process *p, unsigned resource, u64 used, u64 second)
{
	struct rlimit *l = &p->limits.limit[resource];
	int sig = 0;

	process_lock(p);
	if (used >= l->rlim_max) {
		sig = SIGKILL;
	} else if (used >= l->rlim_cur) {
		sig = SIGXCPU;
		atomic_store(&l->rlim_cur,
		    min(l->rlim_cur + second, l->rlim_max));
	}
	process_unlock(p);
	return sig;
}

void
cpu_limits_check(struct process *p, u64 rt_ran)
{
	u64 user_ns, system_ns;
	int sig;

	process_times(p, &user_ns, &system_ns);
	sig = check(p, RLIMIT_CPU, (user_ns + system_ns) / NSEC_PER_SEC, 1);
	if (sig)
		signal_send_kernel(p, sig);
	sig = check(p, RLIMIT_RTTIME, rt_ran / NSEC_PER_USEC,
	    NSEC_PER_SEC / NSEC_PER_USEC);
	if (sig)
		signal_send_kernel(p, sig);
}
