// covers: pidfd_open pidfd_send_signal pidfd_getfd waitid clone clone3
/*
 * Processes by descriptor: what they say, whom they reach, and that they stay the
 * name of one process.  Who else is there meanwhile: pidfdrace.c.
 */
#include "tests/sys/pidfd.h"
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

static volatile pid_t thread_id;

static void *
pause_in_thread(void *arg)
{
	(void)arg;
	thread_id = (pid_t)syscall(SYS_gettid);
	for (;;)
		pause();
	return NULL;
}

static void
open_thread(void)
{
	pthread_t t;

	pthread_create(&t, NULL, pause_in_thread, NULL);
	while (!thread_id)
		sched_yield();
	errno = 0;
	/* ENOENT: Linux 6.15 and later. */
	ok(pidfd_open(thread_id, 0) == -1 &&
		(errno == EINVAL || errno == ENOENT),
	    "a thread is no process");
}

static void
open_at_limit(void)
{
	struct rlimit l = { (rlim_t)next_fd(), (rlim_t)next_fd() };
	int word = -1;

	setrlimit(RLIMIT_NOFILE, &l);
	is_errno(pidfd_open(getpid(), 0), EMFILE, "no descriptor left");
	is_errno(syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, 0, &word, 0, 0),
	    EMFILE, "nor for a child's");
	is(word, -1, "which is not told");
	is_errno(waitpid(-1, NULL, __WALL), ECHILD, "there is no child");
}

static void
test_open(void)
{
	int fd;

	is_errno(pidfd_open(0, 0), EINVAL, "no number");
	is_errno(pidfd_open(-1, 0), EINVAL, "a negative one");
	is_errno(pidfd_open(getpid(), O_CLOEXEC), EINVAL, "an unknown flag");
	is_errno(pidfd_open(0x7ffffff0, 0), ESRCH, "nobody's number");
	is(in_child(open_thread), 0, "a process with threads");
	is(in_child(open_at_limit), 0, "a process at its limit");
	fd = works(pidfd_open(1, 0), "of init");
	close(fd);
	fd = works(pidfd_open(getpid(), O_NONBLOCK), "of oneself");
	is(fcntl(fd, F_GETFD), FD_CLOEXEC, "closes on exec");
	is(fcntl(fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK), O_RDWR | O_NONBLOCK,
	    "flags");
	is(fcntl(fd, F_SETFL, 0), 0, "can be made one that waits");
	is(fcntl(fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK), O_RDWR, "flags");
	close(fd);
}

static void
test_file(void)
{
	char buf[64] = "", path[64];
	int fd = pidfd_open(getpid(), 0), flag = 1;

	is_errno(read(fd, buf, 8), EINVAL, "read");
	is_errno(write(fd, buf, 8), EINVAL, "write");
	is_errno(lseek(fd, 0, SEEK_CUR), ESPIPE, "lseek");
	is_errno(ioctl(fd, FIONREAD, &flag), ENOTTY, "ioctl");
	ok(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED &&
		errno == ENODEV,
	    "mmap");
	is_errno(fchdir(fd), ENOTDIR, "fchdir");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	ok(readlink(path, buf, sizeof buf - 1) > 0, "its name");
	ok(!strcmp(buf, "anon_inode:[pidfd]"), "is %s", buf);
	ok(fdinfo_says(fd, getpid()), "fdinfo tells the number");
	is(poll_of(fd, 0), 0, "nothing happens while it runs");
	close(fd);
}

/* --- The end --- */

