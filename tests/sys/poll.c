// covers: poll ppoll select pselect6
/*
 * Waiting for several descriptors at once, without epoll.
 */
#include "tests/sys/tap.h"
#include <poll.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <time.h>

static int p[2];
static volatile sig_atomic_t caught;

static void
on_signal(int sig)
{
	(void)sig;
	caught++;
}

static void
test_poll(void)
{
	struct pollfd f[4];
	struct rlimit limit;

	pipe(p);
	f[0] = (struct pollfd){ .fd = p[0], .events = POLLIN };
	f[1] = (struct pollfd){ .fd = p[1], .events = POLLOUT };
	is(poll(f, 2, 0), 1, "an empty pipe");
	is(f[0].revents, 0, "has nothing to read");
	is(f[1].revents, POLLOUT, "and room to write");
	write(p[1], "x", 1);
	is(poll(f, 2, -1), 2, "a pipe with something in it");
	is(f[0].revents, POLLIN, "can be read");
	f[0].events = 0;
	is(poll(f, 1, 0), 0, "only what is asked for is told");
	f[0] = (struct pollfd){ .fd = -1, .events = POLLIN, .revents = 7 };
	is(poll(f, 1, 0), 0, "a negative descriptor");
	is(f[0].revents, 0, "is passed over");
	f[0] = (struct pollfd){ .fd = 99, .events = POLLIN };
	is(poll(f, 1, 0), 1, "a closed descriptor");
	is(f[0].revents, POLLNVAL, "is POLLNVAL");
	close(p[1]);
	f[0] = (struct pollfd){ .fd = p[0], .events = POLLIN };
	is(poll(f, 1, 0), 1, "without a writer");
	is(f[0].revents, POLLIN | POLLHUP, "what is left, and POLLHUP");
	read(p[0], &f[1], 1);
	is(poll(f, 1, 0), 1, "when that is read");
	is(f[0].revents, POLLHUP, "POLLHUP alone");
	close(p[0]);
	pipe(p);
	close(p[0]);
	f[0] = (struct pollfd){ .fd = p[1], .events = POLLOUT };
	is(poll(f, 1, 0), 1, "without a reader");
	is(f[0].revents, POLLOUT | POLLERR, "POLLERR");
	close(p[1]);
	f[0].fd = open("file", O_RDWR | O_CREAT, 0600);
	f[0].events = POLLIN | POLLOUT;
	is(poll(f, 1, 0), 1, "a file");
	is(f[0].revents, POLLIN | POLLOUT, "is always ready");
	close(f[0].fd);
	is(poll(NULL, 0, 1), 0, "no descriptors at all: a sleep");
	is_errno(syscall(SYS_poll, UNMAPPED, 1, 0), EFAULT, "a bad pointer");
	getrlimit(RLIMIT_NOFILE, &limit);
	is_errno(syscall(SYS_poll, f, (unsigned int)limit.rlim_cur + 1, 0),
	    EINVAL, "more than there may be open");
}

/* One process sleeps in poll() until another writes. */
static void
test_wakeup(void)
{
	struct pollfd f;
	pid_t pid;
	char c;

	pipe(p);
	pid = fork();
	if (pid == 0) {
		f = (struct pollfd){ .fd = p[0], .events = POLLIN };
		if (poll(&f, 1, -1) != 1 || f.revents != POLLIN)
			_exit(1);
		_exit(read(p[0], &c, 1) == 1 && c == 'w' ? 0 : 2);
	}
	usleep(2000);
	write(p[1], "w", 1);
	is(wait_for(pid), 0, "a write wakes who waits in poll()");
	close(p[0]);
	close(p[1]);
}

static void
test_signals(void)
{
	struct sigaction act = { .sa_handler = on_signal };
	struct timespec none = { 0, 0 }, bad = { 0, 1000000000 };
	struct pollfd f;
	sigset_t blocked, open_set;

	pipe(p);
	f = (struct pollfd){ .fd = p[0], .events = POLLIN };
	sigaction(SIGUSR1, &act, NULL);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigemptyset(&open_set);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	kill(getpid(), SIGUSR1);
	is(caught, 0, "a blocked signal waits");
	is_errno(ppoll(&f, 1, NULL, &open_set), EINTR,
	    "ppoll lets it in while it waits");
	is(caught, 1, "and it is handled");
	sigprocmask(SIG_SETMASK, NULL, &open_set);
	ok(sigismember(&open_set, SIGUSR1), "the mask is as before");
	is(ppoll(&f, 1, &none, NULL), 0, "ppoll with no time");
	is_errno(syscall(SYS_ppoll, &f, 1, &bad, NULL, 8), EINVAL,
	    "a bad time");
	is_errno(syscall(SYS_ppoll, &f, 1, &none, &blocked, 4), EINVAL,
	    "a bad size of the mask");
	is_errno(syscall(SYS_ppoll, &f, 1, UNMAPPED, NULL, 8), EFAULT,
	    "a bad pointer to the time");
	is_errno(syscall(SYS_ppoll, &f, 1, &none, UNMAPPED, 8), EFAULT,
	    "a bad pointer to the mask");
	close(p[0]);
	close(p[1]);
}

static void
test_ppoll_remaining(void)
{
	struct timespec t = { 100, 0 };
	struct pollfd f;

	pipe(p);
	write(p[1], "x", 1);
	f = (struct pollfd){ .fd = p[0], .events = POLLIN };
	is(syscall(SYS_ppoll, &f, 1, &t, NULL, 8), 1, "ppoll");
	ok(t.tv_sec == 100 || (t.tv_sec >= 0 && t.tv_sec < 100),
	    "leaves what is left of the time");
	close(p[0]);
	close(p[1]);
}

