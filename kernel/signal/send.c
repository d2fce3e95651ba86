/*
 * Generating signals.
 *
 * Each pending set is a word of bits plus a queue of details.  A standard
 * signal is pending once, whatever is sent; real-time signals queue each time.
 * When no memory is left for details the bit alone is set (real-time signals
 * from sigqueue() then fail with -EAGAIN at the caller).
 *
 * SIGCONT and the stop signals undo each other when generated, blocked or not
 * (POSIX XSH 2.4.3); SIGKILL and SIGCONT also wake stopped threads.
 */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/poll.h"
#include "arch/trap.h"
#include "cred/cred.h"
#include "cred/user.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "proc/access.h"
#include "proc/jobs.h"
#include "proc/process.h"
#include "proc/visit.h"
#include "sched/sched.h"
#include "signal/internal.h"

static struct slab_cache entry_cache = SLAB_CACHE("sigentry", struct sigentry);
static struct slab_cache actions_cache = SLAB_CACHE("sigactions",
    struct sigactions);

#define STOP_SIGNALS                                              \
	(SIG_BIT(SIGSTOP) | SIG_BIT(SIGTSTP) | SIG_BIT(SIGTTIN) | \
	    SIG_BIT(SIGTTOU))
/* Never kept twice, and shown before asynchronous ones. */
#define SYNC_SIGNALS                                            \
	(SIG_BIT(SIGSEGV) | SIG_BIT(SIGBUS) | SIG_BIT(SIGILL) | \
	    SIG_BIT(SIGTRAP) | SIG_BIT(SIGFPE) | SIG_BIT(SIGSYS))

enum sig_default
signal_default(int sig)
{
	static const u8 table[NSIG] = {
#define SIGNAL(number, name, action, text) [number] = SIGDFL_##action,
#include "abi/signals.def"
#undef SIGNAL
	};

	return table[sig];
}

/* --- Actions ---------------------------------------------------------------- */

struct sigactions *
sigactions_create(struct sigactions *from)
{
	struct sigactions *a = slab_alloc(&actions_cache);

	if (!a)
		return NULL;
	memset(a->action, 0, sizeof(a->action));
	ref_init(&a->refs, 1);
	spin_init(&a->lock, LC_SIGACTIONS);
	spin_unshared(&a->lock);
	a->touched = 0;
	if (from) {
		irqflags_t flags = spin_lock_irqsave(&from->lock);

		a->touched = from->touched;
		for (u64 set = a->touched; set; set &= set - 1) {
			int sig = __builtin_ctzl(set) + 1;

			a->action[sig] = from->action[sig];
		}
		spin_unlock_irqrestore(&from->lock, flags);
	}
	return a;
}

void
sigactions_put(struct sigactions *a)
{
	if (ref_put(&a->refs))
		slab_free(&actions_cache, a);
}

void
sigactions_reset_caught(struct sigactions *a)
{
	irqflags_t flags = spin_lock_irqsave(&a->lock);

	for (u64 set = a->touched; set; set &= set - 1) {
		int sig = __builtin_ctzl(set) + 1;
		bool ignored = a->action[sig].handler == KERNEL_SIG_IGN;
		struct kernel_sigaction new = {
			.handler = ignored ? KERNEL_SIG_IGN : KERNEL_SIG_DFL
		};

		sigaction_set(a, sig, &new);
		if (!ignored)
			a->touched &= ~SIG_BIT(sig);
	}
	spin_unlock_irqrestore(&a->lock, flags);
}

bool
signal_is_ignored_locked(struct process *p, int sig)
{
	enum sig_default d = signal_default(sig);
	unsigned long h;

	h = atomic_load(&p->sigactions->action[sig].handler);
	if (h == KERNEL_SIG_IGN)
		return true;
	if (h != KERNEL_SIG_DFL)
		return false;
	/* Init dies of nothing that it does not handle, but its own faults. */
	if (p == init_process && sig != SIGCHLD && d != SIGDFL_STOP &&
	    !p->forced)
		return true;
	return d == SIGDFL_IGN || d == SIGDFL_CONT;
}

/* --- Queues ------------------------------------------------------------------- */

static void
entry_free(struct sigentry *e)
{
	user_uncharge(e->user, USER_SIGNALS, 1);
	user_put(e->user);
	slab_free(&entry_cache, e);
}

/* For the details of a signal to t. Those of standard signals by the kernel or
 * by kill(), of which each is queued once, have no limit.
 * => returns: NULL: no room */
