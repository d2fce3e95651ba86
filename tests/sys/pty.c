// covers: ioctl vhangup
/*
 * Pseudo-terminals: what goes through them, the ends of both sides, and sessions.  Lines and
 * job control by one are tty.c's, modes ptymodes.c's, names devpts.c's.
 */
#include "tests/sys/pty_pair.h"

/* --- Bytes --- */

static void
test_bytes(void)
{
	char buf[256];

	if (!open_pair())
		return;
	put(master, "hello\n");
	ok(reads_just(slave, "hello\n"), "what the master writes is typed");
	ok(reads_just(master, "hello\r\n"), "and echoed");
	put(slave, "a\nb");
	ok(reads_just(master, "a\r\nb"), "output is processed");
	nonblocking(master, true);
	is_errno(read(master, buf, sizeof buf), EAGAIN, "nothing to read");
	put(slave, "12345");
	is(available(master, 5), 5, "FIONREAD of the master");
	is(read(master, buf, 2), 2, "a part");
	is(read(master, buf, sizeof buf), 3, "the rest");
	is(read(master, buf, 0), 0, "nothing asked for");
	is(write(master, buf, 0), 0, "nothing written");
	put(master, "abc\nde");
	is(available(slave, 4), 4, "FIONREAD of the slave: a line");
	ioctl(master, TIOCOUTQ, buf);
	is(*(int *)buf, 0, "TIOCOUTQ of the master");
	put(slave, "xyz");
	is(ioctl(slave, TIOCOUTQ, buf), 0, "TIOCOUTQ of the slave");
	is(*(int *)buf, 0, "is 0: it has been sent");
	is(tcdrain(slave), 0, "tcdrain does not wait for the master");
	is_errno(read(master, (void *)1, 10), EFAULT, "read to nowhere");
	is_errno(write(master, (void *)1, 10), EFAULT, "write from nowhere");
	close_pair();
}

/* A reader of its own takes what this process writes. */
static bool
goes_through(int from, int to, size_t size)
{
	pid_t pid;
	char *sent = malloc(size);
	size_t done = 0;

	for (size_t i = 0; i < size; i++)
		sent[i] = (char)(i * 7 + i / 251);
	pid = fork();
	if (pid == 0) {
		char buf[1000];
		size_t got = 0;

		while (got < size) {
			ssize_t n = read(to, buf, sizeof buf);

			if (n <= 0 || memcmp(buf, sent + got, (size_t)n) != 0)
				_exit(1);
			got += (size_t)n;
		}
		_exit(0);
	}
	while (done < size) {
		ssize_t n = write(from, sent + done, size - done);

		if (n <= 0)
			break;
		done += (size_t)n;
	}
	free(sent);
	return done == size && wait_for(pid) == 0;
}

/* Writes until there has been no room for a while. */
static size_t
fill(int fd)
{
	char buf[4096];
	size_t n = 0;
	ssize_t w;

	memset(buf, 'x', sizeof buf);
	do
		while ((w = write(fd, buf, sizeof buf)) > 0)
			n += (size_t)w;
	while (polled(fd, POLLOUT, 200) == POLLOUT);
	return n;
}

static void
test_much(void)
{
	struct termios t;
	char buf[4096];
	size_t n = 0;

	if (!open_pair())
		return;
	raw(slave);
	ok(goes_through(master, slave, 300000), "300000 bytes to the slave");
	ok(goes_through(slave, master, 300000), "300000 bytes to the master");
	nonblocking(master, true);
	nonblocking(slave, true);
	n = fill(slave);
	ok(n >= 4096 && n < 1000000, "a slave's output has a bound: %zu", n);
	is(errno, EAGAIN, "then EAGAIN");
	for (ssize_t r; polled(master, POLLIN, 1000) & POLLIN &&
	     (r = read(master, buf, sizeof buf)) > 0;)
		n -= (size_t)r;
	is(n, 0, "all of it came");
	is(polled(slave, POLLOUT, 10000), POLLOUT, "room again");
	n = fill(master);
	ok(n >= 4096 && n < 1000000, "a slave's input has a bound: %zu", n);
	for (ssize_t r; polled(slave, POLLIN, 1000) & POLLIN &&
	     (r = read(slave, buf, sizeof buf)) > 0;)
		n -= (size_t)r;
	is(n, 0, "all of it came");
	is(polled(master, POLLOUT, 10000), POLLOUT, "room again");
	tcgetattr(slave, &t);
	t.c_lflag |= ICANON;
	tcsetattr(slave, TCSANOW, &t);
	close_pair();
}

