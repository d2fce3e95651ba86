// covers: wait4 waitid exit_group getrusage
/*
 * The ends of children, and stops, told to their parent.
 */
#include "tests/sys/tap.h"
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

static pid_t
child_that_exits(int code)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(code);
	return pid;
}

static pid_t
child_that_sleeps(void)
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			pause();
	return pid;
}

static long
waitid_raw(int type, pid_t id, siginfo_t *info, int options)
{
	return syscall(SYS_waitid, type, id, info, options, NULL);
}

static void
test_status(void)
{
	pid_t pid;
	int status;

	is_errno(waitpid(-1, &status, 0), ECHILD, "no children");
	pid = child_that_exits(7);
	is(waitpid(pid, &status, 0), pid, "waitpid");
	is(status, 7 << 8, "the code");
	is_errno(waitpid(pid, &status, 0), ECHILD, "is told once");
	pid = child_that_exits(0x1ff);
	waitpid(-1, &status, 0);
	is(status, 0xff00, "eight bits of it");
	pid = child_that_sleeps();
	is(waitpid(pid, &status, WNOHANG), 0, "WNOHANG of one that lives");
	kill(pid, SIGKILL);
	is(waitpid(pid, &status, 0), pid, "waitpid");
	is(status, SIGKILL, "the signal");
	pid = fork();
	if (pid == 0)
		syscall(SYS_exit_group, 33);
	ok(exited_with(wait_for(pid), 33), "exit_group");
	pid = child_that_exits(1);
	is(syscall(SYS_wait4, pid, NULL, 0, NULL), pid, "no status wanted");
	is_errno(syscall(SYS_wait4, -1, NULL, 0x10, NULL), EINVAL,
	    "an unknown option");
	pid = child_that_exits(1);
	is_errno(syscall(SYS_wait4, pid, UNMAPPED, 0, NULL), EFAULT,
	    "a bad pointer");
	is_errno(waitpid(1 << 22, &status, 0), ECHILD, "no such child");
	is_errno(waitpid(getppid(), &status, 0), ECHILD, "no child of ours");
	is_errno(syscall(SYS_wait4, INT32_MIN, &status, 0, NULL), ESRCH,
	    "a group that cannot be");
}

static void
test_selection(void)
{
	pid_t a, b, in_group;
	int status;

	a = child_that_exits(1);
	b = child_that_exits(2);
	is(waitpid(b, &status, 0), b, "a chosen one");
	is(waitpid(-1, &status, 0), a, "any");
	in_group = fork();
	if (in_group == 0) {
		setpgid(0, 0);
		_exit(3);
	}
	setpgid(in_group, in_group);
	is_errno(waitpid(0, &status, 0), ECHILD, "none in our group");
	is(waitpid(-in_group, &status, 0), in_group, "one in its own");
	a = child_that_exits(1);
	is(waitpid(0, &status, 0), a, "one in our group");
}

static void
test_stop(void)
{
	pid_t pid = child_that_sleeps();
	int status;

	kill(pid, SIGSTOP);
	is(waitpid(pid, &status, WUNTRACED), pid, "WUNTRACED");
	ok(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP, "tells a stop");
	is(waitpid(pid, &status, WUNTRACED | WNOHANG), 0, "once");
	kill(pid, SIGCONT);
	is(waitpid(pid, &status, WCONTINUED), pid, "WCONTINUED");
	ok(WIFCONTINUED(status), "tells that it goes on");
	is(waitpid(pid, &status, WCONTINUED | WNOHANG), 0, "once");
	/* Our own group has no parent in the session: there it is ignored. */
	setpgid(pid, pid);
	kill(pid, SIGTSTP);
	waitpid(pid, &status, WUNTRACED);
	is(WSTOPSIG(status), SIGTSTP, "by another signal");
	kill(pid, SIGKILL);
	is(waitpid(pid, &status, 0), pid, "a stopped one can be killed");
	ok(died_by(status, SIGKILL), "and says so");
}

