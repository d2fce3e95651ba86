/*
 * Limits of CPU time: RLIMIT_CPU, of all threads of a process, and RLIMIT_RTTIME, of a
 * real-time thread that does not sleep.  At the soft one SIGXCPU comes, and again for
 * each second more, by which the limit itself goes up; at the hard one SIGKILL
 * (setrlimit(2)).
 *
 * Each tick asks whether to look, which costs the same however many threads there are;
 * what all have used is summed up by a work, and then not again before all CPUs
 * together could have used what is left.
 */
#include "arch/cpu.h"
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

bool
cpu_limits_due(struct process *p, const struct thread *t)
{
	const struct rlimit *l = p->limits.limit;
	u64 cpu = atomic_load(&l[RLIMIT_CPU].rlim_cur);
	const struct alarms *a = &p->alarms;

	if (unlikely(cpu != RLIM_INFINITY) &&
	    (cpu != atomic_load(&a->cpu_limit) ||
		clock_monotonic() >= atomic_load(&a->cpu_check)))
		return true;
	return unlikely(atomic_load(&t->rt_prio)) &&
	    atomic_load(&t->rt_ran) / NSEC_PER_USEC >=
	    atomic_load(&l[RLIMIT_RTTIME].rlim_cur);
}

/* Notes when to look again, after ns were used. */
static void
set_check(struct process *p, u64 ns)
{
	u64 limit = atomic_load(&p->limits.limit[RLIMIT_CPU].rlim_cur);
	u64 at = min(limit, (u64)KTIME_FOREVER / 4 / NSEC_PER_SEC) *
	    NSEC_PER_SEC;
	u64 left = at > ns ? at - ns : 0;

	atomic_store(&p->alarms.cpu_check,
	    clock_monotonic() + (ktime_t)(left / cpus_count()));
	atomic_store(&p->alarms.cpu_limit, limit);
}

void
cpu_limits_check(struct process *p, u64 rt_ran)
{
	u64 ns = process_time(p);
	int sig;

	sig = check(p, RLIMIT_CPU, ns / NSEC_PER_SEC, 1);
	if (sig)
		signal_send_kernel(p, sig);
	set_check(p, ns);
	sig = check(p, RLIMIT_RTTIME, rt_ran / NSEC_PER_USEC,
	    NSEC_PER_SEC / NSEC_PER_USEC);
	if (sig)
		signal_send_kernel(p, sig);
}
