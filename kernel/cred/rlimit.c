/* Resource limits: the defaults, as Linux gives them to init. */
#include "cred/rlimit.h"

#include "arch/atomic.h"
#include "sched/thread.h"

#define INF RLIM_INFINITY

const struct rlimits
    rlimits_default = { .limit = {
			    [RLIMIT_CPU] = { INF, INF },
			    [RLIMIT_FSIZE] = { INF, INF },
			    [RLIMIT_DATA] = { INF, INF },
			    [RLIMIT_STACK] = { 8UL << 20, INF },
			    [RLIMIT_CORE] = { 0, INF },
			    [RLIMIT_RSS] = { INF, INF },
			    [RLIMIT_NPROC] = { INF,
				INF }, /* set from the size of RAM at boot */
			    [RLIMIT_NOFILE] = { 1024, 4096 },
			    [RLIMIT_MEMLOCK] = { 8UL << 20, 8UL << 20 },
			    [RLIMIT_AS] = { INF, INF },
			    [RLIMIT_LOCKS] = { INF, INF },
			    [RLIMIT_SIGPENDING] = { INF, INF }, /* likewise */
			    [RLIMIT_MSGQUEUE] = { 819200, 819200 },
			    [RLIMIT_NICE] = { 0, 0 },
			    [RLIMIT_RTPRIO] = { 0, 0 },
			    [RLIMIT_RTTIME] = { INF, INF },
			} };

u64
rlimit_current(unsigned resource)
{
	struct rlimits *l = current()->limits;

	return l ? atomic_load(&l->limit[resource].rlim_cur) : INF;
}
