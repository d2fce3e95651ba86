/*
 * fork, in a process that may have threads.
 *
 * The child has one thread, and memory as it was: a lock that another thread held
 * would stay held for ever. So the program's handlers run first (pthread_atfork),
 * then the library takes the locks of what it must be able to use in the child,
 * the lists of streams and of threads and the heap, and both sides give them up again.
 * Streams that other threads held are free in the child. Signals are
 * blocked in between, so that no handler finds them taken.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "pthread_impl.h"
#include "signal_internal.h"

void __malloc_fork_prepare(void) __attribute__((__weak__));
void __malloc_fork_parent(void) __attribute__((__weak__));
void __malloc_fork_child(void) __attribute__((__weak__));

enum when {
	PREPARE,
	PARENT,
	CHILD
};

/* Handlers run in the order of the list before, in the reverse after. */
struct handlers {
	struct handlers *earlier, *later;
	void (*functions[3])(void);
};

static struct {
	volatile int lock;
	struct handlers *first, *last;
} atfork;

int
pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void))
{
	struct handlers *h = malloc(sizeof *h);

	if (h == NULL)
		return ENOMEM;
	__lock(&atfork.lock);
	*h = (struct handlers){ .earlier = atfork.last,
		.functions = { prepare, parent, child } };
	if (atfork.last != NULL)
		atfork.last->later = h;
	else
		atfork.first = h;
	atfork.last = h;
	__unlock(&atfork.lock);
	return 0;
}

static void
run_handlers(enum when when)
{
	struct handlers *h;

	if (when == PREPARE) {
		for (h = atfork.last; h != NULL; h = h->earlier)
			if (h->functions[PREPARE] != NULL)
				h->functions[PREPARE]();
	} else {
		for (h = atfork.first; h != NULL; h = h->later)
			if (h->functions[when] != NULL)
				h->functions[when]();
	}
}

void
__thread_fork_child(void)
{
	struct thread *self = __thread_self();

	self->tid = (int)__syscall(SYS_gettid);
	__syscall(SYS_set_tid_address, &self->tid);
	self->next = self->prev = self;
	self->kill_lock = 0;
	self->robust.first = NULL;
	self->robust.pending = NULL;
	__nthreads = 1;
	__threads_lock = 0;
}

static void
before_fork(void)
{
	if (__stdio_fork_prepare)
		__stdio_fork_prepare();
	__lock(&__threads_lock);
	if (__malloc_fork_prepare)
		__malloc_fork_prepare();
}

static void
after_fork_in_parent(void)
{
	if (__malloc_fork_parent)
		__malloc_fork_parent();
	__unlock(&__threads_lock);
	if (__stdio_fork_parent)
		__stdio_fork_parent();
}

static void
after_fork_in_child(void)
{
	struct thread *self = __thread_self();
	int old_tid = self->tid;

	__thread_fork_child();
	if (__malloc_fork_child)
		__malloc_fork_child();
	if (__stdio_fork_child)
		__stdio_fork_child(old_tid, self->tid);
}

pid_t
_Fork(void)
{
	kernel_set all = ALL_BUT_SETXID, mask;
	long pid;

	__signal_mask(SIG_SETMASK, &all, &mask);
	before_fork();
	pid = __syscall(SYS_fork);
	if (pid == 0)
		after_fork_in_child();
	else
		after_fork_in_parent();
	__signal_mask(SIG_SETMASK, &mask, NULL);
	return (pid_t)syscall_ret(pid);
}

pid_t
fork(void)
{
	pid_t pid;
	int error;

	run_handlers(PREPARE);
	pid = _Fork();
	error = errno;
	run_handlers(pid == 0 ? CHILD : PARENT);
	errno = error;
	return pid;
}
