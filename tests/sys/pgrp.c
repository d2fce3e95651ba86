// covers: setpgid getpgid getpgrp setsid getsid
/*
 * Process groups and sessions.
 */
#include "tests/sys/tap.h"
#include <limits.h>
#include <poll.h>
#include <sys/resource.h>

static void
test_groups(void)
{
	pid_t a = paused_child(), b = paused_child();

	is(getpgid(0), getpgrp(), "getpgid(0) is getpgrp()");
	is(getpgid(getpid()), getpgrp(), "so of one's own id");
	is(getpgid(a), getpgrp(), "a child is in our group");
	is(setpgid(a, 0), 0, "a group of its own");
	is(getpgid(a), a, "with its id");
	is(setpgid(b, a), 0, "another joins it");
	is(getpgid(b), a, "is in it");
	is(setpgid(b, getpgrp()), 0, "and comes back");
	is_errno(setpgid(b, -1), EINVAL, "a negative group");
	is_errno(setpgid(-1, 0), EINVAL, "and the group of no process");
	is_errno(setpgid(b, 999999), EPERM, "a group that does not exist");
	is_errno(setpgid(b, 32767), EPERM, "nor with any other number");
	is_errno(setpgid(b, 32768), EPERM, "or past the largest pid");
	is_errno(setpgid(b, INT_MAX), EPERM, "or the largest number");
	is_errno(setpgid(999999, 0), ESRCH, "a process that does not exist");
	is_errno(setpgid(getppid(), 0), ESRCH, "one that is no child");
	is_errno(getpgid(999999), ESRCH, "getpgid of no process");
	is_errno(getpgid(-1), ESRCH, "of a negative one");
	is(kill(-a, SIGKILL), 0, "a signal to the group");
	ok(died_by(wait_for(a), SIGKILL), "reaches who is in it");
	is(waitpid(b, NULL, WNOHANG), 0, "and nobody else");
	is_errno(kill(-a, 0), ESRCH, "an empty group is none");
	end_child(b);
}

/* After execve a child's group is its own affair. */
static void
test_after_exec(void)
{
	char *argv[] = { (char *)"pgrp", (char *)"sleep", NULL };
	int p[2], status = 0;
	pid_t pid;
	char c;

	pipe(p);
	pid = fork();
	if (pid == 0) {
		dup2(p[1], STDIN_FILENO); /* the program says when it runs */
		execve("/proc/self/exe", argv, argv + 2);
		_exit(errno);
	}
	close(p[1]);
	is(read(p[0], &c, 1), 1, "a program runs");
	close(p[0]);
	is_errno(setpgid(pid, 0), EACCES, "a child that has called execve");
	is(waitpid(pid, &status, WNOHANG), 0, "and lives");
	end_child(pid);
}

static void
new_session(void)
{
	is(setsid(), getpid(), "setsid");
	is(getsid(0), getpid(), "a session of its own");
	is(getpgrp(), getpid(), "and a group");
	is_errno(setsid(), EPERM, "a leader cannot have another");
	is_errno(setpgid(0, 0), EPERM, "nor leave its group");
	is_errno(open("/dev/tty", O_RDWR), ENXIO, "there is no terminal");
}

static void
leader_of_group(void)
{
	setpgid(0, 0);
	is_errno(setsid(), EPERM, "the leader of a group gets no session");
}

static void
test_sessions(void)
{
	pid_t other;
	int p[2];
	char c;

	is(getsid(0), getsid(getpid()), "getsid(0) is one's own");
	is_errno(getsid(999999), ESRCH, "getsid of no process");
	is(in_child(new_session), 0, "a new session");
	is(in_child(leader_of_group), 0, "a leader");
	pipe(p);
	other = fork();
	if (other == 0) {
		setsid();
		write(p[1], "x", 1);
		for (;;)
			pause();
	}
	read(p[0], &c, 1);
	is(getsid(other), other, "a child in another session");
	is_errno(setpgid(other, 0), EPERM, "has left us");
	{
		pid_t mine = paused_child();

		is_errno(setpgid(mine, other), EPERM,
		    "and its group is closed to us");
		end_child(mine);
	}
	end_child(other);
	close(p[0]);
	close(p[1]);
}

