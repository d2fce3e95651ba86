// covers: signalfd signalfd4
/*
 * Signals that are read: signalfd(2).
 */
#include "tests/sys/tap.h"
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <time.h>

static sigset_t
set_of(int a, int b)
{
	sigset_t set;

	sigemptyset(&set);
	if (a)
		sigaddset(&set, a);
	if (b)
		sigaddset(&set, b);
	return set;
}

static int
blocked_fd(int a, int b, int flags)
{
	sigset_t set = set_of(a, b);

	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, flags);
}

static int
polled(int fd, int ms)
{
	struct pollfd f = { .fd = fd, .events = POLLIN | POLLOUT };

	return poll(&f, 1, ms) < 0 ? -1 : f.revents;
}

static void
test_errors(void)
{
	unsigned long set = 1UL << (SIGUSR1 - 1);
	int fd, pipes[2];

	is_errno(syscall(SYS_signalfd4, -1, &set, 4, 0), EINVAL, "a short set");
	is_errno(syscall(SYS_signalfd4, -1, NULL, 8, 0), EFAULT, "no set");
	is_errno(syscall(SYS_signalfd4, -1, &set, 8, 1), EINVAL, "odd flags");
	is_errno(syscall(SYS_signalfd4, -1, NULL, 8, 1), EFAULT,
	    "the set comes first");
	is_errno(syscall(SYS_signalfd4, 999, &set, 8, 0), EBADF,
	    "no descriptor");
	if (pipe(pipes))
		return;
	is_errno(syscall(SYS_signalfd4, pipes[0], &set, 8, 0), EINVAL,
	    "a pipe");
	close(pipes[0]);
	close(pipes[1]);
	fd = works(syscall(SYS_signalfd, -1, &set, 8), "signalfd");
	is(fcntl(fd, F_GETFD), 0, "no flag");
	is(fcntl(fd, F_GETFL), O_RDWR, "to read and write");
	is(syscall(SYS_signalfd, fd, &set, 8), fd, "again: the same number");
	is_errno(write(fd, &set, 8), EINVAL, "a write");
	is(lseek(fd, 7, SEEK_SET), 0, "lseek does nothing");
	close(fd);
	fd = signalfd(-1, (sigset_t *)&set, SFD_CLOEXEC | SFD_NONBLOCK);
	is(fcntl(fd, F_GETFD), FD_CLOEXEC, "SFD_CLOEXEC");
	is(fcntl(fd, F_GETFL), O_RDWR | O_NONBLOCK, "SFD_NONBLOCK");
	close(fd);
}

static void
test_read(void)
{
	struct signalfd_siginfo s[4];
	union sigval value = { .sival_int = 77 };
	int fd = blocked_fd(SIGUSR1, SIGRTMIN + 1, SFD_NONBLOCK);

	is_errno(read(fd, s, sizeof s), EAGAIN, "nothing is pending");
	is_errno(read(fd, s, 127), EINVAL, "a short buffer");
	is(polled(fd, 0), 0, "nothing to read");
	kill(getpid(), SIGUSR1);
	is(polled(fd, 0), POLLIN, "something");
	is_errno(read(fd, s, 0), EINVAL, "no buffer");
	is(read(fd, s, sizeof s), 128, "one");
	is(s[0].ssi_signo, SIGUSR1, "its number");
	is(s[0].ssi_code, SI_USER, "its code");
	is(s[0].ssi_pid, getpid(), "its sender");
	is(s[0].ssi_uid, getuid(), "his user");
	is(s[0].ssi_int, 0, "no value");
	is_errno(read(fd, s, sizeof s), EAGAIN, "it was taken");

	for (int i = 0; i < 5; i++)
		sigqueue(getpid(), SIGRTMIN + 1, value);
	kill(getpid(), SIGUSR1);
	is(read(fd, s, sizeof s), 4 * 128, "as many as there is room for");
	is(s[0].ssi_signo, SIGUSR1, "the lowest first");
	is(s[1].ssi_signo, SIGRTMIN + 1, "then the other");
	is(s[1].ssi_code, SI_QUEUE, "SI_QUEUE");
	is(s[1].ssi_int, 77, "its value");
	is(s[1].ssi_ptr, value.sival_ptr, "as a pointer");
	is(read(fd, s, sizeof s), 2 * 128, "the rest");
	kill(getpid(), SIGUSR1);
	is_errno(read(fd, (void *)8, 128), EFAULT, "to nowhere");
	is_errno(read(fd, s, 128), EAGAIN, "it is lost");
	close(fd);
}

