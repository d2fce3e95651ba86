/*
 * Out of memory: which process ends.
 *
 * The victim is the process with the most pages, as oom_score_adj weighs them,
 * but never process 1, nor one whose weight is -1000.  It gets SIGKILL, and with it
 * every process that runs in the same address space.
 *
 * What a process has is all that its end would give back, about: pages that it maps,
 * page tables, areas, kernel stacks, and what its open files and shared areas keep
 * though nobody maps it (pipes, files without a name).  The processes of a user
 * other than root answer for each other, with half of what the others have: else who
 * splits what he takes among many would be the last to end.
 *
 * It may hold, or wait for, what keeps it from ending: a lock whose holder waits
 * for the very memory.  So its memory is not waited for but taken from outside
 * (vm/oom.c:vm_reap), once all who run in the space are dying.  The rest comes when
 * it has ended; if not in time, or if it does not suffice, there is a next
 * victim: one process is chosen once.
 *
 * Life: choose() -> begin() -> [vm_reap()] -> the last thread has let go of all, or
 * patience ends.  One at a time, under oom.lock; whoever finds it taken just waits
 * and tries again for its page.
 *
 * Locking: oom.lock is only tried, since who wants memory may hold anything that
 * sleeps; but for who has reaped, and had it before.  It is never held for long.  For the same reason nothing here waits for a lock that sleeps, nor puts
 * a reference whose last one would: processes are gone through by number, spaces
 * are held, not used, and files looked at in their table.
 */
#include "vm/oom.h"
#include "abi/capability.h"
#include "abi/signal.h"
#include "arch/thread.h"
#include "cred/cred.h"
#include "cred/user.h"
#include "debug/log.h"
#include "fs/file.h"
#include "lib/string.h"
#include "mm/page.h"
#include "proc/internal.h"
#include "proc/visit.h"
#include "sched/mutex.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "time/clock.h"
#include "vm/vmspace.h"

/* Until a victim lets go of its space, and then of all; and until the next but one,
 * while one is late: many page tables take their time, and meanwhile others are not to
 * end one after the other. */
#define PATIENCE_NS     (200 * NSEC_PER_MSEC)
#define END_PATIENCE_NS (2 * NSEC_PER_SEC)
#define LATE_NS         NSEC_PER_SEC
/* So long no call of a user without rights asks after one was refused. */
#define REFUSED_NS (100 * NSEC_PER_MSEC)
#define USER_SHARE 2 /* of what his others have: one part in so many */

static struct {
	struct mutex lock;
	struct process *victim OWN_LOCK(lock); /* owned reference; NULL: none */
	struct process *late OWN_LOCK(lock);   /* one before it; the same */
	bool reapable OWN_LOCK(lock); /* all who run in its space are dying */
	bool reaped OWN_LOCK(lock);
	bool reaping OWN_LOCK(lock); /* somebody does, without the lock */
	ktime_t since OWN_LOCK(lock);
	u64 choice OWN_LOCK(lock);             /* its number */
	struct oom_victim last OWN_LOCK(lock); /* what was known of it then */
	ktime_t refused; /* [a] a call was not worth an end */
} oom;

void
oom_last_victim(struct oom_victim *v)
{
	mutex_lock(&oom.lock);
	*v = oom.last;
	mutex_unlock(&oom.lock);
}

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

/* --- What they have ------------------------------------------------------------- */

/* The pages of files that a space's shared areas keep, mapped or not. */
static u64
shared_pages(struct vmspace *vm) REQUIRES_SHARED(areas_role)
{
	u64 n = 0;

	for (struct vm_area *a = vm_area_find(vm, 0); a; a = vm_area_next(a)) {
		if (a->file && a->flags & VM_SHARED)
			n += min(file_pages(a->file),
			    (a->end - a->start) / PAGE_SIZE);
		sched_point();
	}
	return n;
}

