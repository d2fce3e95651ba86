// covers: rt_sigtimedwait rt_sigprocmask exit execve set_robust_list
/*
 * What is meant for a process finds a thread that takes it, and what a thread held is
 * given up, whatever the one first chosen does meanwhile.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <sched.h>

enum {
	ROUNDS = 40,
	STACK = 65536
};

static sigset_t set;
static int taken, may_end;

/* Waits for a word, a minute at most. */
static bool
becomes(int *word, int value)
{
	for (int i = 0; i < 60000; i++) {
		if (__atomic_load_n(word, __ATOMIC_SEQ_CST) == value)
			return true;
		usleep(1000);
	}
	return false;
}

static void *
take_one(void *arg)
{
	if (sigwaitinfo(&set, NULL) > 0)
		__atomic_fetch_add(&taken, 1, __ATOMIC_SEQ_CST);
	becomes(&may_end, 1);
	return arg;
}

static void
test_waiters(void)
{
	int lost = 0, i;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (i = 0; i < ROUNDS && !lost; i++) {
		pthread_t t[2];

		taken = may_end = 0;
		pthread_create(&t[0], NULL, take_one, NULL);
		pthread_create(&t[1], NULL, take_one, NULL);
		usleep(2000);
		kill(getpid(), SIGRTMIN);
		kill(getpid(), SIGRTMIN);
		lost += !becomes(&taken, 2);
		__atomic_store_n(&may_end, 1, __ATOMIC_SEQ_CST);
		if (lost)
			kill(getpid(), SIGRTMIN);
		pthread_join(t[0], NULL);
		pthread_join(t[1], NULL);
	}
	is(lost, 0, "two signals for two who wait");
}

static void *
sleep_for_ever(void *arg)
{
	for (;;)
		pause();
	return arg;
}

/* The first thread ends at about the time when the signal comes. */
static int
killed_at_its_end(int *go, int delay)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		pthread_t t;

		pthread_create(&t, NULL, sleep_for_ever, NULL);
		__atomic_store_n(go, 1, __ATOMIC_SEQ_CST);
		syscall(SYS_exit, 0);
	}
	becomes(go, 1);
	for (volatile int i = 0; i < delay; i++)
		;
	kill(pid, SIGTERM);
	for (int i = 0; i < 30000; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFSIGNALED(status) &&
			    WTERMSIG(status) == SIGTERM;
		usleep(1000);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return 0;
}

static void
test_exit(int *go)
{
	int good = 0, i;

	for (i = 0; i < ROUNDS; i++) {
		*go = 0;
		good += killed_at_its_end(go, i * 500);
	}
	is(good, ROUNDS, "a signal while the first thread ends");
}

static void
become_another(void)
{
	char *argv[] = { (char *)"/proc/self/exe", (char *)"sleeper", NULL };

	execv(argv[0], argv);
	_exit(1);
}

static int
exec_thread(void *arg)
{
	(void)arg;
	become_another();
	return 1;
}

static void
test_exec(int *word)
{
	static char stack[STACK] __attribute__((aligned(16)));
	pthread_mutex_t *m = (void *)(word + 16);
	pthread_mutexattr_t a;
	struct timespec end;
	pid_t pid;
	int err;

	pthread_mutexattr_init(&a);
	pthread_mutexattr_setpshared(&a, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(m, &a);
	*word = 0;
	pid = fork();
	if (pid == 0) {
		pthread_mutex_lock(m);
		__atomic_store_n(word, 1, __ATOMIC_SEQ_CST);
		become_another();
	}
	becomes(word, 1);
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 60;
	err = pthread_mutex_timedlock(m, &end);
	is(err, EOWNERDEAD, "a lock whose owner calls execve()");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);

	*word = 55;
	pid = clone(exec_thread, stack + STACK,
	    CLONE_VM | CLONE_CHILD_CLEARTID | SIGCHLD, NULL, NULL, NULL, word);
	ok(becomes(word, 0), "the word of CLONE_CHILD_CLEARTID");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);

	*word = 55;
	pid = (pid_t)syscall(SYS_clone, CLONE_CHILD_CLEARTID | SIGCHLD, NULL,
	    NULL, word, NULL);
	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
	is(*word, 55, "which stays when nobody shares the space");
}

int
main(int argc, char **argv)
{
	int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (argc > 1 && !strcmp(argv[1], "sleeper"))
		for (;;)
			pause();
	test_waiters();
	test_exit(shared);
	test_exec(shared);
	return done();
}
