// covers: sched_setaffinity sched_getaffinity sched_setscheduler
// covers: sched_getscheduler sched_setparam sched_getparam
// covers: sched_get_priority_max sched_get_priority_min
// covers: sched_rr_get_interval sched_yield getcpu getpriority setpriority
/*
 * Scheduling: priorities, policies, processors.
 */
#include "tests/sys/tap.h"
#include <sched.h>
#include <sys/resource.h>
#include <time.h>

/* The niceness that /proc/self/stat shows: whoever runs the tests may be nice. */
static int
nice_at_start(void)
{
	FILE *f = fopen("/proc/self/stat", "r");
	int priority;

	is(f &&
		fscanf(f,
		    "%*d (%*[^)])%*[^0-9]%*d %*d %*d %*d %*d %*u %*u"
		    " %*u %*u %*u %*u %*u %*d %*d %d",
		    &priority) == 1,
	    1, "/proc/self/stat tells the priority");
	if (f)
		fclose(f);
	return priority - 20;
}

static void
test_priority(void)
{
	int nice = nice_at_start();
	pid_t pid;

	/* The system call gives 20 - nice, so that no result is negative. */
	is(syscall(SYS_getpriority, PRIO_PROCESS, 0), 20 - nice,
	    "at the start");
	nice = nice < 5 ? 5 : nice;
	is(setpriority(PRIO_PROCESS, 0, nice), 0, "setpriority");
	is(syscall(SYS_getpriority, PRIO_PROCESS, 0), 20 - nice, "is set");
	is(setpriority(PRIO_PROCESS, 0, 100), 0, "beyond the end");
	is(syscall(SYS_getpriority, PRIO_PROCESS, 0), 1, "is the end");
	if (geteuid() == 0)
		is(setpriority(PRIO_PROCESS, 0, 0), 0, "root goes back");
	pid = fork();
	if (pid == 0)
		for (;;)
			pause();
	if (geteuid() == 0) {
		is(setpriority(PRIO_PROCESS, (id_t)pid, 7), 0, "of a child");
		is(syscall(SYS_getpriority, PRIO_PROCESS, pid), 13, "is seen");
	}
	kill(pid, SIGKILL);
	wait_for(pid);
	is_errno(getpriority(99, 0), EINVAL, "no such kind");
	is_errno(getpriority(PRIO_PROCESS, 999999), ESRCH, "no such process");
	is_errno(setpriority(PRIO_PROCESS, 999999, 0), ESRCH, "to set");
	is_errno(setpriority(99, 0, 0), EINVAL, "no such kind to set");
	ok(getpriority(PRIO_PGRP, 0) >= -20, "of our group");
	ok(getpriority(PRIO_USER, 0) >= -20, "of our user");
}