static void
test_end(void)
{
	struct epoll_event e = { .events = EPOLLIN };
	int set = epoll_create1(EPOLL_CLOEXEC), fd, other, pipes[2];
	char path[1];
	pid_t pid = paused_child();

	fd = works(pidfd_open(pid, 0), "of a child");
	other = works(pidfd_open(pid, 0), "and another");
	is(epoll_ctl(set, EPOLL_CTL_ADD, fd, &e), 0, "in an epoll set");
	is(poll_of(fd, 0), 0, "poll: no end yet");
	is(epoll_wait(set, &e, 1, 0), 0, "epoll: no end yet");
	is(wait_on(fd, WEXITED | WNOHANG), 0, "waitid: no end yet");
	is(pidfd_kill(fd, SIGKILL, NULL, 0), 0, "it is killed");
	is(poll_of(other, 20000), POLLIN, "poll: the end");
	is(epoll_wait(set, &e, 1, 20000), 1, "epoll: the end");
	is(e.events & EPOLLIN, EPOLLIN, "to be read");
	close(works(pidfd_open(pid, 0), "of a zombie"));
	is(pidfd_kill(fd, 0, NULL, 0), 0, "a zombie is there");
	is(pidfd_kill(fd, SIGTERM, NULL, 0), 0, "and takes signals");
	is_errno(pidfd_getfd(fd, 0, 0), ESRCH, "it has no descriptors");
	ok(fdinfo_says(fd, pid), "fdinfo tells its number");
	is(wait_on(other, WEXITED | WNOWAIT), pid, "waitid, only looking");
	is(wait_on(fd, WEXITED), pid, "waitid");
	is_errno(wait_on(fd, WEXITED), ECHILD, "once");
	is_errno(wait_on(other, WEXITED | WNOHANG), ECHILD, "for all");
	is_errno(pidfd_kill(fd, 0, NULL, 0), ESRCH, "it is gone");
	is_errno(pidfd_kill(other, 999, NULL, 0), ESRCH, "for any signal");
	is_errno(pidfd_getfd(fd, 0, 0), ESRCH, "with its descriptors");
	is(poll_of(fd, 0), POLLIN, "poll: still the end");
	is(epoll_wait(set, &e, 1, 0), 1, "epoll: still the end");
	ok(fdinfo_says(fd, -1), "fdinfo has no number");
	close(fd);
	close(other);
	close(set);
	/* A parent that ignores its children's end. */
	signal(SIGCHLD, SIG_IGN);
	if (pipe(pipes) < 0)
		return;
	pid = fork();
	if (pid == 0) {
		close(pipes[1]);
		_exit((int)read(pipes[0], path, 1));
	}
	fd = pidfd_open(pid, 0);
	close(pipes[1]);
	is(poll_of(fd, 20000), POLLIN, "poll: one that nobody waits for");
	while (pidfd_kill(fd, 0, NULL, 0) == 0)
		sched_yield();
	is(errno, ESRCH, "and is gone");
	signal(SIGCHLD, SIG_DFL);
	close(fd);
	close(pipes[0]);
}

static int gate[2], told[2];

static void *
exit_when_told(void *arg)
{
	char c;

	(void)arg;
	while (read(gate[0], &c, 1) < 0)
		;
	syscall(SYS_exit_group, 5);
	return NULL;
}

static void
test_threads(void)
{
	char c;
	int fd;
	pid_t pid;

	if (pipe(gate) < 0 || pipe(told) < 0)
		return;
	pid = fork();
	if (pid == 0) {
		pthread_t t;

		pthread_create(&t, NULL, exit_when_told, NULL);
		(void)!write(told[1], "", 1);
		syscall(SYS_exit, 0);
	}
	fd = pidfd_open(pid, 0);
	(void)!read(told[0], &c, 1);
	/* The leader is about to end, or has: either way a thread is left. */
	is(poll_of(fd, 20), 0, "poll: a thread is left");
	is(pidfd_kill(fd, 0, NULL, 0), 0, "that can be reached");
	(void)!write(gate[1], "", 1);
	is(poll_of(fd, 20000), POLLIN, "poll: that ends too");
	ok(exited_with(wait_for(pid), 5), "with its status");
	close(fd);
	close(gate[0]);
	close(gate[1]);
	close(told[0]);
	close(told[1]);
}

static void
wait_for_other(void)
{
	int fd = pidfd_open(getppid(), 0);

	is_errno(wait_on(fd, WEXITED), ECHILD, "waitid: not a child");
}

static void
test_waitid(void)
{
	pid_t pid = paused_child();
	int fd = pidfd_open(pid, O_NONBLOCK);
	siginfo_t info = { 0 };

	is_errno(wait_on(fd, WEXITED), EAGAIN, "one that does not wait");
	is(wait_on(fd, WEXITED | WNOHANG), 0, "and when told so");
	is_errno(wait_on(fd, 0), EINVAL, "for nothing");
	is_errno(wait_on(0, WEXITED), EBADF, "another kind of file");
	is_errno(wait_on(777, WEXITED), EBADF, "no file");
	is_errno(wait_on(-1, WEXITED), EINVAL, "a negative number");
	is(in_child(wait_for_other), 0, "by another");
	pidfd_kill(fd, SIGSTOP, NULL, 0);
	fcntl(fd, F_SETFL, 0);
	is(waitid((idtype_t)P_PIDFD, (id_t)fd, &info, WSTOPPED), 0, "a stop");
	is(info.si_code, CLD_STOPPED, "is told");
	is(info.si_pid, pid, "of the child");
	pidfd_kill(fd, SIGKILL, NULL, 0);
	is(waitid((idtype_t)P_PIDFD, (id_t)fd, &info, WEXITED), 0, "its end");
	is(info.si_code, CLD_KILLED, "is told");
	is(info.si_status, SIGKILL, "with the signal");
	close(fd);
}

