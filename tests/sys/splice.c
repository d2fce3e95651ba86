// covers: splice tee vmsplice
/*
 * Moving bytes through pipes without a program's memory.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/uio.h>

#define PAGE 4096

static int in[2], out[2]; /* pipes */
static int file;
static char buf[1 << 17];
static char wanted[1 << 17] __attribute__((aligned(PAGE)));

static void
pipes(void)
{
	close(in[0]);
	close(in[1]);
	close(out[0]);
	close(out[1]);
	if (pipe(in) || pipe(out))
		_exit(97);
}

static void
nonblock(int fd, int on)
{
	fcntl(fd, F_SETFL, on ? O_NONBLOCK : 0);
}

static void
drain(int fd)
{
	nonblock(fd, 1);
	while (read(fd, buf, sizeof buf) > 0)
		;
	nonblock(fd, 0);
}

static void
fill(int fd)
{
	nonblock(fd, 1);
	while (write(fd, wanted, PAGE) > 0)
		;
	nonblock(fd, 0);
}

static void
pattern(unsigned seed)
{
	for (size_t i = 0; i < sizeof wanted; i++)
		wanted[i] = (char)((seed = seed * 1103515245 + 12345) >> 16);
}

/* Are these the next n bytes in the pipe? */
static bool
gives(int fd, const char *bytes, size_t n)
{
	size_t got = 0;

	while (got < n) {
		ssize_t r = read(fd, buf + got, n - got);

		if (r <= 0)
			return false;
		got += (size_t)r;
	}
	return !memcmp(buf, bytes, n);
}

static void
on_alarm(int sig)
{
	(void)sig;
}

/* A call that waits is interrupted after a while. */
#define interrupted(result, ...)                        \
	({                                              \
		ualarm(50000, 50000);                   \
		is_errno((result), EINTR, __VA_ARGS__); \
		ualarm(0, 0);                           \
	})

static void
splice_errors(void)
{
	loff_t at = 0;
	int append = open("file", O_WRONLY | O_APPEND);
	int event = eventfd(5, 0), dir = open(".", O_RDONLY);

	is(splice(-1, NULL, -1, NULL, 0, 99), 0,
	    "nothing to move is all right");
	is_errno(splice(-1, NULL, -1, NULL, 1, 99), EINVAL, "an unknown flag");
	is_errno(splice(-1, NULL, out[1], NULL, 1, 0), EBADF, "no source");
	is_errno(splice(in[0], NULL, -1, NULL, 1, 0), EBADF, "no target");
	is_errno(splice(in[1], NULL, file, NULL, 1, 0), EBADF,
	    "from the end that is written");
	is_errno(splice(file, NULL, in[0], NULL, 1, 0), EBADF,
	    "to the end that is read");
	is_errno(splice(file, NULL, file, NULL, 1, 0), EINVAL, "no pipe");
	is_errno(splice(in[0], NULL, in[1], NULL, 1, 0), EINVAL,
	    "one pipe only");
	is_errno(splice(in[0], &at, file, NULL, 1, 0), ESPIPE,
	    "an offset in the source");
	is_errno(splice(file, NULL, in[1], &at, 1, 0), ESPIPE,
	    "and in the target");
	is_errno(splice(in[0], &at, out[1], NULL, 1, 0), ESPIPE,
	    "and between pipes");
	is_errno(splice(in[0], UNMAPPED, out[1], NULL, 1, 0), ESPIPE,
	    "which is said before it is read");
	is_errno(splice(in[1], &at, out[1], NULL, 1, 0), ESPIPE,
	    "and before the ends are told apart");
	is_errno(splice(file, UNMAPPED, in[1], NULL, 1, 0), EFAULT,
	    "a bad offset of the source");
	is_errno(splice(in[0], NULL, file, UNMAPPED, 1, 0), EFAULT,
	    "and of the target");
	at = -1;
	is_errno(splice(file, &at, in[1], NULL, 1, 0), EINVAL,
	    "a negative offset");
	is_errno(splice(in[0], NULL, file, &at, 1, 0), EINVAL, "to a file");
	write(in[1], "x", 1);
	is_errno(splice(in[0], NULL, append, NULL, 1, 0), EINVAL,
	    "to a file that is appended to");
	is_errno(splice(in[0], NULL, event, NULL, 8, 0), EINVAL,
	    "to a counter");
	is_errno(splice(event, NULL, in[1], NULL, 8, 0), EINVAL, "from one");
	is_errno(splice(dir, NULL, in[1], NULL, 8, 0), EINVAL,
	    "from a directory");
	is_errno(splice(in[0], NULL, dir, NULL, 1, 0), EBADF, "to one");
	close(append);
	close(event);
	close(dir);
	drain(in[0]);
}

