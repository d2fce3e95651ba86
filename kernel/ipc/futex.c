/*
 * Futexes.
 *
 * A waiter hangs in a hash bucket under the key of its word: (address space,
 * address) for private memory, (page cache, offset) for shared, so that all
 * mappings of a page meet.  A waiter's thread keeps its address space.  Nothing
 * keeps a page cache, which others may unmap: so that is named by a number, and a
 * waiter who is left behind is in nobody's way.  The bucket's lock orders a waiter's last look at
 * the word against wakers: a waker changes the word first, then takes the
 * lock; a waiter looks at the word again with its entry queued.  The word is
 * read outside the lock, since the read may fault, but after queueing: so
 * either the waiter sees the new value, or the waker sees the waiter.
 */
#include "ipc/futex.h"

#include "abi/errno.h"
#include "abi/futex.h"
#include "lib/hash.h"
#include "lib/list.h"
#include "proc/hooks.h"
#include "sched/restart.h"
#include "sched/sched.h"
#include "sched/waitq.h"
#include "sched/wallclock.h"
#include "sync/spinlock.h"
#include "vm/usercopy.h"
#include "vm/vmspace.h"

#define BUCKETS    256
#define ROUSE_EACH 32 /* threads between looks at the scheduler */

struct key {
	u64 object; /* vmspace's address, or pagecache_number(): far lower */
	u64 offset;
};

struct futex_waiter {
	struct list node;      /* [bucket lock] */
	struct bucket *bucket; /* [a] moves by requeue, under both locks */
	struct key key;        /* [bucket lock] */
	struct thread *thread; /* [I] */
	u32 bitset;            /* [I] */
	bool woken;            /* [a] */
};

static struct bucket {
	struct spinlock lock;
	struct list waiters;
} __aligned(64) buckets[BUCKETS];

void
futex_init(void)
{
	for (unsigned i = 0; i < BUCKETS; i++) {
		spin_init(&buckets[i].lock, LC_FUTEX);
		list_init(&buckets[i].waiters);
	}
}

static struct bucket *
bucket_of(const struct key *k)
{
	return &buckets[hash_u64(k->object ^ k->offset) % BUCKETS];
}

static bool
same(const struct key *a, const struct key *b)
{
	return a->object == b->object && a->offset == b->offset;
}

/* => errors: -EINVAL misaligned, -EFAULT */
static int
get_key(u32 __user *uaddr, bool private, struct key *k)
{
	vaddr_t addr = (vaddr_t)uaddr;
	u64 cache, offset;
	u32 word;

	if (addr % sizeof(u32))
		return -EINVAL;
	if (!user_range_ok(uaddr, sizeof(u32)))
		return -EFAULT;
	*k = (struct key){ (u64)current_vm(), addr };
	if (private)
		return 0;
	/* What cannot be read has no page that others could share. */
	if (get_user(word, uaddr) || vm_identify(addr, &cache, &offset))
		return -EFAULT;
	if (cache)
		*k = (struct key){ cache, offset };
	return 0;
}

/* --- Waiting ------------------------------------------------------------------ */

static void
queue(struct futex_waiter *w)
{
	struct bucket *b = bucket_of(&w->key);

	spin_lock(&b->lock);
	w->bucket = b;
	list_add_tail(&b->waiters, &w->node);
	spin_unlock(&b->lock);
}

/* Takes w off whatever bucket it is on. => returns: was it woken? */
static bool
unqueue(struct futex_waiter *w) NO_THREAD_SAFETY_ANALYSIS
{
	for (;;) {
		struct bucket *b = atomic_load(&w->bucket);
		bool done;

		spin_lock(&b->lock);
		done = b == atomic_load(&w->bucket);
		if (done)
			list_remove(&w->node);
		spin_unlock(&b->lock);
		if (done)
			return atomic_load(&w->woken);
	}
}

/* Sleeps until woken, a signal, or the deadline.  One by the wall clock is
 * worked out anew when that was set. */
static int
sleep_on(struct futex_waiter *w, const struct futex_deadline *until)
{
	struct waiter set;
	int err = 0;

	while (!atomic_load(&w->woken) && !err) {
		if (until->wall)
			wait_begin(&wallclock_set, &set, WAIT_INTERRUPTIBLE);
		else
			thread_set_state(THREAD_SLEEPING_INTR);
		if (!atomic_load(&w->woken))
			err = wait_sleep(until->wall ?
				wallclock_deadline(until->at) :
				until->at,
			    WAIT_INTERRUPTIBLE);
		if (until->wall)
			wait_end(&wallclock_set, &set);
		else
			thread_set_state(THREAD_RUNNABLE);
		if (err == -ETIMEDOUT && until->wall &&
		    clock_realtime() < until->at)
			err = 0;
	}
	return err;
}