static u64
space_pages(struct vmspace *vm)
{
	u64 n = atomic_load(&vm->rss_anon) + atomic_load(&vm->pt.ntables);
	u64 files = atomic_load(&vm->rss_file);

	if (vm_read_trylock(vm)) {
		files = max(files, shared_pages(vm));
		n += vm->nareas * sizeof(struct vm_area) / PAGE_SIZE;
		vm_read_unlock(vm);
	}
	return n + files;
}

#define THREAD_PAGES (KSTACK_SIZE / PAGE_SIZE + 1) /* with the FPU's state */

/* All that the end of p would free, about. */
static u64
process_pages(struct process *p, struct thread *t)
{
	struct vmspace *vm;
	u64 n;

	process_lock(p);
	n = p->nthreads * THREAD_PAGES;
	vm = space_of(p);
	if (vm)
		vmspace_hold(vm);
	process_unlock(p);
	if (!vm)
		return 0;
	n += space_pages(vm);
	vmspace_drop(vm);
	thread_add_file_pages(t, &n);
	return n;
}

static bool
may_end(struct process *p)
{
	bool may;

	tree_lock();
	may = p != init_process && !p->zombie && !p->oom_chosen &&
	    atomic_load(&p->oom_score_adj) != OOM_SCORE_ADJ_MIN;
	tree_unlock();
	return may;
}

/* Counts what p has, for itself and for its user. */
static void
weigh(struct process *p, struct thread *t, struct user *u) REQUIRES(oom.lock)
{
	if (u->oom_choice != oom.choice)
		u->oom_pages = 0;
	u->oom_choice = oom.choice;
	p->oom_pages = may_end(p) ? process_pages(p, t) : 0;
	u->oom_pages += p->oom_pages;
}

/* --- Who ends --------------------------------------------------------------------- */

struct candidate {
	struct process *p; /* owned reference, or NULL */
	struct user *user; /* owned reference */
	s64 score;
};

/* Is it worse than those before? */
static void
compare(struct process *p, struct user *u, struct candidate *c)
    REQUIRES(oom.lock)
{
	s64 own = (s64)p->oom_pages, all = (s64)u->oom_pages, score;
	struct page_stats st;

	if (!own)
		return;
	page_stats_read(&st);
	score = own +
	    (s64)atomic_load(&p->oom_score_adj) * (s64)st.total / 1000;
	if (u != &root_user && all > own)
		score += (all - own) / USER_SHARE;
	score = max(score, (s64)1);
	if (score <= c->score)
		return;
	if (c->p) {
		process_put(c->p);
		user_put(c->user);
	}
	process_get(p);
	user_get(u);
	*c = (struct candidate){ p, u, score };
}

/* Weighs all processes, or compares them if c. */
static void
go_through(struct candidate *c) REQUIRES(oom.lock)
{
	struct process *p;
	struct thread *t;
	struct user *u;
	pid_t pid;

	for (pid = 1; (p = process_next(pid)); pid++) {
		pid = p->pid;
		t = process_thread_get(p);
		if (t) {
			u = thread_user_get(t);
			if (c)
				compare(p, u, c);
			else
				weigh(p, t, u);
			user_put(u);
			thread_put(t);
		}
		process_put(p);
		sched_point();
	}
}

/* May c end for the current thread?  A system call can fail: that of a user without
 * rights is worth the end of one only who has more, and is not root. */
static bool
is_worth_it(const struct candidate *c, enum oom_for why) REQUIRES(oom.lock)
{
	const struct user *me = current_user();

	if (why == OOM_FAULT || capable(CAP_SYS_RESOURCE))
		return true;
	return c->user != &root_user && c->user != me &&
	    c->user->oom_pages >
	    (me->oom_choice == oom.choice ? me->oom_pages : 0);
}