static void
files(void)
{
	loff_t at = 6;
	int big = open("big", O_RDWR | O_CREAT | O_TRUNC, 0600);

	pattern(1);
	lseek(file, 0, SEEK_SET);
	is(splice(file, NULL, in[1], NULL, 5, 0), 5, "from a file");
	is(lseek(file, 0, SEEK_CUR), 5, "whose position moves");
	ok(gives(in[0], "hello", 5), "bytes come");
	is(splice(file, &at, in[1], NULL, 100, SPLICE_F_MORE), 5,
	    "with an offset, to the end");
	is(at, 11, "which moves");
	is(lseek(file, 0, SEEK_CUR), 5, "instead");
	is(splice(file, &at, in[1], NULL, 100, 0), 0, "at the end");
	ok(gives(in[0], "world", 5), "bytes come");
	write(in[1], "HELLO", 5);
	at = 0;
	is(splice(in[0], NULL, file, &at, 3, 0), 3, "to a file");
	is(at, 3, "offset");
	is(splice(in[0], NULL, file, &at, 100, SPLICE_F_MOVE), 2,
	    "what there is");
	ok(file_is("file", "HELLO world"), "is written");

	is(write(big, wanted, sizeof wanted), sizeof wanted, "a large file");
	at = 0;
	is(splice(big, &at, in[1], NULL, sizeof wanted, 0), 16 * PAGE,
	    "as much as has room");
	is_errno(splice(big, &at, in[1], NULL, 1, SPLICE_F_NONBLOCK), EAGAIN,
	    "then none");
	ok(gives(in[0], wanted, 16 * PAGE), "all of it, in order");
	at = 100;
	is(splice(big, &at, in[1], NULL, 3 * PAGE, 0), 3 * PAGE, "not aligned");
	ok(gives(in[0], wanted + 100, 3 * PAGE), "the same");
	at = 0;
	is(splice(big, &at, in[1], NULL, 2 * PAGE, 0), 2 * PAGE, "whole pages");
	pwrite(big, "changed", 7, 0);
	pwrite(big, "changed", 7, PAGE);
	ok(gives(in[0], "changed", 7), "show what is written later");
	is(read(in[0], buf, PAGE - 7), PAGE - 7, "the rest");
	ftruncate(big, 0);
	ok(gives(in[0], "changed", 7), "and outlive a truncation");
	/* The pipe goes round, over pages that were the file's. */
	fill(in[1]);
	is(read(in[0], buf, PAGE - 7), PAGE - 7, "the rest");
	is(ftruncate(big, 3 * PAGE), 0, "a hole");
	drain(in[0]);
	at = 0;
	is(splice(big, &at, in[1], NULL, 3 * PAGE, 0), 3 * PAGE, "is moved");
	memset(wanted, 0, 3 * PAGE);
	ok(gives(in[0], wanted, 3 * PAGE), "as zeroes");
	close(big);
}