long
futex_wait(u32 __user *uaddr, bool private, u32 val, u32 bitset,
    const struct futex_deadline *until)
{
	struct futex_waiter w = { .thread = current(), .bitset = bitset };
	u32 now;
	int err;

	if (!bitset)
		return -EINVAL;
	err = get_key(uaddr, private, &w.key);
	if (err)
		return err;
	queue(&w);
	memory_barrier();
	err = get_user(now, uaddr);
	if (!err && now != val)
		err = -EAGAIN;
	if (!err)
		err = sleep_on(&w, until);
	return unqueue(&w) ? 0 : err;
}

/* --- Waking -------------------------------------------------------------------- */

/* w is woken; its thread is told by rouse().  Until then it is on a list of the waker's,
 * and takes itself off that as it would off the bucket. => holds: the bucket's lock */
static void
take(struct futex_waiter *w, struct list *taken)
{
	list_move_tail(taken, &w->node);
	atomic_store(&w->woken, true);
}

/* => holds: the lock of the bucket that they were in, but not all the while */
static void
rouse(struct list *taken, struct bucket *b) REQUIRES(b->lock)
{
	struct futex_waiter *w;
	struct thread *t;

	for (unsigned n = 1; (w = list_pop(taken, struct futex_waiter, node));
	     n++) {
		/* The waiter may return and its struct be gone. */
		t = w->thread;
		thread_get(t);
		thread_wake(t);
		thread_put(t);
		if (n % ROUSE_EACH)
			continue;
		spin_unlock(&b->lock);
		sched_point();
		spin_lock(&b->lock);
	}
}

/* Wakes n waiters; one even if n is none, or less, as Linux. */
static int
wake_key(const struct key *k, int n, u32 bitset)
{
	struct bucket *b = bucket_of(k);
	struct list taken = LIST_INIT(taken);
	struct futex_waiter *w, *next;
	int count = 0;

	memory_barrier();
	if (list_empty(&b->waiters))
		return 0;
	spin_lock(&b->lock);
	list_for_each_safe(w, next, &b->waiters, node) {
		if (!same(&w->key, k) || !(w->bitset & bitset))
			continue;
		take(w, &taken);
		if (++count >= n)
			break;
	}
	rouse(&taken, b);
	spin_unlock(&b->lock);
	return count;
}

long
futex_wake(u32 __user *uaddr, bool private, int nwake, u32 bitset)
{
	struct key k;
	int err;

	if (!bitset)
		return -EINVAL;
	err = get_key(uaddr, private, &k);
	return err ? err : wake_key(&k, nwake, bitset);
}

/* Wakes waiters with either kind of key: who waits for a thread to end may
 * have used either. */
static void
wake_address(u32 __user *uaddr, int n)
{
	(void)futex_wake(uaddr, true, n, FUTEX_BITSET_MATCH_ANY);
	(void)futex_wake(uaddr, false, n, FUTEX_BITSET_MATCH_ANY);
}

/* --- Requeueing ------------------------------------------------------------------ */

/* Wakes nwake waiters of `from`, moves nmove more to `to`. */
static int
move(const struct key *from, const struct key *to, int nwake, int nmove)
{
	struct bucket *src = bucket_of(from), *dst = bucket_of(to);
	struct list moved = LIST_INIT(moved), taken = LIST_INIT(taken);
	struct futex_waiter *w, *next;
	int woken = 0, n = 0;

	spin_lock_two(&src->lock, &dst->lock);
	list_for_each_safe(w, next, &src->waiters, node) {
		if (!same(&w->key, from))
			continue;
		if (woken < nwake) {
			take(w, &taken);
			woken++;
		} else if (n < nmove) {
			list_remove(&w->node);
			list_add_tail(&moved, &w->node);
			w->key = *to;
			atomic_store(&w->bucket, dst);
			n++;
		} else {
			break;
		}
	}
	list_splice_tail(&dst->waiters, &moved);
	spin_unlock_two(&src->lock, &dst->lock);
	if (woken) {
		spin_lock(&src->lock);
		rouse(&taken, src);
		spin_unlock(&src->lock);
	}
	return woken + n;
}

long
futex_requeue(u32 __user *from, u32 __user *to, bool private, int nwake,
    int nmove, const u32 *cmp)
{
	struct key a, b;
	u32 now;
	int err;

	if (nwake < 0 || nmove < 0)
		return -EINVAL;
	err = get_key(from, private, &a);
	if (!err)
		err = get_key(to, private, &b);
	if (!err && cmp) {
		err = get_user(now, from);
		if (!err && now != *cmp)
			err = -EAGAIN;
	}
	return err ? err : move(&a, &b, nwake, nmove);
}