static void
test_set(void)
{
	struct signalfd_siginfo s;
	sigset_t set = set_of(SIGUSR2, SIGKILL);
	int fd = blocked_fd(SIGUSR1, 0, SFD_NONBLOCK);
	char text[512] = "", path[64];
	int info;

	sigprocmask(SIG_BLOCK, &set, NULL);
	kill(getpid(), SIGUSR2);
	is(polled(fd, 0), 0, "another signal");
	is(signalfd(fd, &set, 0), fd, "a new set");
	is(fcntl(fd, F_GETFL), O_RDWR | O_NONBLOCK, "flags stay");
	is(polled(fd, 0), POLLIN, "it is there");
	is(read(fd, &s, sizeof s), 128, "read");
	is(s.ssi_signo, SIGUSR2, "that one");
	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
	info = open(path, O_RDONLY);
	ok(read(info, text, sizeof text - 1) > 0 &&
		strstr(text, "sigmask:\t0000000000000800\n"),
	    "fdinfo, without SIGKILL: %s", text);
	close(info);
	close(fd);
}

static void
test_details(void)
{
	struct itimerval timer = { .it_value.tv_usec = 1000 };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGRTMIN,
		.sigev_value.sival_int = 5 };
	struct itimerspec t = { .it_value.tv_nsec = 1 };
	struct signalfd_siginfo s;
	int fd = blocked_fd(SIGCHLD, SIGALRM, 0);
	sigset_t set = set_of(SIGRTMIN, 0);
	timer_t id;
	pid_t pid = fork();

	if (pid == 0)
		_exit(42);
	is(read(fd, &s, sizeof s), 128, "SIGCHLD, waited for");
	is(s.ssi_signo, SIGCHLD, "its number");
	is(s.ssi_code, CLD_EXITED, "CLD_EXITED");
	is(s.ssi_pid, pid, "the child");
	is(s.ssi_status, 42, "its status");
	wait_for(pid);
	setitimer(ITIMER_REAL, &timer, NULL);
	is(read(fd, &s, sizeof s), 128, "SIGALRM");
	is(s.ssi_code, SI_KERNEL, "from the kernel");
	is(s.ssi_pid, 0, "of nobody");
	sigprocmask(SIG_BLOCK, &set, NULL);
	signalfd(fd, &set, 0);
	is(timer_create(CLOCK_MONOTONIC, &event, &id), 0, "a timer");
	timer_settime(id, 0, &t, NULL);
	is(read(fd, &s, sizeof s), 128, "its signal");
	is(s.ssi_code, SI_TIMER, "SI_TIMER");
	is(s.ssi_int, 5, "its value");
	is(s.ssi_overrun, 0, "no overrun");
	timer_delete(id);
	close(fd);
}

/* What is ignored or not blocked goes its own way. */
static void
test_ways(void)
{
	int fd = blocked_fd(SIGUSR1, 0, SFD_NONBLOCK);
	struct signalfd_siginfo s;
	sigset_t set = set_of(SIGUSR1, 0);

	signal(SIGUSR1, SIG_IGN);
	kill(getpid(), SIGUSR1);
	is(read(fd, &s, sizeof s), 128, "ignored and blocked: read");
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	kill(getpid(), SIGUSR1);
	is_errno(read(fd, &s, sizeof s), EAGAIN, "ignored and open: gone");
	signal(SIGUSR1, SIG_DFL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	close(fd);
}

/* Each process reads its own. */
static void
test_children(void)
{
	int fd = blocked_fd(SIGUSR1, 0, SFD_NONBLOCK);
	struct signalfd_siginfo s;
	pid_t pid;

	kill(getpid(), SIGUSR1);
	pid = fork();
	if (pid == 0) {
		if (read(fd, &s, sizeof s) != -1 || errno != EAGAIN)
			_exit(1);
		fcntl(fd, F_SETFL, O_RDWR);
		if (read(fd, &s, sizeof s) != 128)
			_exit(2);
		_exit((pid_t)s.ssi_pid == getppid() ? 0 : 3);
	}
	is(polled(fd, 0), POLLIN, "the parent's");
	/* It waits: the description's flag says so. */
	for (int i = 0; i < 1000 && fcntl(fd, F_GETFL) & O_NONBLOCK; i++)
		usleep(10000);
	usleep(20000);
	kill(pid, SIGUSR1);
	is(wait_for(pid), 0, "a child reads what is sent to it");
	fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK);
	is(read(fd, &s, sizeof s), 128, "and the parent what is its own");
	close(fd);
}

