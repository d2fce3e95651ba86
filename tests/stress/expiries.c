/*
 * Timers of all kinds that fire, are set, read and deleted by four threads at a time,
 * while threads that are their targets, or whose clocks they are by, come and go, and
 * children fork, exec and exit with timers that run.
 *
 * What goes wrong the checkers of the kernel say; here, that a signal that a timer sent
 * says so.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <sched.h>
#include <sys/timerfd.h>
#include <time.h>

#ifdef __GLIBC__ /* names it so since 2.38 */
#undef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

#define SECONDS 8
#define TIMERS  8

static int ids[TIMERS], fds[4];
static int stop, wrong, taken;

static unsigned
random_of(unsigned *seed)
{
	return *seed = *seed * 1103515245 + 12345, *seed >> 16;
}

static void
on_signal(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	if (info->si_code != SI_TIMER || info->si_overrun < 0)
		__atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&taken, 1, __ATOMIC_RELAXED);
}

static struct itimerspec
any_time(unsigned *seed)
{
	static const long times[] = { 0, 1, 1000, 200000, 700000, 3000000 };

	/* Who takes a signal each ns does nothing else. */
	return (struct itimerspec){
		.it_value.tv_nsec = times[random_of(seed) % 6],
		.it_interval.tv_nsec = times[random_of(seed) % 3 + 3],
	};
}

static void
make(unsigned *seed, int slot, pid_t tid)
{
	static const int clocks[] = { CLOCK_MONOTONIC, CLOCK_REALTIME,
		CLOCK_BOOTTIME, CLOCK_PROCESS_CPUTIME_ID,
		CLOCK_THREAD_CPUTIME_ID, CLOCK_TAI };
	struct sigevent e = { .sigev_signo = random_of(seed) % 2 ? SIGUSR1 : 40,
		.sigev_notify = random_of(seed) % 3 ? SIGEV_SIGNAL :
						      SIGEV_THREAD_ID };
	int clock = clocks[random_of(seed) % 6], id;

	e.sigev_notify_thread_id = tid;
	if (random_of(seed) % 8 == 0)
		clock = ~getpid() * 8 | 2;
	if (!syscall(SYS_timer_create, clock, &e, &id)) {
		int old = __atomic_exchange_n(&ids[slot], id, __ATOMIC_RELAXED);

		syscall(SYS_timer_delete, old);
	}
}

/* A target for a short while. */
static void *
visitor(void *arg)
{
	unsigned seed = (unsigned)(uintptr_t)arg;
	int slot = (int)(random_of(&seed) % TIMERS);
	struct itimerspec v = any_time(&seed);

	make(&seed, slot, gettid());
	syscall(SYS_timer_settime, ids[slot], 0, &v, NULL);
	for (volatile int i = 0; i < 20000; i++)
		;
	return NULL;
}

static void
child(unsigned *seed)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct itimerspec v = any_time(seed);
		int id;

		v.it_value.tv_nsec |= 1;
		for (int i = 0; i < 4; i++) {
			make(seed, i, gettid());
			syscall(SYS_timer_settime, ids[i], 0, &v, NULL);
		}
		syscall(SYS_timer_create, ~getppid() * 8 | 2, NULL, &id);
		signal(SIGALRM, SIG_IGN);
		syscall(SYS_timer_settime, id, 0, &v, NULL);
		if (random_of(seed) % 2)
			execl("/proc/self/exe", "expiries", "child", NULL);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void
once(unsigned *seed, int slot)
{
	int fd = fds[random_of(seed) % 4];
	struct itimerspec v = any_time(seed), old;
	struct sigaction act = { .sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO | SA_RESTART };
	pthread_t t;
	uint64_t n;
	sigset_t set;

	switch (random_of(seed) % 12) {
	case 0:
		make(seed, slot, gettid());
		break;
	case 1:
	case 2:
		syscall(SYS_timer_settime, ids[slot], random_of(seed) % 2, &v,
		    &old);
		break;
	case 3:
		syscall(SYS_timer_gettime, ids[slot], &old);
		syscall(SYS_timer_getoverrun, ids[slot]);
		break;
	case 4:
		syscall(SYS_timer_delete, ids[slot]);
		break;
	case 5:
		if (random_of(seed) % 2)
			v.it_interval.tv_nsec = 1;
		timerfd_settime(fd, (int)(random_of(seed) % 4), &v, &old);
		break;
	case 6:
		timerfd_gettime(fd, &old);
		(void)!read(fd, &n, sizeof n);
		break;
	case 7:
		if (!pthread_create(&t, NULL, visitor,
			(void *)(uintptr_t)random_of(seed)))
			pthread_join(t, NULL);
		break;
	case 8:
		if (random_of(seed) % 8 == 0)
			child(seed);
		break;
	case 9:
		signal(SIGUSR1, SIG_IGN);
		sched_yield();
		sigaction(SIGUSR1, &act, NULL);
		break;
	case 10:
		sigemptyset(&set);
		sigaddset(&set, SIGUSR1);
		sigaddset(&set, 40);
		pthread_sigmask(random_of(seed) % 2 ? SIG_BLOCK : SIG_UNBLOCK,
		    &set, NULL);
		break;
	case 11:
		if (geteuid() == 0 && on_breenix()) {
			clock_gettime(CLOCK_REALTIME, &old.it_value);
			old.it_value.tv_sec += random_of(seed) % 2 ? 1 : -1;
			clock_settime(CLOCK_REALTIME, &old.it_value);
		}
		break;
	}
}

static void *
work(void *arg)
{
	unsigned seed = (unsigned)(uintptr_t)arg;

	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
		once(&seed, (int)(random_of(&seed) % TIMERS));
	return NULL;
}

int
main(int argc, char **argv)
{
	struct sigaction act = { .sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO | SA_RESTART };
	pthread_t threads[4];

	(void)argv;
	if (argc > 1)
		return 0;
	sigaction(SIGUSR1, &act, NULL);
	sigaction(40, &act, NULL);
	for (int i = 0; i < 4; i++)
		fds[i] = timerfd_create(i % 2 ? CLOCK_REALTIME :
						CLOCK_MONOTONIC,
		    TFD_NONBLOCK);
	for (uintptr_t i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, work, (void *)(i + 1));
	for (int n = 0; n < SECONDS * 20; n++)
		usleep(50000);
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	is(wrong, 0, "signals are of timers");
	ok(taken > 0, "some came");
	diag("%d", taken);
	return done();
}
