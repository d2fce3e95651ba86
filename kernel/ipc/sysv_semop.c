/*
 * Operations on System V semaphores: doing them, and waiting until they can be done.
 *
 * A call's operations are done together or not at all.  What cannot be done waits in
 * the list of one semaphore: the one of its first operation that is stopped, as long as
 * that is not larger, or not zero.  Whatever happens to others, it stays stopped; so a
 * change of a semaphore concerns only those in its own list, and independent
 * semaphores of one set do not slow each other down.
 *
 * Who changes a semaphore does what has become possible by that, for those who wait
 * (sem_settle), and each of these is a change again.  A sleeper is told the result
 * when it is over; it takes no lock then.  The order is Linux's:
 *  1. when a semaphore becomes zero, calls that only wait for that, all of them;
 *  2. of those that change something, the one that came first, again and again.
 * Who comes anew does not wait behind sleepers: if he can do what he wants, he does.
 *
 * Every call has a ticket; lists are in the order of tickets, and of the lists of
 * semaphores that have changed the lowest ticket that was not tried since then is
 * the next (`at` is where each list has come to).
 *
 * Locking: all under the lock of the set, a sleeping one: a program may have many
 * threads wait, and loops here are as long; they look at the scheduler.
 */
#include "abi/errno.h"
#include "ipc/sysv_sem_internal.h"
#include "sched/restart.h"
#include "sched/sched.h"

#define LOOK_EACH 32 /* sleepers between looks at the scheduler */

static inline struct sem_sleeper *
sleeper(struct list *node)
{
	return container_of(node, struct sem_sleeper, wait.node);
}

/* --- Doing --- */

/* => returns: as sem_try() */
static inline int
try_one(const struct sembuf *op, struct sem *sem, struct sem_undo *undo)
{
	s32 value = sem->value + op->sem_op, adjust;

	if ((!op->sem_op && sem->value) || value < 0)
		return op->sem_flg & IPC_NOWAIT ? -EAGAIN : IPC_WAITING;
	if (value > SEMVMX)
		return -ERANGE;
	if (op->sem_flg & SEM_UNDO) {
		adjust = undo->adjust[op->sem_num] - op->sem_op;
		if (adjust < -SEMAEM - 1 || adjust > SEMAEM)
			return -ERANGE;
		undo->adjust[op->sem_num] = (s16)adjust;
	}
	sem->value = value;
	return 0;
}

static void
take_back(struct sem_set *set, const struct sem_sleeper *s, unsigned n)
    REQUIRES(ipc_role)
{
	while (n--) {
		const struct sembuf *op = &s->ops[n];

		set->sems[op->sem_num].value -= op->sem_op;
		if (op->sem_flg & SEM_UNDO)
			s->undo->adjust[op->sem_num] += op->sem_op;
	}
}

int
sem_try(struct sem_set *set, struct sem_sleeper *s)
{
	unsigned i;
	int err = 0;

	if (likely(s->n == 1)) {
		struct sem *sem = &set->sems[s->ops->sem_num];

		err = try_one(s->ops, sem, s->undo);
		s->stopped_by = 0;
		if (!err)
			sem->pid = s->wait.pid;
		return err;
	}
	for (i = 0; i < s->n; i++) {
		err = try_one(&s->ops[i], &set->sems[s->ops[i].sem_num],
		    s->undo);
		if (err)
			break;
	}
	if (err) {
		s->stopped_by = i;
		take_back(set, s, i);
		return err;
	}
	for (i = 0; i < s->n; i++)
		set->sems[s->ops[i].sem_num].pid = s->wait.pid;
	return 0;
}

/* --- Waiting lists --- */

static bool
waits_for_zero(const struct sem_sleeper *s)
{
	return !s->ops[s->stopped_by].sem_op;
}

/* Puts it where it belongs by its ticket: mostly it is the last. */
static void
enter_list(struct sem_set *set, struct sem_sleeper *s) REQUIRES(ipc_role)
{
	struct sem *sem = &set->sems[s->ops[s->stopped_by].sem_num];
	struct list *list = waits_for_zero(s) ? &sem->zero : &sem->more;
	struct list *after = list->prev;

	for (unsigned n = 1;
	     after != list && sleeper(after)->ticket > s->ticket;
	     after = after->prev, n++)
		if (n % LOOK_EACH == 0)
			sched_point();
	list_add_head(after, &s->wait.node);
}

static void
end_wait(struct sem_sleeper *s, int result)
{
	list_remove(&s->several_node);
	ipc_wake(&s->wait, result);
}

/* --- Those who may go on --- */

static void done(struct sem_set *set, const struct sem_sleeper *s)
    REQUIRES(ipc_role);

/* It was stopped, and is tried again. => returns: was it done? */
static bool
try_again(struct sem_set *set, struct sem_sleeper *s) REQUIRES(ipc_role)
{
	int err = sem_try(set, s);

	list_remove(&s->wait.node);
	if (err == IPC_WAITING) {
		enter_list(set, s);
		return false;
	}
	if (!err && s->alters)
		done(set, s);
	end_wait(s, err);
	return !err;
}

/* Those that wait for a semaphore to be zero, and change nothing.
 * => returns: was any done? */
static bool
settle_constant(struct sem_set *set, struct sem *sem) REQUIRES(ipc_role)
{
	struct list *at, *next;
	unsigned n = 0;
	bool any = false;

	for (at = sem->zero.next; at != &sem->zero; at = next) {
		next = at->next;
		if (!sleeper(at)->alters)
			any |= try_again(set, sleeper(at));
		if (++n % LOOK_EACH == 0)
			sched_point();
	}
	return any;
}

