/*
 * Process 1: made from the boot thread's first child, by hand.
 */
#include "abi/errno.h"
#include "cred/cred.h"
#include "debug/log.h"
#include "debug/missing.h"
#include "fs/fdtable.h"
#include "fs/hooks.h"
#include "fs/path.h"
#include "lib/string.h"
#include "proc/internal.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "vm/oom.h"
#include "vm/vmspace.h"

pid_t oom_last_victim;

struct largest {
	struct process *p;
	u64 pages;
};

/* Resident pages of a process, 0 when it cannot be ended. */
static u64
weight(struct process *p)
{
	struct vmspace *vm = NULL;
	struct thread *t;
	u64 pages = 0;

	if (p == init_process || p->zombie || p->exiting)
		return 0;
	spin_lock(&p->lock);
	t = list_first(&p->threads, struct thread, process_node);
	if (t)
		vm = OWNED(struct vmspace, t->vm);
	if (vm)
		pages = vm->rss_anon + vm->rss_file + vm->pt.ntables;
	spin_unlock(&p->lock);
	return pages;
}

static bool
compare_one(struct process *p, void *arg)
{
	struct largest *l = arg;
	u64 pages = weight(p);

	if (pages > l->pages)
		*l = (struct largest){ p, pages };
	return false;
}

/* Is some process dying of lack of memory already? */
static bool
is_dying(struct process *p, void *arg)
{
	struct thread *t;
	bool dying = false;

	(void)arg;
	spin_lock(&p->lock);
	list_for_each(t, &p->threads, process_node)
		dying |= t->oom_victim && t->vm;
	spin_unlock(&p->lock);
	return dying;
}

static bool
kill_largest(void)
{
	struct siginfo info = { .si_signo = SIGKILL, .si_code = SI_KERNEL };
	struct largest l = { 0 };
	struct thread *t;

	tree_lock();
	if (process_for_each(is_dying, NULL)) {
		tree_unlock();
		return true;
	}
	(void)process_for_each(compare_one, &l);
	if (l.p) {
		spin_lock(&l.p->lock);
		list_for_each(t, &l.p->threads, process_node)
			atomic_store(&t->oom_victim, true);
		oom_last_victim = l.p->pid;
		t = list_first(&l.p->threads, struct thread, process_node);
		log_err("Out of memory: Killed process %d (%s) rss:%lukB",
		    l.p->pid, t ? t->name : "?", l.pages * 4);
		spin_unlock(&l.p->lock);
		signal_send_process(l.p, &info);
	}
	tree_unlock();
	return l.p != NULL;
}

static void
send_to_current(int sig)
{
	if (current_process())
		signal_send_kernel(current_process(), sig);
}

static pid_t
pid_of_current(void)
{
	return current_process() ? current_process()->pid : 0;
}

static const char *
program_of_current(void)
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

	pid_init();
	oom_kill_largest = kill_largest;
	fs_send_signal = send_to_current;
	fs_current_pid = pid_of_current;
	missing_program = program_of_current;
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
	p->exit_signal = SIGCHLD;
	tree_lock();
	spin_lock(&p->lock);
	list_add_tail(&p->threads, &t->process_node);
	p->nthreads = 1;
	thread_get(t);
	p->leader = t;
	spin_unlock(&p->lock);
	thread_link(t);
	process_link(p, NULL);
	tree_unlock();
	err = fdtable_create(&fds);
	if (!err)
		t->fds = PRIVATE(struct fdtable, fds);
	return err;
}
