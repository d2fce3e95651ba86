/*
 * Changing the identity of a process that has threads.
 *
 * The kernel keeps credentials by thread, POSIX by process. So whoever calls setuid
 * or one of its kin makes the call itself first; if it is allowed, all other threads
 * make it too, in the handler of a signal, and the caller waits for them. That it
 * may fail for one of them is no state to go on in: the process is aborted.
 *
 * The list of threads is locked meanwhile: who holds or awaits that lock must not
 * block this signal, or the caller would wait for ever. All of the library's masks
 * leave it out, as pthread_sigmask does.
 */
#include <limits.h>
#include <stdlib.h>

#include "ids.h"
#include "pthread_impl.h"
#include "signal_internal.h"

static struct {
	long nr, a, b, c;
	long answer;
	volatile int missing; /* threads that have not made the call yet */
} request;

static void
on_signal(int sig)
{
	(void)sig;
	if (__syscall(request.nr, request.a, request.b, request.c) !=
	    request.answer)
		abort();
	if (__atomic_sub_fetch(&request.missing, 1, __ATOMIC_ACQ_REL) == 0)
		futex_wake(&request.missing, 1);
}

void
__setid_prepare(void)
{
	struct sigaction action = { .sa_handler = on_signal,
		.sa_flags = SA_RESTART | SA_ONSTACK };

	action.sa_mask.__bits[0] = ~0UL;
	__sigaction(SIGNAL_SETXID, &action, NULL);
}

/* => holds: the lock of the list */
static void
ask_others(void)
{
	struct thread *self = __thread_self();
	long process = __syscall(SYS_getpid);
	int missing;

	request.missing = __nthreads - 1;
	for (struct thread *t = self->next; t != NULL && t != self; t = t->next)
		__syscall(SYS_tgkill, process, t->tid, SIGNAL_SETXID);
	while ((missing = __atomic_load_n(&request.missing,
		    __ATOMIC_ACQUIRE)) != 0)
		futex_wait(&request.missing, missing);
}

long
__setid_all(long nr, long a, long b, long c)
{
	kernel_set mask, all = ALL_BUT_SETXID;
	long answer;

	__signal_mask(SIG_SETMASK, &all, &mask);
	__lock(&__threads_lock);
	answer = __syscall(nr, a, b, c);
	if (answer >= 0) {
		request.nr = nr;
		request.a = a;
		request.b = b;
		request.c = c;
		request.answer = answer;
		ask_others();
	}
	__unlock(&__threads_lock);
	__signal_mask(SIG_SETMASK, &mask, NULL);
	return answer;
}
