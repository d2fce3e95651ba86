// covers: fork vfork getpid getppid gettid set_tid_address
/*
 * New processes: what they share with their parent, and what not.
 */
#include "tests/sys/tap.h"
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>

static int value = 1;

static void
test_identity(void)
{
	pid_t parent = getpid(), pid;
	int p[2];
	pid_t told[3] = { 0 };

	ok(parent > 0, "getpid");
	is(syscall(SYS_gettid), parent,
	    "the first thread's id is the process's");
	pipe(p);
	pid = fork();
	if (pid == 0) {
		told[0] = getpid();
		told[1] = getppid();
		told[2] = (pid_t)syscall(SYS_gettid);
		write(p[1], told, sizeof told);
		_exit(0);
	}
	read(p[0], told, sizeof told);
	is(told[0], pid, "fork gives the child's id");
	is(told[1], parent, "the child's parent is this process");
	is(told[2], pid, "and its thread has its id");
	is(wait_for(pid), 0, "wait");
	is(syscall(SYS_set_tid_address, &value), parent,
	    "set_tid_address gives the thread's id");
	value = 1;
	close(p[0]);
	close(p[1]);
}

static void
child_of_state(void)
{
	struct itimerval timer;
	sigset_t set;
	struct sigaction act;
	struct tms t;
	struct rlimit limit;
	char cwd[256];

	is(value, 2, "memory");
	value = 3;
	sigprocmask(SIG_SETMASK, NULL, &set);
	ok(sigismember(&set, SIGUSR2), "the mask of signals");
	sigpending(&set);
	ok(!sigismember(&set, SIGUSR2), "but not what is pending");
	sigaction(SIGUSR1, NULL, &act);
	ok(act.sa_handler == SIG_IGN, "what is done about signals");
	getitimer(ITIMER_REAL, &timer);
	is(timer.it_value.tv_sec, 0, "but no timer");
	times(&t);
	is(t.tms_cutime + t.tms_cstime, 0, "nor its children's times");
	getrlimit(RLIMIT_CORE, &limit);
	is(limit.rlim_cur, 0, "limits");
	is(umask(022), 027, "the umask");
	getcwd(cwd, sizeof cwd);
	ok(strcmp(cwd + strlen(cwd) - 4, "/sub") == 0, "the folder");
}

static void
test_state(void)
{
	struct itimerval timer = { .it_value = { 1000, 0 } }, none = { 0 };
	struct rlimit limit = { 0, 0 };
	sigset_t set, old;

	value = 2;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, &old);
	kill(getpid(), SIGUSR2);
	signal(SIGUSR1, SIG_IGN);
	setitimer(ITIMER_REAL, &timer, NULL);
	getrlimit(RLIMIT_CORE, &limit);
	limit.rlim_cur = 0;
	setrlimit(RLIMIT_CORE, &limit);
	umask(027);
	mkdir("sub", 0755);
	chdir("sub");
	is(in_child(child_of_state), 0, "a child inherits");
	is(value, 2, "its writes stay its own");
	chdir("..");
	umask(022);
	setitimer(ITIMER_REAL, &none, NULL);
	signal(SIGUSR2, SIG_IGN);
	sigprocmask(SIG_SETMASK, &old, NULL);
	signal(SIGUSR2, SIG_DFL);
	signal(SIGUSR1, SIG_DFL);
}

static void
test_files(void)
{
	int fd = open("f", O_RDWR | O_CREAT, 0600);
	pid_t pid;

	write(fd, "0123456789", 10);
	lseek(fd, 0, SEEK_SET);
	pid = fork();
	if (pid == 0) {
		lseek(fd, 4, SEEK_SET);
		close(fd);
		_exit(0);
	}
	wait_for(pid);
	is(lseek(fd, 0, SEEK_CUR), 4, "an open file has one offset for both");
	is(fcntl(fd, F_GETFD), 0, "but closing is each one's own");
	close(fd);
}

/* vfork: the child runs in the parent's memory, before the parent goes on. */
static void
test_vfork(void)
{
	volatile int order = 0;
	pid_t pid = vfork();

	if (pid == 0) {
		order = 1;
		value = 77;
		_exit(5);
	}
	is(order, 1, "the child of vfork runs first");
	is(value, 77, "in the same memory");
	ok(exited_with(wait_for(pid), 5), "and exits by itself");
}

static void
test_many(void)
{
	enum {
		N = 50
	};
	pid_t pid[N];
	int i, good = 1;

	for (i = 0; i < N; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			_exit(i);
		good &= pid[i] > 0;
	}
	ok(good, "50 children at once");
	for (i = N - 1; i >= 0; i--)
		good &= exited_with(wait_for(pid[i]), i);
	ok(good, "each with its own status");
	for (i = 0; i < N; i++) {
		pid[0] = fork();
		if (pid[0] == 0)
			_exit(i);
		good &= exited_with(wait_for(pid[0]), i);
	}
	ok(good, "and 50 one after the other");
}

static void
test_tree(void)
{
	pid_t pid = fork();
	int depth = 0;

	if (pid == 0) {
		while (depth < 20) {
			pid_t next;

			depth++;
			next = fork();
			if (next < 0)
				_exit(100);
			if (next > 0)
				_exit(WEXITSTATUS(wait_for(next)));
		}
		_exit(depth);
	}
	ok(exited_with(wait_for(pid), 20), "children of children, 20 deep");
}

static void
limited(void)
{
	struct rlimit none = { 0, 0 };

	if (syscall(SYS_setresuid, 4242, 4242, 4242) < 0)
		_exit(98);
	setrlimit(RLIMIT_NPROC, &none);
	is_errno(fork(), EAGAIN, "fork beyond RLIMIT_NPROC");
}

/* A change of user is not refused for that, but what it then runs. */
static void
limited_exec(void)
{
	struct rlimit limit;
	char *argv[] = { (char *)"/nowhere", NULL };

	int p[2];
	pid_t other;
	char c;

	pipe(p);
	other = fork();
	if (other == 0) {
		syscall(SYS_setresuid, 4242, 4242, 4242);
		write(p[1], "x", 1);
		pause();
	}
	read(p[0], &c, 1);
	getrlimit(RLIMIT_NPROC, &limit);
	limit.rlim_cur = 0;
	is(setrlimit(RLIMIT_NPROC, &limit), 0, "no processes");
	is(syscall(SYS_setresuid, 4242, 4242, 4242), 0, "another user");
	is_errno(execve(argv[0], argv, NULL), EAGAIN, "may run nothing");
	limit.rlim_cur = 100;
	setrlimit(RLIMIT_NPROC, &limit);
	is_errno(execve(argv[0], argv, NULL), ENOENT, "until there is room");
	kill(other, SIGKILL);
	wait_for(other);
}

int
main(void)
{
	test_identity();
	test_state();
	test_files();
	test_vfork();
	test_many();
	test_tree();
	if (geteuid() == 0) {
		is(in_child(limited), 0, "with no processes left");
		is(in_child(limited_exec), 0, "at once");
	} else
		skip("needs root to become another user");
	return done();
}
