/*
 * Many processes and threads at once: forking, running, signalling, exiting,
 * each of them checked for nothing but its end.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <sched.h>

enum {
	WORKERS = 8,
	ROUNDS = 60
};

/* Forks ROUNDS children that exit at once. */
static void
forker(void)
{
	int i;

	for (i = 0; i < ROUNDS; i++) {
		pid_t pid = fork();

		if (pid < 0)
			_exit(1);
		if (pid == 0)
			_exit(i);
		if (!exited_with(wait_for(pid), i))
			_exit(2);
	}
}

static void
executor(void)
{
	char *argv[] = { (char *)"stress", (char *)"exit", NULL };
	int i;

	for (i = 0; i < ROUNDS / 4; i++) {
		pid_t pid = vfork();

		if (pid == 0) {
			execve("/proc/self/exe", argv, argv + 2);
			_exit(1);
		}
		if (!exited_with(wait_for(pid), 23))
			_exit(2);
	}
}

static void *
thread(void *arg)
{
	volatile long *word = arg;
	int i;

	for (i = 0; i < 100; i++) {
		__atomic_fetch_add(word, 1, __ATOMIC_SEQ_CST);
		if (i % 10 == 0)
			sched_yield();
	}
	return NULL;
}

static void
threader(void)
{
	pthread_t t[8];
	long word = 0;
	int round, i;

	for (round = 0; round < ROUNDS / 6; round++) {
		for (i = 0; i < 8; i++)
			if (pthread_create(&t[i], NULL, thread, &word) != 0)
				_exit(1);
		for (i = 0; i < 8; i++)
			pthread_join(t[i], NULL);
	}
	if (word != ROUNDS / 6 * 8 * 100)
		_exit(2);
}

/* A process with threads is killed in the middle of everything. */
static void *
busy(void *arg)
{
	int p[2];
	char c;

	(void)arg;
	for (;;) {
		if (pipe(p) < 0)
			continue;
		if (write(p[1], "x", 1) == 1 && read(p[0], &c, 1) == 1)
			free(malloc(100000));
		close(p[0]);
		close(p[1]);
	}
	return NULL;
}

static void
killer(void)
{
	int i, k;

	for (i = 0; i < ROUNDS / 4; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			pthread_t t;

			for (k = 0; k < 3; k++)
				pthread_create(&t, NULL, busy, NULL);
			busy(NULL);
		}
		usleep((useconds_t)(i * 37 % 3000));
		kill(pid, SIGKILL);
		if (!died_by(wait_for(pid), SIGKILL))
			_exit(2);
	}
}

static volatile sig_atomic_t caught;

static void
on_signal(int sig)
{
	(void)sig;
	caught++;
}

/* Signals in a stream, while system calls are under way. */
static void
signaller(void)
{
	struct sigaction act = { .sa_handler = on_signal,
		.sa_flags = SA_RESTART };
	char buf[100];
	pid_t target = getpid(), pid;
	int p[2], i, good = 1;

	sigaction(SIGUSR1, &act, NULL);
	pipe(p);
	pid = fork();
	if (pid == 0) {
		for (i = 0; i < 2000; i++)
			kill(target, SIGUSR1);
		_exit(0);
	}
	for (i = 0; i < 500; i++) {
		good &= write(p[1], buf, sizeof buf) == sizeof buf;
		good &= read(p[0], buf, sizeof buf) == sizeof buf;
	}
	wait_for(pid);
	if (!good || caught == 0)
		_exit(2);
}

static void
run_all(void (*fn)(void), const char *what)
{
	pid_t pid[WORKERS];
	int i, good = 1;

	for (i = 0; i < WORKERS; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			fn();
			_exit(0);
		}
		good &= pid[i] > 0;
	}
	for (i = 0; i < WORKERS; i++)
		good &= pid[i] > 0 && wait_for(pid[i]) == 0;
	ok(good, "%s", what);
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "exit") == 0)
		return 23;
	run_all(forker, "eight that fork");
	run_all(executor, "eight that execute");
	run_all(threader, "eight with threads");
	run_all(killer, "eight that kill processes with threads");
	run_all(signaller, "eight in a stream of signals");
	return done();
}
