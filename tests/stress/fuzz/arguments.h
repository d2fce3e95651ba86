/*
 * The arguments of tests/stress/fuzz.c: a value for each kind of abi/syscalls.def,
 * from a stream of random numbers.
 */
#ifndef TESTS_STRESS_FUZZ_ARGUMENTS_H
#define TESTS_STRESS_FUZZ_ARGUMENTS_H

#include "abi/syscall_args.h"
#include "tests/sys/tap.h"

enum {
	USER_ID = 4711,
	PAGE = 4096,
	ARENA_PAGES = 512, /* what is mapped and unmapped */
	SHARED_SIZE = 1 << 18
};

/* musl's other names for these. */
#undef pread64
#undef pwrite64
#undef getdents64
#undef prlimit64

struct row {
	int number, nargs;
	struct syscall_arg args[6];
};

static const struct row rows[] = {
#define SYSCALL_ROW(nr, name, family, nargs, params, args, descs) \
	{ nr, nargs, { SYSCALL_DESCS(descs) } },
#define NOSYS(nr, name, family, reason)
#include "abi/syscalls.def"
};

/* One stream of calls. Not thread-local: what clone() makes has no such memory. */
struct stream {
	uint64_t random;
	int depth;
};

static char *arena;  /* private; anything may be done to it */
static char *shared; /* by all: buffers, structures, futexes */
static struct {
	volatile bool stop;
	long calls;
} * all; /* by all, too, and out of reach */

static uint64_t
draw(struct stream *s)
{
	s->random ^= s->random << 13;
	s->random ^= s->random >> 7;
	s->random ^= s->random << 17;
	return s->random * 0x2545f4914f6cdd1d >> 11;
}

static uint64_t
below(struct stream *s, uint64_t n)
{
	return draw(s) % n;
}

static bool
once_in(struct stream *s, unsigned n)
{
	return below(s, n) == 0;
}

#define ONE_OF(s, list) ((list)[below(s, sizeof(list) / sizeof *(list))])

/* --- Values ----------------------------------------------------------------------- */

static uint64_t
number(struct stream *s)
{
	static const uint64_t boundary[] = { 0, 1, -1UL, 0x7fffffff, 0x80000000,
		0xffffffff, 0x7fffffffffffffff, 0x8000000000000000, 4095,
		4096 };

	switch (below(s, 6)) {
	case 0:
		return below(s, 16);
	case 1:
		return ONE_OF(s, boundary);
	case 2:
		return (1UL << below(s, 64)) - below(s, 2);
	case 3:
		return -below(s, 100);
	case 4:
		return below(s, 1 << 20);
	default:
		return draw(s) << below(s, 12);
	}
}

static uint64_t
size(struct stream *s)
{
	switch (below(s, 6)) {
	case 0:
		return below(s, 16);
	case 1:
		return PAGE * below(s, 20);
	case 2:
		return below(s, 70000);
	case 3:
		return number(s);
	default:
		return 8 * below(s, 3);
	}
}

static char *
page_of_arena(struct stream *s)
{
	return arena + PAGE * below(s, ARENA_PAGES);
}

/* Somewhere in the shared memory, with room behind it. */
static char *
buffer(struct stream *s)
{
	return shared + below(s, SHARED_SIZE / 2 / 8) * 8;
}

static uint64_t
pointer(struct stream *s)
{
	switch (below(s, 10)) {
	case 0:
		return below(s, 5000);
	case 1:
		return -below(s, 5000);
	case 2:
		return 0xffff800000000000 + below(s, 1 << 20);
	case 3:
		return 0x7ffffffff000 - below(s, 100);
	case 4: /* over a page's end */
		return (uint64_t)page_of_arena(s) + PAGE - below(s, 64);
	case 5:
		return (uint64_t)page_of_arena(s);
	default:
		return (uint64_t)buffer(s);
	}
}

static uint64_t
descriptor(struct stream *s)
{
	return once_in(s, 10) ? number(s) : below(s, 32);
}

