/*
 * Terminals that go while they are used: open, written, read, waited for, hung up, and
 * controlling terminals. The device of the debug kernels that does so
 * (kernel/tty/ttytest.c); on Linux a pseudo-terminal whose master is closed.
 */
#include "tests/sys/tap.h"
#include <dirent.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <termios.h>

enum {
	MAJOR = 240,
	NUMBERS = 4, /* of terminals that come and go */
	ROUNDS = 250,
	MANY = 1000
};

static int control = -1;

static bool
command(const char *format, ...)
{
	char text[128];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return write(control, text, (size_t)n) == n;
}

static int
alive(void)
{
	char text[16] = "";

	return read(control, text, sizeof text - 1) > 0 ? atoi(text) : -1;
}

/* What has been let go of last may take a moment. */
static void
all_freed(const char *when)
{
	for (int i = 0; i < 5000 && alive() != 0; i++)
		usleep(1000);
	is(alive(), 0, "%s: all are freed", when);
}

/* --- One, step by step ------------------------------------------------------------- */

static char name[64];
static int master = -1;

static bool
begin(void)
{
	int unlock = 0, n;

	if (control >= 0) {
		snprintf(name, sizeof name, "tty0");
		return command("add 0");
	}
	master = open("/dev/ptmx", O_RDWR | O_NOCTTY);
	if (master < 0 || ioctl(master, TIOCSPTLCK, &unlock) < 0 ||
	    ioctl(master, TIOCGPTN, &n) < 0)
		return false;
	snprintf(name, sizeof name, "/dev/pts/%d", n);
	return true;
}

static bool
type(const char *text)
{
	if (control >= 0)
		return command("type 0 %s", text);
	return write(master, text, strlen(text)) == (ssize_t)strlen(text);
}

static bool
end(void)
{
	return control >= 0 ? command("remove 0") : close(master) == 0;
}

static bool
gets_hangup(void)
{
	sigset_t hup;

	sigemptyset(&hup);
	sigaddset(&hup, SIGHUP);
	return sigtimedwait(&hup, NULL, &(struct timespec){ 10, 0 }) == SIGHUP;
}

static void
used_after_its_end(void)
{
	struct pollfd f = { .events = POLLIN };
	struct termios t;
	char buf[16];
	int tty;

	block_signal(SIGHUP);
	setsid();
	ok(begin(), "a terminal");
	tty = works(open(name, O_RDWR), "its leader opens it");
	is(tcgetsid(tty), getpid(), "and has it");
	ok(type("a\n"), "a line");
	is(read(tty, buf, sizeof buf), 2, "comes");
	is(write(tty, "x", 1), 1, "and goes");
	ok(end(), "its device goes");
	ok(gets_hangup(), "the leader is told");
	is(read(tty, buf, sizeof buf), 0, "reads the end");
	is_errno(write(tty, "x", 1), EIO, "cannot write");
	is_errno(tcgetattr(tty, &t), EIO, "nor ask");
	is_errno(ioctl(tty, TIOCSCTTY, 0), EIO, "nor take it again");
	f.fd = tty;
	is(poll(&f, 1, 0), 1, "poll");
	ok(f.revents & POLLHUP, "tells of the hang-up");
	is_errno(open("/dev/tty", O_RDWR), ENXIO, "no terminal is theirs");
	ok(open(name, O_RDWR) < 0, "nobody opens it");
	close(tty);
	ok(begin(), "one more, with the number");
	tty = works(open(name, O_RDWR), "its leader opens it");
	is(tcgetpgrp(tty), getpid(), "and has it");
	close(tty);
	/* Whose terminal it is when the session and the device end. */
}

