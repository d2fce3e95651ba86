// covers: pidfd_open pidfd_send_signal pidfd_getfd waitid clone
/*
 * Pidfds while others end, come to have the number, or ask too.
 */
#include "tests/sys/pidfd.h"
#include <pthread.h>

static int gate[2];

/* A child that has ended; a zombie if it has this number. */
static pid_t
short_child(pid_t keep)
{
	pid_t pid = vfork();

	if (pid == 0)
		_exit(0);
	if (pid != keep)
		wait_for(pid);
	return pid;
}

/* Another process comes to have the number; the pidfd is nobody's. */
static void
test_number(void)
{
	char text[32] = "";
	int f = open("/proc/sys/kernel/pid_max", O_RDONLY), fd, i;
	pid_t pid, next = 0;

	if (f < 0 || read(f, text, sizeof text - 1) < 0 || atoi(text) > 32768) {
		skip("too many numbers");
		return;
	}
	close(f);
	/* The first few hundred numbers are not given out again. */
	for (i = 0; next < 400 && i < 1000; i++)
		next = short_child(0);
	pid = paused_child();
	fd = pidfd_open(pid, 0);
	end_child(pid);
	for (i = 0; next != pid && i < 40000; i++)
		next = short_child(pid);
	is(next, pid, "another has its number");
	is(pidfd_kill(fd, 0, NULL, 0), -1, "the pidfd does not reach it");
	is_errno(wait_on(fd, WEXITED | WNOHANG), ECHILD, "nor sees its end");
	is_errno(pidfd_getfd(fd, 0, 0), ESRCH, "nor has its descriptors");
	ok(fdinfo_says(fd, -1), "nor tells its number");
	wait_for(next);
	close(fd);
}

static volatile int racing, race_fd;
static volatile bool bad;

static void *
poll_race(void *arg)
{
	(void)arg;
	while (racing) {
		int fd = race_fd, events = fd < 0 ? 0 : poll_of(fd, 20000);

		if (events != POLLIN && events != 0 && events != POLLNVAL)
			bad = true;
	}
	return NULL;
}

static void *
kill_race(void *arg)
{
	(void)arg;
	while (racing)
		if (pidfd_kill(race_fd, SIGURG, NULL, 0) < 0 &&
		    errno != ESRCH && errno != EBADF)
			bad = true;
	return NULL;
}

static void *
getfd_race(void *arg)
{
	(void)arg;
	while (racing) {
		int fd = pidfd_getfd(race_fd, gate[1], 0);

		if (fd >= 0)
			close(fd);
		else if (errno != ESRCH && errno != EBADF)
			bad = true;
	}
	return NULL;
}

static void *
open_race(void *arg)
{
	volatile pid_t *pid = arg;

	while (racing) {
		int fd = pidfd_open(*pid, 0);

		if (fd >= 0)
			close(fd);
		else if (errno != ESRCH && errno != EINVAL)
			bad = true;
	}
	return NULL;
}

static void
test_races(void)
{
	static void *(*const racers[])(void *) = { poll_race, poll_race,
		kill_race, getfd_race, open_race };
	pthread_t t[sizeof racers / sizeof *racers];
	volatile pid_t pid = getpid();
	unsigned i;
	bool all = true;
	int word;

	bad = false;
	racing = 1;
	race_fd = -1;
	if (pipe(gate) < 0)
		return;
	for (i = 0; i < sizeof racers / sizeof *racers; i++)
		pthread_create(&t[i], NULL, racers[i], (void *)&pid);
	for (i = 0; i < ROUNDS; i++) {
		word = -1;
		pid = (pid_t)clone_pidfd(SIGCHLD, &word);
		if (pid == 0)
			_exit(0);
		race_fd = word;
		/* Even: by number, odd: by the pidfd. */
		if (i % 2 ? wait_on(word, WEXITED) != pid : wait_for(pid) != 0)
			all = false;
		race_fd = -1;
		close(word);
	}
	racing = 0;
	for (i = 0; i < sizeof racers / sizeof *racers; i++)
		pthread_join(t[i], NULL);
	ok(all, "each end was seen");
	ok(!bad, "nobody saw anything else");
	close(gate[0]);
	close(gate[1]);
}

/* All who poll are told, while another takes it away. */
static void *
poll_once(void *arg)
{
	return (void *)(intptr_t)(poll_of(*(int *)arg, 60000) == POLLIN);
}

static void
test_all_told(void)
{
	pthread_t t[3];
	bool all = true;
	int i, k, fd;

	for (i = 0; i < ROUNDS; i++) {
		pid_t pid = paused_child();

		fd = pidfd_open(pid, 0);
		for (k = 0; k < 3; k++)
			pthread_create(&t[k], NULL, poll_once, &fd);
		pidfd_kill(fd, SIGKILL, NULL, 0);
		wait_for(pid);
		for (k = 0; k < 3; k++) {
			void *seen;

			pthread_join(t[k], &seen);
			all = all && seen;
		}
		close(fd);
	}
	ok(all, "all who poll are told of each end");
}

int
main(void)
{
	test_number();
	test_races();
	test_all_told();
	return done();
}
