// covers: ioctl
/*
 * Terminals: the line discipline, job control, hanging up. A pseudo-terminal
 * lets the test play both sides.
 */
#include "tests/sys/terminal.h"

static int master, slave;
static char slave_name[64];

static bool
open_pair(void)
{
	master = open_master(slave_name, sizeof slave_name);
	if (master < 0)
		return false;
	slave = open(slave_name, O_RDWR | O_NOCTTY);
	return slave >= 0;
}

static void
close_pair(void)
{
	close(slave);
	close(master);
}

/* What the user types. */
static void
type(const char *keys)
{
	if (write(master, keys, strlen(keys)) < 0)
		diag("master: %s", strerror(errno));
}

/* Whether the program can read just this now. */
static bool
reads(const char *wanted)
{
	return reads_just(slave, wanted);
}

static bool
nothing_to_read(void)
{
	struct pollfd f = { .fd = slave, .events = POLLIN };

	return poll(&f, 1, 0) == 0;
}

/* Whether the screen shows just this since the last time. */
static bool
shows(const char *wanted)
{
	char buf[256];
	size_t have = 0, size = strlen(wanted);
	struct pollfd f = { .fd = master, .events = POLLIN };

	while (have < size && poll(&f, 1, 2000) == 1) {
		ssize_t n = read(master, buf + have, sizeof buf - have);

		if (n <= 0)
			break;
		have += (size_t)n;
	}
	if (have == size && memcmp(buf, wanted, size) == 0)
		return true;
	diag("screen has %d bytes: %.*s", (int)have, (int)have, buf);
	return false;
}

static void
set_mode(tcflag_t off, tcflag_t on)
{
	struct termios t;

	tcgetattr(slave, &t);
	t.c_lflag &= ~off;
	t.c_lflag |= on;
	tcsetattr(slave, TCSANOW, &t);
}

static void
test_attributes(void)
{
	struct termios t;
	struct winsize w = { 33, 99, 0, 0 }, got = { 0 };
	int fd;

	is(isatty(slave), 1, "a terminal");
	is(tcgetattr(slave, &t), 0, "tcgetattr");
	ok(t.c_lflag & ICANON && t.c_lflag & ECHO && t.c_lflag & ISIG,
	    "edits lines, echoes, makes signals");
	ok(t.c_iflag & ICRNL && t.c_oflag & OPOST && t.c_oflag & ONLCR,
	    "knows what a line is");
	is(t.c_cc[VINTR], 3, "^C");
	is(t.c_cc[VEOF], 4, "^D");
	is(t.c_cc[VSUSP], 26, "^Z");
	is(ioctl(slave, TIOCSWINSZ, &w), 0, "TIOCSWINSZ");
	is(ioctl(master, TIOCGWINSZ, &got), 0, "TIOCGWINSZ");
	ok(got.ws_row == 33 && got.ws_col == 99, "the same at both ends");
	fd = open("f", O_RDWR | O_CREAT, 0600);
	is_errno(tcgetattr(fd, &t), ENOTTY, "a file is no terminal");
	is_errno(ioctl(fd, TIOCGWINSZ, &got), ENOTTY, "in any respect");
	is_errno(ioctl(-1, TIOCGWINSZ, &got), EBADF, "no descriptor");
	is_errno(ioctl(slave, 0x5499, 0), ENOTTY, "no such request");
	is_errno(ioctl(slave, TCGETS, UNMAPPED), EFAULT, "a bad pointer");
	is_errno(ioctl(slave, TCSETS, KERNEL_ADDR), EFAULT, "to set");
	close(fd);
}

static void
test_canonical(void)
{
	set_mode(ECHO, ICANON);
	type("hel");
	ok(nothing_to_read(), "an unfinished line cannot be read");
	type("lo\r");
	ok(reads("hello\n"), "a line, with a newline for the return");
	type("one\ntwo\n");
	ok(reads("one\n"), "one line at a time");
	ok(reads("two\n"), "and the next");
	type("abx\177c\n");
	ok(reads("abc\n"), "erase takes a character");
	type("wrong\025right\n");
	ok(reads("right\n"), "kill takes the line");
	type("one wrong\027two\n");
	ok(reads("one two\n"), "word erase takes a word");
	type("part\004");
	ok(reads("part"), "^D sends what there is");
	type("\004");
	ok(reads(""), "and alone is an end of file");
	type("\026\003\n");
	ok(reads("\003\n"), "^V makes the next one plain");
}

static void
test_echo(void)
{
	set_mode(0, ICANON | ECHO | ECHOE | ECHOK | ECHOCTL);
	type("a");
	ok(shows("a"), "what is typed is shown");
	type("\177");
	ok(shows("\b \b"), "and rubbed out");
	type("\001");
	ok(shows("^A"), "a control character as two");
	type("\177");
	ok(shows("\b \b\b \b"), "which go together");
	type("x\n");
	ok(shows("x\r\n"), "a new line");
	ok(reads("x\n"), "is read");
	write(slave, "out\n", 4);
	ok(shows("out\r\n"), "what is written gets a return");
	set_mode(ECHO, 0);
}

