// covers: getrlimit setrlimit prlimit64
/*
 * Limits: read, lowered, and raised by whom.
 */
#include "tests/sys/tap.h"
#include <sys/resource.h>

static long
prlimit_raw(pid_t pid, unsigned int which, const void *new, void *old)
{
	return syscall(SYS_prlimit64, pid, which, new, old);
}

static void
test_calls(void)
{
	struct rlimit a, b, c;
	unsigned int i;
	int good = 1;

	for (i = 0; i < 16; i++)
		good &= syscall(SYS_getrlimit, i, &a) == 0 &&
		    a.rlim_cur <= a.rlim_max;
	ok(good, "all 16 limits are there");
	is_errno(syscall(SYS_getrlimit, 16, &a), EINVAL, "and no 17th");
	is_errno(syscall(SYS_getrlimit, RLIMIT_CORE, UNMAPPED), EFAULT,
	    "a bad pointer");
	syscall(SYS_getrlimit, RLIMIT_CORE, &a);
	b = a;
	b.rlim_cur = 0;
	is(syscall(SYS_setrlimit, RLIMIT_CORE, &b), 0, "setrlimit");
	syscall(SYS_getrlimit, RLIMIT_CORE, &c);
	is(c.rlim_cur, 0, "sets");
	is(c.rlim_max, a.rlim_max, "and leaves the maximum");
	is(syscall(SYS_setrlimit, RLIMIT_CORE, &a), 0, "up again");
	b.rlim_cur = 5;
	b.rlim_max = 4;
	is_errno(syscall(SYS_setrlimit, RLIMIT_CORE, &b), EINVAL,
	    "more than the maximum");
	is_errno(syscall(SYS_setrlimit, 99, &a), EINVAL, "no such limit");
	is_errno(syscall(SYS_setrlimit, RLIMIT_CORE, UNMAPPED), EFAULT,
	    "a bad pointer to set");
	is(prlimit_raw(0, RLIMIT_CORE, &a, &c), 0, "prlimit of oneself");
	is(prlimit_raw(getpid(), RLIMIT_CORE, NULL, &c), 0, "only asked");
	is(c.rlim_max, a.rlim_max, "tells");
	is_errno(prlimit_raw(999999, RLIMIT_CORE, NULL, &c), ESRCH,
	    "no process");
	is_errno(prlimit_raw(0, 99, NULL, &c), EINVAL, "no limit");
	is_errno(prlimit_raw(0, RLIMIT_CORE, UNMAPPED, NULL), EFAULT, "bad");
	is_errno(prlimit_raw(0, RLIMIT_CORE, NULL, UNMAPPED), EFAULT, "bad");
}

static void
test_other(void)
{
	struct rlimit limit = { 3, 3 }, got;
	int p[2];
	pid_t pid;
	char c = 0;

	pipe(p);
	pid = fork();
	if (pid == 0) {
		close(p[1]);
		if (read(p[0], &c, 1) != 0)
			_exit(1);
		getrlimit(RLIMIT_CORE, &got);
		_exit(got.rlim_cur == 3 && got.rlim_max == 3 ? 0 : 2);
	}
	close(p[0]);
	is(prlimit_raw(pid, RLIMIT_CORE, &limit, NULL), 0, "of a child");
	close(p[1]);
	is(wait_for(pid), 0, "which sees it");
}

static void
as_nobody(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_CORE, &limit);
	limit.rlim_cur = limit.rlim_max = 10;
	is(setrlimit(RLIMIT_CORE, &limit), 0, "anyone may lower the maximum");
	limit.rlim_max = 11;
	is_errno(setrlimit(RLIMIT_CORE, &limit), EPERM, "but not raise it");
	is_errno(prlimit_raw(1, RLIMIT_CORE, NULL, &limit), EPERM,
	    "nor ask about another's process");
}

int
main(void)
{
	test_calls();
	test_other();
	as_user(1000, 1000, as_nobody);
	return done();
}