static void
test_select(void)
{
	struct timeval far = { INT64_MAX, 1000000 };
	struct timeval t = { 0, 0 }, bad = { 0, -1 };
	fd_set r, w, e;

	pipe(p);
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_ZERO(&e);
	FD_SET(p[0], &r);
	FD_SET(p[1], &w);
	FD_SET(p[0], &e);
	is(select(p[1] + 1, &r, &w, &e, &t), 1, "select");
	ok(!FD_ISSET(p[0], &r), "nothing to read");
	ok(FD_ISSET(p[1], &w), "room to write");
	ok(!FD_ISSET(p[0], &e), "nothing exceptional");
	write(p[1], "x", 1);
	FD_SET(p[0], &r);
	is(select(p[1] + 1, &r, &w, NULL, NULL), 2, "both, each counts");
	FD_SET(p[0], &r);
	is(select(p[0], &r, NULL, NULL, &t), 0,
	    "descriptors from nfds on are not looked at");
	FD_ZERO(&r);
	close(p[0]);
	FD_SET(p[0], &r);
	is_errno(select(p[0] + 1, &r, NULL, NULL, &t), EBADF, "a closed one");
	pipe(p);
	is_errno(select(-1, NULL, NULL, NULL, &t), EINVAL, "negative nfds");
	is_errno(syscall(SYS_select, 0, 0, 0, 0, &bad), EINVAL, "a bad time");
	is_errno(syscall(SYS_select, 0, 0, 0, 0, &far), EINVAL,
	    "more seconds than there are");
	is_errno(syscall(SYS_select, 10, UNMAPPED, 0, 0, &t), EFAULT,
	    "a bad set");
	is(syscall(SYS_select, 0, NULL, NULL, NULL, &t), 0,
	    "nothing at all: a sleep");
	close(p[1]);
	FD_ZERO(&r);
	FD_SET(p[0], &r);
	read(p[0], &bad, 1);
	is(select(p[0] + 1, &r, NULL, NULL, NULL), 1,
	    "end of file can be read");
	close(p[0]);
}

static void
test_pselect(void)
{
	struct timespec t = { 0, 0 };
	struct {
		const void *mask;
		size_t size;
	} arg;
	uint64_t mask = 0;
	fd_set r;

	pipe(p);
	FD_ZERO(&r);
	FD_SET(p[0], &r);
	arg.mask = &mask;
	arg.size = 8;
	is(syscall(SYS_pselect6, p[0] + 1, &r, 0, 0, &t, &arg), 0, "pselect6");
	kill(getpid(), SIGUSR1); /* still blocked */
	caught = 0;
	FD_SET(p[0], &r);
	is_errno(syscall(SYS_pselect6, p[0] + 1, &r, 0, 0, NULL, &arg), EINTR,
	    "lets a blocked signal in");
	is(caught, 1, "which is handled");
	arg.size = 5;
	is_errno(syscall(SYS_pselect6, p[0] + 1, &r, 0, 0, &t, &arg), EINVAL,
	    "a bad size of the mask");
	is_errno(syscall(SYS_pselect6, 0, 0, 0, 0, &t, UNMAPPED), EFAULT,
	    "a bad pointer");
	close(p[0]);
	close(p[1]);
}

static struct pollfd *shared;
static int late[2];

/* Until the first thread sleeps in its poll(). */
static void
wait_for_sleep(void)
{
	char path[64], text[256];
	const char *state;
	int fd;

	snprintf(path, sizeof path, "/proc/self/task/%d/stat", getpid());
	do {
		memset(text, 0, sizeof text);
		fd = open(path, O_RDONLY);
		if (read(fd, text, sizeof text - 1) < 0)
			_exit(1);
		close(fd);
		state = strrchr(text, ')');
	} while (!state || state[2] != 'S');
}

static void *
change(void *arg)
{
	(void)arg;
	wait_for_sleep();
	shared->fd = 77;
	shared->events = 0x55;
	if (write(late[1], "x", 1) != 1)
		_exit(1);
	return NULL;
}

static void *
unmap(void *arg)
{
	(void)arg;
	wait_for_sleep();
	munmap(shared, 4096);
	if (write(late[1], "x", 1) != 1)
		_exit(1);
	return NULL;
}

/* poll() writes revents and nothing else, when it returns. */
static void
test_only_revents(void)
{
	pthread_t t;
	char c;

	is(pipe(late), 0, "pipe");
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	*shared = (struct pollfd){ late[0], POLLIN, 0 };
	pthread_create(&t, NULL, change, NULL);
	is(poll(shared, 1, -1), 1, "poll while another changes the array");
	pthread_join(t, NULL);
	is(shared->fd, 77, "fd is the other's");
	is(shared->events, 0x55, "events too");
	is(shared->revents, POLLIN, "revents is poll's");
	is(read(late[0], &c, 1), 1, "read");
	*shared = (struct pollfd){ late[0], POLLIN, 0 };
	pthread_create(&t, NULL, unmap, NULL);
	is_errno(poll(shared, 1, -1), EFAULT, "the array is gone by then");
	pthread_join(t, NULL);
	close(late[0]);
	close(late[1]);
}

int
main(void)
{
	test_poll();
	test_wakeup();
	test_signals();
	test_ppoll_remaining();
	test_only_revents();
	test_select();
	test_pselect();
	return done();
}
