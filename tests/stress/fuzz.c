/*
 * A million system calls with random and boundary arguments, from a process
 * without rights: the kernel lives on, and so does its parent.
 *
 * Calls that would end or hang the caller by design are left out.  The caller
 * is replaced whenever it dies of what it asked for.
 */
#include "tests/sys/tap.h"
#include <sys/prctl.h>
#include <sys/resource.h>

enum {
	CALLS = 1000000,
	ROUND = 2000, /* calls of one process */
	NUMBERS = 451
};

static const int avoided[] = { SYS_exit, SYS_exit_group, SYS_pause,
	SYS_rt_sigsuspend, SYS_rt_sigtimedwait, SYS_kill, SYS_tkill, SYS_tgkill,
	SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_vfork, SYS_fork,
	SYS_clone, SYS_clone3, SYS_rt_sigreturn, SYS_nanosleep,
	SYS_clock_nanosleep, SYS_select, SYS_pselect6, SYS_poll, SYS_ppoll,
	SYS_epoll_wait, SYS_epoll_pwait, 441 /* epoll_pwait2 */, SYS_futex,
	SYS_wait4, SYS_waitid, SYS_setsid, SYS_alarm, SYS_setitimer, SYS_flock,
	SYS_fcntl, SYS_read, SYS_readv, SYS_pread64, SYS_preadv, SYS_preadv2,
	SYS_write, SYS_writev };

static uint64_t state;

static uint64_t
draw(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static char memory[65536];

/* One argument: small, a boundary, an address good or bad, or anything. */
static long
argument(void)
{
	static const uint64_t boundary[] = { 0, 1, -1UL, 0x7fffffff, 0x80000000,
		0xffffffff, 0x7fffffffffffffff, 0x8000000000000000, 4095, 4096,
		0x7fffffffe000, 0x7ffffffff000, 0x800000000000,
		0xffff800000000000, 0xffffffff80000000 };

	switch (draw() % 6) {
	case 0:
		return (long)(draw() % 8);
	case 1:
		return (long)boundary[draw() % (sizeof boundary / 8)];
	case 2:
		return (long)(memory + draw() % sizeof memory);
	case 3:
		return (long)((uint64_t)(memory + draw() % sizeof memory) &
		    ~4095UL);
	case 4:
		return (long)(1UL << draw() % 64);
	default:
		return (long)draw();
	}
}

static bool
is_avoided(int nr)
{
	for (size_t i = 0; i < sizeof avoided / sizeof *avoided; i++)
		if (avoided[i] == nr)
			return true;
	return false;
}

static void
ask(uint64_t seed)
{
	struct rlimit limit = { 64 << 20, 64 << 20 };

	state = seed * 0x9e3779b97f4a7c15 | 1;
	setrlimit(RLIMIT_AS, &limit);
	setrlimit(RLIMIT_FSIZE, &limit);
	for (size_t i = 0; i < sizeof memory; i++)
		memory[i] = (char)draw();
	for (int i = 0; i < ROUND; i++) {
		int nr = (int)(draw() % NUMBERS);
		long a[6];

		for (int k = 0; k < 6; k++)
			a[k] = argument();
		if (!is_avoided(nr))
			syscall(nr, a[0], a[1], a[2], a[3], a[4], a[5]);
	}
	_exit(0);
}

int
main(void)
{
	int lived = 0, rounds = CALLS / ROUND;

	if (!on_breenix()) {
		skip("not on a host");
		return done();
	}
	for (int i = 0; i < rounds; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			if (syscall(SYS_setresuid, 4711, 4711, 4711) ||
			    setpgid(0, 0))
				_exit(98);
			ask((uint64_t)i + 1);
		}
		lived += exited_with(wait_for(pid), 0);
	}
	diag("%d calls by %d processes, of which %d lived to their end", CALLS,
	    rounds, lived);
	ok(lived > 0, "the kernel lives");
	return done();
}
