// covers: pipe pipe2
/*
 * Pipes and fifos: order, ends, atomic writes, blocking and not.
 */
#include "tests/sys/tap.h"
#include <sys/ioctl.h>

static void
test_basics(void)
{
	char buf[16];
	int p[2], n;

	is(pipe(p), 0, "pipe");
	is(write(p[1], "hello", 5), 5, "write");
	is(ioctl(p[0], FIONREAD, &n), 0, "FIONREAD");
	is(n, 5, "tells what is in it");
	is(read(p[0], buf, 3), 3, "read some");
	is(read(p[0], buf + 3, 13), 2, "read what is there, without waiting");
	ok(memcmp(buf, "hello", 5) == 0, "in order");
	is_errno(read(p[1], buf, 1), EBADF, "read from the writing end");
	is_errno(write(p[0], buf, 1), EBADF, "write to the reading end");
	close(p[1]);
	is(read(p[0], buf, 1), 0, "end of file without a writer");
	close(p[0]);
	is_errno(syscall(SYS_pipe, UNMAPPED), EFAULT, "a bad pointer");
	is_errno(syscall(SYS_pipe, KERNEL_ADDR), EFAULT, "a kernel pointer");
	n = open(".", O_RDONLY);
	is(n, p[0], "a failed pipe() leaves no descriptor behind");
	close(n);
}

static void
test_flags(void)
{
	char c;
	int p[2];

	is(pipe2(p, O_CLOEXEC | O_NONBLOCK), 0, "pipe2");
	is(fcntl(p[0], F_GETFD), FD_CLOEXEC, "closes on exec");
	is(fcntl(p[1], F_GETFL) & O_NONBLOCK, O_NONBLOCK, "does not wait");
	is_errno(read(p[0], &c, 1), EAGAIN, "read of an empty one");
	close(p[0]);
	close(p[1]);
	is_errno(syscall(SYS_pipe2, p, O_TRUNC), EINVAL, "another flag");
	is_errno(syscall(SYS_pipe2, UNMAPPED, 0), EFAULT, "a bad pointer");
}

static void
test_full(void)
{
	static char block[4096];
	char path[64];
	int p[2], size, again;
	long total = 0, n;

	pipe2(p, O_NONBLOCK);
	while ((n = write(p[1], block, sizeof block)) > 0)
		total += n;
	is(errno, EAGAIN, "write until it is full");
	is(total, 65536, "it holds 64 KiB");
	size = fcntl(p[1], F_GETPIPE_SZ);
	is(size, 65536, "as F_GETPIPE_SZ says");
	is(read(p[0], block, 100), 100, "read a little");
	is_errno(write(p[1], block, 4096), EAGAIN,
	    "a write of PIPE_BUF bytes is all or nothing");
	snprintf(path, sizeof path, "/proc/self/fd/%d", p[0]);
	again = open(path, O_RDONLY);
	is(fcntl(again, F_GETPIPE_SZ), size, "so when it is opened again");
	close(again);
	is(fcntl(p[1], F_SETPIPE_SZ, 131072), 131072, "make it larger");
	ok(write(p[1], block, 4096) == 4096, "then there is room");
	close(p[0]);
	close(p[1]);
}

static volatile sig_atomic_t broken;

static void
on_pipe(int sig)
{
	(void)sig;
	broken++;
}

static void
test_broken(void)
{
	int p[2], status;
	pid_t pid;

	pipe(p);
	close(p[0]);
	signal(SIGPIPE, on_pipe);
	is_errno(write(p[1], "x", 1), EPIPE, "write without a reader");
	is(broken, 1, "and SIGPIPE");
	signal(SIGPIPE, SIG_DFL);
	pid = fork();
	if (pid == 0) {
		if (write(p[1], "x", 1) < 0)
			_exit(1);
		_exit(0);
	}
	status = wait_for(pid);
	ok(died_by(status, SIGPIPE), "of which one dies by default");
	close(p[1]);
}

