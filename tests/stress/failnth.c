/*
 * Every allocation may fail: the first, the second, the third ... of a series
 * of system calls fails by /proc/self/fail-nth, until none is left that does.
 * Calls fail with an error that says so, or work all the same; the kernel
 * neither panics nor leaks. Only debug builds have that file.
 */
#include "tests/sys/tap.h"
#include <dirent.h>
#include <poll.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/sysinfo.h>
#include <sys/timerfd.h>
#include <sys/xattr.h>
#include <time.h>

enum {
	MOST = 2000
};

static int control;

/* Arms the nth point from here; 0 disarms. */
static void
arm(int n)
{
	char text[16];
	int size = snprintf(text, sizeof text, "%d", n);

	if (pwrite(control, text, (size_t)size, 0) != size)
		_exit(90);
}

/* Whether it has failed since: then the file reads 0. */
static bool
fired(void)
{
	char text[16] = "";

	return pread(control, text, sizeof text - 1, 0) > 0 && atoi(text) == 0;
}

static void
do_files(void)
{
	char path[64];
	int fd;

	snprintf(path, sizeof path, "file%d", getpid());
	fd = open(path, O_RDWR | O_CREAT, 0600);
	if (fd >= 0) {
		(void)!pwrite(fd, "x", 1, 100000);
		close(fd);
	} else if (access(path, F_OK) == 0) {
		_exit(93); /* an open that failed has made the file */
	}
	mkdir("dir", 0700);
	rename(path, "dir/x");
	symlink("target", "dir/link");
	unlink("dir/link");
	unlink("dir/x");
	unlink(path);
	rmdir("dir");
}

/* A change that fails has changed nothing. */
static void
do_attributes(void)
{
	static const struct {
		unsigned version;
		struct {
			unsigned short tag, perm;
			unsigned id;
		} e[5];
	} list = { 2,
		{ { 1, 7, -1U }, { 2, 5, 7 }, { 4, 0, -1U }, { 16, 7, -1U },
		    { 32, 0, -1U } } };
	char names[100];

	mkdir("dir", 0700);
	if (setxattr("dir", "user.a", "value", 5, 0) < 0 &&
	    getxattr("dir", "user.a", NULL, 0) >= 0)
		_exit(93);
	setxattr("dir", "system.posix_acl_access", &list, sizeof list, 0);
	setxattr("dir", "system.posix_acl_default", &list, sizeof list, 0);
	mkdir("dir/in", 0700);
	getxattr("dir/in", "system.posix_acl_access", names, sizeof names);
	listxattr("dir", names, sizeof names);
	rmdir("dir/in");
	rmdir("dir");
}

static void
do_pipes(void)
{
	int p[2], ep;

	if (pipe(p) < 0)
		return;
	ep = epoll_create1(0);
	if (ep >= 0) {
		struct epoll_event e = { .events = EPOLLIN };

		epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e);
		close(ep);
	}
	if (write(p[1], "x", 1) == 1) {
		char c;

		if (read(p[0], &c, 1) < 0 && errno == EFAULT)
			errno = 0;
	}
	close(p[0]);
	close(p[1]);
}

static void
do_splices(void)
{
	int p[2], q[2], file = open("/dev/zero", O_RDWR);

	if (pipe(p) < 0)
		return;
	if (pipe(q) == 0) {
		fcntl(p[0], F_SETFL, O_NONBLOCK);
		fcntl(q[1], F_SETFL, O_NONBLOCK);
		splice(file, NULL, p[1], NULL, 10000, SPLICE_F_NONBLOCK);
		tee(p[0], q[1], 9000, 0);
		splice(p[0], NULL, q[1], NULL, 5000, 0);
		splice(p[0], NULL, file, NULL, 3000, 0);
		close(q[0]);
		close(q[1]);
	}
	close(file);
	close(p[0]);
	close(p[1]);
}

static void
do_timers(void)
{
	struct itimerspec far = { .it_value.tv_sec = 1000 };
	int fd = timerfd_create(CLOCK_REALTIME, 0), id;

	if (fd >= 0) {
		timerfd_settime(fd, TFD_TIMER_ABSTIME, &far, NULL);
		close(fd);
	}
	for (int clock = CLOCK_REALTIME; clock <= CLOCK_THREAD_CPUTIME_ID;
	     clock++)
		if (!syscall(SYS_timer_create, clock, NULL, &id)) {
			syscall(SYS_timer_settime, id, 0, &far, NULL);
			syscall(SYS_timer_delete, id);
		} else if (errno != EAGAIN && errno != EFAULT) {
			_exit(94);
		}
}

