/*
 * Clocks: reading, setting, and what is derived from them.
 *
 * Reading goes through the kernel's shared object if it has the function; until it
 * was looked for, `read_clock` is the function that looks.
 */
#include <errno.h>
#include <sys/time.h>
#include <time.h>

#include "clock.h"
#include "libc.h"
#include "syscall.h"
#include "vdso.h"

typedef int clock_function(clockid_t, struct timespec *);

static clock_function first_read;
static clock_function *volatile read_clock = first_read;

static int
read_by_syscall(clockid_t clock, struct timespec *t)
{
	return (int)__syscall(SYS_clock_gettime, clock, t);
}

static int
first_read(clockid_t clock, struct timespec *t)
{
	clock_function *f = (clock_function *)
	    __vdso_find("__vdso_clock_gettime");

	read_clock = f == NULL ? read_by_syscall : f;
	return read_clock(clock, t);
}

int
__clock_gettime(clockid_t clock, struct timespec *t)
{
	int answer = read_clock(clock, t);

	/* The shared object leaves rare clocks to the kernel. */
	if (answer == -ENOSYS || answer == -EINVAL)
		answer = read_by_syscall(clock, t);
	return (int)syscall_ret(answer);
}

weak_alias(__clock_gettime, clock_gettime);

int
clock_getres(clockid_t clock, struct timespec *t)
{
	return (int)syscall_ret(__syscall(SYS_clock_getres, clock, t));
}

int
clock_settime(clockid_t clock, const struct timespec *t)
{
	return (int)syscall_ret(__syscall(SYS_clock_settime, clock, t));
}

/* The kernel's number for the CPU time of a process. */
int
clock_getcpuclockid(pid_t pid, clockid_t *clock)
{
	clockid_t id = (clockid_t)(~(unsigned int)pid << 3 | 2);
	long answer = __syscall(SYS_clock_getres, id, NULL);

	if (answer == -EINVAL)
		return ESRCH;
	if (answer < 0)
		return (int)-answer;
	*clock = id;
	return 0;
}

time_t
time(time_t *result)
{
	struct timespec t;

	__clock_gettime(CLOCK_REALTIME, &t);
	if (result != NULL)
		*result = t.tv_sec;
	return t.tv_sec;
}

int
stime(const time_t *seconds)
{
	struct timespec t = { .tv_sec = *seconds };

	return clock_settime(CLOCK_REALTIME, &t);
}

clock_t
clock(void)
{
	struct timespec t;

	if (__clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0)
		return -1;
	return t.tv_sec * CLOCKS_PER_SEC + t.tv_nsec / 1000;
}

double
difftime(time_t end, time_t start)
{
	return (double)(end - start);
}

static bool
base_clock(int base, clockid_t *clock)
{
	*clock = base == TIME_UTC ? CLOCK_REALTIME : CLOCK_MONOTONIC;
	return base == TIME_UTC || base == TIME_MONOTONIC;
}

int
timespec_get(struct timespec *t, int base)
{
	clockid_t clock;

	return base_clock(base, &clock) && __clock_gettime(clock, t) == 0 ?
	    base :
	    0;
}

int
timespec_getres(struct timespec *t, int base)
{
	clockid_t clock;

	if (!base_clock(base, &clock))
		return 0;
	return t == NULL || clock_getres(clock, t) == 0 ? base : 0;
}