static void
test_raw(void)
{
	struct termios t, old;
	char buf[8];
	int n;

	tcgetattr(slave, &old);
	t = old;
	cfmakeraw(&t);
	tcsetattr(slave, TCSANOW, &t);
	type("q");
	ok(reads("q"), "raw: each character at once");
	type("\r\003\004");
	ok(reads("\r\003\004"), "as it is");
	write(slave, "a\n", 2);
	ok(shows("a\n"), "and out as it is");
	t.c_cc[VMIN] = 0;
	t.c_cc[VTIME] = 0;
	tcsetattr(slave, TCSANOW, &t);
	is(read(slave, buf, 8), 0, "VMIN 0, VTIME 0: never waits");
	t.c_cc[VTIME] = 1;
	tcsetattr(slave, TCSANOW, &t);
	is(read(slave, buf, 8), 0, "VTIME alone: waits that long");
	t.c_cc[VMIN] = 3;
	t.c_cc[VTIME] = 0;
	tcsetattr(slave, TCSANOW, &t);
	type("xyz");
	is(read(slave, buf, 8), 3, "VMIN 3: as soon as there are three");
	type("12");
	/* It may take a while to get through. */
	while (ioctl(slave, FIONREAD, &n) == 0 && n < 2)
		usleep(1000);
	is(n, 2, "FIONREAD tells");
	is(tcflush(slave, TCIFLUSH), 0, "tcflush");
	is(ioctl(slave, FIONREAD, &n), 0, "FIONREAD");
	is(n, 0, "throws it away");
	is(fcntl(slave, F_SETFL, O_NONBLOCK), 0, "O_NONBLOCK");
	is_errno(read(slave, buf, 8), EAGAIN, "does not wait");
	fcntl(slave, F_SETFL, 0);
	tcsetattr(slave, TCSANOW, &old);
}

/* --- Job control, in a session of its own -------------------------------- */

static volatile sig_atomic_t caught;

static void
on_signal(int sig)
{
	caught = sig;
}

static int
wait_signal(void)
{
	sigset_t none;

	sigemptyset(&none);
	while (caught == 0)
		sigsuspend(&none);
	return caught;
}

static void
block(int sig)
{
	caught = 0;
	signal(sig, on_signal);
	block_signal(sig);
}

/* The session's terminal, and the signals of its keys. */
static void
take_terminal(void)
{
	struct winsize w = { 44, 80, 0, 0 };
	int fd;

	is(setsid(), getpid(), "a session without a terminal");
	is_errno(tcgetpgrp(slave), ENOTTY, "this is not its terminal");
	is(ioctl(slave, TIOCSCTTY, 0), 0, "TIOCSCTTY makes it so");
	is(tcgetpgrp(slave), getpgrp(), "we are in the foreground");
	is(tcgetsid(slave), getsid(0), "it knows the session");
	fd = works(open("/dev/tty", O_RDWR), "/dev/tty is it");
	close(fd);
	block(SIGINT);
	type("\003");
	is(wait_signal(), SIGINT, "^C is SIGINT");
	block(SIGQUIT);
	type("\034");
	is(wait_signal(), SIGQUIT, "^\\ is SIGQUIT");
	block(SIGTSTP);
	type("\032");
	is(wait_signal(), SIGTSTP, "^Z is SIGTSTP");
	block(SIGWINCH);
	ioctl(master, TIOCSWINSZ, &w);
	is(wait_signal(), SIGWINCH, "a new size is SIGWINCH");
}

/* A child in a group of its own, in the background. */
static void
read_in_background(void)
{
	pid_t pid = fork();
	int status;
	char c;

	if (pid == 0) {
		setpgid(0, 0);
		signal(SIGTTIN, SIG_DFL);
		_exit(read(slave, &c, 1) == 1 && c == 'k' ? 0 : 1);
	}
	setpgid(pid, pid);
	is(waitpid(pid, &status, WUNTRACED), pid, "a read in the background");
	ok(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTTIN,
	    "stops by SIGTTIN");
	is(tcsetpgrp(slave, pid), 0, "bring it to the foreground");
	type("k\n");
	kill(pid, SIGCONT);
	is(wait_for(pid), 0, "there it reads");
	signal(SIGTTOU, SIG_IGN);
	is(tcsetpgrp(slave, getpgrp()), 0, "and back to us");
	signal(SIGTTOU, SIG_DFL);
	tcflush(slave, TCIFLUSH);
}

static void
change_in_background(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		struct termios t;

		setpgid(0, 0);
		tcgetattr(slave, &t);
		tcsetattr(slave, TCSANOW, &t);
		_exit(0);
	}
	setpgid(pid, pid);
	waitpid(pid, &status, WUNTRACED);
	ok(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTTOU,
	    "a change in the background stops by SIGTTOU");
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	is_errno(tcsetpgrp(slave, 999999), ESRCH, "no such group");
}

static void
hang_up(void)
{
	char c;

	block(SIGHUP);
	close(master);
	is(wait_signal(), SIGHUP, "hanging up is SIGHUP to the leader");
	is(read(slave, &c, 1), 0, "then there is end of file");
	is_errno(write(slave, "x", 1), EIO, "and nothing to write to");
}

static void
test_hangup(void)
{
	char buf[8];

	close(slave);
	is_errno(read(master, buf, 8), EIO,
	    "without a program the master reads EIO");
	slave = open(slave_name, O_RDWR | O_NOCTTY);
	ok(slave >= 0, "until one opens it again");
}

int
main(void)
{
	if (!open_pair()) {
		skip("no pseudo-terminals");
		return done();
	}
	test_attributes();
	test_canonical();
	test_echo();
	test_raw();
	test_hangup();
	close_pair();
	if (open_pair()) {
		pid_t pid = fork();

		if (pid == 0) {
			take_terminal();
			read_in_background();
			change_in_background();
			hang_up();
			_exit(0);
		}
		/* Its own end of the master must be the last. */
		close_pair();
		is(wait_for(pid), 0, "the session");
	}
	return done();
}
