/*
 * A terminal remembers its foreground group by number: when the group has ended nobody
 * else gets that number, and with it the terminal's signals.
 */
#include "tests/sys/tap.h"
#include <sys/ioctl.h>

enum {
	NUMBERS = 32768,
	RESERVED = 300 /* numbers that are given out once */
};

/* => returns: the number of a process that has come and gone */
static pid_t
next_number(void)
{
	pid_t pid = vfork();

	if (pid == 0)
		_exit(0);
	wait_for(pid);
	return pid;
}

static pid_t
ended_foreground(int tty)
{
	pid_t pid = fork();

	if (pid == 0) {
		pause();
		_exit(1);
	}
	setpgid(pid, pid);
	is(ioctl(tty, TIOCSPGRP, &pid), 0, "a group in the foreground");
	kill(pid, SIGKILL);
	wait_for(pid);
	return pid;
}

static bool
is_given_out(pid_t number)
{
	for (int i = 0; i < NUMBERS; i++)
		if (next_number() == number)
			return true;
	return false;
}

static void
session(void)
{
	pid_t number;
	int tty;

	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	setsid();
	tty = open("/dev/ttyS0", O_RDWR);
	ok(tty >= 0, "a terminal of this session");
	while (next_number() < RESERVED)
		;
	number = ended_foreground(tty);
	ok(!is_given_out(number), "its number is nobody's");
	is(ioctl(tty, TIOCNOTTY), 0, "the terminal is given up");
	ok(is_given_out(number), "now it is free");
}

int
main(void)
{
	if (!on_breenix()) {
		skip("numbers are plenty");
		return done();
	}
	is(in_child(session), 0, "the session came to its end");
	return done();
}