static void
do_memory(void)
{
	size_t size = 1 << 20;
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return;
	p[size / 2] = p[0] = 'k';
	mprotect(p + 4096, 4096, PROT_READ);
	/* What is refused leaves what was there. */
	if (mmap(p + size / 2, 8192, PROT_READ,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED &&
	    p[size / 2] != 'k')
		_exit(94);
	if (mremap(p, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED,
		p + size / 2) == MAP_FAILED &&
	    p[0] != 'k')
		_exit(95);
	mremap(p, size, size * 2, MREMAP_MAYMOVE);
	munmap(p, size);
}

static void
do_processes(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	if (pid > 0)
		wait_for(pid);
}

/* A pidfd that fails leaves neither a descriptor nor a child behind. */
static void
do_pidfds(void)
{
	int word = -1, free_fd = dup(1), fd, copy;
	pid_t pid;

	close(free_fd);
	fd = (int)syscall(SYS_pidfd_open, getpid(), 0);
	if (fd >= 0) {
		copy = (int)syscall(SYS_pidfd_getfd, fd, 1, 0);
		if (copy >= 0)
			close(copy);
		syscall(SYS_pidfd_send_signal, fd, SIGURG, NULL, 0);
		close(fd);
	}
	pid = (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, 0, &word, 0, 0);
	if (pid == 0)
		_exit(0);
	if (pid > 0) {
		wait_for(pid);
		close(word);
	}
	fd = dup(1);
	if (fd >= 0 && free_fd >= 0 && fd != free_fd)
		_exit(101);
	close(fd);
	if (waitpid(-1, NULL, WNOHANG | __WALL) >= 0)
		_exit(102);
}

/* An overlay over low, whose upper layer is new each time. */
static void
do_overlay(void)
{
	struct dirent *e;
	DIR *d;
	int fd;

	if (mount("up", "up", "tmpfs", 0, NULL) != 0)
		return;
	mkdir("up/u", 0755);
	mkdir("up/w", 0755);
	if (mount("o", "over", "overlay", 0,
		"lowerdir=low:low2,upperdir=up/u,workdir=up/w") == 0) {
		fd = open("over/dir/file", O_RDWR);
		if (fd >= 0) {
			(void)!pwrite(fd, "x", 1, 0);
			close(fd);
		}
		rename("over/dir/file", "over/moved");
		unlink("over/other");
		mkdir("over/other", 0700);
		link("over/moved", "over/linked");
		chmod("over/dir/two", 0600);
		truncate("over/dir/two", 1);
		setxattr("over/linked", "trusted.x", "1", 1, 0);
		fd = open("over", O_TMPFILE | O_RDWR, 0600);
		if (fd >= 0)
			close(fd);
		d = opendir("over/dir");
		while (d && (e = readdir(d)))
			unlinkat(dirfd(d), e->d_name, 0);
		if (d)
			closedir(d);
		rmdir("over/dir");
		if (umount("over") != 0 && umount("over") != 0)
			_exit(96);
	}
	if (umount("up") != 0 && umount("up") != 0)
		_exit(97);
}

static void
fill_overlay(void)
{
	static const char *const dirs[] = { "up", "over", "low", "low2",
		"low/dir", "low2/dir" };

	for (unsigned i = 0; i < sizeof dirs / sizeof dirs[0]; i++)
		mkdir(dirs[i], 0755);
	make_file("low/dir/file", "contents");
	make_file("low2/dir/two", "contents");
	make_file("low2/other", "contents");
	setxattr("low/dir/file", "user.x", "1", 1, 0);
}

static void
do_ipc(void)
{
	static struct {
		long type;
		char text[8000];
	} m = { 1, "" };
	struct sembuf undo = { 2, 1, SEM_UNDO };
	int s = shmget(IPC_PRIVATE, 8192, 0600);
	int t = semget(IPC_PRIVATE, 300, 0600);
	int q = msgget(IPC_PRIVATE, 0600);
	static unsigned short all[300];
	char *p = shmat(s, NULL, 0);

	if (p != (void *)-1) {
		munmap(p, 4096);
		shmdt(p);
	}
	semop(t, &undo, 1);
	semctl(t, 0, GETALL, all);
	semctl(t, 0, SETALL, all);
	msgsnd(q, &m, sizeof m.text, IPC_NOWAIT);
	msgrcv(q, &m, sizeof m.text, 0, IPC_NOWAIT);
	syscall(SYS_unshare, 0x00040000 /* CLONE_SYSVSEM */);
	shmctl(s, IPC_RMID, NULL);
	semctl(t, 0, IPC_RMID);
	msgctl(q, IPC_RMID, NULL);
}

static int nth;
static void (*series)(void);

static void
once(void)
{
	/* The file is its opener's. */
	control = open("/proc/self/fail-nth", O_RDWR);
	if (control < 0)
		_exit(92);
	arm(nth);
	series();
	_exit(fired() ? 0 : 1);
}

static void
enumerate(void (*fn)(void), const char *what)
{
	struct sysinfo before, after;
	int status = 0;

	series = fn;
	fn();
	sysinfo(&before);
	for (nth = 1; nth < MOST; nth++) {
		status = in_child(once);
		/* Killed: the fault was in bringing in its own memory. */
		if (!exited_with(status, 0) && !WIFSIGNALED(status))
			break;
	}
	ok(exited_with(status, 1), "%s: %d points, each failed once", what,
	    nth - 1);
	sysinfo(&after);
	ok(before.freeram < after.freeram + (4UL << 20) / after.mem_unit,
	    "%s: and nothing is lost", what);
}

int
main(void)
{
	control = open("/proc/self/fail-nth", O_RDWR);
	if (control < 0) {
		skip("no /proc/self/fail-nth: not a debug build");
		return done();
	}
	close(control);
	enumerate(do_files, "files");
	enumerate(do_attributes, "attributes");
	enumerate(do_pipes, "pipes");
	enumerate(do_splices, "splices");
	enumerate(do_timers, "timers");
	enumerate(do_memory, "memory");
	enumerate(do_processes, "processes");
	enumerate(do_ipc, "System V IPC");
	enumerate(do_pidfds, "pidfds");
	if (geteuid() == 0) {
		fill_overlay();
		enumerate(do_overlay, "an overlay");
	}
	return done();
}