static void
test_flow(void)
{
	struct termios t;

	if (!open_pair())
		return;
	tcgetattr(slave, &t);
	t.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(slave, TCSANOW, &t);
	put(slave, "before");
	is(available(master, 6), 6, "the master has it");
	put(master, "\023q\n");
	ok(reads_just(slave, "q\n"), "^S is not read");
	ok(reads_just(master, "before"), "stopped output leaves it");
	nonblocking(master, true);
	nonblocking(slave, true);
	is_errno(write(slave, "after", 5), EAGAIN, "nothing goes out");
	put(master, "\021q\n");
	ok(reads_just(slave, "q\n"), "^Q is not read");
	put(slave, "after");
	ok(reads_just(master, "after"), "it goes on");
	is(tcflow(slave, TCOOFF), 0, "TCOOFF");
	is_errno(write(slave, "after", 5), EAGAIN, "nothing goes out");
	is(tcflow(slave, TCOON), 0, "TCOON");
	put(slave, "after");
	ok(reads_just(master, "after"), "it goes on");
	is(tcflow(slave, TCIOFF), 0, "TCIOFF");
	ok(reads_just(master, "\023"), "sends ^S");
	is(tcflow(slave, TCION), 0, "TCION");
	ok(reads_just(master, "\021"), "sends ^Q");
	is(tcflow(master, TCOOFF), 0, "TCOOFF of the master");
	is_errno(write(master, "x", 1), EAGAIN, "it writes nothing");
	is(polled(master, POLLOUT, 0), 0, "nor is there room");
	is(tcflow(master, TCOON), 0, "TCOON of the master");
	is(write(master, "x", 1), 1, "it writes");
	is_errno(tcflow(slave, 7), EINVAL, "an unknown flow");
	is_errno(tcflush(slave, 7), EINVAL, "an unknown queue");
	is_errno(tcflush(master, 7), EINVAL, "an unknown queue of the master");
	close_pair();
}

static void
test_flush(void)
{
	if (!open_pair())
		return;
	raw(slave);
	nonblocking(slave, true);
	nonblocking(master, true);
	put(slave, "taken");
	is(available(master, 5), 5, "the master has it");
	is(tcflush(slave, TCOFLUSH), 0, "TCOFLUSH of the slave");
	ok(reads_just(master, "taken"), "does not take it back");
	put(slave, "gone");
	is(available(master, 4), 4, "the master has it");
	is(tcflush(master, TCIFLUSH), 0, "TCIFLUSH of the master");
	is(available(master, 0), 0, "drops it");
	put(master, "typed");
	is(available(slave, 5), 5, "the slave has it");
	is(tcflush(master, TCOFLUSH), 0, "TCOFLUSH of the master");
	is(available(slave, 0), 5, "leaves what has come");
	is(tcflush(slave, TCIFLUSH), 0, "TCIFLUSH of the slave");
	is(available(slave, 0), 0, "drops it");
	close_pair();
}

/* --- Ends --- */

