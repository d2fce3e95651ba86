/*
 * Messages for signals, from the kernel's own table.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "thread.h"

/* The header's macros are the table's numbers. */
#define SIGNAL(number, name, action, description) \
	_Static_assert(name == (number), #name);
#include "abi/signals.def"
#undef SIGNAL

const char *const sys_siglist[NSIG] = {
#define SIGNAL(number, name, action, description) [number] = description,
#include "abi/signals.def"
#undef SIGNAL
};

static const char *const names[NSIG] = {
#define SIGNAL(number, name, action, description) [number] = #name,
#include "abi/signals.def"
#undef SIGNAL
};

static int
is_valid(int sig)
{
	return sig > 0 && sig < NSIG;
}

const char *
sigdescr_np(int sig)
{
	return is_valid(sig) ? sys_siglist[sig] : NULL;
}

/* Without the SIG. */
const char *
sigabbrev_np(int sig)
{
	return is_valid(sig) && names[sig] ? names[sig] + 3 : NULL;
}

/* Of a signal without a name it is valid until the thread's next call. */
char *
strsignal(int sig)
{
	char *buffer = __thread_self()->message;
	size_t size = sizeof(__thread_self()->message);
	const char *description = sigdescr_np(sig);

	if (description)
		return (char *)description;
	if (sig >= SIGRTMIN && sig <= SIGRTMAX)
		snprintf(buffer, size, "Real-time signal %d", sig - SIGRTMIN);
	else
		snprintf(buffer, size, "Unknown signal %d", sig);
	return buffer;
}

void
psignal(int sig, const char *prefix)
{
	fprintf(stderr, "%s%s%s\n", prefix ? prefix : "",
	    prefix && *prefix ? ": " : "", strsignal(sig));
}

void
psiginfo(const siginfo_t *info, const char *prefix)
{
	psignal(info->si_signo, prefix);
}