/* A child in the foreground leaves its group, and comes back. */
static void
group_comes_back(void)
{
	pid_t pid;
	int tty, go[2], status;
	char c;

	block_signal(SIGHUP);
	signal(SIGTTOU, SIG_IGN);
	setsid();
	ok(begin(), "a terminal");
	tty = works(open(name, O_RDWR), "its leader opens it");
	pipe(go);
	pid = fork();
	if (pid == 0) {
		while (read(go[0], &c, 1) == 1)
			;
		_exit(0);
	}
	setpgid(pid, pid);
	is(tcsetpgrp(tty, pid), 0, "a job in front");
	is(setpgid(pid, getpgrp()), 0, "leaves its group");
	is(tcgetpgrp(tty), pid, "which stays in front");
	is_errno(kill(-pid, 0), ESRCH, "without a member");
	is_errno(setpgid(0, pid), EPERM, "nobody joins it");
	is(setpgid(pid, pid), 0, "it comes back");
	is(kill(-pid, 0), 0, "to a group");
	ok(type("\003"), "^C");
	is(waitpid(pid, &status, 0), pid, "ends it");
	ok(died_by(status, SIGINT), "as the foreground job");
	is(tcgetpgrp(tty), pid, "the number stays in front");
	is_errno(tcsetpgrp(tty, pid), ESRCH, "of no group");
	ok(type("\003"), "^C reaches nobody");
	is(tcsetpgrp(tty, getpgrp()), 0, "the leader is in front");
	close(go[0]);
	close(go[1]);
	close(tty);
	ok(end(), "its device goes");
	ok(gets_hangup(), "the leader is told");
}

static void
takes(void)
{
	setsid();
	ok(open(name, O_RDWR) >= 0, "its leader opens it");
	ok(open("/dev/tty", O_RDWR) >= 0, "and has it");
}

static void
one_after_the_other(void)
{
	ok(begin(), "a terminal");
	is(in_child(takes), 0, "a session whose leader just ends");
	is(in_child(takes), 0, "another");
	ok(end(), "its device goes");
}

/* --- All at the same time ---------------------------------------------------------- */

static char path[NUMBERS + 1][16];

static int
open_any(int flags)
{
	return open(path[rand() % NUMBERS], flags | O_NONBLOCK);
}

static void
comes_and_goes(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		int n = rand() % NUMBERS;

		if (!command("add %d", n))
			command("remove %d", n);
		if (i % 4 == 0)
			usleep(1000);
	}
}

/* One that is hardly there. */
static void
flickers(void)
{
	for (int i = 0; i < 4 * ROUNDS; i++) {
		command("add 0");
		command("remove 0");
	}
}

static void
opens(void)
{
	for (int i = 0; i < 8 * ROUNDS; i++)
		close(open(path[0], O_RDWR | O_NOCTTY));
}

static void
user(void)
{
	static const char *const keys[] = { "\003", "\032", "\021", "\023",
		"hello\n", "\177\025\004", "\034" };

	for (int i = 0; i < 4 * ROUNDS; i++) {
		int n = rand() % NUMBERS;

		command("type %d %s", n, keys[rand() % 7]);
		command("start %d", n);
		if (i % 8 == 0)
			command("hangup %d", n);
		if (i % 16 == 0)
			command("stop %d", n);
		if (i % 32 == 0)
			command("break %d", n);
	}
}

/* In a group of its own, in front or not. */
static void
job(int tty)
{
	struct winsize w = { (unsigned short)rand(), 80, 0, 0 };
	struct termios t;
	char buf[64];

	setpgid(0, 0);
	alarm(1);
	if (rand() % 2)
		tcsetpgrp(tty, getpid());
	for (int i = 0; i < 20; i++)
		close(open("/dev/tty", O_RDWR));
	write(tty, "some output\n", 12);
	read(tty, buf, sizeof buf);
	ioctl(tty, TIOCSWINSZ, &w);
	if (tcgetattr(tty, &t) == 0)
		tcsetattr(tty, rand() % 2 ? TCSANOW : TCSAFLUSH, &t);
	if (rand() % 4 == 0) {
		fcntl(tty, F_SETFL, 0);
		read(tty, buf, sizeof buf);
	}
	_exit(0);
}

static void
session(void)
{
	int tty, more;
	pid_t pid;

	setsid();
	signal(SIGTTOU, SIG_IGN);
	if (rand() % 2)
		signal(SIGHUP, SIG_IGN);
	tty = open_any(O_RDWR);
	if (tty < 0)
		_exit(0);
	pid = fork();
	if (pid == 0)
		job(tty);
	more = open("/dev/tty", O_RDWR | O_NONBLOCK);
	switch (rand() % 6) {
	case 0:
		ioctl(tty, TIOCNOTTY);
		break;
	case 1:
		ioctl(tty, TIOCVHANGUP);
		break;
	case 2:
		close(tty);
		tty = open_any(O_RDWR | O_NOCTTY);
		ioctl(tty, TIOCSCTTY, 1);
		break;
	case 3:
		tcsetpgrp(tty, getpid());
		ioctl(more, TIOCEXCL);
		break;
	case 4:
		close(more);
		break;
	default:
		kill(-pid, SIGCONT);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		break;
	}
	_exit(0);
}