static void
test_slave_ends(void)
{
	char buf[64];
	int second;

	if (!open_pair())
		return;
	raw(slave);
	second = open(name, O_RDWR | O_NOCTTY);
	put(slave, "left");
	close(second);
	is(polled(master, POLLIN, 1000), POLLIN, "one of two closed");
	close(slave);
	is(polled(master, POLLIN | POLLOUT, 1000), POLLIN | POLLOUT | POLLHUP,
	    "the last: what was written is there, and a hang-up");
	is(read(master, buf, sizeof buf), 4, "it is read");
	is_errno(read(master, buf, sizeof buf), EIO, "then EIO");
	nonblocking(master, true);
	is_errno(read(master, buf, sizeof buf), EIO, "as often as asked");
	is(polled(master, POLLIN | POLLOUT, 0), POLLOUT | POLLHUP, "POLLHUP");
	is(write(master, "kept\n", 5), 5, "writing goes on");
	slave = open(name, O_RDWR | O_NOCTTY);
	ok(slave >= 0, "opened again");
	is(polled(master, POLLIN | POLLOUT, 0), POLLOUT, "no hang-up");
	is_errno(read(master, buf, sizeof buf), EAGAIN, "nothing to read");
	ok(reads_just(slave, "kept\n"), "what was typed meanwhile");
	close_pair();

	master = open_master(name, sizeof name);
	nonblocking(master, true);
	is_errno(read(master, buf, sizeof buf), EAGAIN,
	    "before the slave was ever open nothing has ended");
	is(polled(master, POLLIN | POLLOUT, 0), POLLOUT, "nor for poll");
	close(master);
}

static void
test_master_ends(void)
{
	struct termios t;
	char buf[64];

	if (!open_pair())
		return;
	put(master, "line\n");
	available(slave, 5);
	close(master);
	is(read(slave, buf, sizeof buf), 0, "read: the end");
	is_errno(write(slave, "x", 1), EIO, "write");
	is_errno(tcgetattr(slave, &t), EIO, "tcgetattr");
	is(polled(slave, POLLIN | POLLOUT, 0),
	    POLLIN | POLLOUT | POLLHUP | POLLERR, "poll");
	is_errno(open(name, O_RDWR | O_NOCTTY), ENOENT, "no name");
	close(slave);
}

static void
wait_for_output(void)
{
	char c;

	_exit(read(master, &c, 1) == -1 && errno == EIO ? 0 : 1);
}

static void
test_waiting(void)
{
	char c;
	pid_t pid;

	if (!open_pair())
		return;
	pid = fork();
	if (pid == 0) {
		close(slave);
		wait_for_output();
	}
	usleep(20000);
	close(slave);
	is(wait_for(pid), 0, "a master's reader wakes when the slave ends");
	slave = open(name, O_RDWR | O_NOCTTY);
	pid = fork();
	if (pid == 0) {
		close(master);
		_exit(read(slave, &c, 1) <= 0 ? 0 : 1); /* 0 or EIO */
	}
	usleep(20000);
	close(master);
	is(wait_for(pid), 0, "a slave's reader wakes when the master ends");
	close(slave);
}

/* --- Sessions --- */

static volatile sig_atomic_t got[65];

static void
note(int sig)
{
	got[sig]++;
}

static void
watch(int sig)
{
	struct sigaction a = { .sa_handler = note };

	got[sig] = 0;
	sigaction(sig, &a, NULL);
}

/* Waits for a signal, some seconds at most. */
static bool
comes(int sig)
{
	for (int i = 0; i < 1000 && !got[sig]; i++)
		usleep(10000);
	return got[sig];
}

