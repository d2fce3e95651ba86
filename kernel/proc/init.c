/*
 * Process 1: made from the boot thread's first child, by hand.
 */
#include "abi/errno.h"
#include "cred/cred.h"
#include "debug/missing.h"
#include "fs/fdtable.h"
#include "fs/hooks.h"
#include "fs/path.h"
#include "lib/string.h"
#include "proc/internal.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "vm/oom.h"

void
fs_send_signal(int sig)
{
	if (current_process())
		signal_send_kernel(current_process(), sig);
}

pid_t
fs_current_pid(void)
{
	return current_process() ? current_process()->pid : 0;
}

const char *
missing_program(void)
{
	return current()->name;
}

int
process_init(void)
{
	struct thread *t = current();
	struct fdtable *fds;
	struct process *p;
	pid_t pid;
	int err;

	jobs_init();
	oom_init();
	err = pid_alloc(&pid);
	if (err)
		return err;
	p = process_create(pid, false);
	if (!p)
		return -ENOMEM;
	p->limits.limit[RLIMIT_NPROC].rlim_cur =
	    p->limits.limit[RLIMIT_NPROC].rlim_max = thread_limit() / 2;
	p->limits.limit[RLIMIT_SIGPENDING] = p->limits.limit[RLIMIT_NPROC];
	t->process = p;
	t->limits = &p->limits;
	t->tid = pid;
	t->sas_flags = SS_DISABLE;
	init_process = p;
	tree_lock();
	p->exit_signal = SIGCHLD;
	process_lock(p);
	list_add_tail(&p->threads, &t->process_node);
	p->nthreads = 1;
	thread_get(t);
	p->leader = t;
	process_unlock(p);
	thread_link(t);
	process_link(p, NULL, NULL);
	pgrp_join(p, NULL);
	tree_unlock();
	err = fdtable_create(&fds);
	if (!err)
		t->fds = PRIVATE(struct fdtable, fds);
	return err;
}