static uint64_t
pid(struct stream *s)
{
	switch (below(s, 6)) {
	case 0:
		return 0;
	case 1:
		return (uint64_t)getpid();
	case 2:
		return (uint64_t)syscall(SYS_gettid);
	case 3:
		return -(uint64_t)getpgrp();
	case 4:
		return number(s);
	default: /* a relative, or nobody */
		return (uint64_t)getpid() + below(s, 16) - 8;
	}
}

/* A few of the bits. */
static uint64_t
bits(struct stream *s, uint64_t mask)
{
	uint64_t some = 0;

	if (once_in(s, 8))
		return draw(s) & mask;
	for (uint64_t i = below(s, 4); i; i--) {
		uint64_t bit = 1UL << below(s, 64);

		for (int tries = 0; !(bit & mask) && tries < 100; tries++)
			bit = 1UL << below(s, 64);
		some |= bit & mask;
	}
	return some;
}

static uint64_t
path(struct stream *s)
{
	static const char *const paths[] = { "a", "b", "d", "d/e", "d/f", "a/x",
		"link", "loop", "fifo", ".", "..", "", "/", "/tmp", "big",
		"/proc", "/proc/self/fd/3", "/proc/self/exe", "/proc/self/maps",
		"/proc/self/smaps", "/proc/self/environ", "/proc/self/status",
		"/proc/self/task", "/proc/self/fd", "/proc/self/fdinfo/3",
		"/proc/self/oom_score_adj", "/proc/self/comm", "/proc/self/cwd",
		"/proc/self/mountinfo", "/proc/self/clear_refs", "/proc/locks",
		"/proc/1/fd", "/proc/1/maps", "/proc/stat", "/proc/meminfo",
		"/proc/slabinfo", "/proc/sys/kernel/pid_max", "/dev/null",
		"/dev/zero", "/dev/full", "/dev/tty", "/dev/random",
		"/dev/kmsg" };

	return once_in(s, 20) ? pointer(s) : (uint64_t)ONE_OF(s, paths);
}

static uint64_t
name(struct stream *s)
{
	static const char *const names[] = { "user.a", "user.b", "user.",
		"trusted.a", "security.a", "security.capability",
		"system.posix_acl_access", "system.posix_acl_default", "none" };

	return once_in(s, 4) ? path(s) : (uint64_t)ONE_OF(s, names);
}

static uint64_t
strings(struct stream *s)
{
	static const char *none[] = { NULL }, *end[] = { "fuzz", "end", NULL };

	if (once_in(s, 10))
		return pointer(s);
	return (uint64_t)(once_in(s, 4) ? none : end);
}

/* --- Structures ------------------------------------------------------------------- */

static void
fill_times(struct stream *s, uint64_t *at)
{
	bool wild = once_in(s, 6);

	for (int i = 0; i < 4; i += 2) {
		at[i] = wild ? number(s) : 0;
		at[i + 1] = wild ? number(s) : below(s, 3000000);
	}
}

static void
fill_vector(struct stream *s, uint64_t *at)
{
	for (int i = 0; i < 16; i += 2) {
		at[i] = once_in(s, 4) ? pointer(s) : (uint64_t)buffer(s);
		at[i + 1] = size(s);
	}
}

/* What is at `at`, 16 words of anything, becomes one of that type. */
static void
fill(struct stream *s, const char *type, uint64_t *at)
{
	if (strstr(type, "time"))
		fill_times(s, at);
	else if (strstr(type, "iovec"))
		fill_vector(s, at);
	else if (strstr(type, "pollfd"))
		for (int i = 0; i < 16; i++)
			at[i] = (descriptor(s) & 0xffffffff) |
			    bits(s, 0x3fff) << 32;
	else if (strstr(type, "epoll_event"))
		at[0] = bits(s, 0xf0003fff);
	else if (strstr(type, "kernel_sigaction"))
		at[0] = below(s, 2), at[1] = bits(s, 0xdc000007);
	else if (strstr(type, "rlimit"))
		at[0] = at[1] = 100000 + below(s, 1 << 30);
	else if (strstr(type, "siginfo"))
		at[0] = below(s, 66), at[1] = -below(s, 8);
	else if (strstr(type, "sigaltstack"))
		at[0] = (uint64_t)page_of_arena(s), at[2] = PAGE * below(s, 8);
	else if (strstr(type, "cap_user"))
		at[0] = once_in(s, 4) ? number(s) : 0x20080522;
	else if (strstr(type, "sembuf"))
		for (int i = 0; i < 16; i++)
			at[i] = below(s, 3) | below(s, 3) << 16 |
			    (1UL << 11) << 32; /* IPC_NOWAIT */
	else if (strstr(type, "sigset_argpack"))
		at[0] = (uint64_t)buffer(s), at[1] = 8;
}

