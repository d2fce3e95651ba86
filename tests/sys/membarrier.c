/* membarrier: what must be announced. */
// covers: membarrier
#include "tests/sys/tap.h"

enum {
	QUERY = 0,
	GLOBAL = 1,
	GLOBAL_EXPEDITED = 2,
	REGISTER_GLOBAL = 4,
	PRIVATE = 8,
	REGISTER_PRIVATE = 16
};

static long
membarrier(int cmd, unsigned flags)
{
	return syscall(SYS_membarrier, cmd, flags, 0);
}

static void
inherited(void)
{
	is(membarrier(PRIVATE, 0), 0, "a forked child need not announce it");
}

int
main(int argc, char **argv)
{
	long can;

	if (argc > 1)
		return membarrier(PRIVATE, 0) == -1 && errno == EPERM ? 0 : 1;
	can = membarrier(QUERY, 0);
	is(can & 31, 31, "what there is");
	is_errno(membarrier(PRIVATE, 0), EPERM, "not announced");
	is(membarrier(GLOBAL_EXPEDITED, 0), 0, "which another need not be");
	is(membarrier(GLOBAL, 0), 0, "nor a third");
	is(membarrier(REGISTER_GLOBAL, 0), 0, "announced for others");
	is_errno(membarrier(PRIVATE, 0), EPERM, "still not for itself");
	is(membarrier(REGISTER_PRIVATE, 0), 0, "announced");
	is(membarrier(PRIVATE, 0), 0, "and done");
	is(in_child(inherited), 0, "a child");
	if (fork() == 0) {
		execl("/proc/self/exe", argv[0], "again", (char *)NULL);
		_exit(9);
	}
	is(wait_for(-1), 0, "exec forgets it");
	is_errno(membarrier(QUERY, 1), EINVAL, "flags");
	is_errno(membarrier(1 << 30, 0), EINVAL, "no such command");
	return done();
}
