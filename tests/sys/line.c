// covers: ioctl
/*
 * A terminal from the side of its programs alone, so that a serial line will do: flow,
 * keys that TIOCSTI types, job control and the loss of it. On Linux it is the slave of
 * a pseudo-terminal.
 */
#include "tests/sys/terminal.h"

static char name[64] = "/dev/ttyS0";
static int tty;

/* On a pseudo-terminal nobody reads what is shown; it is little. */
static bool
find_terminal(void)
{
	return on_breenix() || open_master(name, sizeof name) >= 0;
}

/* --- Lines ------------------------------------------------------------------------ */

static void
type(const char *keys)
{
	for (; *keys; keys++)
		if (ioctl(tty, TIOCSTI, keys) < 0)
			diag("TIOCSTI: %s", strerror(errno));
}

static bool
reads(const char *wanted)
{
	return reads_just(tty, wanted);
}

static void
test_lines(void)
{
	int n = -1;

	type("hello\r");
	is(ioctl(tty, FIONREAD, &n), 0, "FIONREAD");
	is(n, 6, "counts a line");
	ok(reads("hello\n"), "a line");
	type("abx\177c\n");
	ok(reads("abc\n"), "erase takes a character");
	type("\177\177a\001\177b\n");
	ok(reads("ab\n"),
	    "also one that is shown as two, and not more than all");
	type("a\t\177b\n");
	ok(reads("ab\n"), "also a tab");
	type("wrong\025right\n");
	ok(reads("right\n"), "kill takes the line");
	type("one wrong\027two\n");
	ok(reads("one two\n"), "word erase takes a word");
	type("again\022\n");
	ok(reads("again\n"), "reprint takes nothing");
	type("part\004");
	ok(reads("part"), "^D sends what there is");
	type("\004");
	ok(reads(""), "and alone is an end of file");
	type("\026\003\n");
	ok(reads("\003\n"), "^V makes the next one plain");
	type("\023held\021\n");
	ok(reads("held\n"), "^S and ^Q are no text");
}

static void
test_flow(void)
{
	struct termios t;
	int n = 0;

	is(tcflow(tty, TCOOFF), 0, "output off");
	/* A pseudo-terminal would take none. */
	if (on_breenix()) {
		is(write(tty, "held\n", 5), 5, "takes output");
		is(ioctl(tty, TIOCOUTQ, &n), 0, "TIOCOUTQ");
		ok(n >= 5, "and keeps it");
	}
	is(tcflow(tty, TCOON), 0, "output on");
	is(tcdrain(tty), 0, "it goes out");
	is(tcflow(tty, TCIOFF), 0, "stop who sends");
	is(tcflow(tty, TCION), 0, "let him go on");
	is_errno(tcflow(tty, 9), EINVAL, "no such thing");
	is(tcsendbreak(tty, 0), 0, "a break");
	is(ioctl(tty, TCSBRK, 1), 0, "none, only drained");
	is(tcgetattr(tty, &t), 0, "its attributes");
	type("gone");
	is(tcflush(tty, TCIFLUSH), 0, "flush input");
	type("stays\n");
	ok(reads("stays\n"), "takes what was typed before");
	is(tcflush(tty, TCOFLUSH), 0, "flush output");
	type("gone");
	is(tcsetattr(tty, TCSAFLUSH, &t), 0, "attributes, flushing");
	type("stays\n");
	ok(reads("stays\n"), "do as well");
}

/* --- Jobs ------------------------------------------------------------------------- */

/* A child in a group of its own. */
static pid_t
job(void (*run)(void))
{
	pid_t pid = fork();

	if (pid == 0) {
		setpgid(0, 0);
		run();
		_exit(0);
	}
	setpgid(pid, pid);
	return pid;
}

static bool
stops(void (*run)(void), int sig)
{
	pid_t pid = job(run);
	int status;

	waitpid(pid, &status, WUNTRACED);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return WIFSTOPPED(status) && WSTOPSIG(status) == sig;
}

static void
read_one(void)
{
	char c;

	_exit(read(tty, &c, 1) == 1);
}

static void
write_one(void)
{
	_exit(write(tty, "\n", 1) == 1);
}

static void
set_same(void)
{
	struct termios t;

	tcgetattr(tty, &t);
	_exit(tcsetattr(tty, TCSANOW, &t));
}

static void
take(void)
{
	_exit(tcsetpgrp(tty, getpid()));
}