/* Leads a session on the slave. */
static void
in_session(void)
{
	struct winsize w = { .ws_row = 30, .ws_col = 100 }, seen;
	pid_t id = -1;
	int fd;

	is(getpid(), setsid(), "setsid");
	is(ioctl(slave, TIOCSCTTY, 0), 0, "TIOCSCTTY");
	is(ioctl(slave, TIOCSCTTY, 0), 0, "again");
	is(tcgetpgrp(slave), getpid(), "its group is in front");
	is(tcgetpgrp(master), getpid(), "the master knows");
	is(ioctl(master, TIOCGSID, &id), 0, "TIOCGSID of the master");
	is(id, getpid(), "the session");
	fd = open("/dev/tty", O_RDWR);
	ok(fd >= 0, "/dev/tty");
	is_errno(ioctl(master, TIOCNOTTY), ENOTTY, "the master is not its own");
	watch(SIGINT);
	put(master, "\003");
	ok(comes(SIGINT), "^C");
	watch(SIGWINCH);
	is(ioctl(master, TIOCSWINSZ, &w), 0, "the master sets the size");
	ok(comes(SIGWINCH), "SIGWINCH");
	is(ioctl(slave, TIOCGWINSZ, &seen), 0, "the slave asks");
	ok(seen.ws_row == 30 && seen.ws_col == 100, "the same size");
	watch(SIGWINCH);
	ioctl(slave, TIOCSWINSZ, &w);
	usleep(20000);
	is(got[SIGWINCH], 0, "the same size again: no signal");
	watch(SIGQUIT);
	is(ioctl(master, TIOCSIG_N, SIGQUIT), 0, "TIOCSIG");
	ok(comes(SIGQUIT), "the signal");
	is_errno(ioctl(master, TIOCSIG_N, SIGHUP), EINVAL, "no other signals");
	is_errno(ioctl(slave, TIOCSIG_N, SIGINT), ENOTTY, "TIOCSIG of a slave");
	watch(SIGHUP);
	watch(SIGCONT);
	close(master);
	ok(comes(SIGHUP), "the master ends: SIGHUP");
	ok(comes(SIGCONT), "and SIGCONT");
	is_errno(open("/dev/tty", O_RDWR), ENXIO, "no terminal any more");
	close(fd);
}

static void
test_session(void)
{
	pid_t id;

	if (!open_pair())
		return;
	is_errno(ioctl(master, TIOCGSID, &id), ENOTTY, "nobody's yet");
	is(ioctl(master, TIOCGPGRP, &id), 0, "TIOCGPGRP of the master");
	is(id, 0, "no group in front");
	is_errno(ioctl(slave, TIOCGPGRP, &id), ENOTTY, "of a slave not ours");
	is_errno(tcsetpgrp(master, getpgrp()), ENOTTY, "tcsetpgrp by it");
	if (fork() == 0) {
		in_session();
		_exit(0);
	}
	close(master);
	wait(NULL);
	close(slave);
}

/* The leader ends; who is in front gets SIGHUP, and the terminal goes on. */
static void
test_leader_ends(void)
{
	int report[2];
	char c = 0;
	pid_t leader;

	if (!open_pair() || pipe(report))
		return;
	leader = fork();
	if (leader == 0) {
		setsid();
		ioctl(slave, TIOCSCTTY, 0);
		watch(SIGHUP);
		if (fork() == 0) {
			while (getppid() == leader)
				usleep(1000);
			c = comes(SIGHUP) ? 'h' : 'n';
			if (write(slave, "alive", 5) != 5)
				c = 'w';
			if (write(report[1], &c, 1) != 1)
				_exit(1);
			_exit(0);
		}
		signal(SIGHUP, SIG_DFL);
		leader = getpid();
		usleep(20000);
		_exit(0);
	}
	close(report[1]);
	wait_for(leader);
	is(read(report[0], &c, 1), 1, "a report");
	is(c, 'h', "SIGHUP, and the slave still works");
	ok(reads_just(master, "alive"), "for the master too");
	close(report[0]);
	close_pair();
}

/* The last file of it is closed: its session keeps it. */
static void
test_last_close(void)
{
	int fd;

	if (!open_pair())
		return;
	close(slave);
	if (fork() == 0) {
		setsid();
		slave = open(name, O_RDWR);
		watch(SIGHUP);
		close(slave);
		fd = open("/dev/tty", O_RDWR);
		ok(fd >= 0, "/dev/tty");
		put(fd, "here");
		ok(reads_just(master, "here"), "is the same terminal");
		is(got[SIGHUP], 0, "no hang-up");
		_exit(0);
	}
	wait(NULL);
	close(master);
}

