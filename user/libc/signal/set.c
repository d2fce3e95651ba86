/*
 * Sets of signals.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "signal_internal.h"

#define WORDS (sizeof(sigset_t) / sizeof(unsigned long))

static int
is_valid(int sig)
{
	if (sig > 0 && sig < NSIG)
		return 1;
	errno = EINVAL;
	return 0;
}

int
sigemptyset(sigset_t *set)
{
	memset(set, 0, sizeof(*set));
	return 0;
}

/* All but the library's own. */
int
sigfillset(sigset_t *set)
{
	memset(set, 0xff, sizeof(*set));
	for (int sig = SIGNAL_FIRST_INTERNAL; sig <= SIGNAL_LAST_INTERNAL;
	     sig++)
		set->__bits[0] &= ~KERNEL_SET_OF(sig);
	return 0;
}

int
sigaddset(sigset_t *set, int sig)
{
	if (!is_valid(sig))
		return -1;
	set->__bits[0] |= KERNEL_SET_OF(sig);
	return 0;
}

int
sigdelset(sigset_t *set, int sig)
{
	if (!is_valid(sig))
		return -1;
	set->__bits[0] &= ~KERNEL_SET_OF(sig);
	return 0;
}

int
sigismember(const sigset_t *set, int sig)
{
	if (!is_valid(sig))
		return -1;
	return (set->__bits[0] & KERNEL_SET_OF(sig)) != 0;
}

/* The kernel knows no more than the first word. */
int
sigisemptyset(const sigset_t *set)
{
	return set->__bits[0] == 0;
}

int
sigorset(sigset_t *to, const sigset_t *a, const sigset_t *b)
{
	for (size_t i = 0; i < WORDS; i++)
		to->__bits[i] = a->__bits[i] | b->__bits[i];
	return 0;
}

int
sigandset(sigset_t *to, const sigset_t *a, const sigset_t *b)
{
	for (size_t i = 0; i < WORDS; i++)
		to->__bits[i] = a->__bits[i] & b->__bits[i];
	return 0;
}

int
__libc_current_sigrtmin(void)
{
	return SIGNAL_LAST_INTERNAL + 1;
}

int
__libc_current_sigrtmax(void)
{
	return NSIG - 1;
}