static struct sigentry *
entry_alloc(const struct thread *t, const struct siginfo *info)
{
	const struct rlimit *limit =
	    &t->process->limits.limit[RLIMIT_SIGPENDING];
	u64 max = info->si_signo < SIGRTMIN && info->si_code >= 0 ?
	    UINT64_MAX :
	    atomic_load(&limit->rlim_cur);
	struct user *u = thread_user_get(t);
	struct sigentry *e = NULL;

	if (user_charge(u, USER_SIGNALS, 1, max)) {
		e = slab_alloc(&entry_cache);
		if (e) {
			e->user = u;
			e->timer = NULL;
		} else {
			user_uncharge(u, USER_SIGNALS, 1);
		}
	}
	if (!e)
		user_put(u);
	return e;
}

/* It is not pending any more, and was not taken. */
static void
entry_removed(struct process *p, struct sigentry *e) REQUIRES(signal_role)
{
	if (!e->timer) {
		entry_free(e);
		return;
	}
	e->queued = false;
	if (e->repeats)
		list_add_tail(&p->sigignored, &e->node);
}

static void
queue_remove(struct process *p, u64 *set, struct list *queue, u64 which)
    REQUIRES(signal_role)
{
	struct sigentry *e, *next;

	if (!(*set & which))
		return;
	atomic_store(set, *set & ~which);
	if (which & SIG_BIT(SIGALRM))
		alarm_resume(p);
	list_for_each_safe(e, next, queue, node)
		if (SIG_BIT(e->info.si_signo) & which) {
			list_remove(&e->node);
			entry_removed(p, e);
		}
}

/* e: the details of a timer's signal, which others do not replace; NULL: of any other.
 * => errors: -EAGAIN: no room for the details of a queued real-time signal */
static __forceinline int
queue_add(const struct thread *t, u64 *set, struct list *queue,
    const struct siginfo *info, struct sigentry *e) REQUIRES(signal_role)
{
	int sig = info->si_signo;

	if (unlikely(e)) {
		e->queued = true;
		atomic_store(set, *set | SIG_BIT(sig));
		list_add_tail(queue, &e->node);
		return 0;
	}
	if (sig < SIGRTMIN && (*set & SIG_BIT(sig)))
		return 0;
	e = entry_alloc(t, info);
	if (!e && sig >= SIGRTMIN && info->si_code < 0)
		return -EAGAIN;
	atomic_store(set, *set | SIG_BIT(sig));
	if (!e)
		return 0;
	e->info = *info;
	list_add_tail(queue, &e->node);
	return 0;
}

static void
entry_taken(struct sigentry *e, struct siginfo *info) REQUIRES(signal_role)
{
	e->queued = false;
	e->info.u.timer.overrun = 0;
	ptimer_taken(e->timer, info);
}

/* Takes the details of the first signal `sig`; the bit stays while more are
 * queued. */
static void
queue_take(struct process *p, u64 *set, struct list *queue, int sig,
    struct siginfo *info) REQUIRES(signal_role)
{
	struct sigentry *e, *next, *found = NULL;
	bool more = false;

	list_for_each_safe(e, next, queue, node) {
		if (e->info.si_signo != sig)
			continue;
		if (found) {
			more = true;
			break;
		}
		found = e;
	}
	if (sig == SIGALRM)
		alarm_resume(p);
	if (!more)
		atomic_store(set, *set & ~SIG_BIT(sig));
	if (found) {
		list_remove(&found->node);
		*info = found->info;
		if (unlikely(found->timer))
			entry_taken(found, info);
		else
			entry_free(found);
	} else {
		*info = (struct siginfo){ .si_signo = sig };
	}
}

int
signal_dequeue_locked(struct thread *t, u64 set, struct siginfo *info)
{
	struct process *p = t->process;
	u64 own, shared, first;
	int sig;

	own = t->sigpending & set;
	shared = p->sigpending & set;
	first = own & SYNC_SIGNALS;
	if (!(own | shared))
		return 0;
	if (!first)
		first = own ? own : shared;
	sig = __builtin_ctzl(first) + 1;
	if (own & SIG_BIT(sig))
		queue_take(p, &t->sigpending, &t->sigqueue, sig, info);
	else
		queue_take(p, &p->sigpending, &p->sigqueue, sig, info);
	return sig;
}

void
signal_flush_thread_locked(struct thread *t)
{
	queue_remove(t->process, &t->sigpending, &t->sigqueue, ~0UL);
}

void
signal_flush_process_locked(struct process *p)
{
	queue_remove(p, &p->sigpending, &p->sigqueue, ~0UL);
}

