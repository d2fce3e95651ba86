#ifndef _TIME_H
#define _TIME_H

#include <bits/timespec.h>
#include <bits/types.h>

#define __need_NULL
#define __need_size_t
#include <stddef.h>

#if __POSIX_VISIBLE
#include <bits/locale_t.h>
#endif

__BEGIN_DECLS

typedef __clock_t clock_t;
typedef __time_t time_t;

struct tm {
	int tm_sec;
	int tm_min;
	int tm_hour;
	int tm_mday;
	int tm_mon;
	int tm_year;
	int tm_wday;
	int tm_yday;
	int tm_isdst;
#if __MISC_VISIBLE
	long tm_gmtoff;
	const char *tm_zone;
#else
	long __tm_gmtoff;
	const char *__tm_zone;
#endif
};

#define CLOCKS_PER_SEC ((clock_t)1000000)
#define TIME_UTC       1

char *asctime(const struct tm *);
clock_t clock(void);
char *ctime(const time_t *);
double difftime(time_t, time_t);
struct tm *gmtime(const time_t *);
struct tm *localtime(const time_t *);
time_t mktime(struct tm *);
size_t strftime(char *__restrict, size_t, const char *__restrict,
    const struct tm *__restrict);
time_t time(time_t *);

#if __ISO_C_VISIBLE >= 201112L
int timespec_get(struct timespec *, int);
int timespec_getres(struct timespec *, int);
#endif

#if __POSIX_VISIBLE
#define CLOCK_REALTIME           0
#define CLOCK_MONOTONIC          1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID  3
#define TIMER_ABSTIME            1

typedef __clockid_t clockid_t;
typedef __timer_t timer_t;
typedef __pid_t pid_t;

struct itimerspec {
	struct timespec it_interval;
	struct timespec it_value;
};

struct sigevent;

extern char *tzname[2];

char *asctime_r(const struct tm *__restrict, char *__restrict);
int clock_getcpuclockid(pid_t, clockid_t *);
int clock_getres(clockid_t, struct timespec *);
int clock_gettime(clockid_t, struct timespec *);
int clock_nanosleep(clockid_t, int, const struct timespec *, struct timespec *);
int clock_settime(clockid_t, const struct timespec *);
char *ctime_r(const time_t *, char *);
struct tm *gmtime_r(const time_t *__restrict, struct tm *__restrict);
struct tm *localtime_r(const time_t *__restrict, struct tm *__restrict);
int nanosleep(const struct timespec *, struct timespec *);
size_t strftime_l(char *__restrict, size_t, const char *__restrict,
    const struct tm *__restrict, locale_t);
int timer_create(clockid_t, struct sigevent *__restrict, timer_t *__restrict);
int timer_delete(timer_t);
int timer_getoverrun(timer_t);
int timer_gettime(timer_t, struct itimerspec *);
int timer_settime(timer_t, int, const struct itimerspec *__restrict,
    struct itimerspec *__restrict);
void tzset(void);
#endif

#if __XSI_VISIBLE
extern int daylight;
extern long timezone;
extern int getdate_err;
struct tm *getdate(const char *);
char *strptime(const char *__restrict, const char *__restrict,
    struct tm *__restrict);
#endif

#if __MISC_VISIBLE
int stime(const time_t *);
time_t timegm(struct tm *);
time_t timelocal(struct tm *);
int dysize(int);
#endif

#if __GNU_VISIBLE
#define CLOCK_MONOTONIC_RAW    4
#define CLOCK_REALTIME_COARSE  5
#define CLOCK_MONOTONIC_COARSE 6
#define CLOCK_BOOTTIME         7
#define CLOCK_REALTIME_ALARM   8
#define CLOCK_BOOTTIME_ALARM   9
#define CLOCK_TAI              11
#define TIME_MONOTONIC         2
char *strptime_l(const char *__restrict, const char *__restrict,
    struct tm *__restrict, locale_t);
#endif

__END_DECLS

#endif