/* Reads in a group that nobody of the session could continue; tells the errno. */
static void
read_as_orphan(void)
{
	int fd[2], err = 0;
	pid_t middle;

	works(pipe(fd), "a pipe");
	middle = fork();
	if (middle == 0) {
		pid_t me = getpid();
		char c;

		setpgid(0, 0);
		if (fork() != 0)
			_exit(0);
		while (getppid() == me)
			;
		err = read(tty, &c, 1) < 0 ? errno : 0;
		if (write(fd[1], &err, sizeof err) < 0)
			_exit(1);
		_exit(0);
	}
	close(fd[1]);
	wait_for(middle);
	is(read(fd[0], &err, sizeof err), sizeof err, "an orphan");
	is(err, EIO, "cannot read");
	close(fd[0]);
}

static void
set_tostop(bool on)
{
	struct termios t;

	tcgetattr(tty, &t);
	t.c_lflag = on ? t.c_lflag | TOSTOP : t.c_lflag & ~(tcflag_t)TOSTOP;
	tcsetattr(tty, TCSANOW, &t);
}

static void
test_jobs(void)
{
	pid_t pid;

	is(tcgetsid(tty), getpid(), "the session's terminal");
	is(tcgetpgrp(tty), getpid(), "whose group is in front");
	ok(stops(read_one, SIGTTIN), "who reads behind it stops");
	ok(stops(set_same, SIGTTOU), "so does who changes it");
	ok(stops(take, SIGTTOU), "or takes it");
	is(exited_with(wait_for(job(write_one)), 1), 1, "to write is allowed");
	set_tostop(true);
	ok(stops(write_one, SIGTTOU), "but not with TOSTOP");
	set_tostop(false);
	read_as_orphan();
	pid = job(read_one);
	is(tcsetpgrp(tty, pid), 0, "a job is put in front");
	kill(pid, SIGCONT);
	signal(SIGTTOU, SIG_IGN);
	type("x\n");
	is(exited_with(wait_for(pid), 1), 1, "and reads");
	is(tcsetpgrp(tty, getpid()), 0, "the shell is back");
	is_errno(tcsetpgrp(tty, 999999), ESRCH, "no such group");
	type("\n");
	tcflush(tty, TCIFLUSH);
}

static void
wait_for_hangup(void)
{
	sigset_t hup;
	int sig;

	sigemptyset(&hup);
	sigaddset(&hup, SIGHUP);
	_exit(sigwait(&hup, &sig) || sig != SIGHUP);
}

static void
test_drop(void)
{
	pid_t pid;

	block_signal(SIGHUP);
	pid = job(wait_for_hangup);
	is(tcsetpgrp(tty, pid), 0, "a job in front");
	is(ioctl(tty, TIOCNOTTY), 0, "the leader gives the terminal up");
	is(wait_for(pid), 0, "of which the job is told");
	is_errno(tcgetpgrp(tty), ENOTTY, "it is not theirs any more");
	is_errno(open("/dev/tty", O_RDWR), ENXIO, "they have none");
	is_errno(ioctl(tty, TIOCNOTTY), ENOTTY, "to give up");
	is(ioctl(tty, TIOCSCTTY, 0), 0, "until they take it again");
	is(tcgetpgrp(tty), getpid(), "with the leader in front");
}

static void
test_hangup(void)
{
	char c;

	is(ioctl(tty, TIOCVHANGUP), 0, "it hangs up");
	is(sigtimedwait(&(sigset_t){ { 1UL << (SIGHUP - 1) } }, NULL,
	       &(struct timespec){ 10, 0 }),
	    SIGHUP, "is told to the leader");
	is(read(tty, &c, 1), 0, "an end of file");
	is_errno(write(tty, "x", 1), EIO, "nothing to write to");
}

static void
session(void)
{
	struct termios before;

	setsid();
	tty = open(name, O_RDWR);
	if (!ok(tty >= 0, "a terminal of this session"))
		_exit(1);
	tcgetattr(tty, &before);
	test_flow();
	test_lines();
	test_jobs();
	test_drop();
	tcsetattr(tty, TCSANOW, &before);
	test_hangup();
}

int
main(void)
{
	if (geteuid() != 0 || !find_terminal()) {
		skip("no terminal");
		return done();
	}
	is(in_child(session), 0, "the session came to its end");
	return done();
}
