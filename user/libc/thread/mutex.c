/*
 * Mutexes.
 *
 * The lock word is 0 or its owner's tid, with FUTEX_WAITERS set if a thread may
 * sleep on it; who has slept takes the lock with that bit, because others may sleep
 * still. Taking a free mutex and giving up one without waiters is one atomic
 * instruction.
 *
 * A robust mutex is entered in a list of its owner's that the kernel walks when the
 * thread dies: it sets FUTEX_OWNER_DIED in the word and wakes a waiter. The next
 * owner gets EOWNERDEAD and either says that the data is consistent or leaves the
 * mutex NOT_RECOVERABLE. The list's `pending` entry covers the moments when a mutex
 * is taken but not yet entered, or the reverse.
 *
 * Priority inheritance and ceilings are refused (ENOTSUP) when asked for: the
 * kernel has no real-time scheduling.
 */
#include <errno.h>
#include <limits.h>

#include "pthread_impl.h"

#define NOT_RECOVERABLE FUTEX_TID_MASK
#define COUNT_MAX       INT_MAX

struct node {
	struct node *next, *prev;
};

/* pthread_mutex_t */
struct mutex {
	int kind;
	volatile int lock;
	int count;        /* [owner] further times a recursive one is held */
	int inconsistent; /* [owner] */
	struct node node; /* robust: in the owner's list */
};
_Static_assert(sizeof(struct mutex) <= sizeof(pthread_mutex_t), "ABI");

static struct mutex *
mutex_of(pthread_mutex_t *m)
{
	return (struct mutex *)m;
}

/* The kernel's wake for a dead owner is one between processes. */
static bool
is_shared(const struct mutex *m)
{
	return m->kind & (KIND_SHARED | KIND_ROBUST);
}

/* --- The list of robust mutexes ----------------------------------------------- */

static struct robust_head *
robust_list(void)
{
	struct robust_head *head = &__thread_self()->robust;

	if (head->first == NULL) {
		head->first = &head->first;
		head->futex_offset = (long)offsetof(struct mutex, lock) -
		    (long)offsetof(struct mutex, node);
		__syscall(SYS_set_robust_list, head, sizeof *head);
	}
	return head;
}

static void
robust_enter(struct mutex *m)
{
	struct robust_head *head = robust_list();
	struct node *next = head->first;

	m->node.next = next;
	m->node.prev = (struct node *)&head->first;
	if ((void *)next != (void *)&head->first)
		next->prev = &m->node;
	__atomic_store_n(&head->first, &m->node, __ATOMIC_RELEASE);
}

static void
robust_leave(struct mutex *m)
{
	struct robust_head *head = robust_list();

	m->node.prev->next = m->node.next;
	if ((void *)m->node.next != (void *)&head->first)
		m->node.next->prev = m->node.prev;
}

static void
robust_pending(struct mutex *m)
{
	robust_list()->pending = m == NULL ? NULL : &m->node;
	__asm__ volatile("" : : : "memory");
}

/* --- Lock ------------------------------------------------------------------------ */

/*
 * One attempt. => returns: 0, EBUSY, EOWNERDEAD, ENOTRECOVERABLE
 * waiters: FUTEX_WAITERS if others may sleep
 */
