/* What tests of System V IPC share. */
#ifndef TESTS_SYS_SYSV_H
#define TESTS_SYS_SYSV_H

#include "tests/sys/tap.h"
#include <limits.h>
#include <sched.h>
#include <sys/ipc.h>
#include <time.h>

#define KEY 0x5eed0001

enum {
	USER = 4711,
	OTHER = 4712,
	PAGE = 4096
};

/* On Linux nobody else's objects are seen, and limits are those of this test. */
static inline void
own_ipc(void)
{
	(void)unshare(CLONE_NEWIPC);
}

static inline bool
is_recent(time_t t)
{
	time_t now = time(NULL);

	return t <= now && t > now - 60;
}

/* The second is over, so that a time that is noted differs: by the clock that Linux
 * takes such times from. */
static inline void
next_second(void)
{
	struct timespec begin, now;

	clock_gettime(CLOCK_REALTIME_COARSE, &begin);
	do {
		usleep(10000);
		clock_gettime(CLOCK_REALTIME_COARSE, &now);
	} while (now.tv_sec == begin.tv_sec);
}

/* Writes to a setting; false if that fails, with errno. */
static inline bool
put_setting(const char *name, const char *value)
{
	char path[PATH_MAX];
	int fd, saved;
	ssize_t n;

	snprintf(path, sizeof path, "/proc/sys/kernel/%s", name);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return false;
	n = write(fd, value, strlen(value));
	saved = errno;
	close(fd);
	errno = saved;
	return n == (ssize_t)strlen(value);
}

/* A setting without its newline. */
static inline const char *
setting(const char *name)
{
	static char text[256];
	char path[PATH_MAX];
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/sys/kernel/%s", name);
	fd = open(path, O_RDONLY);
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n - 1 : 0] = '\0';
	return text;
}

static inline bool
setting_is(const char *name, const char *value)
{
	return strcmp(setting(name), value) == 0;
}

/* The line of /proc/sysvipc/KIND with an id in its second column. */
static inline bool
ipc_line(const char *kind, int id, char *line, int size)
{
	char path[64];
	bool found = false;
	FILE *f;
	int got;

	snprintf(path, sizeof path, "/proc/sysvipc/%s", kind);
	f = fopen(path, "r");
	if (!f)
		return false;
	while (!found && fgets(line, size, f))
		found = sscanf(line, "%*d %d", &got) == 1 && got == id;
	fclose(f);
	return found;
}

/* The state of a process: a letter. */
static inline char
process_state(pid_t pid)
{
	char path[64], text[512], *at;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return 'X';
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	at = strrchr(text, ')');
	return at ? at[2] : '?';
}

/* Waits, a while, until it sleeps. */
static inline bool
sleeps(pid_t pid)
{
	for (int i = 0; i < 3000; i++) {
		if (process_state(pid) == 'S')
			return true;
		usleep(10000);
	}
	return false;
}

/* Has it not ended, and sleeps? */
static inline bool
is_asleep(pid_t pid)
{
	return waitpid(pid, NULL, WNOHANG) == 0 && sleeps(pid);
}

/* What it ends with, or -1: by a signal. */
static inline int
result(pid_t pid)
{
	int status = wait_for(pid);

	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A handler, so that SIGUSR1 interrupts, with SA_RESTART. */
static inline void
ignore_signal(int sig)
{
	(void)sig;
}

static inline void
catch_usr1(void)
{
	struct sigaction act = { .sa_handler = ignore_signal,
		.sa_flags = SA_RESTART };

	sigaction(SIGUSR1, &act, NULL);
}

#endif
