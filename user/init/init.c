/*
 * init: process 1, the parent of all others.
 *
 * It mounts what everybody expects, gives the machine its name, runs /etc/rc and
 * then keeps running what /etc/inittab lists. An entry there is
 *
 *	TERMINAL::ACTION:COMMAND
 *
 * where ACTION is
 *	sysinit   run once at the start, and wait for it
 *	wait      the same, after all of sysinit
 *	once      run once
 *	respawn   run, and again when it ends
 *	shutdown  run at the end, and wait for it
 * and COMMAND runs in a session of its own on TERMINAL, in a shell if it has
 * characters for one. Without a table there is a shell on the console.
 *
 * The main loop waits for one signal after the other with sigwait(); nothing runs
 * in handlers, and so nothing needs locks. SIGCHLD: processes ended; whoever lost
 * its parent is ours too. SIGHUP: read the table again. SIGUSR1, SIGUSR2, SIGTERM
 * and SIGINT (ctrl-alt-del): halt, power off, restart, restart.
 *
 * A command that ends within a second of its start, again and again, rests for
 * a while, so that a broken one does not keep the machine busy.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
	MAX_ENTRIES = 64,
	QUICK_S = 1,    /* an end so soon is a failure */
	QUICK_MOST = 5, /* so many of them in a row and it rests */
	REST_S = 30,
	GRACE_S = 5 /* between SIGTERM and SIGKILL at the end */
};

enum action {
	SYSINIT,
	WAIT,
	ONCE,
	RESPAWN,
	SHUTDOWN,
	NACTIONS
};

struct entry {
	enum action action;
	char terminal[32];
	char command[256];
	pid_t pid; /* 0: not running */
	time_t started;
	int quick_ends;
	time_t rests_until; /* 0: does not */
	bool listed;        /* still in the table, after SIGHUP */
};

static struct entry entries[MAX_ENTRIES];
static size_t nentries;
static sigset_t signals;

