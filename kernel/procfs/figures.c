/*
 * Gathering the figures of a process.
 *
 * Each group is read under the lock that guards it, one after the other: the
 * whole is no snapshot, but neither is Linux's.
 */
#include "procfs/figures.h"
#include "cred/user.h"

#include "proc/jobs.h"
#include "proc/process.h"
#include "procfs/subject.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "tty/tty_job.h"
#include "vm/vmspace.h"

static char
state_of(const struct subject *s)
{
	if (atomic_load(&s->process->zombie) || !s->thread)
		return 'Z';
	switch ((enum thread_state)READ_ONCE(s->thread->state)) {
	case THREAD_NEW:
	case THREAD_RUNNABLE:
		return 'R';
	case THREAD_SLEEPING:
	case THREAD_SLEEPING_KILL:
		return 'D';
	case THREAD_SLEEPING_INTR:
		return 'S';
	case THREAD_STOPPED:
		return 'T';
	case THREAD_DEAD:
		return 'X';
	}
	return 'X';
}

const char *
figures_state_name(char state)
{
	switch (state) {
	case 'R':
		return "R (running)";
	case 'S':
		return "S (sleeping)";
	case 'D':
		return "D (disk sleep)";
	case 'T':
		return "T (stopped)";
	case 'Z':
		return "Z (zombie)";
	default:
		return "X (dead)";
	}
}

static void
read_tree(struct figures *f, struct process *p)
{
	tree_lock();
	f->pid = p->pid;
	f->ppid = p->parent ? p->parent->pid : 0;
	f->pgid = process_pgid(p);
	f->sid = process_sid(p);
	f->tty = tty_of_process(p, &f->tty_pgrp);
	f->children_user_ns = p->children_user_ns;
	f->children_system_ns = p->children_system_ns;
	f->children_min_flt = p->children_min_flt;
	f->children_maj_flt = p->children_maj_flt;
	tree_unlock();
}

static void
read_thread(struct figures *f, const struct subject *s)
{
	f->nthreads = atomic_load(&s->process->nthreads);
	if (!s->thread)
		return;
	f->nvcsw = atomic_load(&s->thread->nvcsw);
	f->nivcsw = atomic_load(&s->thread->nivcsw);
	f->nice = atomic_load(&s->thread->nice);
	f->policy = atomic_load(&s->thread->policy);
	f->rt_prio = atomic_load(&s->thread->rt_prio);
	f->cpu = atomic_load(&s->thread->cpu);
	f->affinity = atomic_load(&s->thread->affinity);
}

/* What one thread, or all of a process, have used. */
void
figures_read_usage(struct figures *f, const struct subject *s)
{
	struct process *p = s->process;
	struct thread *t;

	if (s->one_thread) {
		thread_times(s->thread, &f->user_ns, &f->system_ns);
		f->min_flt = atomic_load(&s->thread->min_flt);
		f->maj_flt = atomic_load(&s->thread->maj_flt);
		return;
	}
	process_times(p, &f->user_ns, &f->system_ns);
	process_lock(p);
	f->min_flt = p->dead_min_flt;
	f->maj_flt = p->dead_maj_flt;
	list_for_each(t, &p->threads, process_node) {
		f->min_flt += atomic_load(&t->min_flt);
		f->maj_flt += atomic_load(&t->maj_flt);
	}
	process_unlock(p);
}

static void
read_signals(struct figures *f, const struct subject *s)
{
	struct process *p = s->process;

	signal_lock(p);
	f->shared_pending = p->sigpending;
	if (s->thread) {
		f->pending = s->thread->sigpending;
		f->blocked = s->thread->sigmask;
	}
	spin_lock(&p->sigactions->lock);
	for (int sig = 1; sig < NSIG; sig++) {
		unsigned long h = p->sigactions->action[sig].handler;

		if (h == KERNEL_SIG_IGN)
			f->ignored |= SIG_BIT(sig);
		else if (h != KERNEL_SIG_DFL)
			f->caught |= SIG_BIT(sig);
	}
	spin_unlock(&p->sigactions->lock);
	signal_unlock(p);
	if (s->thread) {
		struct user *u = thread_user_get(s->thread);

		f->nqueued = (u32)user_count(u, USER_SIGNALS);
		user_put(u);
	}
}

static void
read_space(struct figures *f, struct vmspace *vm)
{
	/* Not under its lock, which a process may have for long. */
	f->size = atomic_load(&vm->npages_total);
	f->data = atomic_load(&vm->npages_data);
	f->locked = atomic_load(&vm->npages_locked);
	f->stack = atomic_load(&vm->npages_stack);
	f->exec = atomic_load(&vm->npages_exec);
	f->peak_size = atomic_load(&vm->npages_peak);
	f->brk = atomic_load(&vm->brk_start);
	f->rss_file = READ_ONCE(vm->rss_file);
	f->rss = f->rss_file + READ_ONCE(vm->rss_anon);
	f->peak = max((u64)READ_ONCE(vm->rss_peak), f->rss);
	f->tables = READ_ONCE(vm->pt.ntables) + 1;
	f->start_code = vm->code_start;
	f->end_code = vm->code_end;
	f->text = (vm->code_end - vm->code_start + PAGE_SIZE - 1) / PAGE_SIZE;
	f->start_data = vm->data_start;
	f->end_data = vm->data_end;
	f->start_stack = vm->arg_start ? vm->arg_start & ~15UL : 0;
	f->arg_start = vm->arg_start;
	f->arg_end = vm->arg_end;
	f->env_start = vm->env_start;
	f->env_end = vm->env_end;
}

void
figures_read(struct figures *f, const struct subject *s)
{
	*f = (struct figures){ .state = state_of(s) };
	read_tree(f, s->process);
	if (s->one_thread)
		f->pid = s->thread->tid;
	read_thread(f, s);
	read_signals(f, s);
	if (s->vm)
		read_space(f, s->vm);
}
