/*
 * Sleeping, and timers that send signals.
 */
#include <errno.h>
#include <signal.h>
#include <time.h>

#include "syscall.h"

int
nanosleep(const struct timespec *duration, struct timespec *left)
{
	return (int)syscall_ret(__syscall_cp(SYS_nanosleep, duration, left));
}

/* => returns: 0 or an error number; the thread's own CPU clock cannot be used */
int
clock_nanosleep(clockid_t clock, int flags, const struct timespec *duration,
    struct timespec *left)
{
	if (clock == CLOCK_THREAD_CPUTIME_ID)
		return EINVAL;
	return (int)-__syscall_cp(SYS_clock_nanosleep, clock, flags, duration,
	    left);
}

/* A timer's handle is the kernel's number of it. */
static int
number_of(timer_t timer)
{
	return (int)(long)timer;
}

int
timer_create(clockid_t clock, struct sigevent *restrict event,
    timer_t *restrict timer)
{
	int number;
	long answer;

	/* Functions in threads of their own would need a thread that waits. */
	if (event != NULL && event->sigev_notify == SIGEV_THREAD) {
		errno = ENOTSUP;
		return -1;
	}
	answer = __syscall(SYS_timer_create, clock, event, &number);
	if (answer == 0)
		*timer = (timer_t)(long)number;
	return (int)syscall_ret(answer);
}

int
timer_delete(timer_t timer)
{
	return (int)syscall_ret(__syscall(SYS_timer_delete, number_of(timer)));
}

int
timer_getoverrun(timer_t timer)
{
	return (int)syscall_ret(__syscall(SYS_timer_getoverrun,
	    number_of(timer)));
}

int
timer_gettime(timer_t timer, struct itimerspec *value)
{
	return (int)syscall_ret(__syscall(SYS_timer_gettime, number_of(timer),
	    value));
}

int
timer_settime(timer_t timer, int flags, const struct itimerspec *restrict value,
    struct itimerspec *restrict old)
{
	return (int)syscall_ret(__syscall(SYS_timer_settime, number_of(timer),
	    flags, value, old));
}