static void
test_waitid(void)
{
	siginfo_t info;
	pid_t pid = child_that_exits(5);

	memset(&info, 0xaa, sizeof info);
	is(waitid_raw(P_PID, pid, &info, WEXITED | WNOWAIT), 0, "WNOWAIT");
	is(info.si_signo, SIGCHLD, "si_signo");
	is(info.si_code, CLD_EXITED, "si_code");
	is(info.si_pid, pid, "si_pid");
	is(info.si_status, 5, "si_status");
	is(info.si_uid, getuid(), "si_uid");
	is(waitid_raw(P_ALL, 0, &info, WEXITED), 0, "leaves it for another");
	is_errno(waitid_raw(P_ALL, 0, &info, WEXITED), ECHILD, "once");
	pid = child_that_sleeps();
	memset(&info, 0xaa, sizeof info);
	is(waitid_raw(P_ALL, 0, &info, WEXITED | WNOHANG), 0, "WNOHANG");
	is(info.si_pid, 0, "nothing yet: si_pid");
	is(info.si_signo, 0, "and si_signo are 0");
	kill(pid, SIGSTOP);
	is(waitid_raw(P_PID, pid, &info, WSTOPPED), 0, "WSTOPPED");
	is(info.si_code, CLD_STOPPED, "a stop");
	is(info.si_status, SIGSTOP, "by SIGSTOP");
	kill(pid, SIGCONT);
	is(waitid_raw(P_PID, pid, &info, WCONTINUED), 0, "WCONTINUED");
	is(info.si_code, CLD_CONTINUED, "goes on");
	kill(pid, SIGTERM);
	is(waitid_raw(P_PID, pid, &info, WEXITED), 0, "WEXITED");
	is(info.si_code, CLD_KILLED, "killed");
	is(info.si_status, SIGTERM, "by SIGTERM");
	is_errno(waitid_raw(P_ALL, 0, &info, 0), EINVAL, "nothing asked for");
	is_errno(waitid_raw(99, 0, &info, WEXITED), EINVAL, "no such type");
	is_errno(waitid_raw(P_PID, -1, &info, WEXITED), EINVAL, "no such id");
	pid = child_that_exits(0);
	is(waitid_raw(P_PGID, 0, NULL, WEXITED), 0,
	    "our group, and nothing told");
}

static volatile sig_atomic_t chld;

static void
on_chld(int sig)
{
	(void)sig;
	chld++;
}

static void
test_sigchld(void)
{
	struct sigaction act = { .sa_handler = on_chld };
	pid_t pid;
	int status;

	sigaction(SIGCHLD, &act, NULL);
	pid = child_that_exits(0);
	while (waitpid(pid, &status, 0) < 0)
		;
	is(chld, 1, "the end of a child is a SIGCHLD");
	act.sa_flags = SA_NOCLDSTOP;
	sigaction(SIGCHLD, &act, NULL);
	chld = 0;
	pid = child_that_sleeps();
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	is(chld, 0, "SA_NOCLDSTOP: no signal for a stop");
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		;
	is(chld, 1, "but for the end");
	signal(SIGCHLD, SIG_IGN);
	pid = child_that_exits(3);
	is_errno(waitpid(pid, &status, 0), ECHILD,
	    "with SIGCHLD ignored, children leave nothing to wait for");
	act.sa_handler = SIG_DFL;
	act.sa_flags = SA_NOCLDWAIT;
	sigaction(SIGCHLD, &act, NULL);
	pid = child_that_exits(3);
	is_errno(waitpid(pid, &status, 0), ECHILD, "so with SA_NOCLDWAIT");
	signal(SIGCHLD, SIG_DFL);
}

/* A process whose parent dies gets another that waits for it. */
static void
test_orphan(void)
{
	int p[2];
	pid_t pid, now = 0, middle;

	pipe(p);
	pid = fork();
	if (pid == 0) {
		middle = getpid();
		if (fork() == 0) {
			while ((now = getppid()) == middle)
				usleep(500);
			write(p[1], &now, sizeof now);
			_exit(0);
		}
		_exit(0);
	}
	wait_for(pid);
	close(p[1]);
	is(read(p[0], &now, sizeof now), sizeof now, "an orphan lives on");
	ok(now != pid && now > 0, "with another parent");
	close(p[0]);
}

static void
test_usage(void)
{
	struct rusage before, after, child;
	volatile unsigned int sink = 0;
	pid_t pid;
	int status;

	is(getrusage(RUSAGE_SELF, &before), 0, "RUSAGE_SELF");
	ok(before.ru_maxrss > 0, "has memory");
	is(getrusage(RUSAGE_CHILDREN, &before), 0, "RUSAGE_CHILDREN");
	pid = fork();
	if (pid == 0) {
		clock_t end = clock() + CLOCKS_PER_SEC / 50;

		while (clock() < end)
			sink++;
		_exit(0);
	}
	is(syscall(SYS_wait4, pid, &status, 0, &child), pid, "wait4");
	ok(child.ru_utime.tv_usec + child.ru_stime.tv_usec +
		    child.ru_utime.tv_sec + child.ru_stime.tv_sec >
		0,
	    "tells the child's time");
	getrusage(RUSAGE_CHILDREN, &after);
	ok(after.ru_utime.tv_sec * 1000000 + after.ru_utime.tv_usec +
		    after.ru_stime.tv_sec * 1000000 + after.ru_stime.tv_usec >
		before.ru_utime.tv_sec * 1000000 + before.ru_utime.tv_usec +
		    before.ru_stime.tv_sec * 1000000 + before.ru_stime.tv_usec,
	    "which is added to RUSAGE_CHILDREN");
	is_errno(getrusage(77, &before), EINVAL, "no such usage");
	is_errno(syscall(SYS_getrusage, 0, UNMAPPED), EFAULT, "a bad pointer");
	is(getrusage(1, &before), 0, "RUSAGE_THREAD");
}

static long
micros(const struct rusage *r)
{
	return (r->ru_utime.tv_sec + r->ru_stime.tv_sec) * 1000000 +
	    r->ru_utime.tv_usec + r->ru_stime.tv_usec;
}

