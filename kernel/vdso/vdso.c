/*
 * The vDSO: clock_gettime() and its relatives without a system call.
 *
 * This file is not part of the kernel: it is linked as a small shared object
 * that the kernel maps into each program behind the page of struct vdso_data.
 * What it does not know (CPU clocks, other clock ids) it asks the kernel.
 */
#include "abi/errno.h"
#include "abi/syscall.h"
#include "abi/time.h"
#include "vdso/vdso_data.h"

#define NSEC_PER_SEC 1000000000UL

/* The linker script puts it one page before the image. */
extern const struct vdso_data vdso_data __attribute__((visibility("hidden")));

#define VISIBLE __attribute__((visibility("default")))
VISIBLE int __vdso_clock_gettime(int id, struct timespec *ts);
VISIBLE int __vdso_clock_getres(int id, struct timespec *ts);
VISIBLE int __vdso_gettimeofday(struct timeval *tv, struct timezone *tz);
VISIBLE long __vdso_time(long *t);

static long
ask_kernel(long nr, long a, long b)
{
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(nr), "D"(a), "S"(b)
			 : "rcx", "r11", "memory");
	return ret;
}

static inline u64
read_tsc(void)
{
	u32 lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return (u64)hi << 32 | lo;
}

/* wall: add the offset of the wall clock. */
static inline u64
now(bool wall)
{
	const volatile struct vdso_data *d = &vdso_data;
	u64 ns = (u64)((unsigned __int128)(read_tsc() - d->base) * d->mult >>
	    VDSO_SHIFT);

	return wall ? ns + (u64)d->realtime_offset : ns;
}

int
__vdso_clock_gettime(int id, struct timespec *ts)
{
	const u32 wall = 1U << CLOCK_REALTIME | 1U << CLOCK_REALTIME_COARSE |
	    1U << CLOCK_TAI;
	const u32 known = wall | 1U << CLOCK_MONOTONIC |
	    1U << CLOCK_MONOTONIC_RAW | 1U << CLOCK_MONOTONIC_COARSE |
	    1U << CLOCK_BOOTTIME;
	u64 ns;

	if ((unsigned)id > 31 || !(known >> id & 1))
		return (int)ask_kernel(__NR_clock_gettime, id, (long)ts);
	ns = now(wall >> id & 1);
	ts->tv_sec = (long)(ns / NSEC_PER_SEC);
	ts->tv_nsec = (long)(ns % NSEC_PER_SEC);
	return 0;
}

int
__vdso_clock_getres(int id, struct timespec *ts)
{
	return (int)ask_kernel(__NR_clock_getres, id, (long)ts);
}

int
__vdso_gettimeofday(struct timeval *tv, struct timezone *tz)
{
	u64 ns;

	if (tz)
		return (int)ask_kernel(__NR_gettimeofday, (long)tv, (long)tz);
	if (!tv)
		return 0;
	ns = now(true);
	tv->tv_sec = (long)(ns / NSEC_PER_SEC);
	tv->tv_usec = (long)(ns % NSEC_PER_SEC / 1000);
	return 0;
}

long
__vdso_time(long *t)
{
	long seconds = (long)(now(true) / NSEC_PER_SEC);

	if (t)
		*t = seconds;
	return seconds;
}

#define ALIAS(name)                       \
	extern typeof(__vdso_##name) name \
	    __attribute__((alias("__vdso_" #name), visibility("default")))
ALIAS(clock_gettime);
ALIAS(clock_getres);
ALIAS(gettimeofday);
ALIAS(time);
