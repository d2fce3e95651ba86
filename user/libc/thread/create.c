/*
 * The life of a thread: create, exit, join, detach.
 *
 * A thread is one mapping: guard page, stack, then its TLS blocks and struct thread
 * (crt/tls.c). The kernel runs it by clone(), with the same address space, files
 * and signal actions.
 *
 *	| guard | stack ->          <- grows | TLS | struct thread |
 *
 * life goes from JOINABLE to EXITED, when the thread ends by itself, or to DETACHED,
 * each by compare-and-swap, so that who comes second knows it:
 *
 *	pthread_exit    JOINABLE -> EXITED: a joiner will free the memory
 *	                DETACHED: nobody will, the thread does it itself
 *	pthread_detach  JOINABLE -> DETACHED
 *	                EXITED: it is over, free the memory now
 *
 *   1. The kernel sets tid to 0 and wakes its waiters when the thread no longer
 *      runs on its stack (CLONE_CHILD_CLEARTID). Nobody frees the memory earlier.
 *   2. A thread that frees its own memory first tells the kernel not to touch tid,
 *      and blocks all signals that may come, as a handler would have no stack.
 *   3. Between `gone` and its end a thread has no signals delivered, so that its
 *      tid is not used after it may mean somebody else (kill.c).
 *
 * The last thread to exit ends the process, as if by exit(0).
 *
 * The new thread waits at its gate if the creator still has to set its scheduling,
 * which may be refused: then the thread ends before it ran the program's code.
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "pthread_impl.h"
#include "signal_internal.h"

#define THREAD_FLAGS                                                        \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | \
	    CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |            \
	    CLONE_CHILD_CLEARTID)

enum gate {
	GATE_OPEN,
	GATE_CLOSED,
	GATE_REFUSED
};

static const kernel_set all_signals = ALL_BUT_SETXID;

/* --- The list ------------------------------------------------------------------ */

void
__thread_list_init(void)
{
	struct thread *self = __thread_self();

	if (self->next == NULL)
		self->next = self->prev = self;
}

static void
list_add(struct thread *t)
{
	struct thread *self = __thread_self();

	t->next = self->next;
	t->prev = self;
	t->next->prev = t;
	self->next = t;
	__nthreads++;
}

static void
list_remove(struct thread *t)
{
	t->next->prev = t->prev;
	t->prev->next = t->next;
	__nthreads--;
}

/* --- Create --------------------------------------------------------------------- */

static size_t
page_align(size_t n)
{
	return (n + PAGE_SIZE_ - 1) & ~(PAGE_SIZE_ - 1);
}