static void
sessions(void)
{
	int children = 0;

	for (int i = 0; i < ROUNDS; i++) {
		srand((unsigned)rand());
		if (fork() == 0)
			session();
		if (++children == 4) {
			wait(NULL);
			children--;
		}
	}
	while (wait(NULL) > 0)
		;
}

/* Looks at all that is there, and waits for it. */
static void
watcher(void)
{
	int set = epoll_create1(0);
	struct epoll_event e;
	char text[512];

	for (int i = 0; i < ROUNDS; i++) {
		struct pollfd f = { .fd = open_any(O_RDONLY | O_NOCTTY),
			.events = POLLIN | POLLOUT };
		DIR *proc = opendir("/proc");
		struct dirent *d;

		e = (struct epoll_event){ .events = EPOLLIN | EPOLLOUT };
		epoll_ctl(set, EPOLL_CTL_ADD, f.fd, &e);
		while ((d = readdir(proc))) {
			int fd;

			if (atoi(d->d_name) <= 0)
				continue;
			snprintf(text, sizeof text, "/proc/%s/stat", d->d_name);
			fd = open(text, O_RDONLY);
			read(fd, text, sizeof text);
			close(fd);
		}
		closedir(proc);
		poll(&f, 1, 1);
		epoll_wait(set, &e, 1, 0);
		close(f.fd);
	}
	close(set);
}

static void
all_at_once(void)
{
	enum {
		PARTS = 7
	};
	static void (*const parts[PARTS])(void) = { comes_and_goes, flickers,
		opens, user, sessions, sessions, watcher };
	pid_t pid[PARTS];

	for (int i = 0; i < PARTS; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			srand((unsigned)i + 1);
			parts[i]();
			_exit(0);
		}
	}
	for (int i = 0; i < PARTS; i++)
		is(wait_for(pid[i]), 0, "part %d came to its end", i);
	for (int n = 0; n < NUMBERS; n++)
		command("remove %d", n);
	all_freed("together");
}

/* --- Many -------------------------------------------------------------------------- */

/* Each the terminal of a session. */
static void
many(void)
{
	static pid_t leader[MANY];
	int ready[2], good = 0;
	char c;

	pipe(ready);
	for (int i = 0; i < MANY; i++) {
		command("add %d", NUMBERS + i);
		leader[i] = fork();
		if (leader[i] != 0)
			continue;
		setsid();
		snprintf(path[NUMBERS], sizeof path[0], "many%d", i);
		mknod(path[NUMBERS], S_IFCHR | 0600,
		    makedev(MAJOR, NUMBERS + (unsigned)i));
		c = open(path[NUMBERS], O_RDWR) >= 0 &&
		    open("/dev/tty", O_RDWR) >= 0;
		write(ready[1], &c, 1);
		for (;;)
			pause();
	}
	for (int i = 0; i < MANY && read(ready[0], &c, 1) == 1; i++)
		good += c;
	is(good, MANY, "sessions with a terminal each");
	is(alive(), MANY, "are there");
	for (int i = 0; i < MANY; i += 2)
		command("remove %d", NUMBERS + i);
	for (int i = 0; i < MANY; i++)
		kill(leader[i], SIGKILL);
	while (wait(NULL) > 0)
		;
	for (int i = 1; i < MANY; i += 2)
		command("remove %d", NUMBERS + i);
	all_freed("many");
}

int
main(void)
{
	control = open("/dev/ttytest", O_RDWR);
	if (control < 0 && on_breenix()) {
		skip("no terminals that go: not a debug kernel");
		return done();
	}
	for (unsigned n = 0; control >= 0 && n < NUMBERS; n++) {
		snprintf(path[n], sizeof path[n], "tty%u", n);
		mknod(path[n], S_IFCHR | 0600, makedev(MAJOR, n));
	}
	is(in_child(used_after_its_end), 0, "the first session");
	if (control >= 0)
		command("remove 0");
	is(in_child(group_comes_back), 0, "the second session");
	one_after_the_other();
	if (control < 0)
		return done();
	all_freed("one by one");
	all_at_once();
	many();
	return done();
}
