// covers: flock
/*
 * Locks on whole files, which belong to the open file and not the process.
 */
#include "tests/sys/tap.h"
#include <sys/file.h>

static int fd;

static void
child_of_lock(void)
{
	int other = open("f", O_RDONLY);

	is(flock(fd, LOCK_EX | LOCK_NB), 0, "an inherited file has the lock");
	is_errno(flock(other, LOCK_SH | LOCK_NB), EAGAIN, "one of one's own");
	close(other);
}

int
main(void)
{
	int a, b, d, p[2];
	pid_t pid;
	char c;

	make_file("f", "");
	a = open("f", O_RDONLY);
	b = open("f", O_RDWR);
	is(flock(a, LOCK_SH), 0, "shared");
	is(flock(b, LOCK_SH | LOCK_NB), 0, "by two");
	is_errno(flock(b, LOCK_EX | LOCK_NB), EAGAIN, "exclusive by neither");
	is(flock(a, LOCK_UN), 0, "unlock");
	is(flock(b, LOCK_EX | LOCK_NB), 0, "by the one that is left");
	is_errno(flock(a, LOCK_SH | LOCK_NB), EAGAIN, "shared no more");
	is(flock(b, LOCK_SH | LOCK_NB), 0, "back to shared");
	is(flock(a, LOCK_SH | LOCK_NB), 0, "then both");
	flock(a, LOCK_UN);
	flock(b, LOCK_EX);
	d = dup(b);
	close(b);
	is_errno(flock(a, LOCK_SH | LOCK_NB), EAGAIN, "a duplicate keeps it");
	close(d);
	is(flock(a, LOCK_EX | LOCK_NB), 0, "the last close gives it up");
	is_errno(flock(a, 77), EINVAL, "no such operation");
	is_errno(flock(99, LOCK_SH), EBADF, "no descriptor");
	is_errno(flock(99, 77), EINVAL, "neither");
	is(flock(99, 32 | 64 | LOCK_SH), 0, "LOCK_MAND is ignored");
	d = open("f", 3);
	is_errno(flock(d, LOCK_SH), EBADF, "without rights to the file");
	is(flock(d, LOCK_UN), 0, "there is nothing to unlock");
	close(d);
	fd = a;
	is(in_child(child_of_lock), 0, "in a child");
	/* A child waits for it until we give it up. */
	pipe(p);
	pid = fork();
	if (pid == 0) {
		close(a);
		b = open("f", O_RDONLY);
		write(p[1], "x", 1);
		_exit(flock(b, LOCK_EX) == 0 ? 0 : 1);
	}
	read(p[0], &c, 1);
	usleep(2000);
	is(waitpid(pid, NULL, WNOHANG), 0, "a child waits");
	flock(a, LOCK_UN);
	is(wait_for(pid), 0, "until it is free");
	return done();
}
