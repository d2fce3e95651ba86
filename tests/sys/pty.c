// covers: ioctl vhangup
/*
 * Pseudo-terminals: what the master sees and does, and the ends of both sides.  Lines and
 * job control by one are tty.c's.
 */
#include "tests/sys/terminal.h"
#include <dirent.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <time.h>

#define TIOCSIG_N     0x40045436UL
#define TIOCGPKT_N    0x80045438UL
#define TIOCGPTLCK_N  0x80045439UL
#define TIOCGPTPEER_N 0x5441UL
#define TIOCGEXCL_N   0x80045440UL
#define TIOCGLCK_N    0x5456UL
#define TIOCSLCK_N    0x5457UL
#define EXTPROC_N     0200000U

static int master, slave;
static char name[64];

static bool
open_pair(void)
{
	master = open_master(name, sizeof name);
	slave = master < 0 ? -1 : open(name, O_RDWR | O_NOCTTY);
	return ok(slave >= 0, "a pair");
}

static void
close_pair(void)
{
	close(slave);
	close(master);
}

static void
raw(int fd)
{
	struct termios t;

	tcgetattr(fd, &t);
	cfmakeraw(&t);
	tcsetattr(fd, TCSANOW, &t);
}

static void
nonblocking(int fd, bool on)
{
	int flags = fcntl(fd, F_GETFL);

	fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

/* What poll() says now, or within ms. */
static int
polled(int fd, int events, int ms)
{
	struct pollfd f = { .fd = fd, .events = (short)events };

	return poll(&f, 1, ms) < 0 ? -1 : f.revents;
}

static void
put(int fd, const char *s)
{
	if (write(fd, s, strlen(s)) != (ssize_t)strlen(s))
		diag("write: %s", strerror(errno));
}

/* Linux hands bytes over by a worker. */
static int
available(int fd, int least)
{
	int n = -1;

	for (int i = 0; i < 1000; i++) {
		if (ioctl(fd, FIONREAD, &n) < 0 || n >= least)
			break;
		usleep(10000);
	}
	return n;
}

/* --- The name --- */

static void
test_lock(void)
{
	int m = open("/dev/ptmx", O_RDWR | O_NOCTTY), n = -1, on = -1;
	char path[64];

	ok(m >= 0, "/dev/ptmx");
	is(ioctl(m, TIOCGPTN, &n), 0, "TIOCGPTN");
	snprintf(path, sizeof path, "/dev/pts/%d", n);
	is(ioctl(m, TIOCGPTLCK_N, &on), 0, "TIOCGPTLCK");
	is(on, 1, "a new one is locked");
	is_errno(open(path, O_RDWR | O_NOCTTY), EIO, "open of a locked slave");
	is_errno(ioctl(m, TIOCGPTPEER_N, O_RDWR | O_NOCTTY), EIO,
	    "TIOCGPTPEER of a locked one");
	on = 0;
	is(ioctl(m, TIOCSPTLCK, &on), 0, "TIOCSPTLCK 0");
	is(ioctl(m, TIOCGPTLCK_N, &on), 0, "TIOCGPTLCK");
	is(on, 0, "unlocked");
	slave = open(path, O_RDWR | O_NOCTTY);
	ok(slave >= 0, "open of the slave");
	is_errno(ioctl(slave, TIOCGPTN, &n), ENOTTY, "TIOCGPTN of a slave");
	is_errno(ioctl(slave, TIOCSPTLCK, &on), ENOTTY,
	    "TIOCSPTLCK of a slave");
	is_errno(ioctl(slave, TIOCPKT, &on), ENOTTY, "TIOCPKT of a slave");
	is_errno(ioctl(m, TIOCSPTLCK, NULL), EFAULT,
	    "TIOCSPTLCK without a number");
	is_errno(ioctl(m, TIOCGPTN, NULL), EFAULT, "TIOCGPTN to nowhere");
	is(isatty(m), 1, "a master is a terminal");
	is(isatty(slave), 1, "a slave is");
	is_errno(lseek(m, 0, SEEK_SET), ESPIPE, "lseek of a master");
	close(slave);
	close(m);
}

static bool
is_listed(const char *dir, int n)
{
	char wanted[16];
	struct dirent *e;
	bool found = false;
	DIR *d = opendir(dir);

	snprintf(wanted, sizeof wanted, "%d", n);
	while (d && (e = readdir(d)))
		found |= strcmp(e->d_name, wanted) == 0;
	if (d)
		closedir(d);
	return found;
}

static void
test_node(void)
{
	struct stat st, of_fd;
	struct statfs fs;
	char path[64];
	int n = -1, place, m2, n2 = -1;

	if (!open_pair())
		return;
	ioctl(master, TIOCGPTN, &n);
	is(stat(name, &st), 0, "stat of the node");
	ok(S_ISCHR(st.st_mode), "a character device");
	is(major(st.st_rdev), 136, "its major number");
	is(minor(st.st_rdev), (unsigned)n, "its minor number");
	is(st.st_ino, (unsigned)n + 3, "its inode number");
	is(st.st_nlink, 1, "its links");
	is(st.st_uid, geteuid(), "its owner");
	is(fstat(slave, &of_fd), 0, "fstat");
	ok(of_fd.st_ino == st.st_ino && of_fd.st_dev == st.st_dev,
	    "the open file is the node");
	is(statfs("/dev/pts", &fs), 0, "statfs");
	is(fs.f_type, 0x1cd1, "its magic number");
	is(chmod(name, 0621), 0, "chmod");
	is(chown(name, 12, 34), 0, "chown");
	stat(name, &st);
	ok((st.st_mode & 07777) == 0621 && st.st_uid == 12 && st.st_gid == 34,
	    "they stay");
	is_errno(unlink(name), EPERM, "unlink of a node");
	is_errno(mkdir("/dev/pts/d", 0755), EPERM, "mkdir");
	is_errno(open("/dev/pts/f", O_CREAT | O_RDWR, 0644), EACCES, "creat");
	is_errno(rename(name, "/dev/pts/f"), EPERM, "rename");
	is_errno(symlink("x", "/dev/pts/f"), EPERM, "symlink");
	is_errno(open("/dev/pts/1000000", O_RDWR), ENOENT, "one that is not");

	m2 = open_master(path, sizeof path);
	ioctl(m2, TIOCGPTN, &n2);
	ok(n2 != n, "another number for another pair");
	ok(is_listed("/dev/pts", n2), "and a name");
	close(m2);
	ok(!is_listed("/dev/pts", n2), "its name goes with the master");

	place = open(name, O_PATH);
	snprintf(path, sizeof path, "/proc/self/fd/%d", place);
	n2 = open(path, O_RDWR | O_NOCTTY);
	ok(n2 >= 0, "opened by its place");
	close(n2);
	close(master);
	ok(!is_listed("/dev/pts", n), "the name goes though the slave is open");
	is_errno(open(path, O_RDWR | O_NOCTTY), EIO,
	    "opened by its place: gone");
	is(fstat(place, &st), 0, "fstat of the place");
	is(st.st_nlink, 0, "no link");
	close(place);
	m2 = open_master(path, sizeof path);
	ioctl(m2, TIOCGPTN, &n2);
	ok(n2 != n, "the number stays taken while a slave is open");
	close(m2);
	close(slave);
}

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

/* --- Modes --- */

static void
test_modes(void)
{
	struct termios t, seen;
	struct {
		unsigned short i, o, c, l;
		unsigned char line, cc[8];
	} old;

	if (!open_pair())
		return;
	is(tcgetattr(slave, &t), 0, "tcgetattr");
	is(t.c_iflag, ICRNL | IXON, "c_iflag");
	is(t.c_oflag, OPOST | ONLCR, "c_oflag");
	is(t.c_cflag, B38400 | CS8 | CREAD, "c_cflag");
	is(t.c_lflag,
	    ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
	    "c_lflag");
	is(tcgetattr(master, &seen), 0, "of the master");
	is(seen.c_lflag, t.c_lflag, "are the slave's");
	seen.c_lflag &= ~(tcflag_t)ECHO;
	seen.c_cflag |= PARENB | CSTOPB;
	seen.c_cflag &= ~(tcflag_t)(CSIZE | CREAD);
	is(tcsetattr(master, TCSANOW, &seen), 0, "the master sets them");
	tcgetattr(slave, &t);
	is(t.c_lflag & ECHO, 0, "for the slave");
	is(t.c_cflag, B38400 | CS8 | CREAD | CSTOPB,
	    "eight bits without parity: nothing else");
	is(ioctl(slave, TCGETA, &old), 0, "TCGETA");
	is(old.l, (unsigned short)t.c_lflag, "its flags");
	is(old.cc[VINTR], 3, "its characters");
	old.cc[VINTR] = 7;
	old.l |= ECHO;
	is(ioctl(slave, TCSETA, &old), 0, "TCSETA");
	is(ioctl(slave, TCSETAW, &old), 0, "TCSETAW");
	is(ioctl(slave, TCSETAF, &old), 0, "TCSETAF");
	tcgetattr(slave, &t);
	is(t.c_cc[VINTR], 7, "TCSETA set a character");
	is(t.c_cc[VSUSP], 26, "and left those that it does not have");
	ok(t.c_lflag & ECHO && t.c_lflag & IEXTEN, "and flags");
	is_errno(ioctl(slave, TCGETA, NULL), EFAULT, "TCGETA to nowhere");
	is_errno(ioctl(slave, TCSETA, NULL), EFAULT, "TCSETA from nowhere");
	is_errno(ioctl(slave, TIOCMGET, &old), ENOTTY, "no modem lines");
	close_pair();
}

static void
no_locking(void)
{
	struct termios t;

	is_errno(ioctl(slave, TIOCSLCK_N, &t), EPERM,
	    "TIOCSLCKTRMIOS by a user");
	is(ioctl(slave, TIOCGLCK_N, &t), 0, "TIOCGLCKTRMIOS by a user");
}

static void
test_locked(void)
{
	struct termios t, locked;
	int on = -1;

	if (!open_pair())
		return;
	as_user(12, 12, no_locking);
	is(ioctl(slave, TIOCGLCK_N, &locked), 0, "TIOCGLCKTRMIOS");
	is(locked.c_lflag, 0, "nothing is locked");
	memset(&locked, 0, sizeof locked);
	locked.c_lflag = ECHO;
	locked.c_cc[VINTR] = 1;
	is(ioctl(slave, TIOCSLCK_N, &locked), 0, "TIOCSLCKTRMIOS");
	tcgetattr(slave, &t);
	t.c_lflag &= ~(tcflag_t)(ECHO | ICANON);
	t.c_cc[VINTR] = t.c_cc[VQUIT] = 9;
	is(tcsetattr(slave, TCSANOW, &t), 0, "tcsetattr");
	tcgetattr(slave, &t);
	ok(t.c_lflag & ECHO && !(t.c_lflag & ICANON), "what is locked stays");
	ok(t.c_cc[VINTR] == 3 && t.c_cc[VQUIT] == 9, "characters too");
	is(ioctl(slave, TIOCGSOFTCAR, &on), 0, "TIOCGSOFTCAR");
	is(on, 0, "CLOCAL is off");
	on = 1;
	is(ioctl(slave, TIOCSSOFTCAR, &on), 0, "TIOCSSOFTCAR");
	tcgetattr(slave, &t);
	ok(t.c_cflag & CLOCAL, "CLOCAL is on");
	close_pair();
}

struct modes2 {
	unsigned i, o, c, l;
	unsigned char line, cc[19];
	unsigned in, out;
};

static void
test_speeds(void)
{
	struct modes2 m;

	if (!open_pair())
		return;
	is(ioctl(slave, 0x802c542aUL, &m), 0, "TCGETS2");
	ok(m.in == 38400 && m.out == 38400, "38400 baud");
	m.c = (m.c & ~0010017U) | 0010000; /* BOTHER */
	m.in = m.out = 12345;
	is(ioctl(slave, 0x402c542bUL, &m), 0, "TCSETS2");
	m.in = m.out = 0;
	ioctl(slave, 0x802c542aUL, &m);
	is(m.out, 12345, "any speed is remembered");
	is(m.in, 12345, "of input too");
	m.c = (m.c & ~0010017U) | B9600 | 0000007 << 16; /* B300 in */
	ioctl(slave, 0x402c542bUL, &m);
	ioctl(slave, 0x802c542aUL, &m);
	is(m.out, 9600, "named by its bits");
	is(m.in, 300, "another one for input");
	close_pair();
}

static void
test_exclusive(void)
{
	int on = -1;

	if (!open_pair())
		return;
	is(ioctl(slave, TIOCEXCL), 0, "TIOCEXCL");
	is(ioctl(slave, TIOCGEXCL_N, &on), 0, "TIOCGEXCL");
	is(on, 1, "it is");
	is(ioctl(master, TIOCGEXCL_N, &on), 0, "of the master");
	is(on, 0, "that is another");
	is(ioctl(slave, TIOCNXCL), 0, "TIOCNXCL");
	is(ioctl(slave, TIOCEXCL), 0, "TIOCEXCL");
	close(slave);
	slave = open(name, O_RDWR | O_NOCTTY);
	is(ioctl(slave, TIOCGEXCL_N, &on), 0, "after the last close");
	is(on, 1, "it is, while there is a master");
	close_pair();
}

static void
test_simulated(void)
{
	if (!open_pair())
		return;
	if (fork() == 0) {
		setsid();
		ioctl(slave, TIOCSCTTY, 0);
		is(ioctl(slave, TIOCSTI, "x"), 0, "TIOCSTI");
		is(ioctl(slave, TIOCSTI, "\n"), 0, "TIOCSTI");
		ok(reads_just(slave, "x\n"), "as if typed");
		is_errno(ioctl(slave, TIOCSTI, NULL), EFAULT, "from nowhere");
		_exit(0);
	}
	wait(NULL);
	close_pair();
}

/* --- EXTPROC --- */

static void
test_extproc(void)
{
	struct termios t;

	if (!open_pair())
		return;
	tcgetattr(slave, &t);
	t.c_lflag |= EXTPROC_N;
	is(tcsetattr(slave, TCSANOW, &t), 0, "EXTPROC");
	nonblocking(master, true);
	put(master, "ab\003\177c");
	ok(reads_just(slave, "ab\003\177c"), "bytes come as they are");
	is_errno(read(master, &t, sizeof t), EAGAIN, "and are not echoed");
	put(master, "\004");
	is(available(slave, 1), 1, "an end-of-file character");
	is(read(slave, &t, sizeof t), 0, "that comes alone is one");
	tcgetattr(slave, &t);
	t.c_lflag &= ~EXTPROC_N;
	tcsetattr(slave, TCSANOW, &t);
	put(master, "ab\177c\n");
	ok(reads_just(slave, "ac\n"), "without it lines are edited");
	close_pair();
}

/* --- Packets --- */

/* The first byte of the next packet, which is to be this long. */
static int
packet(size_t size)
{
	unsigned char buf[64] = { 255 };
	ssize_t n;

	if (!(polled(master, POLLIN, 10000) & POLLIN))
		return -2;
	n = read(master, buf, sizeof buf);
	if (n != (ssize_t)size)
		diag("a packet of %zd bytes, wanted %zu", n, size);
	return n == (ssize_t)size ? buf[0] : -1;
}

static void
test_packets(void)
{
	struct termios t;
	int on = 1;
	char c;

	if (!open_pair())
		return;
	is_errno(ioctl(master, TIOCPKT, NULL), EFAULT, "TIOCPKT from nowhere");
	is(ioctl(master, TIOCPKT, &on), 0, "TIOCPKT");
	on = 0;
	is(ioctl(master, TIOCGPKT_N, &on), 0, "TIOCGPKT");
	is(on, 1, "packet mode");
	put(slave, "data");
	is(packet(5), TIOCPKT_DATA, "data");
	put(slave, "data");
	available(master, 4);
	is(read(master, &c, 1), 1, "a packet of one byte");
	is(c, TIOCPKT_DATA, "says that there are data");
	is(packet(5), TIOCPKT_DATA, "they are still there");
	is(tcflush(slave, TCIFLUSH), 0, "TCIFLUSH");
	is(polled(master, POLLIN | POLLPRI, 10000), POLLIN | POLLPRI,
	    "POLLPRI");
	is(packet(1), TIOCPKT_FLUSHREAD, "FLUSHREAD");
	tcflush(slave, TCOFLUSH);
	is(packet(1), TIOCPKT_FLUSHWRITE, "FLUSHWRITE");
	tcflow(slave, TCOOFF);
	is(packet(1), TIOCPKT_STOP, "STOP");
	tcflow(slave, TCOON);
	is(packet(1), TIOCPKT_START, "START");
	tcflow(slave, TCOOFF);
	tcflow(slave, TCOON);
	is(packet(1), TIOCPKT_START, "the last of the two counts");
	tcgetattr(slave, &t);
	t.c_iflag &= ~(tcflag_t)IXON;
	tcsetattr(slave, TCSANOW, &t);
	is(packet(1), TIOCPKT_NOSTOP, "NOSTOP");
	t.c_iflag |= IXON;
	tcsetattr(slave, TCSANOW, &t);
	is(packet(1), TIOCPKT_DOSTOP, "DOSTOP");
	t.c_cc[VSTOP] = 1;
	tcsetattr(slave, TCSANOW, &t);
	is(packet(1), TIOCPKT_NOSTOP, "NOSTOP: another character");
	t.c_lflag |= EXTPROC_N;
	tcsetattr(slave, TCSANOW, &t);
	is(packet(1), TIOCPKT_IOCTL, "IOCTL");
	t.c_lflag &= ~EXTPROC_N;
	tcsetattr(slave, TCSANOW, &t);
	is(packet(1), TIOCPKT_IOCTL, "IOCTL: for the last time");
	on = 0;
	is(ioctl(master, TIOCPKT, &on), 0, "TIOCPKT 0");
	tcflush(slave, TCIFLUSH);
	put(slave, "bare");
	ok(reads_just(master, "bare"), "no packets any more");
	on = 1;
	ioctl(master, TIOCPKT, &on);
	put(master, "\003");
	put(master, "x");
	is(packet(1), TIOCPKT_FLUSHREAD | TIOCPKT_FLUSHWRITE,
	    "^C flushes both");
	close_pair();
}

/* --- TIOCGPTPEER --- */

static void
test_peer(void)
{
	int peer, flags;
	struct stat a, b;

	if (!open_pair())
		return;
	peer = works(ioctl(master, TIOCGPTPEER_N,
			 O_RDWR | O_NOCTTY | O_CLOEXEC),
	    "TIOCGPTPEER");
	fstat(slave, &a);
	fstat(peer, &b);
	ok(a.st_ino == b.st_ino && a.st_dev == b.st_dev, "the slave");
	flags = fcntl(peer, F_GETFD);
	is(flags, FD_CLOEXEC, "close-on-exec");
	put(peer, "peer");
	ok(reads_just(master, "peer"), "works");
	is_errno(ioctl(slave, TIOCGPTPEER_N, O_RDWR), EIO, "of a slave");
	close(peer);
	close_pair();
}

/* --- Instances --- */

static int
ptmx_number(const char *path, int *fd)
{
	int n = -1;

	*fd = open(path, O_RDWR | O_NOCTTY);
	if (*fd < 0 || ioctl(*fd, TIOCGPTN, &n) < 0)
		return -1;
	return n;
}

static void
test_instances(void)
{
	struct stat st;
	int a, b, c;

	if (mkdir("m", 0755) || mkdir("m/pts", 0755) ||
	    mount("devpts", "m/pts", "devpts", 0,
		"newinstance,mode=640,uid=12,gid=34,ptmxmode=666,max=2") < 0) {
		skip("needs root, to mount");
		return;
	}
	is(stat("m/pts/ptmx", &st), 0, "its ptmx");
	is(st.st_mode, S_IFCHR | 0666, "by ptmxmode=");
	is(st.st_rdev, makedev(5, 2), "its number");
	is(ptmx_number("m/pts/ptmx", &a), 0, "numbers of its own");
	is(mknod("m/ptmx", S_IFCHR | 0666, makedev(5, 2)), 0,
	    "a ptmx beside it");
	is(ptmx_number("m/ptmx", &b), 1, "leads there too");
	is(stat("m/pts/1", &st), 0, "the node");
	ok(st.st_mode == (S_IFCHR | 0640) && st.st_uid == 12 && st.st_gid == 34,
	    "by mode=, uid=, gid=");
	is_errno(open("m/pts/ptmx", O_RDWR), ENOSPC, "max=");
	close(a);
	is(ptmx_number("m/pts/ptmx", &c), 0, "the lowest free number");
	is(mount("devpts", "m/pts", "devpts", MS_REMOUNT,
	       "mode=600,ptmxmode=600"),
	    0, "remount");
	stat("m/pts/ptmx", &st);
	is(st.st_mode, S_IFCHR | 0600, "another ptmxmode=");
	is_errno(mount("devpts", "m/pts", "devpts", MS_REMOUNT, "what=1"),
	    EINVAL, "an unknown option");
	is_errno(mount("devpts", "m/pts", "devpts", 0, "max=-1"), EINVAL,
	    "a bad number");
	is_errno(umount("m/pts"), EBUSY, "unmounted in use");
	close(b);
	is(umount2("m/pts", MNT_DETACH), 0, "detached");
	is_errno(open("m/ptmx", O_RDWR), ENODEV, "nothing is mounted there");
	mkdir("n", 0755);
	mknod("n/ptmx", S_IFCHR | 0666, makedev(5, 2));
	is_errno(open("n/ptmx", O_RDWR), ENOENT, "nor is there a folder");
	ok(write(c, "x\n", 2) == 2, "a master outlives it");
	is_errno(ioctl(c, TIOCGPTPEER_N, O_RDWR), EIO, "locked");
	close(c);
	mknod("m/slave", S_IFCHR | 0666, makedev(136, 0));
	ok(open_pair(), "a pair");
	is_errno(open("m/slave", O_RDWR | O_NOCTTY), EIO,
	    "a slave's number elsewhere");
	close_pair();
}

/* --- Many --- */

static long
setting(const char *path)
{
	char text[32] = "";
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, sizeof text - 1);

	close(fd);
	return n > 0 ? atol(text) : -1;
}

static void
test_many(void)
{
	static int fds[900];
	long before = setting("/proc/sys/kernel/pty/nr");
	int n = 0;

	ok(setting("/proc/sys/kernel/pty/max") > 0, "kernel.pty.max");
	while (n < 900 && (fds[n] = open("/dev/ptmx", O_RDWR | O_NOCTTY)) >= 0)
		n++;
	is(n, 900, "900 at once");
	is(setting("/proc/sys/kernel/pty/nr"), before + n, "kernel.pty.nr");
	while (n)
		close(fds[--n]);
	is(setting("/proc/sys/kernel/pty/nr"), before, "all are gone");
}

int
main(void)
{
	alarm(1000);
	signal(SIGHUP, SIG_IGN);
	test_lock();
	test_node();
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
	test_modes();
	test_locked();
	test_speeds();
	test_exclusive();
	test_simulated();
	test_extproc();
	test_packets();
	test_peer();
	test_instances();
	test_many();
	return done();
}