/* From all queues of a process. */
static void
remove_all(struct process *p, u64 which) REQUIRES(signal_role)
{
	struct thread *t;

	queue_remove(p, &p->sigpending, &p->sigqueue, which);
	process_lock(p);
	list_for_each(t, &p->threads, process_node)
		queue_remove(p, &t->sigpending, &t->sigqueue, which);
	process_unlock(p);
}

void
signal_drop_ignored(struct process *p, int sig)
{
	signal_lock(p);
	if (signal_is_ignored_locked(p, sig))
		remove_all(p, SIG_BIT(sig));
	signal_unlock(p);
}

/* --- Waking who should take it -------------------------------------------------- */

static void
wake_for(struct thread *t, int sig) REQUIRES(signal_role, process_role)
{
	/* It does not wait to be delivered: the process is ending from here on,
	 * so that a thread in the kernel gives up what it does. */
	if (sig == SIGKILL) {
		signal_begin_exit(t->process, SIGKILL);
		return;
	}
	thread_notify(t, WORK_SIGNAL);
	thread_wake_states(t, STATE_BIT(THREAD_SLEEPING_INTR));
}

static bool
wants(const struct thread *t, int sig)
{
	return !(READ_ONCE(t->sigmask) & SIG_BIT(sig)) || sig == SIGKILL;
}

/* One that does not block sig, or NULL, which is noted, first: who opens it while
 * this looks is seen, or sees the note. */
static struct thread *
search_thread(struct process *p, int sig) REQUIRES(process_role)
{
	struct thread *t;

	(void)atomic_fetch_or(&p->sigclosed, SIG_BIT(sig));
	list_for_each(t, &p->threads, process_node)
		if (!(READ_ONCE(t->sigmask) & SIG_BIT(sig))) {
			atomic_and(&p->sigclosed, ~SIG_BIT(sig));
			return t;
		}
	return NULL;
}

/* A thread of p that does not block sig: the one that runs now if it may. */
static struct thread *
pick_thread(struct process *p, int sig) REQUIRES(process_role)
{
	struct thread *first, *me = current();

	if (me->process == p && wants(me, sig))
		return me;
	first = list_first(&p->threads, struct thread, process_node);
	if (wants(first, sig))
		return first;
	if (atomic_load(&p->sigclosed) & SIG_BIT(sig))
		return NULL;
	return search_thread(p, sig);
}

/* What a signal does by being generated. */
static void
side_effects(struct process *p, int sig) REQUIRES(signal_role)
{
	if (SIG_BIT(sig) & STOP_SIGNALS) {
		remove_all(p, SIG_BIT(SIGCONT));
	} else if (sig == SIGCONT) {
		remove_all(p, STOP_SIGNALS);
		signal_end_stop(p);
	}
}

/* Does anybody wait for the signal itself, with sigtimedwait()? */
static bool
is_waited_for(struct process *p, const struct thread *only, int sig)
    REQUIRES(process_role)
{
	struct thread *t;

	if (only)
		return READ_ONCE(only->sigwait) & SIG_BIT(sig);
	if (!atomic_load(&p->nsigwaits))
		return false;
	list_for_each(t, &p->threads, process_node)
		if (READ_ONCE(t->sigwait) & SIG_BIT(sig))
			return true;
	return false;
}

/* Can the signal vanish at once?  A blocked one is kept: its action may
 * change before it is unblocked.  One that is only unblocked to be waited for
 * counts as blocked. */
static bool
vanishes(struct process *p, const struct thread *t, int sig)
    REQUIRES(signal_role, process_role)
{
	if (!signal_is_ignored_locked(p, sig) || is_waited_for(p, t, sig))
		return false;
	return t ? wants(t, sig) : pick_thread(p, sig) != NULL;
}

void
signal_hand_on_locked(struct process *p, u64 set)
{
	u64 left = p->sigpending & set;
	struct thread *t;

	if (!left || p->exiting)
		return;
	process_lock(p);
	list_for_each(t, &p->threads, process_node) {
		u64 open = left & ~READ_ONCE(t->sigmask);

		if (t == current() || !open)
			continue;
		thread_notify(t, WORK_SIGNAL);
		thread_wake_states(t, STATE_BIT(THREAD_SLEEPING_INTR));
		left &= ~open;
		if (!left)
			break;
	}
	process_unlock(p);
}

static void
wake_watches(struct process *p, int sig) REQUIRES(signal_role)
{
	struct signal_watch *w;

	list_for_each(w, &p->sigwatches, node)
		if (atomic_load(w->set) & SIG_BIT(sig))
			wake_events(w->waitq, POLLIN);
}