static uint64_t
structure(struct stream *s, const char *type)
{
	uint64_t *at = (uint64_t *)(void *)buffer(s);

	if (once_in(s, 10))
		return pointer(s);
	for (int i = 0; i < 16; i++)
		at[i] = number(s);
	fill(s, type, at);
	return (uint64_t)at;
}

/* --- Arguments -------------------------------------------------------------------- */

/* Words of flags have a mask, choices a bound and what they begin with. */
static const struct {
	uint64_t mask, bound, first;
} choices[] = {
	[SYSCALL_FMT_UID] = { .bound = 3, .first = USER_ID - 1 },
	[SYSCALL_FMT_GID] = { .bound = 3, .first = USER_ID - 1 },
	[SYSCALL_FMT_MODE] = { .mask = 0177777 },
	[SYSCALL_FMT_FILEMODE] = { .mask = 0177777 },
	[SYSCALL_FMT_DEV] = { .mask = 0x50f },
	[SYSCALL_FMT_OFLAGS] = { .mask = 0x7fffc3 },
	[SYSCALL_FMT_FDFLAGS] = { .mask = 0x7fffc3 },
	[SYSCALL_FMT_ATFLAGS] = { .mask = 0x1f00 },
	[SYSCALL_FMT_STATXFLAGS] = { .mask = 0x7f00 },
	[SYSCALL_FMT_ACCMODE] = { .bound = 9 },
	[SYSCALL_FMT_PROT] = { .mask = 0x300000f },
	[SYSCALL_FMT_MAPFLAGS] = { .mask = 0x1bffff },
	[SYSCALL_FMT_MREMAPFLAGS] = { .bound = 9 },
	[SYSCALL_FMT_MSYNCFLAGS] = { .bound = 9 },
	[SYSCALL_FMT_WAITOPTS] = { .mask = 0x6100000e },
	[SYSCALL_FMT_MOUNTFLAGS] = { .mask = 0xffffff },
	[SYSCALL_FMT_UMOUNTFLAGS] = { .bound = 17 },
	[SYSCALL_FMT_RENAMEFLAGS] = { .bound = 9 },
	[SYSCALL_FMT_RANDFLAGS] = { .bound = 9 },
	[SYSCALL_FMT_RWFLAGS] = { .mask = 0x3f },
	[SYSCALL_FMT_TIMERFLAGS] = { .bound = 3 },
	[SYSCALL_FMT_SPLICEFLAGS] = { .bound = 17 },
	[SYSCALL_FMT_TFDFLAGS] = { .bound = 5 },
	[SYSCALL_FMT_FALLOCMODE] = { .mask = 0x7f },
	[SYSCALL_FMT_STATXMASK] = { .mask = 0x80001fff },
	[SYSCALL_FMT_LOCKOP] = { .mask = 0x2f },
	[SYSCALL_FMT_FUTEXOP] = { .mask = 0x18f },
	[SYSCALL_FMT_SIG] = { .bound = 67 },
	[SYSCALL_FMT_SIGHOW] = { .bound = 4 },
	[SYSCALL_FMT_WHENCE] = { .bound = 6 },
	[SYSCALL_FMT_FCNTLCMD] = { .bound = 40 },
	[SYSCALL_FMT_IOCTLCMD] = { .bound = 0x62, .first = 0x5400 },
	[SYSCALL_FMT_CLOCKID] = { .bound = 13 },
	[SYSCALL_FMT_ITIMER] = { .bound = 4 },
	[SYSCALL_FMT_IDTYPE] = { .bound = 5 },
	[SYSCALL_FMT_MADVICE] = { .bound = 26 },
	[SYSCALL_FMT_FADVICE] = { .bound = 8 },
	[SYSCALL_FMT_RLIMIT] = { .bound = 18 },
	[SYSCALL_FMT_RUSAGEWHO] = { .bound = 4, .first = -2UL },
	[SYSCALL_FMT_PRIOWHICH] = { .bound = 4 },
	[SYSCALL_FMT_SCHEDPOLICY] = { .bound = 8 },
	[SYSCALL_FMT_PRCTLOP] = { .bound = 70 },
	[SYSCALL_FMT_ARCHOP] = { .bound = 16, .first = 0x1004 },
	[SYSCALL_FMT_EPOLLOP] = { .bound = 5 },
	[SYSCALL_FMT_IPCKEY] = { .bound = 4 },
	[SYSCALL_FMT_IPCFLAGS] = { .mask = 03666 },
	[SYSCALL_FMT_SHMFLAGS] = { .mask = 017666 },
	[SYSCALL_FMT_SHMATFLAGS] = { .mask = 0170000 },
	[SYSCALL_FMT_MSGFLAGS] = { .mask = 074000 },
	[SYSCALL_FMT_SHMCMD] = { .bound = 17 },
	[SYSCALL_FMT_SEMCMD] = { .bound = 22 },
	[SYSCALL_FMT_MSGCMD] = { .bound = 15 },
	[SYSCALL_FMT_SHMID] = { .bound = 8 },
	[SYSCALL_FMT_WSTATUS] = { 0 }, /* the last of all */
};

