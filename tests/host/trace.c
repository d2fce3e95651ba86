// needs: kernel/lib/fmt.c
/*
 * Lines of a trace against what strace prints.
 */
#include <string.h>

#include "tests/host/tap.h"

#include "kernel/syscall/trace_call.c"
#include "kernel/syscall/trace_line.c"
#include "kernel/syscall/trace_tables.c"

#define SYSCALL_ROW(nr, name, family, nargs, params, args, descs) \
	static const struct syscall_arg args_##name[] = {         \
		SYSCALL_DESCS(descs)                              \
	};
#define NOSYS(nr, name, family, reason)
#include "abi/syscalls.def"
#undef SYSCALL_ROW
#undef NOSYS

const struct syscall_entry *
syscall_lookup(unsigned long nr)
{
	static const struct syscall_entry table[NR_SYSCALLS] = {
#define SYSCALL_ROW(nr, name_, family, nargs_, params, casts, descs) \
	[nr] = { .name = #name_, .args = args_##name_, .nargs = (nargs_) },
#define NOSYS(nr, name_, family, reason) \
	[nr] = { .name = #name_, .missing = (reason) },
#include "abi/syscalls.def"
#undef SYSCALL_ROW
#undef NOSYS
	};

	return nr < NR_SYSCALLS && table[nr].name ? &table[nr] : NULL;
}

/* Addresses below a page are the memory that cannot be read. */
bool
trace_copy(void *dst, u64 addr, size_t n)
{
	if (addr < 4096)
		return false;
	memcpy(dst, (const void *)addr, n);
	return true;
}

#define A(x) ((unsigned long)(x))

static bool
prints(const char *want, long result, unsigned nr, unsigned long a,
    unsigned long b, unsigned long c, unsigned long d)
{
	const unsigned long reg[6] = { a, b, c, d };
	static struct trace_line l;
	bool same;

	l.len = 0;
	trace_call(&l, nr, reg, true, result);
	line_add(&l, ")");
	trace_result(&l, nr, reg, result);
	same = !strcmp(l.text, want);
	if (!same)
		printf("# got:  %s\n# want: %s\n", l.text, want);
	return same;
}

static void
test_files(void)
{
	struct stat reg = { .st_mode = S_IFREG | 0644, .st_size = 2996 };
	struct stat chr = { .st_mode = S_IFCHR | 0620, .st_rdev = 0x8802 };
	static char page[4096 * 3] = "/etc/passwd";

	ok(prints("openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY|O_CLOEXEC) = 3",
	       3, __NR_openat, A(AT_FDCWD), A(page), O_CLOEXEC, 0),
	    "openat");
	ok(prints("openat(AT_FDCWD, \"/etc/passwd\", O_WRONLY|O_CREAT|O_TRUNC, "
		  "0666) = -1 EACCES (Permission denied)",
	       -EACCES, __NR_openat, A(AT_FDCWD), A(page),
	       O_WRONLY | O_CREAT | O_TRUNC, 0666),
	    "with a mode");
	ok(prints("open(0x10, O_RDWR) = -1 EFAULT (Bad address)", -EFAULT,
	       __NR_open, 0x10, O_RDWR, 0, 0),
	    "a bad path");
	ok(prints("newfstatat(3, \"/etc/passwd\", {st_mode=S_IFREG|0644, "
		  "st_size=2996, ...}, AT_EMPTY_PATH) = 0",
	       0, __NR_newfstatat, 3, A(page), A(&reg), AT_EMPTY_PATH),
	    "stat");
	ok(prints("fstat(1, {st_mode=S_IFCHR|0620, st_rdev=makedev(0x88, 0x2), "
		  "...}) = 0",
	       0, __NR_fstat, 1, A(&chr), 0, 0),
	    "stat of a device");
	ok(prints("access(\"/etc/passwd\", R_OK) = 0", 0, __NR_access, A(page),
	       R_OK, 0, 0),
	    "access");
	ok(prints("access(\"/etc/passwd\", F_OK) = 0", 0, __NR_access, A(page),
	       F_OK, 0, 0),
	    "F_OK");
	ok(prints("fchmodat(AT_FDCWD, \"/etc/passwd\", 000) = 0", 0,
	       __NR_fchmodat, A(AT_FDCWD), A(page), 0, 0),
	    "mode 0");
	ok(prints("pipe2([3, 4], O_CLOEXEC) = 0", 0, __NR_pipe2,
	       A(((int[]){ 3, 4 })), O_CLOEXEC, 0, 0),
	    "pipe2");
	ok(prints("mknod(\"/etc/passwd\", S_IFCHR|0600, makedev(0x1, 0x3)) = 0",
	       0, __NR_mknod, A(page), S_IFCHR | 0600, 0x103, 0),
	    "mknod");
	ok(prints("mknod(\"/etc/passwd\", S_IFIFO|0600) = 0", 0, __NR_mknod,
	       A(page), S_IFIFO | 0600, 0x103, 0),
	    "without a device");
	ok(prints("statx(AT_FDCWD, NULL, AT_STATX_SYNC_AS_STAT|AT_EMPTY_PATH, "
		  "STATX_TYPE, NULL) = -1 EFAULT (Bad address)",
	       -EFAULT, __NR_statx, A(AT_FDCWD), 0, AT_EMPTY_PATH, STATX_TYPE),
	    "statx");
	ok(prints("utimensat(3, NULL, [UTIME_NOW, "
		  "{tv_sec=5, tv_nsec=7}], 0) = 0",
	       0, __NR_utimensat, 3, 0,
	       A(((struct timespec[]){ { 0, UTIME_NOW }, { 5, 7 } })), 0),
	    "utimensat");
	ok(prints("lseek(3, -5, SEEK_END) = 7", 7, __NR_lseek, 3, A(-5),
	       SEEK_END, 0),
	    "lseek");
}

static void
test_buffers(void)
{
	static const char text[] = "a\"b\\\n\t\0019\001x\377"
				   "0123456789012345678901234567890";

	ok(prints("read(0, \"a\\\"b\\\\\\n\\t\\0019\\1x\\377\", 11) = 11", 11,
	       __NR_read, 0, A(text), 11, 0),
	    "escapes");
	ok(prints("write(1, \"a\\\"b\\\\\\n\\t\\0019\\1x\\377"
		  "012345678901234567890\"..., 42) = 42",
	       42, __NR_write, 1, A(text), 42, 0),
	    "a cut string");
	ok(prints("read(0, 0x1234567, 5) = -1 EAGAIN (Resource temporarily "
		  "unavailable)",
	       -EAGAIN, __NR_read, 0, 0x1234567, 5, 0),
	    "nothing was read");
	ok(prints("read(0, \"\", 5) = 0", 0, __NR_read, 0, A(text), 5, 0),
	    "the end of file");
	ok(prints("getrandom(\"\\x61\\x22\", 2, GRND_NONBLOCK) = 2", 2,
	       __NR_getrandom, A(text), 2, GRND_NONBLOCK, 0),
	    "getrandom");
}

static void
test_memory(void)
{
	ok(prints("mmap(NULL, 8192, PROT_READ|PROT_WRITE, "
		  "MAP_PRIVATE|MAP_ANONYMOUS, 0, 0) = 0x7f0000000000",
	       0x7f0000000000, __NR_mmap, 0, 8192, PROT_READ | PROT_WRITE,
	       MAP_PRIVATE | MAP_ANONYMOUS),
	    "mmap");
	ok(prints("mprotect(0x1000, 4096, PROT_NONE) = 0", 0, __NR_mprotect,
	       0x1000, 4096, PROT_NONE, 0),
	    "mprotect");
	ok(prints("brk(NULL) = 0x555555555000", 0x555555555000, __NR_brk, 0, 0,
	       0, 0),
	    "brk");
	ok(prints("madvise(0x1000, 4096, MADV_DONTNEED) = 0", 0, __NR_madvise,
	       0x1000, 4096, MADV_DONTNEED, 0),
	    "madvise");
	ok(prints("madvise(0x1000, 4096, 0x63 /* MADV_??? */) = -1 EINVAL "
		  "(Invalid argument)",
	       -EINVAL, __NR_madvise, 0x1000, 4096, 99, 0),
	    "unknown advice");
}

static void
test_signals(void)
{
	struct kernel_sigaction act = { .handler = 0x401000,
		.flags = SA_RESTORER | SA_RESTART,
		.restorer = 0x7000,
		.mask = 1UL << (SIGINT - 1) };
	u64 most = ~(1UL << 31 | 1UL << 32), few = 0x10002;

	ok(prints("rt_sigaction(SIGCHLD, {sa_handler=0x401000, sa_mask=[INT], "
		  "sa_flags=SA_RESTORER|SA_RESTART, sa_restorer=0x7000}, NULL, "
		  "8) = 0",
	       0, __NR_rt_sigaction, SIGCHLD, A(&act), 0, 8),
	    "sigaction");
	ok(prints(
	       "rt_sigprocmask(SIG_SETMASK, ~[RTMIN RT_1], [INT CHLD], 8) = 0",
	       0, __NR_rt_sigprocmask, SIG_SETMASK, A(&most), A(&few), 8),
	    "sets");
	ok(prints("rt_sigtimedwait([INT CHLD], {si_signo=SIGCHLD, si_code=1, "
		  "si_pid=7, si_uid=0, ...}, NULL, 8) = 17",
	       SIGCHLD, __NR_rt_sigtimedwait, A(&few),
	       A(((struct siginfo[]){
		   { .si_signo = SIGCHLD, .si_code = 1, .u.child.pid = 7 } })),
	       0, 8),
	    "siginfo");
	ok(prints("kill(7, SIGRT_2) = 0", 0, __NR_kill, 7, 34, 0, 0),
	    "a real-time signal");
	ok(prints("pause() = ? ERESTARTNOHAND (To be restarted if no handler)",
	       -ERESTARTNOHAND, __NR_pause, 0, 0, 0, 0),
	    "to be restarted");
}

static void
test_processes(void)
{
	static const char *const argv[] = { "ls", "-l", NULL };
	static const char *const envp[] = { "A=1", NULL };
	char want[128];
	u32 status = 3 << 8, killed = SIGSEGV;

	snprintf(want, sizeof(want),
	    "execve(\"ls\", [\"ls\", \"-l\"], %p /* 1 var */) = 0",
	    (const void *)envp);
	ok(prints(want, 0, __NR_execve, A(argv[0]), A(argv), A(envp), 0),
	    "execve");
	ok(prints("wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], "
		  "WNOHANG|WSTOPPED, NULL) = 9",
	       9, __NR_wait4, A(-1), A(&status), WNOHANG | WSTOPPED, 0),
	    "wait4");
	ok(prints("wait4(9, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV}], 0, "
		  "NULL) = 9",
	       9, __NR_wait4, 9, A(&killed), 0, 0),
	    "a death");
	ok(prints(
	       "clone(CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, NULL, "
	       "NULL, NULL, NULL) = 5",
	       5, __NR_clone,
	       CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | SIGCHLD, 0, 0, 0),
	    "clone");
	ok(prints("futex(0x5000, FUTEX_WAIT_PRIVATE, 2, NULL, NULL, 0) = 0", 0,
	       __NR_futex, 0x5000, 128, 2, 0),
	    "futex");
}

static void
test_poll(void)
{
	struct pollfd fds[] = { { 0, POLLIN, POLLIN }, { 1, POLLOUT, 0 } };
	struct rlimit lim = { 8192 * 1024, RLIM_INFINITY };

	ok(prints(
	       "poll([{fd=0, events=POLLIN}, {fd=1, events=POLLOUT}], 2, -1) "
	       "= 1 ([{fd=0, revents=POLLIN}])",
	       1, __NR_poll, A(fds), 2, A(-1), 0),
	    "poll");
	ok(prints("poll(NULL, 0, 10) = 0 (Timeout)", 0, __NR_poll, 0, 0, 10, 0),
	    "its timeout");
	ok(prints("prlimit64(0, RLIMIT_STACK, NULL, {rlim_cur=8192*1024, "
		  "rlim_max=RLIM64_INFINITY}) = 0",
	       0, __NR_prlimit64, 0, RLIMIT_STACK, 0, A(&lim)),
	    "prlimit64");
	ok(prints("ioctl(1, TCGETS, 0x5000) = -1 ENOTTY (Inappropriate ioctl "
		  "for device)",
	       -ENOTTY, __NR_ioctl, 1, 0x5401, 0x5000, 0),
	    "ioctl");
	ok(prints("syscall_0xfff(0x1, 0x2, 0x3, 0x4, 0, 0) = -1 ENOSYS "
		  "(Function not implemented)",
	       -ENOSYS, 0xfff, 1, 2, 3, 4),
	    "no such call");
}

/* What a program says about lengths is not believed. */
static void
test_bounds(void)
{
	static char path[TRACE_LINE_MAX * 2], want[TRACE_LINE_MAX];
	static const char *env[100000];

	memset(path, 'x', sizeof(path) - 1);
	snprintf(want, sizeof(want), "chdir(\"%.255s\"...) = 0", path);
	ok(prints(want, 0, __NR_chdir, A(path), 0, 0, 0), "a long path");
	ok(prints("writev(1, 0x10, 18446744073709551615) = -1 EINVAL (Invalid "
		  "argument)",
	       -EINVAL, __NR_writev, 1, 0x10, A(-1), 0),
	    "an array that cannot be read");
	for (size_t i = 0; i < ARRAY_SIZE(env); i++)
		env[i] = path;
	snprintf(want, sizeof(want),
	    "execve(NULL, NULL, %p /* 65536 vars */) = 0", (const void *)env);
	ok(prints(want, 0, __NR_execve, 0, 0, A(env), 0), "an environment");
}

int
main(void)
{
	test_bounds();
	test_files();
	test_buffers();
	test_memory();
	test_signals();
	test_processes();
	test_poll();
	return tap_done();
}