/* Makes it pending, for one thread or any, and wakes who should take it.
 * => returns: 1: it has vanished; 0; -EAGAIN */
static __forceinline int
generate(struct process *p, struct thread *only, const struct siginfo *info,
    struct sigentry *e) REQUIRES(signal_role)
{
	int sig = info->si_signo, err = 1;
	struct thread *t = only;

	side_effects(p, sig);
	process_lock(p);
	if (!vanishes(p, only, sig)) {
		if (only)
			err = queue_add(only, &only->sigpending,
			    &only->sigqueue, info, e);
		else
			err = queue_add(list_first(&p->threads, struct thread,
					    process_node),
			    &p->sigpending, &p->sigqueue, info, e);
		memory_barrier(); /* see signal_set_mask() */
		if (!only && !err)
			t = pick_thread(p, sig);
		if (t && !err && (!only || wants(t, sig)))
			wake_for(t, sig);
	}
	process_unlock(p);
	if (unlikely(!list_empty(&p->sigwatches)) && !err)
		wake_watches(p, sig);
	return err;
}

int
signal_send_process(struct process *p, const struct siginfo *info)
{
	int err = 0;

	signal_lock(p);
	/* A zombie's queue would never be emptied. */
	if (atomic_load(&p->nthreads))
		err = generate(p, NULL, info, NULL);
	signal_unlock(p);
	return min(err, 0);
}

int
signal_send_thread(struct thread *t, const struct siginfo *info)
{
	struct process *p = t->process;
	int err = -ESRCH;

	signal_lock(p);
	/* It leaves its process under both locks. */
	if (!list_empty(&t->process_node))
		err = generate(p, t, info, NULL);
	signal_unlock(p);
	return min(err, 0);
}

void
signal_send_kernel(struct process *p, int sig)
{
	struct siginfo info = { .si_signo = sig, .si_code = SI_KERNEL };

	signal_send_process(p, &info);
}

/* --- Of timers -------------------------------------------------------------------- */

struct sigentry *
signal_entry_create(void)
{
	const struct siginfo info = { .si_signo = SIGRTMIN,
		.si_code = SI_TIMER };
	struct sigentry *e = entry_alloc(current(), &info);

	if (e) {
		list_init(&e->node);
		e->queued = false;
	}
	return e;
}

void
signal_entry_set(struct sigentry *e, const struct siginfo *info,
    struct ptimer *timer)
{
	e->info = *info;
	e->timer = timer;
}

const struct siginfo *
signal_entry_info(const struct sigentry *e)
{
	return &e->info;
}

void
signal_entry_put(struct process *p, struct sigentry *e)
{
	signal_lock(p);
	e->timer = NULL;
	if (!e->queued) {
		if (!list_empty(&e->node))
			list_remove(&e->node);
		entry_free(e);
	}
	signal_unlock(p);
}

void
signal_send_entry(struct process *p, struct thread *t, struct sigentry *e,
    bool repeats)
{
	signal_lock(p);
	if (t ? list_empty(&t->process_node) : !atomic_load(&p->nthreads))
		goto unlock;
	e->repeats = repeats;
	if (e->queued) {
		e->info.u.timer.overrun += e->info.u.timer.overrun < INT32_MAX;
		goto unlock;
	}
	if (!list_empty(&e->node))
		list_remove(&e->node);
	if (generate(p, t, &e->info, e) == 1 && repeats)
		list_add_tail(&p->sigignored, &e->node);
unlock:
	signal_unlock(p);
}

void
signal_heed(struct process *p, int sig)
{
	struct sigentry *e;

	if (likely(list_empty(&p->sigignored)) ||
	    signal_is_ignored_locked(p, sig))
		return;
	list_for_each(e, &p->sigignored, node)
		if (e->info.si_signo == sig)
			ptimer_heeded(e->timer);
}

static void
flush_timers(u64 *set, struct list *queue) REQUIRES(signal_role)
{
	u64 kept = 0, gone = 0;
	struct sigentry *e, *next;

	list_for_each_safe(e, next, queue, node) {
		if (e->info.si_code != SI_TIMER) {
			kept |= SIG_BIT(e->info.si_signo);
			continue;
		}
		gone |= SIG_BIT(e->info.si_signo);
		list_remove(&e->node);
		entry_free(e);
	}
	atomic_store(set, *set & ~(gone & ~kept));
}

