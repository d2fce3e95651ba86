/*
 * Which signals a thread has blocked.
 */
#include <errno.h>

#include "signal_internal.h"
#include "syscall.h"

int
__signal_mask(int how, const kernel_set *set, kernel_set *old)
{
	return (int)__syscall(SYS_rt_sigprocmask, how, set, old,
	    KERNEL_SET_SIZE);
}

void
__signal_unblock(int sig)
{
	kernel_set set = KERNEL_SET_OF(sig);

	__signal_mask(SIG_UNBLOCK, &set, NULL);
}

/* => returns: 0 or an error number, as the functions of threads do */
int
pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
	kernel_set mask = 0, old_mask;
	int error;

	if (set && how != SIG_BLOCK && how != SIG_UNBLOCK && how != SIG_SETMASK)
		return EINVAL;
	/* The library's own signals are never blocked. */
	if (set)
		mask = set->__bits[0] & ~(7UL << (SIGNAL_FIRST_INTERNAL - 1));
	error = -__signal_mask(how, set ? &mask : NULL, &old_mask);
	if (!error && old)
		*old = (sigset_t){ .__bits = { old_mask } };
	return error;
}

int
sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
	int error = pthread_sigmask(how, set, old);

	if (!error)
		return 0;
	errno = error;
	return -1;
}
