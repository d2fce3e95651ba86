/*
 * Signals as the library itself uses them, without POSIX's names.
 */
#ifndef INTERNAL_SIGNAL_INTERNAL_H
#define INTERNAL_SIGNAL_INTERNAL_H

#include <signal.h>
#include <stddef.h>

/* What the kernel takes for a set of signals: 64 bits, signal n is bit n - 1. */
typedef unsigned long kernel_set;
#define KERNEL_SET_SIZE    sizeof(kernel_set)
#define KERNEL_SET_OF(sig) (1UL << ((sig)-1))

/* Signals 32 to 34 are the library's own (cancellation, timers, credentials). */
#define SIGNAL_FIRST_INTERNAL 32
#define SIGNAL_LAST_INTERNAL  34

int __sigaction(int sig, const struct sigaction *action, struct sigaction *old);

/* => returns: 0 or -errno */
int __signal_mask(int how, const kernel_set *set, kernel_set *old);

/* Back to the default action; and out of the mask. */
void __signal_reset(int sig);
void __signal_unblock(int sig);

#endif
