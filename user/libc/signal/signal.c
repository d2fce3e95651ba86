/*
 * signal and the other functions of before sigaction.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>

#include "libc.h"
#include "signal_internal.h"
#include "syscall.h"

/* Which signals siginterrupt made interrupt system calls. */
static volatile unsigned long interrupting;

static bool
is_valid(int sig)
{
	if (sig > 0 && sig < NSIG &&
	    (sig < SIGNAL_FIRST_INTERNAL || sig > SIGNAL_LAST_INTERNAL))
		return true;
	errno = EINVAL;
	return false;
}

static void (*install(int sig, void (*handler)(int), int flags))(int)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
	struct sigaction old;

	if (!is_valid(sig) || __sigaction(sig, &action, &old))
		return SIG_ERR;
	return old.sa_handler;
}

/* BSD's meaning: the handler stays, and calls are restarted. */
void (*signal(int sig, void (*handler)(int)))(int)
{
	bool interrupts = is_valid(sig) &&
	    __atomic_load_n(&interrupting, __ATOMIC_RELAXED) &
		KERNEL_SET_OF(sig);

	return install(sig, handler, interrupts ? 0 : SA_RESTART);
}

weak_alias(signal, bsd_signal);

/* System V's: the handler is good for once. */
void (*sysv_signal(int sig, void (*handler)(int)))(int)
{
	return install(sig, handler, SA_RESETHAND | SA_NODEFER);
}

int
siginterrupt(int sig, int flag)
{
	struct sigaction action;

	if (!is_valid(sig) || __sigaction(sig, NULL, &action))
		return -1;
	if (flag) {
		__atomic_or_fetch(&interrupting, KERNEL_SET_OF(sig),
		    __ATOMIC_RELAXED);
		action.sa_flags &= ~SA_RESTART;
	} else {
		__atomic_and_fetch(&interrupting, ~KERNEL_SET_OF(sig),
		    __ATOMIC_RELAXED);
		action.sa_flags |= SA_RESTART;
	}
	return __sigaction(sig, &action, NULL);
}

/* --- System V's functions on one signal ----------------------------------------- */

static int
change_mask(int how, int sig, kernel_set *old)
{
	kernel_set set;

	if (!is_valid(sig))
		return -1;
	set = KERNEL_SET_OF(sig);
	return (int)syscall_ret(__signal_mask(how, &set, old));
}

int
sighold(int sig)
{
	return change_mask(SIG_BLOCK, sig, NULL);
}

int
sigrelse(int sig)
{
	return change_mask(SIG_UNBLOCK, sig, NULL);
}

int
sigignore(int sig)
{
	return install(sig, SIG_IGN, 0) == SIG_ERR ? -1 : 0;
}

/* The handler, or SIG_HOLD to block the signal; the same of before. */
void (*sigset(int sig, void (*handler)(int)))(int)
{
	struct sigaction old;
	kernel_set mask;
	bool hold = handler == SIG_HOLD;

	if (change_mask(hold ? SIG_BLOCK : SIG_UNBLOCK, sig, &mask) ||
	    __sigaction(sig, NULL, &old))
		return SIG_ERR;
	if (!hold && install(sig, handler, 0) == SIG_ERR)
		return SIG_ERR;
	return mask & KERNEL_SET_OF(sig) ? SIG_HOLD : old.sa_handler;
}

int
sigpause(int sig)
{
	kernel_set mask;

	if (!is_valid(sig))
		return -1;
	__signal_mask(SIG_BLOCK, NULL, &mask);
	mask &= ~KERNEL_SET_OF(sig);
	return (int)syscall_ret(__syscall_cp(SYS_rt_sigsuspend, &mask,
	    KERNEL_SET_SIZE));
}

/* --- BSD's functions on masks of 32 signals --------------------------------------- */

static int
change_word(int how, int word)
{
	kernel_set set = (unsigned int)word, old = 0;

	__signal_mask(how, &set, &old);
	return (int)old;
}

int
sigblock(int mask)
{
	return change_word(SIG_BLOCK, mask);
}

int
sigsetmask(int mask)
{
	return change_word(SIG_SETMASK, mask);
}

int
siggetmask(void)
{
	return change_word(SIG_BLOCK, 0);
}
