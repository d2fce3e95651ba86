/*
 * Out of memory: which process ends.
 *
 * The victim is the process with the most pages, as oom_score_adj weighs them,
 * but never process 1, nor one whose weight is -1000.  It gets SIGKILL, and with it
 * every process that runs in the same address space.
 *
 * It may hold, or wait for, what keeps it from ending: a lock whose holder waits
 * for the very memory.  So its memory is not waited for but taken from outside
 * (vm/oom.c:vm_reap), once all who run in the space are dying.  When that is not
 * to be had for PATIENCE tries, or does not suffice, there is a next victim: one
 * process is chosen once.
 *
 * Life: choose() -> [vm_reap()] -> the last thread lets go of the space, or patience
 * ends.  One at a time, under oom.lock; whoever finds it taken just waits and
 * tries again for its page.
 */
#include "vm/oom.h"
#include "abi/signal.h"
#include "debug/log.h"
#include "mm/page.h"
#include "proc/internal.h"
#include "proc/visit.h"
#include "sched/mutex.h"
#include "signal/signal.h"
#include "vm/vmspace.h"

#define PATIENCE 40 /* tries: a few ms each */

static struct {
	struct mutex lock;
	struct process *victim OWN_LOCK(lock); /* owned reference; NULL: none */
	bool reapable OWN_LOCK(lock); /* all who run in its space are dying */
	bool reaped OWN_LOCK(lock);
	u32 tries OWN_LOCK(lock);
} oom;

pid_t oom_last_victim;

/* The space of a process while it has one, not counted. */
static struct vmspace *
space_of(struct process *p) REQUIRES(process_role)
{
	struct thread *t;

	list_for_each(t, &p->threads, process_node)
		if (t->vm)
			return OWNED(struct vmspace, t->vm);
	return NULL;
}

/* Pages that its end would free, weighed; <= 0: not to be ended. */
static s64
score(struct process *p) REQUIRES(tree_role)
{
	s64 adj = atomic_load(&p->oom_score_adj);
	struct page_stats st;
	struct vmspace *vm;
	u64 pages = 0;

	if (p == init_process || p->zombie || p->oom_chosen ||
	    adj == OOM_SCORE_ADJ_MIN)
		return 0;
	process_lock(p);
	vm = space_of(p);
	if (vm)
		pages = atomic_load(&vm->rss_anon) +
		    atomic_load(&vm->rss_file) + atomic_load(&vm->pt.ntables);
	process_unlock(p);
	page_stats_read(&st);
	return pages ? max((s64)pages + adj * (s64)st.total / 1000, (s64)1) : 0;
}

/* Ends p. */
static void
kill(struct process *p) REQUIRES(tree_role)
{
	struct siginfo info = { .si_signo = SIGKILL, .si_code = SI_KERNEL };
	struct thread *t;

	p->oom_chosen = true;
	process_lock(p);
	list_for_each(t, &p->threads, process_node)
		atomic_store(&t->oom_victim, true);
	process_unlock(p);
	signal_send_process(p, &info);
}

struct sharers {
	struct vmspace *vm;
	bool all_end;
};

/* Ends p if it runs in the victim's space too, and can be ended. */
static void
kill_sharer(struct process *p, void *arg) REQUIRES(tree_role)
{
	struct sharers *s = arg;
	bool shares;

	process_lock(p);
	shares = space_of(p) == s->vm;
	process_unlock(p);
	if (!shares || p->oom_chosen)
		return;
	if (p == init_process)
		s->all_end = false;
	else
		kill(p);
}

struct candidate {
	struct process *p; /* owned reference, or NULL */
	s64 score;
};

static void
compare(struct process *p, void *arg) REQUIRES(tree_role)
{
	struct candidate *c = arg;
	s64 s = score(p);

	if (s <= c->score)
		return;
	if (c->p)
		process_put(c->p);
	process_get(p);
	*c = (struct candidate){ p, s };
}

/* => returns: false: there is nobody to end */
static bool
choose(void) REQUIRES(oom.lock)
{
	struct candidate c = { NULL, 0 };
	struct sharers s = { NULL, true };
	struct process *p;

	processes_visit(compare, &c);
	p = c.p;
	if (!p)
		return false;
	oom.victim = p;
	atomic_store(&oom_last_victim, p->pid);
	tree_lock();
	process_lock(p);
	s.vm = space_of(p);
	if (s.vm)
		vmspace_hold(s.vm);
	log_err("Out of memory: Killed process %d (%s) score:%ld", p->pid,
	    p->leader ? p->leader->name : "?", c.score);
	process_unlock(p);
	kill(p);
	tree_unlock();
	if (s.vm) {
		processes_visit(kill_sharer, &s);
		vmspace_drop(s.vm);
	}
	oom.reapable = s.all_end;
	oom.reaped = false;
	oom.tries = 0;
	return true;
}

/* Is there hope for the present victim's memory? */
static bool
still_dying(void) REQUIRES(oom.lock)
{
	struct process *p = oom.victim;
	struct vmspace *vm;
	bool hope = true;

	if (!p)
		return false;
	process_lock(p);
	vm = space_of(p);
	if (vm)
		vmspace_hold(vm);
	process_unlock(p);
	if (!vm) { /* it has just ended */
		oom.victim = NULL;
		process_put(p);
		return true;
	}
	if (oom.reapable && !oom.reaped)
		oom.reaped = vm_reap(vm);
	else
		hope = !oom.reaped && ++oom.tries < PATIENCE;
	vmspace_drop(vm);
	return hope;
}

bool
oom_end_process(void)
{
	bool ok = true;

	if (!mutex_trylock(&oom.lock))
		return true;
	if (!still_dying()) {
		if (oom.victim)
			process_put(oom.victim);
		oom.victim = NULL;
		ok = choose();
		if (ok)
			(void)still_dying();
	}
	mutex_unlock(&oom.lock);
	return ok;
}

void
oom_init(void)
{
	mutex_init(&oom.lock, LC_OOM);
}