/* A reader and a writer that wait for each other, byte for byte in order. */
static void
test_blocking(void)
{
	enum {
		TOTAL = 300000
	};
	static unsigned char buf[7777];
	long at = 0, n, i;
	int p[2], good = 1;
	pid_t pid;

	pipe(p);
	pid = fork();
	if (pid == 0) {
		close(p[0]);
		while (at < TOTAL) {
			n = TOTAL - at < 5003 ? TOTAL - at : 5003;
			for (i = 0; i < n; i++)
				buf[i] = (unsigned char)((at + i) * 7);
			if (write(p[1], buf, (size_t)n) != n)
				_exit(1);
			at += n;
		}
		_exit(0);
	}
	close(p[1]);
	while ((n = read(p[0], buf, sizeof buf)) > 0) {
		for (i = 0; i < n; i++)
			good &= buf[i] == (unsigned char)((at + i) * 7);
		at += n;
	}
	is(n, 0, "end of file when the writer has exited");
	is(at, TOTAL, "all bytes came through");
	ok(good, "in order");
	is(wait_for(pid), 0, "and the writer wrote all in full");
	close(p[0]);
}

static void
on_alarm(int sig)
{
	(void)sig;
}

static void
test_interrupted(void)
{
	struct sigaction act = { .sa_handler = on_alarm };
	int p[2], status;
	pid_t pid;
	char c;

	pipe(p);
	sigaction(SIGUSR1, &act, NULL);
	pid = fork();
	if (pid == 0) {
		if (read(p[0], &c, 1) == -1 && errno == EINTR)
			_exit(7);
		_exit(1);
	}
	/* Until it got there: the signal may come before the read. */
	while (waitpid(pid, &status, WNOHANG) == 0) {
		kill(pid, SIGUSR1);
		usleep(1000);
	}
	ok(exited_with(status, 7), "a signal interrupts a read that waits");
	close(p[0]);
	close(p[1]);
}

static void
test_fifo(void)
{
	static const struct timespec then[2] = { { 5, 0 }, { 6, 0 } };
	struct stat st;
	char buf[8];
	int r, w;
	pid_t pid;

	is(mkfifo("fifo", 0600), 0, "mkfifo");
	is_errno(open("fifo", O_WRONLY | O_NONBLOCK), ENXIO,
	    "for writing, not waiting, without a reader");
	r = works(open("fifo", O_RDONLY | O_NONBLOCK), "for reading");
	is(read(r, buf, 1), 0, "without a writer there is end of file");
	w = works(open("fifo", O_WRONLY), "for writing");
	is_errno(read(r, buf, 1), EAGAIN, "with one there is nothing yet");
	utimensat(AT_FDCWD, "fifo", then, 0);
	is(write(w, "fifo", 4), 4, "write");
	stat("fifo", &st);
	ok(st.st_mtime > 6 && st.st_atime == 5, "shows in the times");
	is(fcntl(w, F_GETPIPE_SZ), 65536, "it has a size");
	is(fcntl(w, F_SETPIPE_SZ, 131072), 131072, "which can be changed");
	is(read(r, buf, 8), 4, "read");
	stat("fifo", &st);
	ok(st.st_atime > 5, "and does too");
	close(w);
	is(read(r, buf, 1), 0, "end of file again");
	close(r);
	pid = fork();
	if (pid == 0) {
		w = open("fifo", O_WRONLY);
		if (w < 0 || write(w, "ab", 2) != 2)
			_exit(1);
		_exit(0);
	}
	r = works(open("fifo", O_RDONLY), "two ends that wait for each other");
	is(read(r, buf, 8), 2, "and then read");
	is(wait_for(pid), 0, "and write");
	close(r);
	r = works(open("fifo", O_RDWR), "for both at once");
	is(write(r, "z", 1), 1, "write to itself");
	is(read(r, buf, 8), 1, "read from itself");
	close(r);
}

int
main(void)
{
	test_basics();
	test_flags();
	test_full();
	test_broken();
	test_blocking();
	test_interrupted();
	test_fifo();
	return done();
}
