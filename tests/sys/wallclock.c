// covers: clock_nanosleep clock_settime futex
/*
 * Sleeping until a time of the wall clock, which is set meanwhile. Setting it is
 * for our own machine alone.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <time.h>

#define FUTEX_WAIT_BITSET      9
#define FUTEX_PRIVATE_FLAG     128
#define FUTEX_CLOCK_REALTIME   256
#define FUTEX_BITSET_MATCH_ANY 0xffffffff

#define HOUR 3600

static volatile pid_t tid;
static uint32_t word;
static struct timespec until;

static void *
by_sleep(void *arg)
{
	(void)arg;
	tid = (pid_t)syscall(SYS_gettid);
	return (void *)(long)clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME,
	    &until, NULL);
}

static void *
by_futex(void *arg)
{
	(void)arg;
	tid = (pid_t)syscall(SYS_gettid);
	if (syscall(SYS_futex, &word,
		FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME | FUTEX_PRIVATE_FLAG,
		0, &until, NULL, FUTEX_BITSET_MATCH_ANY) == -1)
		return (void *)(long)errno;
	return NULL;
}

static void
wait_for_sleep(void)
{
	char path[64], text[256];
	const char *state;
	int fd;

	snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
	do {
		memset(text, 0, sizeof text);
		fd = open(path, O_RDONLY);
		if (read(fd, text, sizeof text - 1) < 0)
			_exit(1);
		close(fd);
		state = strrchr(text, ')');
	} while (!state || state[2] != 'S');
}

static void
set(time_t by)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	now.tv_sec += by;
	is(clock_settime(CLOCK_REALTIME, &now), 0, "the clock goes by %ld",
	    (long)by);
}

static void
jump(void *(*fn)(void *), long result, const char *what)
{
	pthread_t t;
	void *got;

	tid = 0;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += HOUR;
	pthread_create(&t, NULL, fn, NULL);
	while (!tid)
		usleep(1000);
	wait_for_sleep();
	set(-HOUR);
	wait_for_sleep();
	set(HOUR / 2);
	wait_for_sleep();
	set(2 * HOUR);
	pthread_join(t, &got);
	is((long)got, result, "%s ends when its time is passed over", what);
	set(-HOUR - HOUR / 2);
}

int
main(void)
{
	alarm(60);
	clock_gettime(CLOCK_REALTIME, &until);
	is(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL), 0,
	    "a time that has passed");
	until.tv_nsec = 1000000000;
	is(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL), EINVAL,
	    "no time");
	if (on_breenix()) {
		jump(by_sleep, 0, "clock_nanosleep");
		jump(by_futex, ETIMEDOUT, "futex");
	}
	return done();
}