static int
attempt(struct mutex *m, unsigned int waiters)
{
	unsigned int tid = (unsigned int)__thread_self()->tid;
	int old = __atomic_load_n(&m->lock, __ATOMIC_RELAXED);
	unsigned int owner = (unsigned int)old & FUTEX_TID_MASK;

	if (owner == NOT_RECOVERABLE)
		return ENOTRECOVERABLE;
	if (owner != 0)
		return EBUSY;
	if (!__atomic_compare_exchange_n(&m->lock, &old,
		(int)(tid | waiters | ((unsigned int)old & FUTEX_WAITERS)), 0,
		__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return EBUSY;
	if ((unsigned int)old & FUTEX_OWNER_DIED) {
		m->count = 0;
		m->inconsistent = 1;
		return EOWNERDEAD;
	}
	return 0;
}

/* Already ours: => returns: EBUSY if that settles nothing */
static int
relock(struct mutex *m, bool try)
{
	unsigned int owner = (unsigned int)m->lock & FUTEX_TID_MASK;

	if (owner != (unsigned int)__thread_self()->tid)
		return EBUSY;
	if ((m->kind & KIND_MASK) == PTHREAD_MUTEX_RECURSIVE) {
		if (m->count == COUNT_MAX)
			return EAGAIN;
		m->count++;
		return 0;
	}
	if ((m->kind & KIND_MASK) == PTHREAD_MUTEX_ERRORCHECK && !try)
		return EDEADLK;
	return EBUSY;
}

static int
robust_attempt(struct mutex *m, unsigned int waiters)
{
	int result;

	robust_pending(m);
	result = attempt(m, waiters);
	if (result == 0 || result == EOWNERDEAD)
		robust_enter(m);
	robust_pending(NULL);
	return result;
}

static inline int
try_lock(struct mutex *m, unsigned int waiters)
{
	return m->kind & KIND_ROBUST ? robust_attempt(m, waiters) :
				       attempt(m, waiters);
}

/* Sleep until the lock may be free. */
static int
wait_for_lock(struct mutex *m, clockid_t clock, const struct timespec *until)
{
	int old = __atomic_load_n(&m->lock, __ATOMIC_RELAXED);
	int waited = (int)((unsigned int)old | FUTEX_WAITERS);

	if (((unsigned int)old & FUTEX_TID_MASK) == 0)
		return 0;
	if (old != waited &&
	    !__atomic_compare_exchange_n(&m->lock, &old, waited, 0,
		__ATOMIC_RELAXED, __ATOMIC_RELAXED))
		return 0;
	return __futex_wait_until(&m->lock, waited, is_shared(m), clock, until);
}

int
__pthread_mutex_lock_until(pthread_mutex_t *mutex, clockid_t clock,
    const struct timespec *until)
{
	struct mutex *m = mutex_of(mutex);
	int result = try_lock(m, 0);

	if (result != EBUSY)
		return result;
	if ((m->kind & KIND_MASK) != PTHREAD_MUTEX_NORMAL) {
		result = relock(m, false);
		if (result != EBUSY)
			return result;
	}
	if (until != NULL && !is_valid_time(until))
		return EINVAL;
	do {
		if (wait_for_lock(m, clock, until) == ETIMEDOUT)
			return ETIMEDOUT;
		result = try_lock(m, FUTEX_WAITERS);
	} while (result == EBUSY);
	return result;
}

int
__pthread_mutex_lock(pthread_mutex_t *mutex)
{
	struct mutex *m = mutex_of(mutex);
	int old = 0;

	if (!(m->kind & KIND_ROBUST) &&
	    __atomic_compare_exchange_n(&m->lock, &old, __thread_self()->tid, 0,
		__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return 0;
	return __pthread_mutex_lock_until(mutex, CLOCK_MONOTONIC, NULL);
}

weak_alias(__pthread_mutex_lock, pthread_mutex_lock);

int
pthread_mutex_trylock(pthread_mutex_t *mutex)
{
	struct mutex *m = mutex_of(mutex);
	int result = try_lock(m, 0);

	if (result == EBUSY && (m->kind & KIND_MASK) != PTHREAD_MUTEX_NORMAL)
		result = relock(m, true);
	return result;
}

int
pthread_mutex_timedlock(pthread_mutex_t *restrict m,
    const struct timespec *restrict until)
{
	return __pthread_mutex_lock_until(m, CLOCK_REALTIME, until);
}

int
pthread_mutex_clocklock(pthread_mutex_t *restrict m, clockid_t clock,
    const struct timespec *restrict until)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	return __pthread_mutex_lock_until(m, clock, until);
}

/* --- Unlock ------------------------------------------------------------------------ */

static void
release(struct mutex *m, int word, int nwake)
{
	bool shared = is_shared(m);

	/* After the exchange another may destroy the mutex and free it. */
	if ((unsigned int)__atomic_exchange_n(&m->lock, word,
		__ATOMIC_RELEASE) &
	    FUTEX_WAITERS)
		__futex_wake(&m->lock, nwake, shared);
}

static void
robust_release(struct mutex *m)
{
	bool lost = m->inconsistent;

	m->inconsistent = 0;
	robust_pending(m);
	robust_leave(m);
	release(m, lost ? (int)NOT_RECOVERABLE : 0, lost ? INT_MAX : 1);
	robust_pending(NULL);
}

int
__pthread_mutex_unlock(pthread_mutex_t *mutex)
{
	struct mutex *m = mutex_of(mutex);

	if (m->kind & (KIND_ROBUST | KIND_MASK)) {
		if (((unsigned int)m->lock & FUTEX_TID_MASK) !=
		    (unsigned int)__thread_self()->tid)
			return EPERM;
		if (m->count > 0) {
			m->count--;
			return 0;
		}
	}
	if (m->kind & KIND_ROBUST)
		robust_release(m);
	else
		release(m, 0, 1);
	return 0;
}

weak_alias(__pthread_mutex_unlock, pthread_mutex_unlock);

/* --- The rest ---------------------------------------------------------------------- */

int
pthread_mutex_init(pthread_mutex_t *restrict mutex,
    const pthread_mutexattr_t *restrict attr)
{
	*mutex_of(mutex) = (struct mutex){
		.kind = attr == NULL ? 0 : attr->__align
	};
	return 0;
}

int
pthread_mutex_destroy(pthread_mutex_t *mutex)
{
	struct mutex *m = mutex_of(mutex);
	unsigned int owner = (unsigned int)m->lock & FUTEX_TID_MASK;

	return owner != 0 && owner != NOT_RECOVERABLE ? EBUSY : 0;
}

int
pthread_mutex_consistent(pthread_mutex_t *mutex)
{
	struct mutex *m = mutex_of(mutex);

	if (!(m->kind & KIND_ROBUST) || !m->inconsistent ||
	    ((unsigned int)m->lock & FUTEX_TID_MASK) !=
		(unsigned int)__thread_self()->tid)
		return EINVAL;
	m->inconsistent = 0;
	return 0;
}

weak_alias(pthread_mutex_consistent, pthread_mutex_consistent_np);

int
pthread_mutex_getprioceiling(const pthread_mutex_t *restrict m,
    int *restrict ceiling)
{
	(void)m;
	(void)ceiling;
	return EINVAL;
}

int
pthread_mutex_setprioceiling(pthread_mutex_t *restrict m, int ceiling,
    int *restrict old)
{
	(void)m;
	(void)ceiling;
	(void)old;
	return EINVAL;
}