/* The mapping of a thread with its guard. => returns: NULL without memory */
static struct thread *
map_thread(const struct attr *a)
{
	size_t guard = a->no_guard ? 0 : page_align(a->guard_size);
	size_t stack = a->stack_size != 0 ? a->stack_size : DEFAULT_STACK_SIZE;
	size_t size;
	struct thread *t;
	long map;

	if (guard == 0 && !a->no_guard)
		guard = PAGE_SIZE_;
	stack = page_align(stack + __tls_size());
	if (__builtin_add_overflow(guard, stack, &size) || size > PTRDIFF_MAX)
		return NULL;
	map = __syscall(SYS_mmap, 0, size, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if ((unsigned long)map >= -SYSCALL_MAX_ERRNO)
		return NULL;
	if (__syscall(SYS_mprotect, map + (long)guard, stack,
		PROT_READ | PROT_WRITE) < 0) {
		__syscall(SYS_munmap, map, size);
		return NULL;
	}
	t = __tls_init((char *)map + size - __tls_size());
	t->map = (void *)map;
	t->map_size = size;
	t->stack = (char *)map + guard;
	t->stack_size = stack - __tls_size();
	t->guard_size = guard;
	return t;
}

/* The thread's block at the upper end of a stack that the program gave. */
static struct thread *
use_stack(const struct attr *a)
{
	struct thread *t;

	if (a->stack_size < __tls_size() + MIN_STACK_SIZE / 2)
		return NULL;
	memset((char *)a->stack + a->stack_size - __tls_size(), 0,
	    __tls_size());
	t = __tls_init((char *)a->stack + a->stack_size - __tls_size());
	t->stack = a->stack;
	t->stack_size = a->stack_size - __tls_size();
	return t;
}

static void
run(void *argument)
{
	struct thread *self = argument;

	while (self->gate == GATE_CLOSED)
		futex_wait(&self->gate, GATE_CLOSED);
	if (self->gate == GATE_REFUSED)
		__pthread_exit(NULL);
	__signal_mask(SIG_SETMASK, &self->mask, NULL);
	__pthread_exit(self->start(self->argument));
}

/* What the attributes say of scheduling. => returns: 0 or an error number */
static int
set_scheduling(const struct thread *t, const struct attr *a)
{
	struct sched_param param = { .sched_priority = a->priority };
	long answer = 0;

	if (a->explicit_sched)
		answer = __syscall(SYS_sched_setscheduler, t->tid, a->policy,
		    &param);
	if (answer == 0 && a->affinity != NULL)
		answer = __syscall(SYS_sched_setaffinity, t->tid,
		    a->affinity_size, a->affinity);
	return (int)-answer;
}

static int
open_gate(struct thread *t, const struct attr *a)
{
	int error = set_scheduling(t, a);

	if (error != 0)
		t->life = LIFE_DETACHED;
	__atomic_store_n(&t->gate, error != 0 ? GATE_REFUSED : GATE_OPEN,
	    __ATOMIC_RELEASE);
	futex_wake(&t->gate, 1);
	return error;
}

/* Signals are blocked meanwhile, so that the new thread begins without any. */
static int
launch(struct thread *t)
{
	kernel_set mask;
	long tid;

	__signal_mask(SIG_SETMASK, &all_signals, &mask);
	t->mask = mask;
	__lock(&__threads_lock);
	__thread_list_init();
	tid = __thread_clone(THREAD_FLAGS, (char *)t->stack + t->stack_size,
	    &t->tid, &t->tid, t, run, t);
	if (tid > 0)
		list_add(t);
	__unlock(&__threads_lock);
	__signal_mask(SIG_SETMASK, &mask, NULL);
	return tid > 0 ? 0 : EAGAIN;
}

int
__pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
    void *(*start)(void *), void *argument)
{
	static const struct attr defaults;
	const struct attr *a = attributes == NULL ?
	    &defaults :
	    (const struct attr *)attributes;
	bool gated = a->explicit_sched || a->affinity != NULL;
	struct thread *t = a->stack == NULL ? map_thread(a) : use_stack(a);
	int error;

	if (t == NULL)
		return a->stack == NULL ? EAGAIN : EINVAL;
	if (!__threaded)
		__setid_prepare();
	__threaded = true;
	t->canary = __thread_self()->canary;
	t->start = start;
	t->argument = argument;
	t->life = a->detached ? LIFE_DETACHED : LIFE_JOINABLE;
	t->gate = gated ? GATE_CLOSED : GATE_OPEN;
	/* A detached thread may be gone after this, unless it is at its gate. */
	*thread = (pthread_t)t;
	error = launch(t);
	if (error != 0) {
		if (t->map != NULL)
			__syscall(SYS_munmap, t->map, t->map_size);
		return error;
	}
	return gated ? open_gate(t, a) : 0;
}

weak_alias(__pthread_create, pthread_create);

pthread_t
pthread_self(void)
{
	return (pthread_t)__thread_self();
}

int
pthread_equal(pthread_t a, pthread_t b)
{
	return a == b;
}

/* --- Exit ------------------------------------------------------------------------ */

static void
run_cleanups(struct thread *self)
{
	while (self->cleanups != NULL) {
		struct __cleanup *c = self->cleanups;

		self->cleanups = c->__next;
		c->__function(c->__argument);
	}
}

/* => returns: false if this is the last thread */
static bool
leave_list(struct thread *self)
{
	bool last;

	__lock(&__threads_lock);
	last = __nthreads == 1;
	if (!last)
		list_remove(self);
	__unlock(&__threads_lock);
	return !last;
}

