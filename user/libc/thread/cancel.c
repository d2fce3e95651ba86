/*
 * Cancellation: pthread_cancel, and the system calls it interrupts.
 *
 * A thread is asked to end by setting `cancelled` and sending it a signal. It acts
 * on that at cancellation points, which are system calls that may block: it must
 * neither miss the request and sleep for ever, nor act on it when the call already
 * had an effect (a byte read would be lost). So the test for the request and the
 * call are one piece of code with known borders (syscall_cp.S):
 *
 *	begin:  test `cancelled`, go to __cancel if set
 *	        the call
 *	end:
 *
 * A signal that finds the thread between begin and end has come before the call
 * took effect: the handler makes the thread go on at __cancel. An interrupted call
 * that the kernel will restart stands at the call again, so that this holds for it
 * too; one that has returned EINTR is treated likewise. Elsewhere the signal does
 * nothing, for the test comes. If it interrupts a handler, which may itself
 * interrupt a call, the handler sends it again, to come when that returns.
 *
 * This file replaces the plain __syscall_cp6 (unistd/cancel.c) in programs that
 * use pthread_cancel.
 */
#include <errno.h>
#include <pthread.h>
#include <ucontext.h>

#include "pthread_impl.h"
#include "signal_internal.h"

extern const char __syscall_cp_begin[], __syscall_cp_end[];
long __syscall_cp_asm(volatile int *cancelled, long nr, long a, long b, long c,
    long d, long e, long f);
_Noreturn void __cancel(void);

_Noreturn void
__cancel(void)
{
	__pthread_exit(PTHREAD_CANCELED);
}

long
__syscall_cp6(long nr, long a, long b, long c, long d, long e, long f)
{
	struct thread *self = __thread_self();
	long answer;

	if (self->cancel_state == PTHREAD_CANCEL_DISABLE)
		return __syscall6(nr, a, b, c, d, e, f);
	answer = __syscall_cp_asm(&self->cancelled, nr, a, b, c, d, e, f);
	if (answer == -EINTR && nr != SYS_close && self->cancelled &&
	    self->cancel_state != PTHREAD_CANCEL_DISABLE)
		__cancel();
	return answer;
}

static void
on_signal(int sig, siginfo_t *info, void *context)
{
	struct thread *self = __thread_self();
	ucontext_t *u = context;
	const char *pc = (const char *)u->uc_mcontext.gregs[REG_RIP];

	(void)sig;
	(void)info;
	if (!self->cancelled || self->cancel_state == PTHREAD_CANCEL_DISABLE)
		return;
	if (self->cancel_type == PTHREAD_CANCEL_ASYNCHRONOUS) {
		__signal_mask(SIG_SETMASK, u->uc_sigmask.__bits, NULL);
		__cancel();
	}
	if (pc >= __syscall_cp_begin && pc < __syscall_cp_end) {
		u->uc_mcontext.gregs[REG_RIP] = (greg_t)__cancel;
		/* As after a call: the stack is off by a return address. */
		u->uc_mcontext.gregs[REG_RSP] = (u->uc_mcontext.gregs[REG_RSP] &
						    -16) -
		    8;
		return;
	}
	u->uc_sigmask.__bits[0] |= KERNEL_SET_OF(SIGNAL_CANCEL);
	__syscall(SYS_tgkill, __syscall(SYS_getpid), self->tid, SIGNAL_CANCEL);
}

static void
install_handler(void)
{
	struct sigaction action = { .sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK };

	action.sa_mask.__bits[0] = ~0UL;
	__sigaction(SIGNAL_CANCEL, &action, NULL);
}

int
pthread_cancel(pthread_t thread)
{
	static pthread_once_t once;
	struct thread *t = thread_of(thread);

	__pthread_once(&once, install_handler);
	__atomic_store_n(&t->cancelled, 1, __ATOMIC_SEQ_CST);
	if (t == __thread_self()) {
		if (t->cancel_state == PTHREAD_CANCEL_ENABLE &&
		    t->cancel_type == PTHREAD_CANCEL_ASYNCHRONOUS)
			__cancel();
		return 0;
	}
	__lock(&t->kill_lock);
	if (!t->gone)
		__syscall(SYS_tgkill, __syscall(SYS_getpid), t->tid,
		    SIGNAL_CANCEL);
	__unlock(&t->kill_lock);
	return 0;
}