/* A child of another user, which sleeps. */
static pid_t
child_of(uid_t uid)
{
	int p[2];
	pid_t pid;
	char c;

	pipe(p);
	pid = fork();
	if (pid == 0) {
		if (setresuid(uid, uid, 0) || write(p[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(p[1]);
	is(read(p[0], &c, 1), 1, "a child of user %d", (int)uid);
	close(p[0]);
	return pid;
}

static long
priority(int which, pid_t who)
{
	return syscall(SYS_getpriority, which, who);
}

static void
test_users(void)
{
	enum {
		USER = 54321
	};
	pid_t a, b, other;

	if (geteuid() != 0) {
		skip("not root");
		return;
	}
	is_errno(getpriority(PRIO_USER, USER), ESRCH, "a user without threads");
	is_errno(setpriority(PRIO_USER, USER, 1), ESRCH, "to set");
	a = child_of(USER);
	b = child_of(USER);
	other = child_of(USER + 1);
	is(priority(PRIO_USER, USER), 20, "of a user");
	is(setpriority(PRIO_PROCESS, (id_t)a, 3), 0, "one of his");
	is(priority(PRIO_USER, USER), 20, "does not count");
	is(setpriority(PRIO_PROCESS, (id_t)b, 5), 0, "until the other");
	is(priority(PRIO_USER, USER), 17, "is behind it");
	is(setpriority(PRIO_USER, USER, 7), 0, "all of them");
	is(priority(PRIO_PROCESS, a), 13, "one");
	is(priority(PRIO_PROCESS, b), 13, "and the other");
	is(priority(PRIO_PROCESS, other), 20, "and no other user's");
	kill(a, SIGKILL);
	kill(b, SIGKILL);
	kill(other, SIGKILL);
	wait_for(a);
	wait_for(b);
	wait_for(other);
	is_errno(getpriority(PRIO_USER, USER), ESRCH, "they are gone");
}

static void
as_nobody(void)
{
	is(setpriority(PRIO_PROCESS, 0, 5), 0, "a user goes down");
	is_errno(setpriority(PRIO_PROCESS, 0, 0), EACCES, "and not up");
	is_errno(setpriority(PRIO_PROCESS, 1, 10), EPERM, "nor for others");
}

static void
test_policies(void)
{
	struct sched_param p = { .sched_priority = 99 };
	struct timespec t;

	is(syscall(SYS_sched_getscheduler, 0), SCHED_OTHER, "SCHED_OTHER");
	is(syscall(SYS_sched_getparam, 0, &p), 0, "sched_getparam");
	is(p.sched_priority, 0, "without a priority");
	is(syscall(SYS_sched_setparam, 0, &p), 0, "sched_setparam of that");
	is(syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, &p), 0, "set it");
	is(syscall(SYS_sched_get_priority_max, SCHED_OTHER), 0, "max, OTHER");
	is(syscall(SYS_sched_get_priority_min, SCHED_OTHER), 0, "min, OTHER");
	is(syscall(SYS_sched_get_priority_max, SCHED_FIFO), 99, "max, FIFO");
	is(syscall(SYS_sched_get_priority_min, SCHED_FIFO), 1, "min, FIFO");
	is(syscall(SYS_sched_get_priority_max, SCHED_RR), 99, "max, RR");
	is_errno(syscall(SYS_sched_get_priority_max, 77), EINVAL, "no policy");
	is_errno(syscall(SYS_sched_get_priority_min, 77), EINVAL, "no policy");
	is(syscall(SYS_sched_rr_get_interval, 0, &t), 0, "an interval");
	ok(t.tv_sec >= 0 && t.tv_nsec >= 0, "is a time");
	p.sched_priority = 5;
	is_errno(syscall(SYS_sched_setparam, 0, &p), EINVAL,
	    "a priority for SCHED_OTHER");
	is_errno(syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, &p), EINVAL,
	    "with it as well");
	is_errno(syscall(SYS_sched_setscheduler, 0, 77, &p), EINVAL,
	    "no such policy");
	is_errno(syscall(SYS_sched_getscheduler, 999999), ESRCH, "no process");
	is_errno(syscall(SYS_sched_getscheduler, -1), EINVAL, "a negative one");
	is_errno(syscall(SYS_sched_getparam, 999999, &p), ESRCH, "no process");
	is_errno(syscall(SYS_sched_getparam, 0, NULL), EINVAL, "no pointer");
	is_errno(syscall(SYS_sched_rr_get_interval, 999999, &t), ESRCH, "none");
	is_errno(syscall(SYS_sched_setparam, 0, NULL), EINVAL, "no pointer");
}

static void
test_affinity(void)
{
	unsigned long mask[16] = { 0 }, one[16] = { 0 };
	unsigned int cpu = 999, node = 999;
	long n = syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
	int first, count = 0, i;

	ok(n > 0 && n % 8 == 0, "sched_getaffinity gives the size");
	ok(mask[0] != 0, "and at least one processor");
	for (i = 0; i < 64; i++)
		count += (mask[0] >> i) & 1;
	is(count, sysconf(_SC_NPROCESSORS_ONLN), "all that there are");
	first = __builtin_ctzl(mask[0]);
	one[0] = 1UL << first;
	is(syscall(SYS_sched_setaffinity, 0, sizeof one, one), 0, "only one");
	is(syscall(SYS_getcpu, &cpu, &node, NULL), 0, "getcpu");
	is(cpu, first, "there we are");
	is(node, 0, "on the only node");
	is(syscall(SYS_sched_getaffinity, 0, sizeof mask, mask), n, "ask");
	is(mask[0], one[0], "it is as set");
	one[0] = 0;
	is_errno(syscall(SYS_sched_setaffinity, 0, sizeof one, one), EINVAL,
	    "none");
	is_errno(syscall(SYS_sched_getaffinity, 0, 3, mask), EINVAL, "a size");
	is_errno(syscall(SYS_sched_getaffinity, 999999, sizeof mask, mask),
	    ESRCH, "no process");
	is_errno(syscall(SYS_sched_setaffinity, 999999, sizeof mask, mask),
	    ESRCH, "no process to set");
	is_errno(syscall(SYS_sched_setaffinity, 0, 8, UNMAPPED), EFAULT, "bad");
	is(syscall(SYS_getcpu, NULL, NULL, NULL), 0, "nothing asked for");
	is_errno(syscall(SYS_getcpu, UNMAPPED, NULL, NULL), EFAULT, "bad");
}

int
main(void)
{
	test_priority();
	test_users();
	as_user(1000, 1000, as_nobody);
	test_policies();
	test_affinity();
	is(sched_yield(), 0, "sched_yield");
	return done();
}
