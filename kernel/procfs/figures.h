/* The figures of a process, gathered once for the files that print them. */
#ifndef PROCFS_FIGURES_H
#define PROCFS_FIGURES_H

#include "lib/types.h"

struct subject;

struct figures {
	char state; /* R S D T Z X, as ps shows it */
	pid_t pid, ppid, pgid, sid, tty_pgrp;
	u32 tty; /* device number, 0: none */
	u32 nthreads;
	u64 user_ns, system_ns, children_user_ns, children_system_ns;
	u64 min_flt, maj_flt, children_min_flt, children_maj_flt;
	u64 nvcsw, nivcsw; /* of the one thread */
	s8 nice;
	u8 policy, rt_prio; /* SCHED_*, 0 .. 99 */
	u64 pending, shared_pending, blocked, ignored, caught;
	u32 nqueued; /* signals */
	u32 cpu;
	u64 affinity;
	/* Of the address space, in pages; all 0 without one. */
	u64 size, peak_size, rss, peak, rss_file, locked, data, stack, text,
	    exec;
	u64 tables; /* pages of page tables */
	u64 start_code, end_code, start_stack, start_data, end_data, brk;
	u64 arg_start, arg_end, env_start, env_end;
};

/* All but times and faults, which cost a look at each thread. */
void figures_read(struct figures *f, const struct subject *s);
void figures_read_usage(struct figures *f, const struct subject *s);

const char *figures_state_name(char state);

#endif
