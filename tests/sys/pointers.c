// covers: read
/*
 * Every pointer argument of every system call, pointed where no program may
 * point: the call must fail, and the process and the kernel live on. Every
 * descriptor argument too, with one that is open for its path only, in a process
 * whose table another thread uses. What the arguments are comes from
 * abi/syscalls.def itself, so that a new call is in this test at once.
 */
#include <pthread.h>

#include "abi/syscall_args.h"
#include "tests/sys/tap.h"

struct row {
	int number;
	const char *name;
	int nargs;
	struct syscall_arg args[6];
};

/* musl's other names for these. */
#undef pread64
#undef pwrite64
#undef getdents64
#undef prlimit64

static const struct row rows[] = {
#define SYSCALL_ROW(nr, name, family, nargs, params, args, descs) \
	{ nr, #name, nargs, { SYSCALL_DESCS(descs) } },
#define NOSYS(nr, name, family, reason)
#include "abi/syscalls.def"
};

/*
 * Not called at all: these do something with any arguments. (With a zeroed
 * limit prlimit64 allows no more CPU time.)
 */
static const char *const dangerous[] = { "clone", "exit", "exit_group",
	"rt_sigreturn", "vfork", "fork", "pause", "reboot", "prlimit64" };

/*
 * Not expected to fail: a pointer that is only noted, or looked at in some
 * cases only, of which this is none.
 */
static const struct {
	const char *name;
	const char *argument; /* NULL: any */
} excused[] = {
	{ "set_tid_address", NULL }, /* written when the thread ends */
	{ "nanosleep", "rem" },      /* written when interrupted */
	{ "clock_nanosleep", "rem" },
	{ "getgroups", "list" }, /* there are none */
	{ "mincore", NULL },
	{ "futex", "uaddr2" },
	{ "futex", "timeout" },
	{ "syslog", NULL },
	{ "mount", "data" },
	{ "mount", "source" },
	{ "getcpu", "tcache" },
	{ "listxattr", NULL }, /* the list is empty */
	{ "llistxattr", NULL },
	{ "flistxattr", NULL },
};

static bool
is_pointer(const struct syscall_arg *arg)
{
	switch (arg->format) {
	case SYSCALL_FMT_PATH:
	case SYSCALL_FMT_STR:
	case SYSCALL_FMT_STRV:
	case SYSCALL_FMT_ENVV:
	case SYSCALL_FMT_PTR:
	case SYSCALL_FMT_INBUF:
	case SYSCALL_FMT_OUTBUF:
	case SYSCALL_FMT_OUTSTR:
	case SYSCALL_FMT_OUTHEX:
	case SYSCALL_FMT_IN:
	case SYSCALL_FMT_OUT:
	case SYSCALL_FMT_INOUT:
	case SYSCALL_FMT_INVEC:
	case SYSCALL_FMT_OUTVEC:
	case SYSCALL_FMT_INOUTVEC:
	case SYSCALL_FMT_WSTATUS:
	case SYSCALL_FMT_FDSET:
		return true;
	default:
		return false;
	}
}

static bool
listed(const char *name, const char *argument)
{
	size_t i;

	for (i = 0; i < sizeof dangerous / sizeof dangerous[0]; i++)
		if (argument == NULL && strcmp(dangerous[i], name) == 0)
			return true;
	for (i = 0; argument && i < sizeof excused / sizeof excused[0]; i++)
		if (strcmp(excused[i].name, name) == 0 &&
		    (excused[i].argument == NULL ||
			strcmp(excused[i].argument, argument) == 0))
			return true;
	return false;
}

/* An argument that is all right, so that the pointer is what is wrong. */
static long
plain_value(const struct syscall_arg *arg, int fd, char *page)
{
	if (is_pointer(arg)) {
		if (arg->format == SYSCALL_FMT_PATH)
			memcpy(page, "f", 2);
		return (long)page;
	}
	switch (arg->format) {
	case SYSCALL_FMT_FD:
		return fd;
	case SYSCALL_FMT_DIRFD:
		return AT_FDCWD;
	case SYSCALL_FMT_SIZE:
	case SYSCALL_FMT_UINT:
	case SYSCALL_FMT_ULONG:
	case SYSCALL_FMT_INT:
		return 8;
	default:
		return 0;
	}
}

static const struct row *now;
static int which;
static void *bad;

/* In a child: one call; 0 an error, 1 success. */
static void
one_call(void)
{
	static char pages[6][4096];
	int fd = open("f", O_RDWR), i;
	long a[6] = { 0 };

	alarm(5);
	for (i = 0; i < now->nargs; i++)
		a[i] = plain_value(&now->args[i], fd, pages[i]);
	a[which] = (long)bad;
	_exit(syscall(now->number, a[0], a[1], a[2], a[3], a[4], a[5]) == -1 ?
		0 :
		1);
}

static void *
wait_for_the_end(void *arg)
{
	for (;;)
		pause();
	return arg;
}

/* In a child with a second thread: one call with a descriptor for a path. */
static void
one_path_call(void)
{
	static char pages[6][4096];
	int fd = open("f", O_RDWR), i;
	long a[6] = { 0 };
	pthread_t other;

	alarm(5);
	if (fd < 0 || pthread_create(&other, NULL, wait_for_the_end, NULL))
		_exit(9);
	for (i = 0; i < now->nargs; i++)
		a[i] = plain_value(&now->args[i], fd, pages[i]);
	a[which] = open(".", O_PATH);
	syscall(now->number, a[0], a[1], a[2], a[3], a[4], a[5]);
	_exit(0);
}

static void
test_descriptors(const struct row *row)
{
	now = row;
	for (which = 0; which < row->nargs; which++) {
		enum syscall_format format = row->args[which].format;

		if (format != SYSCALL_FMT_FD && format != SYSCALL_FMT_DIRFD)
			continue;
		make_file("f", "0123456789012345"); /* some remove it */
		ok(exited_with(in_child(one_path_call), 0),
		    "%s: %s of an O_PATH file, threads", row->name,
		    row->args[which].name);
	}
}

static void
test_pointers(const struct row *row)
{
	void *const addresses[] = { UNMAPPED, KERNEL_ADDR, NONCANON,
		(void *)(tap_zero - 1), (void *)(tap_zero - 4096) };
	size_t k;

	now = row;
	for (which = 0; which < row->nargs; which++) {
		const struct syscall_arg *arg = &row->args[which];
		int failed = 0, lived = 0;

		if (!is_pointer(arg))
			continue;
		for (k = 0; k < sizeof addresses / sizeof addresses[0]; k++) {
			int status;

			bad = addresses[k];
			status = in_child(one_call);
			lived += WIFEXITED(status);
			failed += exited_with(status, 0);
		}
		ok(lived == 5 && (failed == 5 || listed(row->name, arg->name)),
		    "%s: %s", row->name, arg->name);
		if (lived < 5 || failed < 5)
			diag("%d of 5 lived, %d failed", lived, failed);
	}
}

int
main(void)
{
	size_t i;

	make_file("f", "0123456789012345");
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (!listed(rows[i].name, NULL)) {
			test_pointers(&rows[i]);
			test_descriptors(&rows[i]);
		}
	return done();
}
