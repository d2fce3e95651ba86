// libc: glibc
// covers: futex rseq set_robust_list
/*
 * The other C library, static: what it asks of a kernel before main() and for
 * its threads is not what musl asks. Built by gcc and not by musl-gcc.
 */
#include "tests/sys/tap.h"
#include <fenv.h>
#include <math.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int turn, total;
static __thread int mine;

/* Threads that take turns. */
static void *
taker(void *arg)
{
	int me = (int)(intptr_t)arg, i;

	for (i = 0; i < 50; i++) {
		pthread_mutex_lock(&mutex);
		while (turn != me)
			pthread_cond_wait(&cond, &mutex);
		turn = (turn + 1) % 4;
		total++;
		mine++;
		pthread_cond_broadcast(&cond);
		pthread_mutex_unlock(&mutex);
	}
	return (void *)(intptr_t)mine;
}

static void
test_threads(void)
{
	pthread_t t[4];
	void *result;
	int i, good = 1;

	for (i = 0; i < 4; i++)
		good &= pthread_create(&t[i], NULL, taker,
			    (void *)(intptr_t)i) == 0;
	ok(good, "four threads");
	for (i = 0; i < 4; i++) {
		good &= pthread_join(t[i], &result) == 0;
		good &= (intptr_t)result == 50;
	}
	ok(good, "each had its turns, counted in its own storage");
	is(total, 200, "all of them");
}

static void *
sleeper(void *arg)
{
	(void)arg;
	for (;;)
		pause();
	return NULL;
}

static void
test_cancel(void)
{
	struct timespec past = { 1, 0 };
	pthread_t t;
	void *result = NULL;
	sem_t sem;

	is(pthread_create(&t, NULL, sleeper, NULL), 0, "a thread that sleeps");
	is(pthread_cancel(t), 0, "is cancelled");
	is(pthread_join(t, &result), 0, "and joined");
	ok(result == PTHREAD_CANCELED, "as cancelled");
	sem_init(&sem, 0, 0);
	is_errno(sem_timedwait(&sem, &past), ETIMEDOUT, "a semaphore");
	sem_post(&sem);
	is(sem_wait(&sem), 0, "that is free");
}

static void
test_library(void)
{
	char name[] = "glibcXXXXXX", line[64] = "", *copy;
	FILE *f;
	int fd;

	fd = mkstemp(name);
	ok(fd >= 0, "mkstemp");
	f = fdopen(fd, "w+");
	ok(f != NULL && fprintf(f, "%.3f %ls\n", sqrt(2), L"wide") > 0,
	    "fprintf");
	rewind(f);
	ok(fgets(line, sizeof line, f) && strcmp(line, "1.414 wide\n") == 0,
	    "fgets");
	fclose(f);
	f = popen("exit 3", "r");
	if (access("/bin/sh", X_OK) == 0)
		ok(f && exited_with(pclose(f), 3), "popen");
	else
		skip("no /bin/sh");
	copy = realloc(malloc(100), 10 << 20);
	ok(copy != NULL, "realloc moves by mremap");
	free(copy);
	is(fesetround(FE_UPWARD), 0, "rounding");
	ok(lrint(1.1) == 2, "is the thread's own");
	fesetround(FE_TONEAREST);
	ok(time(NULL) > 0 && clock() >= 0, "clocks, by the vDSO or without");
	is(sysconf(_SC_PAGESIZE), 4096, "sysconf");
	ok(sysconf(_SC_NPROCESSORS_ONLN) >= 1, "processors");
}

static void
aborts(void)
{
	abort();
}

int
main(void)
{
	test_threads();
	test_cancel();
	test_library();
	ok(died_by(in_child(aborts), SIGABRT), "abort");
	return done();
}