/* A stopped group that becomes an orphan is woken by SIGHUP and SIGCONT. */
static void
test_orphaned_group(void)
{
	pid_t middle, status_pid;
	int p[2];
	char c = 0;

	pipe(p);
	middle = fork();
	if (middle == 0) {
		pid_t last;

		setpgid(0, 0);
		last = fork();
		if (last == 0) {
			signal(SIGHUP, SIG_DFL);
			close(p[0]);
			raise(SIGSTOP);
			write(p[1], "c", 1);
			_exit(0);
		}
		waitpid(last, NULL, WUNTRACED);
		_exit(0);
	}
	close(p[1]);
	status_pid = wait_for(middle) == 0 ? middle : -1;
	is(status_pid, middle, "the parent of a stopped child exits");
	is(read(p[0], &c, 1), 0, "the child dies of SIGHUP, not going on");
	close(p[0]);
}

/* Who sees that his parent has gone is in an orphaned group, which does not stop. */
static void
orphan(int out, pid_t parent)
{
	pid_t me = getpid();

	while (getppid() == parent)
		;
	kill(me, SIGTSTP);
	write(out, "c", 1);
	_exit(0);
}

static void
test_orphan_does_not_stop(void)
{
	int p[2], i, going = 0;
	char c;

	pipe(p);
	for (i = 0; i < 20; i++) {
		struct pollfd f = { .fd = p[0], .events = POLLIN };
		pid_t middle = fork();

		if (middle == 0) {
			middle = getpid();
			setpgid(0, 0);
			if (fork() == 0)
				orphan(p[1], middle);
			/* So that to give them all away takes its time. */
			for (i = 0; i < 150; i++)
				if (fork() == 0)
					_exit(0);
			_exit(0);
		}
		wait_for(middle);
		if (poll(&f, 1, 60000) != 1)
			break;
		going += read(p[0], &c, 1) == 1;
	}
	is(going, 20, "an orphan is not stopped by the terminal's signals");
	close(p[0]);
	close(p[1]);
}

/* Many groups that lose their link at once, and a group that has several. */
static void
many_groups(void)
{
	pid_t a, b;
	int p[2], i;
	char c;

	pipe(p);
	a = fork();
	if (a == 0) {
		for (i = 0; i < 100; i++)
			if (fork() == 0) {
				setpgid(0, 0);
				close(p[1]);
				_exit((int)read(p[0], &c, 1));
			}
		_exit(0);
	}
	is(wait_for(a), 0, "a parent of many groups ends");
	close(p[0]);
	close(p[1]); /* so do they */
	a = paused_child();
	b = paused_child();
	setpgid(a, 0);
	setpgid(b, a);
	kill(-a, SIGSTOP);
	waitpid(a, NULL, WUNTRACED);
	waitpid(b, NULL, WUNTRACED);
	kill(a, SIGKILL);
	wait_for(a);
	is(waitpid(b, NULL, WNOHANG), 0, "a stopped group with one link less");
	is(setpgid(b, getpgrp()), 0, "its last member leaves it");
	is_errno(kill(-a, 0), ESRCH, "and it is gone");
	is(setpgid(b, 0), 0, "a group in its place");
	is(kill(-b, SIGCONT), 0, "has it");
	end_child(b);
}

/* Its own, which may have the number 0. */
static void
test_own_group(void)
{
	void (*old)(int) = signal(SIGUSR1, SIG_IGN);

	is(kill(0, SIGUSR1), 0, "a signal to the own group");
	is(kill(0, 0), 0, "or none");
	signal(SIGUSR1, old);
	ok(syscall(SYS_getpriority, PRIO_PGRP, 0) > 0, "its priority");
	is(setpriority(PRIO_PGRP, 0, getpriority(PRIO_PGRP, 0)), 0, "set");
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "sleep") == 0) {
		if (write(STDIN_FILENO, "x", 1) != 1)
			return 1;
		for (;;)
			pause();
	}
	test_own_group();
	test_groups();
	test_after_exec();
	test_sessions();
	test_orphaned_group();
	test_orphan_does_not_stop();
	is(in_child(many_groups), 0, "many groups");
	return done();
}