static uint64_t
choice(struct stream *s, enum syscall_format format)
{
	if (choices[format].mask)
		return bits(s, choices[format].mask);
	if (choices[format].bound)
		return choices[format].first + below(s, choices[format].bound);
	return number(s);
}

static uint64_t
argument(struct stream *s, const struct syscall_arg *arg)
{
	if (once_in(s, 24))
		return number(s);
	switch (arg->format) {
	case SYSCALL_FMT_DIRFD:
		return below(s, 3) ? (uint64_t)AT_FDCWD : descriptor(s);
	case SYSCALL_FMT_FD:
		return descriptor(s);
	case SYSCALL_FMT_PATH:
		return path(s);
	case SYSCALL_FMT_STR:
		return name(s);
	case SYSCALL_FMT_STRV:
	case SYSCALL_FMT_ENVV:
		return strings(s);
	case SYSCALL_FMT_SIZE:
		return strstr(arg->name, "setsize") ? 8 : size(s);
	case SYSCALL_FMT_INT:
	case SYSCALL_FMT_UINT:
	case SYSCALL_FMT_ULONG:
		return below(s, 4) ? below(s, 20) : number(s);
	case SYSCALL_FMT_OFF:
	case SYSCALL_FMT_MAPOFF:
		return below(s, 3) ? below(s, 100000) : number(s);
	case SYSCALL_FMT_ADDR:
		return below(s, 3) ? (uint64_t)page_of_arena(s) : pointer(s);
	case SYSCALL_FMT_PID:
		return pid(s);
	case SYSCALL_FMT_PTR:
	case SYSCALL_FMT_INBUF:
	case SYSCALL_FMT_OUTBUF:
	case SYSCALL_FMT_OUTSTR:
	case SYSCALL_FMT_OUTHEX:
	case SYSCALL_FMT_OUT:
	case SYSCALL_FMT_OUTVEC:
	case SYSCALL_FMT_WSTATUS:
		return pointer(s);
	case SYSCALL_FMT_IN:
	case SYSCALL_FMT_INOUT:
	case SYSCALL_FMT_INVEC:
	case SYSCALL_FMT_INOUTVEC:
	case SYSCALL_FMT_FDSET:
		return structure(s, arg->type);
	default:
		return choice(s, arg->format);
	}
}

#endif