/* From here on nobody signals this thread by its tid. */
static void
set_gone(struct thread *self, bool gone)
{
	__lock(&self->kill_lock);
	self->gone = gone;
	__unlock(&self->kill_lock);
}

_Noreturn static void
end_thread(struct thread *self)
{
	int life = LIFE_JOINABLE;
	static int nobody;

	if (!__atomic_compare_exchange_n(&self->life, &life, LIFE_EXITED, 0,
		__ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE) &&
	    self->map != NULL) {
		__syscall(SYS_set_tid_address, &nobody);
		__thread_unmap_and_exit(self->map, self->map_size);
	}
	for (;;)
		__syscall(SYS_exit, 0);
}

_Noreturn void
__pthread_exit(void *result)
{
	struct thread *self = __thread_self();
	kernel_set mask;

	self->cancel_state = PTHREAD_CANCEL_DISABLE;
	self->cancel_type = PTHREAD_CANCEL_DEFERRED;
	self->result = result;
	run_cleanups(self);
	if (__run_key_destructors)
		__run_key_destructors();
	if (__malloc_thread_exit)
		__malloc_thread_exit();
	__signal_mask(SIG_SETMASK, &all_signals, &mask);
	set_gone(self, true);
	if (leave_list(self))
		end_thread(self);
	set_gone(self, false);
	__signal_mask(SIG_SETMASK, &mask, NULL);
	exit(0);
}

weak_alias(__pthread_exit, pthread_exit);

void
__pthread_cleanup_push(struct __cleanup *c, void (*function)(void *),
    void *argument)
{
	struct thread *self = __thread_self();

	*c = (struct __cleanup){ function, argument, self->cleanups };
	self->cleanups = c;
}

void
__pthread_cleanup_pop(struct __cleanup *c, int execute)
{
	__thread_self()->cleanups = c->__next;
	if (execute)
		c->__function(c->__argument);
}

/* --- Join and detach --------------------------------------------------------------- */

static void
free_thread(struct thread *t)
{
	if (t->map != NULL)
		__syscall(SYS_munmap, t->map, t->map_size);
}

/* The kernel's wake for tid is one between processes, hence `shared`. */
int
__pthread_join_until(pthread_t thread, void **result, clockid_t clock,
    const struct timespec *until)
{
	struct thread *t = thread_of(thread);
	int tid;

	if (t == __thread_self())
		return EDEADLK;
	if (t->life == LIFE_DETACHED)
		return EINVAL;
	if (until != NULL && !is_valid_time(until))
		return EINVAL;
	__pthread_testcancel();
	while ((tid = __atomic_load_n(&t->tid, __ATOMIC_ACQUIRE)) != 0)
		if (__futex_wait_until_cp(&t->tid, tid, true, clock, until) ==
		    ETIMEDOUT)
			return ETIMEDOUT;
	if (result != NULL)
		*result = t->result;
	free_thread(t);
	return 0;
}

int
pthread_join(pthread_t thread, void **result)
{
	return __pthread_join_until(thread, result, CLOCK_MONOTONIC, NULL);
}

int
pthread_tryjoin_np(pthread_t thread, void **result)
{
	if (thread_of(thread)->tid != 0)
		return EBUSY;
	return pthread_join(thread, result);
}

int
pthread_timedjoin_np(pthread_t thread, void **result,
    const struct timespec *until)
{
	return __pthread_join_until(thread, result, CLOCK_REALTIME, until);
}

int
pthread_clockjoin_np(pthread_t thread, void **result, clockid_t clock,
    const struct timespec *until)
{
	return __pthread_join_until(thread, result, clock, until);
}

int
__pthread_detach(pthread_t thread)
{
	struct thread *t = thread_of(thread);
	int life = LIFE_JOINABLE;

	if (__atomic_compare_exchange_n(&t->life, &life, LIFE_DETACHED, 0,
		__ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return 0;
	if (life == LIFE_DETACHED)
		return EINVAL;
	return __pthread_join_until(thread, NULL, CLOCK_MONOTONIC, NULL);
}

weak_alias(__pthread_detach, pthread_detach);
