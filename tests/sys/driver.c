/*
 * The first process of a virtual machine that runs tests.
 *
 *     driver SECONDS NAME...
 *
 * runs /tests/NAME for each name, in turn: in a new session, with an empty
 * folder as its working directory, for at most so many seconds. NAME:A:B gives the
 * test arguments. What a test prints goes straight to standard output, between lines
 *
 *     @@ begin NAME
 *     @@ end NAME WAITSTATUS
 *
 * from which the host (tests/vm) learns what was running when the machine
 * died. After each test everything that it left running is killed.
 *
 * The driver needs little of the kernel, so that a broken pipe or signal fails
 * its own test and not all of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	ARGUMENTS = 4 /* of a test, with its name and the end */
};

static volatile sig_atomic_t expired;

static void
on_alarm(int sig)
{
	(void)sig;
	expired = 1;
}

__attribute__((format(printf, 1, 2))) static void
say(const char *format, ...)
{
	char line[512];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	if (write(STDOUT_FILENO, line, (size_t)n) != n)
		_exit(1);
}

/* Splits what follows the colons off path. */
static void
take_arguments(char *path, char *argv[ARGUMENTS])
{
	int n = 0;

	argv[n++] = path;
	while (n < ARGUMENTS - 1 && (path = strchr(path, ':'))) {
		*path++ = '\0';
		argv[n++] = path;
	}
	argv[n] = NULL;
}

static void
run_child(const char *name)
{
	char path[256], scratch[256], *argv[ARGUMENTS];
	char *envp[] = { "PATH=/bin:/usr/bin", "HOME=/", NULL };
	int fd;

	snprintf(path, sizeof path, "/tests/%s", name);
	snprintf(scratch, sizeof scratch, "/tmp/%s", name);
	take_arguments(path, argv);
	setsid();
	mkdir(scratch, 0755);
	if (chdir(scratch) < 0)
		_exit(126);
	fd = open("/dev/null", O_RDWR);
	if (fd > 0) {
		dup2(fd, STDIN_FILENO);
		close(fd);
	}
	dup2(STDOUT_FILENO, STDERR_FILENO);
	execve(path, argv, envp);
	_exit(127);
}

/* Gives the wait status of the test; one that takes too long is killed. */
static int
run(const char *name, unsigned int seconds)
{
	pid_t pid, got;
	int status = 0;

	expired = 0;
	pid = fork();
	if (pid < 0) {
		say("# driver: fork: %s\n", strerror(errno));
		return 255 << 8;
	}
	if (pid == 0)
		run_child(name);
	alarm(seconds);
	for (;;) {
		got = waitpid(-1, &status, 0);
		if (got == pid)
			break;
		if (got < 0 && errno != EINTR)
			break;
		if (expired) {
			say("\n# driver: %s ran for more than %u seconds\n",
			    name, seconds);
			expired = 0;
			kill(pid, SIGKILL);
			alarm(seconds);
		}
	}
	alarm(0);
	return status;
}

/* Is the whole machine ours? */
static bool
alone(void)
{
	struct utsname names;

	return getpid() == 1 ||
	    (uname(&names) == 0 && strstr(names.release, "breenix"));
}

/* Kills what the test left behind, which is everything else in the machine. */
static void
clean_up(void)
{
	if (!alone())
		return;
	kill(-1, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
}

int
main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_alarm };
	unsigned int seconds;
	int i;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (argc < 2)
		return 2;
	seconds = (unsigned int)atoi(argv[1]);
	sigaction(SIGALRM, &action, NULL);
	if (getpid() == 1) {
		/* Where the kernel did it already this fails, as it may. */
		mount("proc", "/proc", "proc", 0, NULL);
		mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	}
	/* Where named semaphores live. */
	mkdir("/dev/shm", 01777);
	umask(022);
	for (i = 2; i < argc; i++) {
		int status;

		say("@@ begin %s\n", argv[i]);
		status = run(argv[i], seconds);
		clean_up();
		say("\n@@ end %s %d\n", argv[i], status);
	}
	return 0;
}