/* Not the leader: only the process itself has no terminal then. */
static void
gives_up(void)
{
	pid_t pid;
	int fd;

	is(ioctl(slave, TIOCNOTTY), 0, "TIOCNOTTY by another than the leader");
	is_errno(open("/dev/tty", O_RDWR), ENXIO, "no terminal");
	is_errno(ioctl(slave, TIOCNOTTY), ENOTTY, "nor to give up");
	is_errno(tcgetpgrp(slave), ENOTTY, "nor a group in front");
	is_errno(ioctl(slave, TIOCSCTTY, 0), EPERM, "no leader, no terminal");
	pid = fork();
	if (pid == 0) {
		fd = open("/dev/tty", O_RDWR);
		_exit(fd < 0 && errno == ENXIO ? 0 : 1);
	}
	is(wait_for(pid), 0, "nor have its children");
}

static void
leader_gives_up(void)
{
	char c;
	int go[2];
	pid_t pid;

	if (setsid() < 0 || pipe(go))
		_exit(1);
	ioctl(slave, TIOCSCTTY, 0);
	is(in_child(gives_up), 0, "the child");
	is(tcgetpgrp(slave), getpid(), "the leader still has it");
	pid = fork();
	if (pid == 0) {
		signal(SIGHUP, SIG_IGN);
		signal(SIGCONT, SIG_IGN);
		if (read(go[0], &c, 1) != 1)
			_exit(2);
		_exit(open("/dev/tty", O_RDWR) < 0 && errno == ENXIO ? 0 : 1);
	}
	watch(SIGHUP);
	is(ioctl(slave, TIOCNOTTY), 0, "TIOCNOTTY by the leader");
	ok(comes(SIGHUP), "SIGHUP");
	put(go[1], "x");
	is(wait_for(pid), 0, "its session has none then");
	pid = fork();
	if (pid == 0) {
		if (read(go[0], &c, 1) != 1)
			_exit(2);
		_exit(open("/dev/tty", O_RDWR) < 0 && errno == ENXIO ? 0 : 1);
	}
	is(ioctl(slave, TIOCSCTTY, 0), 0, "it takes it again");
	put(go[1], "x");
	is(wait_for(pid), 0, "who was there before has not taken it");
	pid = fork();
	if (pid == 0)
		_exit(open("/dev/tty", O_RDWR) < 0);
	is(wait_for(pid), 0, "who comes then has it");
	_exit(0);
}

static void
test_given_up(void)
{
	if (!open_pair())
		return;
	is(in_child(leader_gives_up), 0, "a session that gives it up");
	close_pair();
}

static void
hang_up_self(void)
{
	char c;

	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	watch(SIGHUP);
	is(syscall(SYS_vhangup), 0, "vhangup");
	ok(comes(SIGHUP), "SIGHUP");
	is(read(slave, &c, 1), 0, "the slave's files are hung up");
	is_errno(write(slave, &c, 1), EIO, "for writing too");
	slave = open(name, O_RDWR | O_NOCTTY);
	ok(slave >= 0, "it can be opened again");
	put(slave, "new");
	_exit(0);
}

static void
not_allowed(void)
{
	is_errno(syscall(SYS_vhangup), EPERM, "vhangup without the right");
}

static void
test_vhangup(void)
{
	int kept;

	if (!open_pair())
		return;
	as_user(12, 12, not_allowed);
	is(in_child(hang_up_self), 0, "a session that hangs itself up");
	ok(reads_just(master, "new"), "the master goes on");
	kept = slave;
	slave = open(name, O_RDWR | O_NOCTTY);
	is(ioctl(slave, TIOCVHANGUP, 0), 0, "TIOCVHANGUP");
	is_errno(write(slave, "x", 1), EIO, "all are hung up");
	close(kept);
	close_pair();
}

int
main(void)
{
	alarm(1000);
	signal(SIGHUP, SIG_IGN);
	test_bytes();
	test_much();
	test_flow();
	test_flush();
	test_slave_ends();
	test_master_ends();
	test_waiting();
	test_session();
	test_leader_ends();
	test_last_close();
	test_given_up();
	test_vhangup();
	return done();
}