/* --- Signals --- */

static void *
kill_from_thread(void *arg)
{
	siginfo_t info = { .si_signo = SIGURG, .si_code = SI_USER };

	is_errno(pidfd_kill(*(int *)arg, SIGURG, &info, 0), EPERM,
	    "not even of a thread's own process");
	return NULL;
}

static void
signals_to_self(void)
{
	int fd = pidfd_open(getpid(), 0);
	siginfo_t info = { .si_signo = SIGUSR1, .si_code = SI_QUEUE }, got;
	struct timespec now = { 0 };
	pthread_t t;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	block_signal(SIGUSR1);
	info.si_pid = 4711;
	info.si_value.sival_int = 42;
	is(pidfd_kill(fd, SIGUSR1, &info, 0), 0, "with a value");
	is(sigtimedwait(&set, &got, &now), SIGUSR1, "taken");
	is(got.si_code, SI_QUEUE, "the code");
	is(got.si_value.sival_int, 42, "the value");
	is(got.si_pid, 4711, "the sender, as it says");
	is(pidfd_kill(fd, SIGUSR1, NULL, 0), 0, "without");
	is(sigtimedwait(&set, &got, &now), SIGUSR1, "taken");
	is(got.si_code, SI_USER, "the code");
	is(got.si_pid, getpid(), "the sender");
	is((int)got.si_uid, (int)getuid(), "and his user");
	info.si_code = SI_USER;
	is(pidfd_kill(fd, SIGUSR1, &info, 0), 0, "any code for oneself");
	is(sigtimedwait(&set, &got, &now), SIGUSR1, "taken");
	info.si_code = SI_TKILL;
	is(pidfd_kill(fd, SIGUSR1, &info, 0), 0, "SI_TKILL too");
	is_errno(pidfd_kill(fd, SIGUSR2, &info, 0), EINVAL, "two signals");
	is_errno(pidfd_kill(fd, 0, &info, 0), EINVAL, "one and none");
	pthread_create(&t, NULL, kill_from_thread, &fd);
	pthread_join(t, NULL);
}

static int shared_fd;

static void
signals_of_user(void)
{
	siginfo_t info = { .si_signo = SIGURG, .si_code = SI_QUEUE };

	is_errno(pidfd_kill(shared_fd, 0, NULL, 0), EPERM, "another user's");
	is_errno(pidfd_kill(shared_fd, SIGURG, &info, 0), EPERM,
	    "with a value");
	is_errno(pidfd_kill(shared_fd, SIGKILL, NULL, 0), EPERM, "SIGKILL");
	/* Of the same session. */
	is(pidfd_kill(shared_fd, SIGCONT, NULL, 0), 0, "SIGCONT");
	is_errno(pidfd_kill(shared_fd, 999, NULL, 0), EINVAL, "no signal");
	is_errno(pidfd_getfd(shared_fd, 0, 0), EPERM, "its descriptors");
	is_errno(pidfd_getfd(shared_fd, 999, 0), EPERM, "open or not");
}