/* A page of a file that is being read is not written by who fills the pipe. */
static void
files_keep(void)
{
	int big = open("keep", O_RDWR | O_CREAT | O_TRUNC, 0600);
	loff_t at = 0;
	bool same;

	pattern(2);
	pipes();
	fcntl(in[1], F_SETPIPE_SZ, PAGE);
	write(big, wanted, PAGE);
	for (int i = 0; i < 20; i++) {
		at = 0;
		is(splice(big, &at, in[1], NULL, PAGE, 0), PAGE, "a page");
		ok(gives(in[0], wanted, 100), "partly read");
		nonblock(in[1], 1);
		while (write(in[1], "zzzzzzzzzz", 10) > 0)
			;
		nonblock(in[1], 0);
		ok(gives(in[0], wanted + 100, PAGE - 100), "the rest");
		drain(in[0]);
		write(in[1], wanted, PAGE);
		drain(in[0]);
	}
	same = pread(big, buf, PAGE, 0) == PAGE && !memcmp(buf, wanted, PAGE);
	ok(same, "the file is as it was");
	close(big);
}

static void
between_pipes(void)
{
	pattern(3);
	pipes();
	is(write(in[1], wanted, 10 * PAGE), 10 * PAGE, "ten pages");
	is(splice(in[0], NULL, out[1], NULL, 2 * PAGE, 0), 2 * PAGE,
	    "two change places");
	is(splice(in[0], NULL, out[1], NULL, 100, 0), 100, "a part");
	is(splice(in[0], NULL, out[1], NULL, 3 * PAGE, 0), 3 * PAGE,
	    "what is not aligned");
	is(splice(in[0], NULL, out[1], NULL, 20 * PAGE, 0), 5 * PAGE - 100,
	    "the rest");
	ok(gives(out[0], wanted, 10 * PAGE), "all in order");
	write(in[1], wanted, 4 * PAGE);
	is(tee(in[0], out[1], 4 * PAGE, 0), 4 * PAGE, "tee");
	is(tee(in[0], out[1], 10, 0), 10, "again, from the beginning");
	ok(gives(in[0], wanted, 4 * PAGE), "one has it");
	write(in[1], "other", 5);
	ok(gives(out[0], wanted, 4 * PAGE), "and the other");
	ok(gives(out[0], wanted, 10), "twice");
	ok(gives(in[0], "other", 5), "what came later is its own");
	for (int i = 0; i < 40; i++) {
		pattern((unsigned)i);
		write(in[1], wanted, 3 * PAGE - (i & 7));
		is(tee(in[0], out[1], 3 * PAGE, 0), 3 * PAGE - (i & 7), "tee");
		ok(gives(in[0], wanted, 3 * PAGE - (i & 7)), "one has it");
		write(in[1], wanted + 500, 5 * PAGE);
		ok(gives(out[0], wanted, 3 * PAGE - (i & 7)), "the other too");
		ok(gives(in[0], wanted + 500, 5 * PAGE), "and goes on");
	}
	is(fcntl(in[1], F_SETPIPE_SZ, 2 * PAGE), 2 * PAGE, "a small pipe");
	fill(in[1]);
	is(tee(in[0], out[1], 100 * PAGE, 0), 2 * PAGE, "is shared");
	is(fcntl(out[1], F_SETPIPE_SZ, 4 * PAGE), 4 * PAGE,
	    "resized meanwhile");
	ok(gives(out[0], wanted, PAGE) && gives(out[0], wanted, PAGE),
	    "all is there");
	drain(in[0]);
}

static void
tee_errors(void)
{
	pipes();
	is_errno(tee(in[0], out[1], 0, 99), EINVAL, "tee: an unknown flag");
	is(tee(-1, -1, 0, 0), 0, "nothing");
	is_errno(tee(-1, -1, 1, 0), EBADF, "no files");
	is_errno(tee(in[0], in[1], 1, 0), EINVAL, "one pipe");
	is_errno(tee(file, out[1], 1, 0), EINVAL, "a file");
	is_errno(tee(in[1], out[1], 1, 0), EBADF, "the wrong end");
	is_errno(tee(in[0], out[1], 1, SPLICE_F_NONBLOCK), EAGAIN, "empty");
	interrupted(tee(in[0], out[1], 1, 0), "waits for bytes");
	write(in[1], "x", 1);
	fill(out[1]);
	is_errno(tee(in[0], out[1], 1, SPLICE_F_NONBLOCK), EAGAIN, "full");
	interrupted(tee(in[0], out[1], 1, 0), "waits for room");
	close(in[1]);
	in[1] = -1;
	drain(in[0]);
	is_errno(tee(in[0], out[1], 1, SPLICE_F_NONBLOCK), EAGAIN,
	    "full, and no writer");
	drain(out[0]);
	is(tee(in[0], out[1], 1, 0), 0, "the end");
	close(out[0]);
	out[0] = -1;
	is_errno(tee(in[0], out[1], 1, 0), EPIPE, "nobody reads");
}

