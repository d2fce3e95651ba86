/*
 * Rows: signals, and waiting for one of many descriptors.
 */
#define _GNU_SOURCE
#include "bench.h"
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/time.h>

#define NPIPES 64

static volatile int caught;
static char *guarded; /* the page of row_sig_segv */

static void
count_signal(int sig)
{
	(void)sig;
	caught++;
}

void
row_sigaction(long n)
{
	struct sigaction action = { .sa_handler = count_signal };

	bench_start();
	for (long i = 0; i < n; i++)
		sigaction(SIGUSR1, &action, NULL);
	bench_stop();
}

void
row_sig_self(long n)
{
	struct sigaction action = { .sa_handler = count_signal };
	pid_t self = getpid();

	ck(sigaction(SIGUSR1, &action, NULL));
	caught = 0;
	bench_start();
	for (long i = 0; i < n; i++)
		call3(SYS_kill, self, SIGUSR1, 0);
	bench_stop();
	if (caught != n) {
		errno = EIO;
		bench_fail();
	}
}

static void
unprotect(int sig)
{
	(void)sig;
	mprotect(guarded, PAGE, PROT_READ | PROT_WRITE);
}

/* A fault, its handler, and two mprotect(). */
void
row_sig_segv(long n)
{
	struct sigaction action = { .sa_handler = unprotect };

	ck(sigaction(SIGSEGV, &action, NULL));
	guarded = bench_map(1, MAP_PRIVATE);
	bench_start();
	for (long i = 0; i < n; i++) {
		mprotect(guarded, PAGE, PROT_NONE);
		*(volatile char *)guarded = 1;
	}
	bench_stop();
	munmap(guarded, PAGE);
}

/* Pipes of which the last one alone has something to read. */
static void
pipes_open(int pipes[][2])
{
	for (int i = 0; i < NPIPES; i++)
		ck(pipe(pipes[i]));
	ck(write(pipes[NPIPES - 1][1], "x", 1));
}

static void
pipes_close(int pipes[][2])
{
	for (int i = 0; i < NPIPES; i++) {
		close(pipes[i][0]);
		close(pipes[i][1]);
	}
}

void
row_poll64(long n)
{
	int pipes[NPIPES][2];
	struct pollfd fds[NPIPES];

	pipes_open(pipes);
	for (int i = 0; i < NPIPES; i++)
		fds[i] = (struct pollfd){ .fd = pipes[i][0], .events = POLLIN };
	ck(poll(fds, NPIPES, 0));
	bench_start();
	for (long i = 0; i < n; i++)
		call3(SYS_poll, (long)fds, NPIPES, 0);
	bench_stop();
	pipes_close(pipes);
}

void
row_select64(long n)
{
	int pipes[NPIPES][2], max = 0;
	fd_set set, all;
	struct timeval now = { 0, 0 };

	pipes_open(pipes);
	FD_ZERO(&all);
	for (int i = 0; i < NPIPES; i++) {
		FD_SET(pipes[i][0], &all);
		if (pipes[i][0] > max)
			max = pipes[i][0];
	}
	bench_start();
	for (long i = 0; i < n; i++) {
		set = all;
		ck(select(max + 1, &set, NULL, NULL, &now));
	}
	bench_stop();
	pipes_close(pipes);
}

void
row_epoll64(long n)
{
	int pipes[NPIPES][2], ep = ck(epoll_create1(0));
	struct epoll_event event = { .events = EPOLLIN }, out[8];

	pipes_open(pipes);
	for (int i = 0; i < NPIPES; i++)
		ck(epoll_ctl(ep, EPOLL_CTL_ADD, pipes[i][0], &event));
	bench_start();
	for (long i = 0; i < n; i++)
		ck(epoll_wait(ep, out, 8, 0));
	bench_stop();
	pipes_close(pipes);
	close(ep);
}