/* Who could go on now, of those who wait for a semaphore. */
static struct list *
list_of(struct sem *sem)
{
	return sem->value ? &sem->more : &sem->zero;
}

void
sem_changed(struct sem_set *set, u32 number)
{
	struct sem *sem = &set->sems[number];
	struct list *list = list_of(sem);

	if (!sem->value && settle_constant(set, sem))
		set->otime = ipc_now();
	sem->at = list->next;
	if (sem->next || list_empty(list))
		return;
	sem->next = set->changed;
	set->changed = number + 1;
}

/* What a call has done. */
static void
done(struct sem_set *set, const struct sem_sleeper *s)
{
	for (unsigned i = 0; i < s->n; i++) {
		const struct sembuf *op = &s->ops[i];
		const struct sem *sem = &set->sems[op->sem_num];

		if (!sem->next && list_empty(&sem->zero) &&
		    list_empty(&sem->more))
			continue;
		/* Who waits for more gets it by an addition alone. */
		if (op->sem_op > 0 || (op->sem_op && !sem->value))
			sem_changed(set, op->sem_num);
	}
}

/* The next that is to be tried, or NULL. */
static struct sem_sleeper *
next_candidate(struct sem_set *set) REQUIRES(ipc_role)
{
	struct sem *from = NULL;
	u32 number;

	for (number = set->changed; number != SEM_LAST;) {
		struct sem *sem = &set->sems[number - 1];

		if (sem->at != list_of(sem) &&
		    (!from ||
			sleeper(sem->at)->ticket < sleeper(from->at)->ticket))
			from = sem;
		number = sem->next;
	}
	if (!from)
		return NULL;
	from->at = from->at->next;
	return sleeper(from->at->prev);
}

bool
sem_settle(struct sem_set *set)
{
	struct sem_sleeper *s;
	bool any = false;

	while ((s = next_candidate(set))) {
		any |= try_again(set, s);
		sched_point();
	}
	while (set->changed != SEM_LAST) {
		struct sem *sem = &set->sems[set->changed - 1];

		set->changed = sem->next;
		sem->next = 0;
	}
	return any;
}

static void
wake_list(struct list *sleepers, int result)
{
	while (!list_empty(sleepers)) {
		end_wait(sleeper(sleepers->next), result);
		sched_point();
	}
}

void
sem_wake_all(struct sem_set *set)
{
	for (u32 i = 0; i < set->n; i++) {
		wake_list(&set->sems[i].zero, -EIDRM);
		wake_list(&set->sems[i].more, -EIDRM);
		if (i % LOOK_EACH == 0)
			sched_point();
	}
}

/* --- semop(2) --- */

/* What the operations are, together. */
struct summary {
	unsigned highest; /* number of a semaphore */
	bool alters, undoes;
};

static struct summary
sum_up(const struct sembuf *ops, unsigned n)
{
	struct summary sum = { 0 };

	for (unsigned i = 0; i < n; i++) {
		sum.highest = max(sum.highest, (unsigned)ops[i].sem_num);
		sum.alters |= ops[i].sem_op != 0;
		sum.undoes |= (ops[i].sem_flg & SEM_UNDO) != 0;
	}
	return sum;
}

static int
check(const struct sem_set *set, const struct summary *sum) REQUIRES(ipc_role)
{
	if (set->object.removed)
		return -EIDRM;
	if (sum->highest >= set->n)
		return -EFBIG;
	return ipc_allows(&set->object, sum->alters ? IPC_WRITE : IPC_READ) ?
	    0 :
	    -EACCES;
}

static void
enqueue(struct sem_set *set, struct sem_sleeper *s) REQUIRES(ipc_role)
{
	ipc_sleeper_init(&s->wait);
	list_init(&s->several_node);
	s->ticket = ++set->tickets;
	enter_list(set, s);
	if (s->n > 1)
		list_add_tail(&set->several, &s->several_node);
}

/* => returns: as sem_try(); IPC_WAITING: it is in a list */
static int
begin(struct sem_set *set, struct sem_sleeper *s, const struct summary *sum)
    REQUIRES(ipc_role)
{
	int err = check(set, sum);

	if (!err && sum->undoes)
		err = sem_undo_get(set, &s->undo);
	if (!err)
		err = sem_try(set, s);
	if (err == IPC_WAITING) {
		enqueue(set, s);
	} else if (!err) {
		if (s->alters)
			done(set, s);
		if (set->changed != SEM_LAST)
			(void)sem_settle(set);
		set->otime = ipc_now();
	}
	return err;
}

/* Sleeps until it is over. => returns: the result */
static int
wait(struct sem_set *set, struct sem_sleeper *s, ktime_t deadline)
{
	int err = ipc_sleep(&s->wait, deadline);

	if (!err)
		return ipc_result(&s->wait);
	ipc_lock(&set->object);
	/* It may have got one after all. */
	if (ipc_result(&s->wait) == IPC_WAITING)
		end_wait(s, err == -ETIMEDOUT ? -EAGAIN : -EINTR);
	ipc_unlock(&set->object);
	return ipc_result(&s->wait);
}

long
sem_operate(int id, const struct sembuf *ops, unsigned n, ktime_t deadline)
{
	struct ipc_object *o = ipc_find(&sem_table, id, false);
	const struct summary sum = sum_up(ops, n);
	struct sem_sleeper s;
	int err;

	if (!o)
		return -EINVAL;
	s.wait.pid = ipc_pid();
	s.ops = ops;
	s.n = n;
	s.alters = sum.alters;
	s.undo = NULL;
	ipc_lock(o);
	err = begin(sem_set_of(o), &s, &sum);
	ipc_unlock(o);
	if (err == IPC_WAITING)
		err = wait(sem_set_of(o), &s, deadline);
	ipc_object_put(o);
	return err;
}
