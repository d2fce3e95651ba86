/*
 * The operations of tests/stress/pairs.c: each with the kinds of object that it
 * touches, and a function that does it once.
 *
 * Whoever adds a system call that works on one of these kinds adds it here; the
 * pairs follow. An operation
 *
 *  1. ends soon, whatever the other side does: it blocks for a fraction of a
 *     millisecond at most, and waits for its own children only;
 *  2. leaves things as others expect them: a descriptor that it opens is closed,
 *     a name is one of "a" to "d", a limit is raised again;
 *  3. ignores results: the other side may have taken away what it worked on.
 *
 * After fork there are system calls only: a copy of a process with threads has
 * locks of the library that nobody opens.
 */
#ifndef TESTS_STRESS_PAIRS_OPERATIONS_H
#define TESTS_STRESS_PAIRS_OPERATIONS_H

#include "tests/sys/tap.h"
#include <poll.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <termios.h>
#include <time.h>

enum kind {
	CRED = 1 << 0,   /* credentials */
	TREE = 1 << 1,   /* processes, threads, groups, numbers */
	SIGNAL = 1 << 2, /* what is pending and blocked */
	ACTION = 1 << 3, /* what signals do */
	SPACE = 1 << 4,  /* areas of memory */
	PAGES = 1 << 5,  /* page tables, and the pages of the file */
	TABLE = 1 << 6,  /* descriptors */
	FS = 1 << 7,     /* working directory, umask */
	OPENED = 1 << 8, /* an open file, its inode and locks */
	NAMES = 1 << 9,  /* directories */
	PIPE = 1 << 10,
	EVENTS = 1 << 11, /* epoll set and what it watches */
	TIMER = 1 << 12,
	FUTEX = 1 << 13,
	TTY = 1 << 14, /* terminal and session */
	LIMITS = 1 << 15,
	SCHED = 1 << 16, /* times, priorities */
	SYSV = 1 << 17,  /* segments, semaphores, message queues */
	/* What sides have in common that share nothing by clone(). */
	BY_NUMBER = CRED | TREE | SIGNAL | PAGES | OPENED | NAMES | PIPE |
	    EVENTS | TTY | LIMITS | SCHED | SYSV,
	/* What processes can share beside their memory. */
	BY_CLONE = ACTION | SPACE | PAGES | TABLE | FS | FUTEX
};

enum {
	PAGE = 4096,
	AREA_PAGES = 16,
	WORKERS_MAX = 4,
	USER_ID = 1000, /* of all sides */
	SPARE =
	    40 /* the first of a few descriptors that are opened and closed */
};

/* In memory that all sides have. */
struct world {
	int started;
	pid_t pid[WORKERS_MAX], tid[WORKERS_MAX];
	unsigned rounds[WORKERS_MAX];
	pid_t victim; /* a child of a side, that ends by itself or is killed */
	uint32_t futex[2];
};

struct worker {
	unsigned index, other; /* of the one it works against */
	unsigned round;
	const struct operation *operation;
};

struct operation {
	const char *name;
	unsigned kinds;
	void (*run)(struct worker *w);
};

/* Defines an operation and lists it. */
#define OPERATION(id, touches)                                        \
	static void run_##id(struct worker *w);                       \
	static const struct operation operation_##id = {              \
		.name = #id, .kinds = (touches), .run = run_##id      \
	};                                                            \
	__attribute__((section("operations"),                         \
	    used)) static const struct operation *const listed_##id = \
	    &operation_##id;                                          \
	static void run_##id(__attribute__((unused)) struct worker *w)

extern const struct operation *const __start_operations[],
    *const __stop_operations[];

static struct world *world;

/* What both sides work on, made before they begin. */
static struct {
	int file, dir, pipe[2], epoll, event, master, slave;
	char path[128];               /* of dir */
	char *area, *mapped, *copied; /* memory; the file, shared and private */
} it;

#define call(...) ((void)syscall(__VA_ARGS__))

/* --- Help --------------------------------------------------------------------- */

static inline pid_t
partner(const struct worker *w)
{
	return world->pid[w->other];
}

/* The other side, or in every second round what ends just now. */
static inline pid_t
target(const struct worker *w)
{
	pid_t victim = __atomic_load_n(&world->victim, __ATOMIC_RELAXED);

	return victim && w->round % 2 ? victim : partner(w);
}

/* In a child, before it ends. */
static inline void
be_victim(void)
{
	__atomic_store_n(&world->victim, (pid_t)syscall(SYS_getpid),
	    __ATOMIC_RELAXED);
}

static inline void
reap(pid_t pid)
{
	if (pid <= 0)
		return;
	call(SYS_wait4, pid, NULL, 0, NULL);
	__atomic_compare_exchange_n(&world->victim, &pid, 0, false,
	    __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

/* Touching memory that may be gone: on_fault() skips the access. */
void touch_read(char *at);
void touch_write(char *at);
extern char touch_begin[], touch_end[];
__asm__("	.text\n"
	"touch_begin:\n"
	"touch_read:\n"
	"	movb (%rdi), %al\n"
	"	ret\n"
	"touch_write:\n"
	"	movb $1, (%rdi)\n"
	"touch_end:\n"
	"	ret\n");

static inline void
read_proc(pid_t pid, const char *name)
{
	char path[64], buf[2048];
	int fd;

	snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
	fd = (int)syscall(SYS_open, path, O_RDONLY);
	if (fd < 0)
		return;
	while (syscall(SYS_read, fd, buf, sizeof buf) > 0)
		;
	call(SYS_close, fd);
}

static inline void
list(const char *path)
{
	char buf[1024];
	int fd = (int)syscall(SYS_open, path, O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		return;
	while (syscall(SYS_getdents64, fd, buf, sizeof buf) > 0)
		;
	call(SYS_close, fd);
}

static inline void
list_proc(pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
	list(path);
}

static inline void
readlink_proc(pid_t pid, const char *name)
{
	char path[64], buf[256];

	snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
	call(SYS_readlink, path, buf, sizeof buf);
}

#include "tests/stress/pairs/files.h"
#include "tests/stress/pairs/ipc.h"
#include "tests/stress/pairs/memory.h"
#include "tests/stress/pairs/processes.h"

#endif