static int
dir_kill(const char *format, int number, int flags)
{
	char path[64];
	int fd, result;

	snprintf(path, sizeof path, format, number);
	fd = open(path, flags | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -2;
	result = pidfd_kill(fd, 0, NULL, 0);
	close(fd);
	return result;
}

static void
test_signals(void)
{
	siginfo_t info = { .si_signo = SIGURG, .si_code = SI_USER };
	pid_t pid = paused_child();
	char path[64];
	int dir;

	shared_fd = pidfd_open(pid, 0);
	is_errno(pidfd_kill(shared_fd, SIGURG, &info, 0), EPERM,
	    "SI_USER for another");
	info.si_code = SI_TKILL;
	is_errno(pidfd_kill(shared_fd, SIGURG, &info, 0), EPERM,
	    "SI_TKILL for another");
	info.si_code = 1;
	is_errno(pidfd_kill(shared_fd, SIGURG, &info, 0), EPERM,
	    "the kernel's code for another");
	info.si_code = SI_QUEUE;
	is(pidfd_kill(shared_fd, SIGURG, &info, 0), 0, "SI_QUEUE");
	is_errno(pidfd_kill(shared_fd, SIGUSR1, &info, 0), EINVAL,
	    "two signals");
	is_errno(pidfd_kill(shared_fd, SIGURG, UNMAPPED, 0), EFAULT,
	    "details nowhere");
	is_errno(pidfd_kill(shared_fd, 65, NULL, 0), EINVAL, "no signal");
	is_errno(pidfd_kill(shared_fd, -1, NULL, 0), EINVAL, "a negative one");
	is_errno(pidfd_kill(shared_fd, 0, NULL, 0x100), EINVAL, "a flag");
	is_errno(pidfd_kill(0, 0, NULL, 0), EBADF, "another kind of file");
	is_errno(pidfd_kill(777, 0, NULL, 0), EBADF, "no file");
	is(in_child(signals_to_self), 0, "to oneself");
	as_user(USER, USER, signals_of_user);
	is(dir_kill("/proc/%d", pid, O_RDONLY), 0, "by /proc/PID");
	is_errno(dir_kill("/proc/%d", pid, O_PATH), EBADF, "opened by O_PATH");
	is_errno(dir_kill("/proc/%d/task", pid, O_RDONLY), EBADF, "its task/");
	is_errno(dir_kill("/proc/self/task/%d", getpid(), O_RDONLY), EBADF,
	    "a thread's directory");
	is_errno(dir_kill("/proc", 0, O_RDONLY), EBADF, "/proc");
	snprintf(path, sizeof path, "/proc/%d", pid);
	dir = open(path, O_RDONLY | O_DIRECTORY);
	is_errno(wait_on(dir, WEXITED), EBADF, "is no pidfd for waitid");
	is_errno(pidfd_getfd(dir, 0, 0), EBADF, "nor for pidfd_getfd");
	is(pidfd_kill(dir, SIGKILL, NULL, 0), 0, "but for this");
	is(wait_on(shared_fd, WEXITED), pid, "it has ended");
	is_errno(pidfd_kill(dir, 0, NULL, 0), ESRCH, "the directory's is gone");
	close(dir);
	close(shared_fd);
}

/* --- Descriptors --- */

static void
getfd_at_limit(void)
{
	struct rlimit l = { (rlim_t)next_fd(), (rlim_t)next_fd() };
	int fd;

	setrlimit(RLIMIT_NOFILE, &l);
	is_errno(pidfd_getfd(shared_fd, 1, 0), EMFILE, "no descriptor left");
	close(0);
	fd = pidfd_getfd(shared_fd, 1, 0);
	is(fd, 0, "the lowest that is free");
}

static void
getfd_same_user(void)
{
	int fd, mine;
	pid_t pid;

	prctl(PR_SET_DUMPABLE, 1);
	pid = paused_child();
	fd = pidfd_open(pid, 0);
	mine = works(pidfd_getfd(fd, 1, 0), "of the same user");
	close(mine);
	end_child(pid);
	close(fd);
	prctl(PR_SET_DUMPABLE, 0);
	pid = paused_child();
	fd = pidfd_open(pid, 0);
	is_errno(pidfd_getfd(fd, 1, 0), EPERM, "of one that is not to be seen");
	end_child(pid);
	close(fd);
}

/* By what may be had, not by what is in force now. */
static void
getfd_permitted(void)
{
	struct {
		uint32_t version;
		int pid;
	} head = { 0x20080522, 0 };
	struct {
		uint32_t effective, permitted, inheritable;
	} caps[2];
	int fd;
	pid_t pid;

	if (syscall(SYS_capget, &head, caps) < 0)
		_exit(1);
	caps[0].effective = caps[1].effective = 0;
	works(syscall(SYS_capset, &head, caps), "capabilities not in force");
	pid = paused_child();
	fd = pidfd_open(pid, 0);
	close(works(pidfd_getfd(fd, 1, 0), "of one who may have the same"));
	end_child(pid);
	close(fd);
}

static void
test_getfd(void)
{
	int there = open("shared", O_RDWR | O_CREAT, 0600), path, fd, before;
	pid_t pid;

	path = open(".", O_PATH | O_DIRECTORY);
	pid = paused_child();
	shared_fd = pidfd_open(pid, 0);
	before = next_fd();
	fd = works(pidfd_getfd(shared_fd, there, 0), "a child's file");
	is(fd, before, "at the lowest number");
	is(fcntl(fd, F_GETFD), FD_CLOEXEC, "closes on exec");
	is(write(there, "12345", 5), 5, "what one writes");
	is(lseek(fd, 0, SEEK_CUR), 5, "moves the other's position");
	close(fd);
	fd = works(pidfd_getfd(shared_fd, path, 0), "one that names a place");
	is(fcntl(fd, F_GETFL) & O_PATH, O_PATH, "is such a one");
	close(fd);
	is_errno(pidfd_getfd(shared_fd, there, 1), EINVAL, "a flag");
	is_errno(pidfd_getfd(shared_fd, 999, 0), EBADF, "not open there");
	is_errno(pidfd_getfd(shared_fd, -1, 0), EBADF, "a negative number");
	is_errno(pidfd_getfd(there, 0, 0), EBADF, "not a pidfd");
	is_errno(pidfd_getfd(777, 0, 0), EBADF, "no file");
	is(next_fd(), before, "errors leave nothing behind");
	is(in_child(getfd_at_limit), 0, "a process at its limit");
	as_user(USER, USER, getfd_same_user);
	is(in_child(getfd_permitted), 0, "a process that may have more");
	end_child(pid);
	fd = pidfd_open(getpid(), 0);
	close(works(pidfd_getfd(fd, fd, 0), "one's own pidfd by itself"));
	close(fd);
	close(shared_fd);
	close(there);
	close(path);
	unlink("shared");
}

/* --- clone --- */

static void
test_clone(void)
{
	int word = -1, before = next_fd(), other = -1;
	struct args3 a = { .flags = CLONE_PIDFD, .exit_signal = SIGCHLD };
	long pid;

	is_errno(clone_pidfd(CLONE_DETACHED | SIGCHLD, &word), EINVAL,
	    "CLONE_DETACHED");
	is_errno(clone_pidfd(CLONE_PARENT_SETTID | SIGCHLD, &word), EINVAL,
	    "two for one word");
	is_errno(clone_pidfd(SIGCHLD, UNMAPPED), EFAULT, "nowhere to tell");
	if (on_breenix())
		is_errno(clone_pidfd(CLONE_VM | CLONE_SIGHAND | CLONE_THREAD,
			     &word),
		    EINVAL, "a thread");
	is(next_fd(), before, "errors leave no descriptor behind");
	is_errno(waitpid(-1, NULL, __WALL), ECHILD, "and no child");
	is(word, -1, "and tell nothing");

	pid = clone_pidfd(SIGCHLD, &word);
	if (pid == 0)
		_exit(fcntl(before, F_GETFD) == -1 && errno == EBADF ? 7 : 8);
	ok(pid > 0, "clone");
	is(word, before, "tells the lowest number");
	is(fcntl(word, F_GETFD), FD_CLOEXEC, "closes on exec");
	is(fcntl(word, F_GETFL) & (O_ACCMODE | O_NONBLOCK), O_RDWR, "flags");
	ok(fdinfo_says(word, (int)pid), "is the child's");
	is(poll_of(word, 20000), POLLIN, "which ends");
	ok(exited_with(wait_for((pid_t)pid), 7), "and did not have it");
	close(word);

	a.pidfd = (uintptr_t)&word;
	a.parent_tid = (uintptr_t)&other;
	a.flags |= CLONE_PARENT_SETTID;
	pid = syscall(SYS_clone3, &a, sizeof a);
	if (pid == 0)
		for (;;)
			pause();
	ok(pid > 0, "clone3");
	is(other, pid, "tells the number");
	ok(fdinfo_says(word, (int)pid), "and the pidfd");
	is(pidfd_kill(word, SIGKILL, NULL, 0), 0, "which reaches it");
	is(wait_on(word, WEXITED), pid, "and sees its end");
	close(word);
	a.parent_tid = a.pidfd;
	is_errno(syscall(SYS_clone3, &a, sizeof a), EINVAL, "one word");
	a.flags = CLONE_PIDFD;
	a.pidfd = (uintptr_t)UNMAPPED;
	is_errno(syscall(SYS_clone3, &a, sizeof a), EFAULT, "nowhere to tell");
	is(next_fd(), before, "errors leave no descriptor behind");

	/* Before the child runs it is there. */
	pid = clone_pidfd(CLONE_FILES | SIGCHLD, &word);
	if (pid == 0)
		_exit(fcntl(before, F_GETFD) == FD_CLOEXEC ? 9 : 8);
	ok(exited_with(wait_for((pid_t)pid), 9), "a shared table has it");
	close(word);
}

static void
test_fork(void)
{
	int fd = pidfd_open(getpid(), 0);
	pid_t me = getpid(), pid = fork();

	if (pid == 0)
		_exit(fdinfo_says(fd, me) && poll_of(fd, 0) == 0 ? 0 : 1);
	is(wait_for(pid), 0, "a child has its parent's");
	close(fd);
}

int
main(void)
{
	test_open();
	test_file();
	test_end();
	test_threads();
	test_waitid();
	test_signals();
	test_getfd();
	test_clone();
	test_fork();
	return done();
}