__attribute__((format(printf, 1, 2))) static void
say(const char *format, ...)
{
	va_list args;

	fputs("init: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

static time_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* --- The beginning -------------------------------------------------------- */

static void
mount_all(void)
{
	static const struct {
		const char *source, *directory, *type;
		unsigned long flags;
		const char *options;
	} mounts[] = {
		{ "proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		    NULL },
		{ "dev", "/dev", "devtmpfs", MS_NOSUID, NULL },
		{ "devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
		    "gid=5,mode=620,ptmxmode=666" },
		{ "tmp", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, NULL },
	};

	for (size_t i = 0; i < sizeof mounts / sizeof *mounts; i++) {
		mkdir(mounts[i].directory, 0755);
		/* The kernel may have done it already. */
		if (mount(mounts[i].source, mounts[i].directory, mounts[i].type,
			mounts[i].flags, mounts[i].options) < 0 &&
		    errno != EBUSY)
			say("cannot mount %s: %s", mounts[i].directory,
			    strerror(errno));
	}
	chmod("/tmp", 01777);
}

/* Standard input and output on the console, whatever we were started with. */
static void
open_console(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);

	if (fd < 0)
		fd = open("/dev/null", O_RDWR);
	for (int i = 0; fd >= 0 && i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
}

static void
set_hostname(void)
{
	FILE *file = fopen("/etc/hostname", "re");
	char name[65];

	if (!file)
		return;
	if (fgets(name, sizeof name, file)) {
		name[strcspn(name, "\n")] = '\0';
		if (*name && sethostname(name, strlen(name)) < 0)
			say("cannot set the host name: %s", strerror(errno));
	}
	fclose(file);
}

static void
set_environment(void)
{
	setenv("PATH", "/sbin:/bin:/usr/sbin:/usr/bin", 1);
	setenv("HOME", "/", 0);
	setenv("TERM", "linux", 0);
}

/* --- The table ------------------------------------------------------------ */

static struct entry *
find_entry(enum action action, const char *terminal, const char *command)
{
	for (size_t i = 0; i < nentries; i++) {
		if (entries[i].action == action &&
		    strcmp(entries[i].terminal, terminal) == 0 &&
		    strcmp(entries[i].command, command) == 0)
			return &entries[i];
	}
	return NULL;
}

static void
add_entry(enum action action, const char *terminal, const char *command)
{
	struct entry *entry = find_entry(action, terminal, command);

	if (!entry) {
		if (nentries == MAX_ENTRIES) {
			say("too many entries in /etc/inittab");
			return;
		}
		entry = &entries[nentries++];
		*entry = (struct entry){ .action = action };
		snprintf(entry->terminal, sizeof entry->terminal, "%s",
		    terminal);
		snprintf(entry->command, sizeof entry->command, "%s", command);
	}
	entry->listed = true;
}

/* One line of the table, cut in place; false if it is none. */
static bool
parse_entry(char *line)
{
	static const char *const names[NACTIONS] = {
		[SYSINIT] = "sysinit",
		[WAIT] = "wait",
		[ONCE] = "once",
		[RESPAWN] = "respawn",
		[SHUTDOWN] = "shutdown",
	};
	char *terminal = strsep(&line, ":");
	char *levels = strsep(&line, ":");
	char *action = strsep(&line, ":");

	if (!levels || !action || !line || !*line)
		return false;
	for (int i = 0; i < NACTIONS; i++) {
		if (strcmp(action, names[i]) == 0) {
			add_entry((enum action)i, terminal, line);
			return true;
		}
	}
	return false;
}

static void
read_table(void)
{
	FILE *file = fopen("/etc/inittab", "re");
	char line[512];
	unsigned int number = 0;

	for (size_t i = 0; i < nentries; i++)
		entries[i].listed = false;
	if (!file) {
		add_entry(RESPAWN, "console", "/bin/sh");
		return;
	}
	while (fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		number++;
		if (*line && *line != '#' && !parse_entry(line))
			say("/etc/inittab:%u: not understood", number);
	}
	fclose(file);
}

/* --- Running -------------------------------------------------------------- */

/* A session of our own with the terminal as what controls it. */
static void
take_terminal(const char *name)
{
	char path[64];
	int fd;

	setsid();
	if (*name == '\0')
		return;
	snprintf(path, sizeof path, "/dev/%s", name);
	fd = open(path, O_RDWR);
	if (fd < 0)
		_exit(126);
	ioctl(fd, TIOCSCTTY, 0);
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
}

static void
execute(const char *command)
{
	char copy[256], *rest = copy, *argv[32];
	size_t n = 0;

	if (strpbrk(command, "~`!$^&*()=|\\{}[];\"'<>?")) {
		execl("/bin/sh", "sh", "-c", command, NULL);
	} else {
		snprintf(copy, sizeof copy, "%s", command);
		while (n < 31 && (argv[n] = strsep(&rest, " \t"))) {
			if (*argv[n])
				n++;
		}
		argv[n] = NULL;
		if (n)
			execv(argv[0], argv);
	}
	say("cannot run %s: %s", command, strerror(errno));
	_exit(127);
}

static void
start(struct entry *entry)
{
	pid_t pid = fork();

	if (pid < 0) {
		say("cannot fork: %s", strerror(errno));
		entry->rests_until = now() + REST_S;
		return;
	}
	if (pid == 0) {
		sigset_t none;

		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		take_terminal(entry->terminal);
		execute(entry->command);
	}
	entry->pid = pid;
	entry->started = now();
	entry->rests_until = 0;
}

static void
note_end(pid_t pid)
{
	for (size_t i = 0; i < nentries; i++) {
		struct entry *e = &entries[i];

		if (e->pid != pid)
			continue;
		e->pid = 0;
		if (e->action != RESPAWN)
			return;
		if (now() - e->started > QUICK_S) {
			e->quick_ends = 0;
		} else if (++e->quick_ends >= QUICK_MOST) {
			say("%s ends at once; I wait %d seconds", e->command,
			    REST_S);
			e->rests_until = now() + REST_S;
			e->quick_ends = 0;
		}
		return;
	}
}

/* All that have ended, our own and those that lost their parents. */
static void
reap(void)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		note_end(pid);
}

static void
run_and_wait(enum action action)
{
	for (size_t i = 0; i < nentries; i++) {
		if (entries[i].action != action)
			continue;
		start(&entries[i]);
		while (entries[i].pid) {
			pid_t pid = waitpid(-1, NULL, 0);

			if (pid > 0)
				note_end(pid);
			else if (errno != EINTR)
				break;
		}
	}
}

/* Starts what should run and does not; gives the seconds until the next try. */
static time_t
start_missing(void)
{
	time_t wait = 0;

	for (size_t i = 0; i < nentries; i++) {
		struct entry *e = &entries[i];

		if (e->action != RESPAWN || e->pid || !e->listed)
			continue;
		if (e->rests_until > now()) {
			time_t left = e->rests_until - now();

			if (!wait || left < wait)
				wait = left;
			continue;
		}
		start(e);
	}
	return wait;
}

/* --- The end -------------------------------------------------------------- */

/* Waits for everybody, but not for long; true when nobody is left. */
static bool
all_ended(int seconds)
{
	struct timespec pause = { 0, 20 * 1000 * 1000 };
	time_t end = now() + seconds;

	for (;;) {
		pid_t pid = waitpid(-1, NULL, WNOHANG);

		if (pid < 0 && errno == ECHILD)
			return true;
		if (pid > 0)
			continue;
		if (now() >= end)
			return false;
		nanosleep(&pause, NULL);
	}
}

/* Everything in /proc/self/mounts, the last one first. */
static void
unmount_all(void)
{
	FILE *file = fopen("/proc/self/mounts", "re");
	char line[512], directories[64][128];
	int n = 0;

	while (file && n < 64 && fgets(line, sizeof line, file)) {
		if (sscanf(line, "%*s %127s", directories[n]) == 1)
			n++;
	}
	if (file)
		fclose(file);
	while (n-- > 0) {
		if (strcmp(directories[n], "/") != 0)
			umount2(directories[n], MNT_DETACH);
	}
	mount("none", "/", NULL, MS_REMOUNT | MS_RDONLY, NULL);
}

__attribute__((noreturn)) static void
end_system(unsigned int command)
{
	const char *what = command == RB_AUTOBOOT ? "restarting" :
	    command == RB_HALT_SYSTEM             ? "halting" :
						    "powering off";

	for (size_t i = 0; i < nentries; i++)
		entries[i].listed = false;
	run_and_wait(SHUTDOWN);
	say("ending all processes");
	kill(-1, SIGTERM);
	/* A shell at its prompt ignores that, and ends when its terminal does. */
	for (size_t i = 0; i < nentries; i++) {
		if (entries[i].pid)
			kill(entries[i].pid, SIGHUP);
	}
	kill(-1, SIGCONT);
	if (!all_ended(GRACE_S)) {
		kill(-1, SIGKILL);
		all_ended(GRACE_S);
	}
	sync();
	unmount_all();
	say("%s", what);
	reboot((int)command);
	say("%s: %s", what, strerror(errno));
	for (;;)
		pause();
}

/* --- The loop ------------------------------------------------------------- */

static void
handle(int signal)
{
	switch (signal) {
	case SIGCHLD:
		reap();
		break;
	case SIGHUP:
		read_table();
		break;
	case SIGUSR1:
		end_system(RB_HALT_SYSTEM);
	case SIGUSR2:
		end_system(RB_POWER_OFF);
	case SIGTERM:
	case SIGINT:
		end_system(RB_AUTOBOOT);
	}
}

static void
loop(void)
{
	for (;;) {
		time_t wait;
		int signal;

		/* A child may have ended before its SIGCHLD was waited for. */
		reap();
		wait = start_missing();
		if (wait) {
			struct timespec t = { wait, 0 };

			signal = sigtimedwait(&signals, NULL, &t);
		} else {
			signal = sigwaitinfo(&signals, NULL);
		}
		if (signal > 0)
			handle(signal);
	}
}

static void
block_signals(void)
{
	static const int ours[] = {
		SIGCHLD,
		SIGHUP,
		SIGUSR1,
		SIGUSR2,
		SIGTERM,
		SIGINT,
	};

	sigemptyset(&signals);
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		sigaddset(&signals, ours[i]);
	sigprocmask(SIG_BLOCK, &signals, NULL);
}

int
main(void)
{
	if (getpid() != 1) {
		say("I have to be process 1");
		return 1;
	}
	block_signals();
	/* The kernel then sends SIGINT for ctrl-alt-del. */
	reboot(RB_DISABLE_CAD);
	umask(022);
	mount_all();
	open_console();
	set_environment();
	set_hostname();
	read_table();
	run_and_wait(SYSINIT);
	run_and_wait(WAIT);
	for (size_t i = 0; i < nentries; i++) {
		if (entries[i].action == ONCE)
			start(&entries[i]);
	}
	loop();
}
