/*
 * TAP for tests of system calls.
 *
 *     ok(condition, "what, with %s", "details")
 *     is(got, wanted, ...)         two integers
 *     is_errno(result, EFOO, ...)  the call returned -1 and set errno to EFOO
 *     works(result, ...)           the call did not return -1; gives it back
 *     skip("why"), diag(...)
 *     return done();               prints the plan
 *
 * The counters are in shared memory, so that a child made with in_child() may
 * check as well as its parent; one process at a time, please.
 *
 * A test starts in an empty folder of its own, as root (or with as_user() for
 * parts that need someone else; on a host without root those skip themselves).
 */
#ifndef TESTS_SYS_TAP_H
#define TESTS_SYS_TAP_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

struct tap {
	int count;
	int failures;
	int busy; /* a result is being told */
};

static struct tap tap_own;
static struct tap *tap_state = &tap_own;

__attribute__((constructor)) static void
tap_init(void)
{
	void *shared = mmap(NULL, sizeof(struct tap), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared != MAP_FAILED)
		tap_state = shared;
}

/* Results are told in the order of their numbers, whoever tells them. Who is killed
 * meanwhile is not waited for. */
static inline void
tap_lock(void)
{
	int tries = 0;

	while (__atomic_exchange_n(&tap_state->busy, 1, __ATOMIC_ACQUIRE) &&
	    tries++ < 100000)
		syscall(SYS_sched_yield);
}

static inline void
tap_unlock(void)
{
	__atomic_store_n(&tap_state->busy, 0, __ATOMIC_RELEASE);
}

/* One write() a line, so that lines of several processes do not mix. */
__attribute__((format(printf, 2, 0))) static inline void
tap_print(const char *prefix, const char *format, va_list args)
{
	char line[1024];
	int saved_errno = errno;
	int n = snprintf(line, sizeof line, "%s", prefix);

	vsnprintf(line + n, sizeof line - (size_t)n - 1, format, args);
	strcat(line, "\n");
	if (write(STDOUT_FILENO, line, strlen(line)) < 0)
		_exit(99);
	errno = saved_errno;
}

__attribute__((format(printf, 1, 2))) static inline void
diag(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_print("# ", format, args);
	va_end(args);
}

__attribute__((format(printf, 4, 5))) static inline bool
tap_ok(bool passed, const char *file, int line, const char *format, ...)
{
	char prefix[64];
	va_list args;

	tap_lock();
	snprintf(prefix, sizeof prefix, "%sok %d - ", passed ? "" : "not ",
	    ++tap_state->count);
	va_start(args, format);
	tap_print(prefix, format, args);
	va_end(args);
	tap_unlock();
	if (!passed) {
		tap_state->failures++;
		diag("failed at %s:%d", file, line);
	}
	return passed;
}

#define ok(condition, ...) tap_ok((condition), __FILE__, __LINE__, __VA_ARGS__)

#define is(got, wanted, ...)                                          \
	({                                                            \
		long long is_got = (long long)(got);                  \
		long long is_wanted = (long long)(wanted);            \
		bool is_ok = ok(is_got == is_wanted, __VA_ARGS__);    \
		if (!is_ok)                                           \
			diag("got %lld (%#llx), wanted %lld", is_got, \
			    (unsigned long long)is_got, is_wanted);   \
		is_ok;                                                \
	})

#define is_errno(result, error, ...)                                       \
	({                                                                 \
		errno = 0;                                                 \
		long long ie_got = (long long)(result);                    \
		int ie_errno = errno;                                      \
		bool ie_ok = ok(ie_got == -1 && ie_errno == (error),       \
		    __VA_ARGS__);                                          \
		if (!ie_ok)                                                \
			diag("result %lld, errno %d (%s), wanted %d (%s)", \
			    ie_got, ie_errno, strerror(ie_errno), (error), \
			    strerror(error));                              \
		ie_ok;                                                     \
	})