/* Ends p. */
static void
kill(struct process *p) REQUIRES(tree_role)
{
	struct siginfo info = { .si_signo = SIGKILL, .si_code = SI_KERNEL };

	p->oom_chosen = true;
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

/* Ends p and who runs in its space. => holds: a reference to p, which passes */
static void
begin(struct process *p, s64 score) REQUIRES(oom.lock)
{
	struct sharers s = { NULL, true };

	oom.victim = p;
	tree_lock();
	process_lock(p);
	oom.last.pid = p->pid;
	oom.last.npages = p->oom_pages;
	strscpy(oom.last.name, p->leader ? p->leader->name : "?",
	    sizeof(oom.last.name));
	s.vm = space_of(p);
	if (s.vm)
		vmspace_hold(s.vm);
	log_err("Out of memory: Killed process %d (%s) score:%ld", p->pid,
	    p->leader ? p->leader->name : "?", score);
	process_unlock(p);
	kill(p);
	tree_unlock();
	if (s.vm) {
		processes_visit(kill_sharer, &s);
		vmspace_drop(s.vm);
	}
	oom.reapable = s.all_end;
	oom.reaped = false;
	oom.since = clock_monotonic();
}

/* => returns: false: there is nobody to end */
static bool
choose(enum oom_for why) REQUIRES(oom.lock)
{
	struct candidate c = { NULL, NULL, 0 };
	bool ok;

	oom.choice++;
	go_through(NULL);
	go_through(&c);
	if (!c.p)
		return false;
	ok = is_worth_it(&c, why);
	user_put(c.user);
	if (ok) {
		begin(c.p, c.score);
	} else {
		atomic_store(&oom.refused, clock_monotonic());
		process_put(c.p);
	}
	return ok;
}

static bool
has_ended(struct process *p)
{
	bool ended;

	process_lock(p);
	ended = !p->nthreads;
	process_unlock(p);
	return ended;
}

/* A space may be large, and sparse: others go on with their tries meanwhile. */
static void
reap_space(struct vmspace *vm) REQUIRES(oom.lock)
{
	bool ok;

	oom.reaping = true;
	mutex_unlock(&oom.lock);
	ok = vm_reap(vm);
	mutex_lock(&oom.lock);
	oom.reaping = false;
	if (ok) { /* of the same: nobody chooses while it goes on */
		oom.reaped = true;
		oom.since = clock_monotonic();
	}
}

/* Takes what can be had of the victim at once. => returns: it has a space still */
static bool
reap(void) REQUIRES(oom.lock)
{
	struct process *p = oom.victim;
	struct vmspace *vm;

	process_lock(p);
	vm = space_of(p);
	if (vm)
		vmspace_hold(vm);
	process_unlock(p);
	if (!vm)
		return false;
	if (oom.reapable && !oom.reaped)
		reap_space(vm);
	vmspace_drop(vm);
	return true;
}

/* The process in *slot is no longer waited for, if it has ended. */
static bool
forget_ended(struct process **slot) REQUIRES(oom.lock)
{
	if (!*slot || !has_ended(*slot))
		return false;
	process_put(*slot);
	*slot = NULL;
	return true;
}

/* Is there hope for the memory of the present victim, or of one that is late? */
static bool
still_dying(void) REQUIRES(oom.lock)
{
	ktime_t patience = LATE_NS;

	if (oom.reaping)
		return true;
	if (oom.victim)
		patience = reap() ? PATIENCE_NS : END_PATIENCE_NS;
	if (forget_ended(&oom.victim) || forget_ended(&oom.late))
		return true;
	if (!oom.victim && !oom.late)
		return false;
	if (clock_monotonic() < oom.since + patience)
		return true;
	if (oom.victim) {
		if (oom.late)
			process_put(oom.late);
		oom.late = oom.victim;
		oom.victim = NULL;
	}
	return false;
}

bool
oom_end_process(enum oom_for why)
{
	bool ok = true;

	/* Many who ask again and again would always have the lock. */
	if (why == OOM_CALL && !capable(CAP_SYS_RESOURCE) &&
	    clock_monotonic() < atomic_load(&oom.refused) + REFUSED_NS)
		return false;
	if (!mutex_trylock(&oom.lock))
		return true;
	if (!still_dying()) {
		ok = choose(why);
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