/* A child whose own child did the work, and which waits for that, or does not. */
static pid_t
fork_with_worker(bool waits)
{
	pid_t pid = fork(), worker;

	if (pid)
		return pid;
	worker = fork();
	if (worker == 0) {
		struct rusage used;
		/* Linux counts pages by processor, and adds them up in batches. */
		size_t size = (8 << 20) + (1 << 20);
		char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		madvise(p, size, MADV_NOHUGEPAGE);
		memset(p, 1, size);
		usleep(1000);
		do
			getrusage(RUSAGE_SELF, &used);
		while (micros(&used) < 100000);
		_exit(0);
	}
	if (waits)
		waitpid(worker, NULL, 0);
	raise(SIGSTOP);
	_exit(0);
}

static void
test_usage_of_grandchildren(void)
{
	struct rusage stopped, ended, idle, before, after;
	siginfo_t info;
	pid_t pid;
	int status;

	getrusage(RUSAGE_CHILDREN, &before);
	pid = fork_with_worker(true);
	is(syscall(SYS_wait4, pid, &status, WUNTRACED, &stopped), pid,
	    "a stopped child");
	ok(micros(&stopped) >= 100000,
	    "its time has that of the children it waited for");
	kill(pid, SIGCONT);
	is(syscall(SYS_waitid, P_PID, pid, &info, WEXITED, &ended), 0,
	    "waitid, of its end");
	ok(micros(&ended) >= 100000, "the same");
	ok(ended.ru_minflt >= 2048, "faults too");
	ok(ended.ru_maxrss >= 8192, "and the largest size");
	ok(ended.ru_nvcsw > 0, "and switches");
	getrusage(RUSAGE_CHILDREN, &after);
	ok(micros(&after) >= micros(&before) + 100000,
	    "RUSAGE_CHILDREN has it");
	ok(after.ru_nvcsw > before.ru_nvcsw, "with the switches");

	pid = fork_with_worker(false);
	waitpid(pid, &status, WUNTRACED);
	usleep(100000);
	kill(pid, SIGCONT);
	is(syscall(SYS_wait4, pid, &status, 0, &idle), pid,
	    "a child that did not wait for its own");
	ok(micros(&idle) < 100000, "has its own time alone");
}

/* Of several the one that was made first, whatever came first. */
static void
test_order(void)
{
	pid_t pid[4], other;
	siginfo_t info;
	int i, status;

	for (i = 0; i < 4; i++)
		pid[i] = child_that_sleeps();
	other = child_that_sleeps();
	for (i = 3; i >= 0; i--) {
		kill(pid[i], SIGSTOP);
		waitid(P_PID, (id_t)pid[i], &info, WSTOPPED | WNOWAIT);
	}
	is(waitpid(-1, &status, WNOHANG), 0, "stopped ones");
	for (i = 0; i < 4; i++)
		is(waitpid(-1, &status, WNOHANG | WUNTRACED), pid[i],
		    "the stop of child %d", i);
	is(waitpid(-1, &status, WNOHANG | WUNTRACED), 0, "no more");
	kill(pid[2], SIGCONT);
	is(waitpid(-1, &status, WNOHANG | WCONTINUED), pid[2],
	    "at once when one goes on");
	is(waitpid(-1, &status, WNOHANG | WCONTINUED), 0, "no more");
	kill(pid[2], SIGSTOP);
	is(waitpid(-1, &status, WUNTRACED), pid[2], "until it stops again");
	for (i = 3; i >= 0; i--) {
		kill(pid[i], SIGKILL);
		waitid(P_PID, (id_t)pid[i], &info, WEXITED | WNOWAIT);
	}
	for (i = 0; i < 4; i++)
		is(waitpid(-1, &status, 0), pid[i], "the end of child %d", i);
	is(waitpid(-1, &status, WNOHANG), 0, "one is left");
	is(waitpid(0, &status, WNOHANG), 0, "in our group");
	kill(other, SIGKILL);
	is(waitpid(0, &status, 0), other, "which ends");
	is_errno(waitpid(-1, &status, WNOHANG), ECHILD, "then none");
	is_errno(waitpid(0, &status, WNOHANG), ECHILD, "in our group neither");
}

/* A stop is undone by the SIGCONT that comes after it, however far it has come. */
static void
test_stop_undone(void)
{
	int i, tries = 0, status;

	for (i = 0; i < 1500 && tries < 10000; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			usleep((unsigned)(i % 20) * 100);
			_exit(0);
		}
		if (i % 3)
			usleep((unsigned)i % 50);
		kill(pid, SIGSTOP);
		kill(pid, SIGCONT);
		for (tries = 0;
		     waitpid(pid, &status, WNOHANG) == 0 && tries < 10000;
		     tries++)
			usleep(1000);
		if (tries == 10000)
			kill(pid, SIGKILL);
	}
	is(i, 1500, "SIGSTOP, then SIGCONT: it goes on");
}

int
main(void)
{
	test_status();
	test_selection();
	test_stop();
	test_waitid();
	test_sigchld();
	test_orphan();
	test_usage();
	test_usage_of_grandchildren();
	test_order();
	test_stop_undone();
	return done();
}