static void *
sends(void *arg)
{
	usleep(20000);
	if (arg)
		pthread_kill(*(pthread_t *)arg, SIGUSR1);
	else
		kill(getpid(), SIGUSR1);
	return NULL;
}

static void
test_waiting(void)
{
	struct epoll_event e = { .events = EPOLLIN }, out;
	pthread_t thread, self = pthread_self();
	struct signalfd_siginfo s;
	int fd = blocked_fd(SIGUSR1, 0, 0), ep = epoll_create1(0);

	pthread_create(&thread, NULL, sends, NULL);
	is(read(fd, &s, sizeof s), 128, "a read waits");
	pthread_join(thread, NULL);
	pthread_create(&thread, NULL, sends, NULL);
	is(polled(fd, 10000), POLLIN, "a poll waits");
	pthread_join(thread, NULL);
	is(read(fd, &s, sizeof s), 128, "taken");
	is(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e), 0, "in an epoll set");
	is(epoll_wait(ep, &out, 1, 0), 0, "nothing");
	pthread_create(&thread, NULL, sends, NULL);
	is(epoll_wait(ep, &out, 1, 10000), 1, "epoll_wait waits");
	pthread_join(thread, NULL);
	is(read(fd, &s, sizeof s), 128, "taken");
	pthread_create(&thread, NULL, sends, &self);
	is(read(fd, &s, sizeof s), 128, "a signal to this thread");
	is(s.ssi_code, SI_TKILL, "SI_TKILL");
	pthread_join(thread, NULL);
	close(ep);
	close(fd);
}

static void
nothing(int sig)
{
	(void)sig;
}

static void *
interrupts(void *arg)
{
	for (int i = 0; i < 1000 && !*(volatile bool *)arg; i++) {
		usleep(20000);
		kill(getpid(), SIGUSR2);
	}
	return NULL;
}

static void
test_interrupted(void)
{
	struct sigaction a = { .sa_handler = nothing };
	sigset_t set = set_of(SIGUSR2, 0);
	struct signalfd_siginfo s;
	volatile bool over = false;
	pthread_t thread;
	int fd = blocked_fd(SIGUSR1, 0, 0);

	sigaction(SIGUSR2, &a, NULL);
	pthread_create(&thread, NULL, interrupts, (void *)&over);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	is_errno(read(fd, &s, sizeof s), EINTR, "another signal's handler");
	over = true;
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_join(thread, NULL);
	close(fd);
}

/* Processes that use one file end in any order with it. */
static void
test_ends(void)
{
	int bad = 0;

	for (int round = 0; round < 30; round++) {
		int fd = blocked_fd(SIGUSR1, 0, SFD_NONBLOCK);
		pid_t pids[8];

		for (int i = 0; i < 8; i++) {
			pids[i] = fork();
			if (pids[i] == 0) {
				(void)polled(fd, 0);
				if (i % 2)
					close(fd);
				_exit(0);
			}
		}
		for (int i = 0; i < 8; i++)
			kill(pids[i], SIGUSR1);
		if (round % 2)
			close(fd);
		for (int i = 0; i < 8; i++)
			bad += wait_for(pids[i]) != 0;
		if (!(round % 2))
			close(fd);
	}
	is(bad, 0, "processes and files end in any order");
}

static void
test_exec(void)
{
	int fd = blocked_fd(SIGUSR1, 0, SFD_NONBLOCK);
	char text[16];
	pid_t pid;

	snprintf(text, sizeof text, "%d", fd);
	pid = fork();
	if (pid == 0) {
		(void)polled(fd, 0);
		kill(getpid(), SIGUSR1);
		execl("/proc/self/exe", "signalfd", text, NULL);
		_exit(9);
	}
	is(wait_for(pid), 0,
	    "a new program reads what its process has pending");
	close(fd);
}

int
main(int argc, char **argv)
{
	struct signalfd_siginfo s;

	if (argc > 1)
		return read(atoi(argv[1]), &s, sizeof s) == 128 &&
			s.ssi_signo == SIGUSR1 ?
		    0 :
		    1;
	alarm(600);
	test_errors();
	test_read();
	test_set();
	test_details();
	test_ways();
	test_children();
	test_waiting();
	test_interrupted();
	test_ends();
	test_exec();
	return done();
}