static void
memory(void)
{
	struct iovec v = { buf, 100 }, bad = { UNMAPPED, 8 };
	int dir = open(".", O_RDONLY);

	pipes();
	pattern(4);
	is_errno(vmsplice(-1, &v, 1, 99), EINVAL, "vmsplice: an unknown flag");
	is_errno(vmsplice(-1, &v, 1, 0), EBADF, "no file");
	is_errno(vmsplice(file, &v, 1, 0), EBADF, "no pipe");
	is_errno(vmsplice(dir, &v, 1, 0), EBADF, "a directory");
	is(vmsplice(file, &v, 0, 0), 0, "nothing, of any file");
	is_errno(vmsplice(in[1], &v, 1025, 0), EINVAL, "too many pieces");
	is_errno(vmsplice(in[1], UNMAPPED, 1, 0), EFAULT, "bad pieces");
	is_errno(vmsplice(in[1], &bad, 1, 0), EFAULT, "bad memory");
	v = (struct iovec){ wanted, 300 };
	is(vmsplice(in[1], &v, 1, 15), 300, "all flags");
	is_errno(vmsplice(in[0], &bad, 1, 0), EFAULT, "to bad memory");
	v = (struct iovec){ buf, sizeof buf };
	is(vmsplice(in[0], &v, 1, 0), 300, "out again");
	ok(!memcmp(buf, wanted, 300), "the same");
	is_errno(vmsplice(in[0], &v, 1, SPLICE_F_NONBLOCK), EAGAIN, "empty");
	nonblock(in[0], 1);
	interrupted(vmsplice(in[0], &v, 1, 0), "waits, whatever the file says");
	nonblock(in[0], 0);
	v = (struct iovec){ wanted, sizeof wanted };
	is(vmsplice(in[1], &v, 1, 0), 16 * PAGE, "what has room");
	is_errno(vmsplice(in[1], &v, 1, SPLICE_F_NONBLOCK), EAGAIN, "full");
	interrupted(vmsplice(in[1], &v, 1, 0), "waits for room");
	ok(gives(in[0], wanted, 16 * PAGE), "all of it");
	close(in[0]);
	in[0] = -1;
	is_errno(vmsplice(in[1], &v, 1, 0), EPIPE, "nobody reads");
	close(dir);
}

static void
devices(void)
{
	int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR);
	int random = open("/dev/urandom", O_RDWR);
	int full = open("/dev/full", O_RDWR);
	loff_t at = 0;

	pipes();
	is_errno(splice(null, NULL, in[1], NULL, 9, 0), EINVAL, "from null");
	is(splice(zero, NULL, in[1], NULL, 2 * PAGE, 0), 2 * PAGE, "from zero");
	is(splice(random, NULL, in[1], NULL, 9, 0), 9, "from urandom");
	is(splice(full, NULL, in[1], NULL, 9, 0), 9, "from full");
	is(splice(in[0], NULL, null, NULL, PAGE, 0), PAGE, "to null");
	is(splice(in[0], NULL, zero, &at, PAGE, 0), PAGE, "to zero");
	is(splice(in[0], NULL, random, NULL, 9, 0), 9, "to urandom");
	is_errno(splice(in[0], NULL, full, NULL, 9, 0), EINVAL, "to full");
	close(null);
	close(zero);
	close(random);
	close(full);
}

