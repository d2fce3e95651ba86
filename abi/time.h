/*
 * Time: clocks, timers and the structures that carry times.
 */
#ifndef ABI_TIME_H
#define ABI_TIME_H

struct timespec {
	long tv_sec;
	long tv_nsec;
};
_Static_assert(sizeof(struct timespec) == 16, "ABI");

struct timeval {
	long tv_sec;
	long tv_usec;
};
_Static_assert(sizeof(struct timeval) == 16, "ABI");

struct itimerspec {
	struct timespec it_interval;
	struct timespec it_value;
};

struct itimerval {
	struct timeval it_interval;
	struct timeval it_value;
};

struct timezone {
	int tz_minuteswest;
	int tz_dsttime;
};

/* In clock ticks of 1 / USER_HZ. */
struct tms {
	long tms_utime;
	long tms_stime;
	long tms_cutime;
	long tms_cstime;
};

struct utimbuf {
	long actime;
	long modtime;
};

#define USER_HZ 100

#define CLOCK_REALTIME           0
#define CLOCK_MONOTONIC          1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID  3
#define CLOCK_MONOTONIC_RAW      4
#define CLOCK_REALTIME_COARSE    5
#define CLOCK_MONOTONIC_COARSE   6
#define CLOCK_BOOTTIME           7
#define CLOCK_REALTIME_ALARM     8
#define CLOCK_BOOTTIME_ALARM     9
#define CLOCK_TAI                11

#define TIMER_ABSTIME 1

/* timerfd_settime; the flags of timerfd_create are O_CLOEXEC and O_NONBLOCK. */
#define TFD_TIMER_ABSTIME       1
#define TFD_TIMER_CANCEL_ON_SET 2

#define ITIMER_REAL    0
#define ITIMER_VIRTUAL 1
#define ITIMER_PROF    2

/* tv_nsec values of utimensat. */
#define UTIME_NOW  ((1L << 30) - 1L)
#define UTIME_OMIT ((1L << 30) - 2L)

#endif