/* --- FUTEX_WAKE_OP ------------------------------------------------------------------ */

static s32
sign_extend12(u32 v)
{
	return (s32)(v << 20) >> 20;
}

/* The new value of the word. => returns: false: unknown operation */
static bool
compute(u32 op, u32 old, s32 arg, u32 *new)
{
	switch (op) {
	case FUTEX_OP_SET:
		*new = (u32)arg;
		return true;
	case FUTEX_OP_ADD:
		*new = old + (u32)arg;
		return true;
	case FUTEX_OP_OR:
		*new = old | (u32)arg;
		return true;
	case FUTEX_OP_ANDN:
		*new = old & ~(u32)arg;
		return true;
	case FUTEX_OP_XOR:
		*new = old ^ (u32)arg;
		return true;
	}
	return false;
}

static bool
compare(u32 cmp, s32 old, s32 arg)
{
	switch (cmp) {
	case FUTEX_OP_CMP_EQ:
		return old == arg;
	case FUTEX_OP_CMP_NE:
		return old != arg;
	case FUTEX_OP_CMP_LT:
		return old < arg;
	case FUTEX_OP_CMP_LE:
		return old <= arg;
	case FUTEX_OP_CMP_GT:
		return old > arg;
	default:
		return old >= arg;
	}
}

long
futex_wake_op(u32 __user *a, u32 __user *b, bool private, int nwake_a,
    int nwake_b, u32 encoded)
{
	u32 op = encoded >> 28 & 7, cmp = encoded >> 24 & 15, old, new;
	s32 arg = sign_extend12(encoded >> 12 & 0xfff);
	s32 cmparg = sign_extend12(encoded & 0xfff);
	struct key ka, kb;
	int err = get_key(a, private, &ka), n;

	if (!err)
		err = get_key(b, private, &kb);
	if (err)
		return err;
	if (encoded >> 31)
		arg = (s32)(1U << (arg & 31));
	if (cmp > FUTEX_OP_CMP_GE || !compute(op, 0, arg, &new))
		return -ENOSYS;
	err = get_user(old, b);
	while (!err) {
		u32 seen = old;

		(void)compute(op, old, arg, &new);
		err = user_cmpxchg(b, &seen, new);
		if (seen == old)
			break;
		old = seen;
	}
	if (err)
		return err;
	n = wake_key(&ka, nwake_a, FUTEX_BITSET_MATCH_ANY);
	if (compare(cmp, (s32)old, cmparg))
		n += wake_key(&kb, nwake_b, FUTEX_BITSET_MATCH_ANY);
	return n;
}

/* --- Robust lists --------------------------------------------------------------------- */

/* Tells waiters of a word that its owner died. */
static void
owner_died(const struct thread *t, u32 __user *uaddr)
{
	u32 now, seen;

	if ((vaddr_t)uaddr % sizeof(u32) || get_user(now, uaddr))
		return;
	while ((now & FUTEX_TID_MASK) == (u32)t->tid) {
		seen = now;
		if (user_cmpxchg(uaddr, &seen,
			(now & FUTEX_WAITERS) | FUTEX_OWNER_DIED))
			return;
		if (seen == now) {
			if (now & FUTEX_WAITERS)
				wake_address(uaddr, 1);
			return;
		}
		now = seen;
	}
}

static void
exit_robust_list(struct thread *t)
{
	struct robust_list_head __user *head = t->robust_list;
	struct robust_list __user *entry, *pending, *next;
	long offset;

	if (!head || !current_vm())
		return;
	WRITE_ONCE(t->robust_list, NULL);
	if (get_user(entry, &head->list.next) ||
	    get_user(offset, &head->futex_offset) ||
	    get_user(pending, &head->list_op_pending))
		return;
	for (unsigned n = 0; n < ROBUST_LIST_LIMIT; n++) {
		struct robust_list __user *at = (void __user *)((vaddr_t)entry &
		    ~1UL);

		if (at == &head->list)
			break;
		if (get_user(next, &at->next))
			next = NULL;
		if (at != (void __user *)((vaddr_t)pending & ~1UL))
			owner_died(t,
			    (u32 __user *)((vaddr_t)at + (u64)offset));
		if (!next)
			break;
		entry = next;
		sched_point();
	}
	if (pending)
		owner_died(t,
		    (u32 __user *)(((vaddr_t)pending & ~1UL) + (u64)offset));
}

void
thread_leaves_space(struct thread *t)
{
	struct vmspace *vm = current_vm();

	exit_robust_list(t);
	/* As Linux: the word of one who is alone is left as it is. */
	if (t->clear_child_tid && vm && vmspace_is_shared(vm) &&
	    !put_user((u32)0, t->clear_child_tid))
		wake_address(t->clear_child_tid, 1);
}