static void
waiting(void)
{
	pid_t pid;

	pipes();
	is_errno(splice(in[0], NULL, file, NULL, 1, SPLICE_F_NONBLOCK), EAGAIN,
	    "empty");
	nonblock(in[0], 1);
	is_errno(splice(in[0], NULL, file, NULL, 1, 0), EAGAIN, "by the file");
	is_errno(splice(in[0], NULL, out[1], NULL, 1, 0), EAGAIN,
	    "between pipes");
	nonblock(in[0], 0);
	interrupted(splice(in[0], NULL, file, NULL, 1, 0), "waits for bytes");
	interrupted(splice(in[0], NULL, out[1], NULL, 1, 0), "between pipes");
	fill(out[1]);
	lseek(file, 0, SEEK_SET);
	interrupted(splice(file, NULL, out[1], NULL, 1, 0), "waits for room");
	is(lseek(file, 0, SEEK_CUR), 0, "and takes nothing");
	write(in[1], "abc", 3);
	interrupted(splice(in[0], NULL, out[1], NULL, 3, 0), "between pipes");
	ok(gives(in[0], "abc", 3), "what was to go is still there");
	pid = fork();
	if (pid == 0) {
		usleep(20000);
		drain(out[0]);
		_exit(0);
	}
	is(splice(file, NULL, out[1], NULL, 5, 0), 5, "room comes");
	is(wait_for(pid), 0, "from who reads");
	pid = fork();
	if (pid == 0) {
		usleep(20000);
		write(in[1], "abc", 3);
		_exit(0);
	}
	is(splice(in[0], NULL, out[1], NULL, 5, 0), 3, "bytes come");
	is(wait_for(pid), 0, "from who writes");
	close(in[1]);
	in[1] = -1;
	is(splice(in[0], NULL, file, NULL, 5, 0), 0, "the end");
	is(splice(in[0], NULL, out[1], NULL, 5, 0), 0, "between pipes");
	close(out[0]);
	out[0] = -1;
	is_errno(splice(file, NULL, out[1], NULL, 5, 0), EPIPE, "nobody reads");
	is_errno(splice(in[0], NULL, out[1], NULL, 5, 0), EPIPE,
	    "nor from a pipe");
}

static void
dies_of_pipe(void)
{
	signal(SIGPIPE, SIG_DFL);
	splice(file, NULL, out[1], NULL, 5, 0);
}

/* A stream goes through two pipes and files while others read and write. */
static void *
forward(void *arg)
{
	(void)arg;
	while (splice(in[0], NULL, out[1], NULL, 5000, 0) > 0)
		;
	close(out[1]);
	return NULL;
}

static void *
send(void *arg)
{
	unsigned char *next = arg;

	for (int i = 0; i < 2000; i++) {
		unsigned char line[3000];
		size_t n = 1 + (size_t)(i * 37) % sizeof line;

		for (size_t k = 0; k < n; k++)
			line[k] = (*next)++;
		write(in[1], line, n);
	}
	close(in[1]);
	return NULL;
}

static void
stream(void)
{
	unsigned char first = 0, next = 0;
	pthread_t a, b;
	size_t total = 0, wrong = 0;
	ssize_t n;

	pipes();
	pthread_create(&a, NULL, send, &first);
	pthread_create(&b, NULL, forward, NULL);
	while ((n = read(out[0], buf, 7000)) > 0)
		for (ssize_t i = 0; i < n; i++, total++)
			wrong += (unsigned char)buf[i] != next++;
	pthread_join(a, NULL);
	pthread_join(b, NULL);
	ok(total > 1000000, "a stream");
	is(wrong, 0, "comes in order");
	in[1] = out[1] = -1;
}

int
main(void)
{
	struct sigaction act = { .sa_handler = on_alarm };

	sigaction(SIGALRM, &act, NULL);
	signal(SIGPIPE, SIG_IGN);
	in[0] = in[1] = out[0] = out[1] = -1;
	make_file("file", "hello world");
	file = open("file", O_RDWR);
	pipes();
	splice_errors();
	files();
	files_keep();
	between_pipes();
	tee_errors();
	memory();
	devices();
	waiting();
	pipes();
	close(out[0]);
	out[0] = -1;
	ok(died_by(in_child(dies_of_pipe), SIGPIPE), "SIGPIPE");
	stream();
	return done();
}