void
signal_flush_timers(void)
{
	struct thread *t = current();
	struct process *p = t->process;

	signal_lock(p);
	flush_timers(&p->sigpending, &p->sigqueue);
	flush_timers(&t->sigpending, &t->sigqueue);
	signal_unlock(p);
	signal_recheck();
}

/* Unblocks and un-ignores sig for the current thread, so that it is taken. */
static void
force(const struct siginfo *info, bool fatal)
{
	struct thread *t = current();
	struct process *p = t->process;
	const struct kernel_sigaction unhandled = { .handler = KERNEL_SIG_DFL };
	bool blocked = t->sigmask & SIG_BIT(info->si_signo);
	struct kernel_sigaction *act;

	signal_lock(p);
	act = &p->sigactions->action[info->si_signo];
	spin_lock(&p->sigactions->lock);
	if (fatal || blocked || act->handler == KERNEL_SIG_IGN)
		sigaction_set(p->sigactions, info->si_signo, &unhandled);
	p->forced |= act->handler == KERNEL_SIG_DFL;
	spin_unlock(&p->sigactions->lock);
	t->sigmask &= ~SIG_BIT(info->si_signo);
	atomic_and(&p->sigclosed, ~SIG_BIT(info->si_signo));
	queue_remove(p, &t->sigpending, &t->sigqueue, SIG_BIT(info->si_signo));
	(void)queue_add(t, &t->sigpending, &t->sigqueue, info, NULL);
	atomic_or(&t->work, WORK_SIGNAL);
	signal_unlock(p);
}

void
signal_force(int sig, int code, vaddr_t addr)
{
	struct siginfo info = { .si_signo = sig, .si_code = code };

	info.u.fault.addr = addr;
	force(&info, false);
}

void
signal_force_fatal(int sig)
{
	struct siginfo info = { .si_signo = sig, .si_code = SI_KERNEL };

	force(&info, true);
}

void
signal_trap(struct regs *r, int signo, int code, vaddr_t addr, unsigned vector)
{
	struct thread *t = current();

	t->trap_vector = vector;
	t->trap_error = r->orig_rax;
	t->trap_addr = addr;
	if (signo == SIGKILL) /* out of memory: on its way already */
		return;
	signal_force(signo, code, addr);
}

/* --- Many at once, and permission ------------------------------------------------- */

bool
signal_allowed(struct process *to, int sig)
{
	const struct cred *c = current_cred();
	struct process *me = current_process();
	const struct cred *other;
	bool ok = to == me || capable(CAP_KILL);

	if (ok || (sig == SIGCONT && me && process_sid(to) == process_sid(me)))
		return true;
	rcu_section_begin();
	other = process_cred_peek(to);
	ok = other &&
	    (c->euid == other->suid || c->euid == other->uid ||
		c->uid == other->suid || c->uid == other->uid);
	rcu_section_end();
	return ok;
}

/* One signal for many. */
struct shot {
	const struct siginfo *info;
	int result;
};

static void
send_to_member(struct process *p, void *arg) REQUIRES(tree_role)
{
	struct shot *s = arg;

	if (!signal_allowed(p, s->info->si_signo)) {
		if (s->result == -ESRCH)
			s->result = -EPERM;
		return;
	}
	/* What has ended is there until it was waited for. */
	if (s->info->si_signo && !p->zombie)
		signal_send_process(p, s->info);
	s->result = 0;
}

int
signal_send_group(pid_t pgid, const struct siginfo *info)
{
	struct shot s = { info, -ESRCH };

	pgrp_visit(pgid, send_to_member, &s);
	return s.result;
}

static void
send_from_kernel(struct process *p, void *arg) REQUIRES(tree_role)
{
	if (!p->zombie)
		signal_send_kernel(p, *(const int *)arg);
}

void
signal_send_pgrp(struct pgrp *g, int sig)
{
	pgrp_visit_held(g, send_from_kernel, &sig);
}

static void
send_to_any(struct process *p, void *arg) REQUIRES(tree_role)
{
	struct shot *s = arg;
	int err;

	if (p == init_process || p == current_process())
		return;
	/* As Linux: that somebody is there is enough, allowed or not. */
	if (s->result == -ESRCH)
		s->result = 0;
	if (p->zombie || !s->info->si_signo ||
	    !signal_allowed(p, s->info->si_signo))
		return;
	err = signal_send_process(p, s->info);
	if (err)
		s->result = err;
}

int
signal_send_all(const struct siginfo *info)
{
	struct shot s = { info, -ESRCH };

	processes_visit(send_to_any, &s);
	return s.result;
}