#define works(result, ...)                                                 \
	({                                                                 \
		errno = 0;                                                 \
		__auto_type w_got = (result);                              \
		int w_errno = errno;                                       \
		if (!ok((long long)w_got != -1, __VA_ARGS__))              \
			diag("errno %d (%s)", w_errno, strerror(w_errno)); \
		w_got;                                                     \
	})

static inline void
skip(const char *why)
{
	char line[256];

	snprintf(line, sizeof line, "ok %d # SKIP %s\n", ++tap_state->count,
	    why);
	if (write(STDOUT_FILENO, line, strlen(line)) < 0)
		_exit(99);
}

static inline int
done(void)
{
	char line[32];

	snprintf(line, sizeof line, "1..%d\n", tap_state->count);
	if (write(STDOUT_FILENO, line, strlen(line)) < 0)
		_exit(99);
	return tap_state->failures != 0;
}

/* --- What many tests need ------------------------------------------------- */

static inline bool
on_breenix(void)
{
	struct utsname u;

	return uname(&u) == 0 && strstr(u.release, "breenix") != NULL;
}

/* The signal waits for who asks for it. */
static inline void
block_signal(int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

/* Waits for a child and gives its wait status, or -1. */
static inline int
wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

/* Runs fn in a child process and gives its wait status; 0 means all is well. */
static inline int
in_child(void (*fn)(void))
{
	pid_t pid = fork();

	if (pid < 0)
		return -1;
	if (pid == 0) {
		fn();
		_exit(0);
	}
	return wait_for(pid);
}

/* A child that waits to be killed; and its end. */
static inline pid_t
paused_child(void)
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			pause();
	return pid;
}

static inline void
end_child(pid_t pid)
{
	kill(pid, SIGKILL);
	wait_for(pid);
}

/* Makes this process one of another user. */
static inline void
become_user(uid_t uid, gid_t gid)
{
	gid_t groups[1] = { gid };

	if (syscall(SYS_setgroups, 1, groups) < 0 ||
	    syscall(SYS_setresgid, gid, gid, gid) < 0 ||
	    syscall(SYS_setresuid, uid, uid, uid) < 0)
		_exit(98);
}

/* Runs fn in a child with another user's identity and no privilege. */
static inline void
as_user(uid_t uid, gid_t gid, void (*fn)(void))
{
	pid_t pid;

	if (geteuid() != 0) {
		skip("needs root to become another user");
		return;
	}
	pid = fork();
	if (pid == 0) {
		become_user(uid, gid);
		fn();
		_exit(0);
	}
	is(wait_for(pid), 0, "the part as user %d ran to its end", (int)uid);
}

static inline bool
died_by(int status, int sig)
{
	return status != -1 && WIFSIGNALED(status) && WTERMSIG(status) == sig;
}

static inline bool
exited_with(int status, int code)
{
	return status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == code;
}

/* Makes a file with this content; false if that fails. */
static inline bool
make_file(const char *path, const char *content)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	size_t n = strlen(content);
	bool good;

	if (fd < 0)
		return false;
	good = write(fd, content, n) == (ssize_t)n;
	return close(fd) == 0 && good;
}

/* True if the file has exactly this content. */
static inline bool
file_is(const char *path, const char *content)
{
	char buf[4096];
	int fd = open(path, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, buf, sizeof buf);
	close(fd);
	return n == (ssize_t)strlen(content) &&
	    memcmp(buf, content, (size_t)n) == 0;
}

/*
 * Pointers that no program may read or write, for EFAULT. Through a variable, so
 * that the compiler does not know it too.
 */
__attribute__((unused)) static volatile uintptr_t tap_zero;
#define UNMAPPED    ((void *)(tap_zero + 8))
#define KERNEL_ADDR ((void *)(tap_zero + 0xffff800000001000UL))
#define NONCANON    ((void *)(tap_zero + 0x0000800000000000UL))

#endif
