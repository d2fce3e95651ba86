/*
 * Rows: two processes or threads that talk, by pipe, socket and futex.
 */
#define _GNU_SOURCE
#include "bench.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>

#define BLOCK 65536L

/* What <linux/futex.h> has, which musl does not bring. */
enum {
	FUTEX_WAIT = 0,
	FUTEX_WAKE = 1,
	FUTEX_PRIVATE_FLAG = 128
};

/* One end of a connection: what to read from, what to write to. */
struct end {
	int in, out;
};

static void
end_close(struct end e)
{
	close(e.in);
	if (e.out != e.in)
		close(e.out);
}

static void
send_byte(struct end e)
{
	call3(SYS_write, e.out, (long)bench_buf, 1);
	call3(SYS_read, e.in, (long)bench_buf, 1);
}

/* A byte to a child and back. */
static void
pingpong(struct end here, struct end there, long n)
{
	pid_t child = ck(fork());
	char c;

	if (!child) {
		end_close(here);
		while (read(there.in, &c, 1) == 1)
			(void)!write(there.out, &c, 1);
		_exit(0);
	}
	end_close(there);
	send_byte(here);
	bench_start();
	for (long i = 0; i < n; i++)
		send_byte(here);
	bench_stop();
	end_close(here);
	bench_reap(child);
}

static void
send_blocks(int out, long n)
{
	ssize_t part;

	for (long left = n * BLOCK; left > 0; left -= part) {
		part = write(out, bench_buf, BLOCK);
		if (part <= 0)
			_exit(1);
	}
}

static void
receive(int in, long size)
{
	ssize_t part;

	for (; size > 0; size -= part) {
		part = ck(read(in, bench_buf, size < BLOCK ? size : BLOCK));
		if (!part) {
			errno = EPIPE;
			bench_fail();
		}
	}
}

/* A child sends blocks, the parent reads them all. */
static void
stream(int in, int out, long n)
{
	pid_t child = ck(fork());

	if (!child) {
		close(in);
		send_blocks(out, n + 1);
		_exit(0);
	}
	close(out);
	receive(in, BLOCK);
	bench_start();
	receive(in, n * BLOCK);
	bench_stop();
	close(in);
	bench_reap(child);
}

void
row_pipe_self(long n)
{
	int p[2];

	ck(pipe(p));
	bench_start();
	for (long i = 0; i < n; i++)
		send_byte((struct end){ p[0], p[1] });
	bench_stop();
	close(p[0]);
	close(p[1]);
}

void
row_pipe_pp(long n)
{
	int a[2], b[2];

	ck(pipe(a));
	ck(pipe(b));
	pingpong((struct end){ a[0], b[1] }, (struct end){ b[0], a[1] }, n);
}

void
row_pipe_bw64k(long n)
{
	int p[2];

	ck(pipe(p));
	stream(p[0], p[1], n);
}

/* pingpong() and stream() over a pair of connected sockets. */
static void
socket_pingpong(const int s[2], long n)
{
	pingpong((struct end){ s[0], s[0] }, (struct end){ s[1], s[1] }, n);
}

void
row_unix_pp(long n)
{
	int s[2];

	ck(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	socket_pingpong(s, n);
}

void
row_unix_bw64k(long n)
{
	int s[2];

	ck(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	stream(s[0], s[1], n);
}

/* A socket bound to a port of the loopback interface, and its address. */
static int
loopback_socket(int type, struct sockaddr_in *address)
{
	socklen_t size = sizeof(*address);
	int fd = ck(socket(AF_INET, type, 0));

	*address = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	ck(bind(fd, (void *)address, size));
	ck(getsockname(fd, (void *)address, &size));
	return fd;
}

void
row_udp_pp(long n)
{
	struct sockaddr_in address[2];
	int s[2];
	char c = 0;
	pid_t child;

	for (int i = 0; i < 2; i++)
		s[i] = loopback_socket(SOCK_DGRAM, &address[i]);
	for (int i = 0; i < 2; i++)
		ck(connect(s[i], (void *)&address[!i], sizeof(address[0])));
	child = ck(fork());
	/* Nobody sees the other end close: an 'e' ends the child. */
	while (!child) {
		if (read(s[1], &c, 1) != 1 || c == 'e')
			_exit(0);
		(void)!write(s[1], &c, 1);
	}
	send_byte((struct end){ s[0], s[0] });
	bench_start();
	for (long i = 0; i < n; i++)
		send_byte((struct end){ s[0], s[0] });
	bench_stop();
	ck(write(s[0], "e", 1));
	bench_reap(child);
	close(s[0]);
	close(s[1]);
}

static int
tcp_listen(struct sockaddr_in *address)
{
	int fd = loopback_socket(SOCK_STREAM, address);

	ck(listen(fd, 16));
	return fd;
}

static void
tcp_pair(int s[2])
{
	struct sockaddr_in address;
	int one = 1, listener = tcp_listen(&address);

	s[0] = ck(socket(AF_INET, SOCK_STREAM, 0));
	ck(connect(s[0], (void *)&address, sizeof(address)));
	s[1] = ck(accept(listener, NULL, NULL));
	for (int i = 0; i < 2; i++)
		setsockopt(s[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	close(listener);
}

void
row_tcp_pp(long n)
{
	int s[2];

	tcp_pair(s);
	socket_pingpong(s, n);
}

void
row_tcp_bw64k(long n)
{
	int s[2];

	tcp_pair(s);
	stream(s[0], s[1], n);
}

/* socket(), connect(), accept() and both ends closed. */
void
row_tcp_conn(long n)
{
	/* A reset on close, so that no TIME_WAIT piles up. */
	struct linger reset = { .l_onoff = 1, .l_linger = 0 };
	struct sockaddr_in address;
	int listener = tcp_listen(&address), client, server;

	bench_start();
	for (long i = 0; i < n; i++) {
		client = ck(socket(AF_INET, SOCK_STREAM, 0));
		ck(connect(client, (void *)&address, sizeof(address)));
		server = ck(accept(listener, NULL, NULL));
		setsockopt(client, SOL_SOCKET, SO_LINGER, &reset,
		    sizeof(reset));
		close(client);
		close(server);
	}
	bench_stop();
	close(listener);
}

/* Two words, a cache line each: what each thread has told the other. */
static volatile int told[2][16];
static long nturns;

static void
futex(volatile int *word, int op, int value)
{
	syscall(SYS_futex, word, op | FUTEX_PRIVATE_FLAG, value, 0, 0, 0);
}

static void
tell(volatile int *word, int turn)
{
	*word = turn;
	futex(word, FUTEX_WAKE, 1);
}

static void
hear(volatile int *word, int turn)
{
	while (*word == turn)
		futex(word, FUTEX_WAIT, turn);
}

static void *
answer(void *arg)
{
	for (long i = 0; i < nturns; i++) {
		hear(told[0], i);
		tell(told[1], i + 1);
	}
	return arg;
}

void
row_futex_wake0(long n)
{
	bench_start();
	for (long i = 0; i < n; i++)
		futex(told[0], FUTEX_WAKE, 1);
	bench_stop();
}

void
row_futex_pp(long n)
{
	const long warmup = 8;
	pthread_t peer;

	told[0][0] = told[1][0] = 0;
	nturns = n + warmup;
	if (pthread_create(&peer, NULL, answer, NULL))
		bench_fail();
	for (long i = 0; i < nturns; i++) {
		if (i == warmup)
			bench_start();
		tell(told[0], i + 1);
		hear(told[1], i);
	}
	bench_stop();
	pthread_join(peer, NULL);
}
