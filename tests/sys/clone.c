// covers: clone clone3 exit gettid
/*
 * Threads and half-threads, made by hand: what each flag shares.
 */
#include "tests/sys/tap.h"
#include <limits.h>
#include <sched.h>

#define FUTEX_WAIT 0

struct args3 {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal;
	uint64_t stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

#define THREAD \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)

static char stack[65536] __attribute__((aligned(16)));
static volatile int shared;
static volatile int tid_word;

static long
clone3_raw(struct args3 *args, size_t size)
{
	return syscall(435, args, size);
}

/*
 * The system call clone with a stack of its own: fn runs there and its result
 * is the exit status (of the thread, not the process).
 */
static long
clone_raw(unsigned long flags, int (*fn)(void), volatile int *parent_tid,
    volatile int *child_tid, unsigned long tls)
{
	register long r10 __asm__("r10") = (long)child_tid;
	register long r8 __asm__("r8") = (long)tls;
	register long r9 __asm__("r9") = (long)fn;
	long result;

	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "call *%%r9\n\t"
			 "mov %%eax, %%edi\n\t"
			 "mov $60, %%eax\n\t"
			 "syscall\n\t"
			 "ud2\n"
			 "1:"
			 : "=a"(result)
			 : "a"(SYS_clone), "D"(flags),
			 "S"(flags & CLONE_VM ? stack + sizeof stack : NULL),
			 "d"(parent_tid), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

/* Waits until the kernel has cleared the word that CLONE_CHILD_CLEARTID names. */
static void
join(volatile int *word)
{
	int v;

	while ((v = *word) != 0)
		syscall(SYS_futex, word, FUTEX_WAIT, v, NULL, NULL, 0);
}

static int
set_shared(void)
{
	shared = 42;
	return 3;
}

static volatile int seen_pid, seen_tid;

static int
look_around(void)
{
	seen_pid = (int)syscall(SYS_getpid);
	seen_tid = (int)syscall(SYS_gettid);
	return 0;
}

static void
test_thread(void)
{
	volatile int parent_tid = 0;
	long tid;

	tid_word = -1;
	tid = clone_raw(THREAD | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID,
	    look_around, &parent_tid, &tid_word, 0);
	ok(tid > 0, "a thread");
	is(parent_tid, tid, "CLONE_PARENT_SETTID tells its id");
	join(&tid_word);
	ok(true, "CLONE_CHILD_CLEARTID tells its end, and wakes");
	is(seen_pid, getpid(), "it is in this process");
	is(seen_tid, tid, "with its own id");
	is_errno(waitpid((pid_t)tid, NULL, __WALL), ECHILD, "and is no child");
	tid_word = -1;
	clone_raw(THREAD | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID,
	    set_shared, NULL, &tid_word, 0);
	join(&tid_word);
	is(shared, 42, "it writes to our memory");
}

static volatile int tls_value;
static int tls_block[4] = { 11, 22, 33, 44 };

static int
read_tls(void)
{
	int v;

	__asm__ volatile("movl %%fs:4, %0" : "=r"(v));
	tls_value = v;
	return 0;
}

static void
test_tls(void)
{
	tid_word = -1;
	clone_raw(THREAD | CLONE_SETTLS | CLONE_CHILD_CLEARTID, read_tls, NULL,
	    &tid_word, (unsigned long)tls_block);
	join(&tid_word);
	is(tls_value, 22, "CLONE_SETTLS gives a thread its FS base");
	is(clone_raw(THREAD | CLONE_SETTLS, read_tls, NULL, NULL,
	       (unsigned long)NONCANON),
	    -EPERM, "an impossible one is refused");
}

static int
change_dir(void)
{
	return syscall(SYS_chdir, "sub") == 0 ? 0 : 1;
}

static int
close_seven(void)
{
	return syscall(SYS_close, 7) == 0 ? 0 : 1;
}

/* A child that shares some things but is a process, or not at all. */
static int
run(unsigned long flags, int (*fn)(void))
{
	long pid = clone_raw(flags | SIGCHLD, fn, NULL, NULL, 0);

	return pid < 0 ? -1 : wait_for((pid_t)pid);
}

static void
test_sharing(void)
{
	char before[PATH_MAX], after[PATH_MAX];

	mkdir("sub", 0755);
	getcwd(before, sizeof before);
	is(run(0, change_dir), 0, "a plain child changes its folder");
	getcwd(after, sizeof after);
	ok(strcmp(before, after) == 0, "ours stays");
	is(run(CLONE_FS, change_dir), 0, "CLONE_FS: a child changes it");
	getcwd(after, sizeof after);
	ok(strcmp(before, after) != 0, "for both");
	chdir("..");
	dup2(1, 7);
	is(run(0, close_seven), 0, "a plain child closes");
	is(fcntl(7, F_GETFD), 0, "its own descriptor");
	is(run(CLONE_FILES, close_seven), 0, "CLONE_FILES: it closes");
	is_errno(fcntl(7, F_GETFD), EBADF, "that of both");
	shared = 0;
	ok(exited_with(run(0, set_shared), 3), "a plain child writes");
	is(shared, 0, "to its own memory");
	ok(exited_with(run(CLONE_VM, set_shared), 3), "CLONE_VM: it writes");
	is(shared, 42, "to that of both");
	shared = 0;
	ok(exited_with(run(CLONE_VM | CLONE_VFORK, set_shared), 3),
	    "CLONE_VFORK");
	is(shared, 42, "the same");
}

static int
become_handler(void)
{
	struct {
		void (*handler)(int);
		unsigned long flags;
		void (*restorer)(void);
		uint64_t mask;
	} act = { .handler = SIG_IGN };

	return (int)syscall(SYS_rt_sigaction, SIGUSR1, &act, NULL, 8);
}

static void
test_sighand(void)
{
	struct sigaction act;

	signal(SIGUSR1, SIG_DFL);
	is(run(CLONE_VM, become_handler), 0, "a child sets an action");
	sigaction(SIGUSR1, NULL, &act);
	ok(act.sa_handler == SIG_DFL, "for itself");
	is(run(CLONE_VM | CLONE_SIGHAND, become_handler), 0, "CLONE_SIGHAND");
	sigaction(SIGUSR1, NULL, &act);
	ok(act.sa_handler == SIG_IGN, "for both");
	signal(SIGUSR1, SIG_DFL);
}

static volatile sig_atomic_t signalled;

static void
on_signal(int sig)
{
	signalled = sig;
}

static void
test_exit_signal(void)
{
	long pid;
	int status;

	signal(SIGUSR1, on_signal);
	pid = clone_raw(SIGUSR1, set_shared, NULL, NULL, 0);
	is_errno(waitpid((pid_t)pid, &status, 0), ECHILD,
	    "a child with another exit signal is not found by wait");
	while (waitpid((pid_t)pid, &status, __WCLONE) < 0 && errno == EINTR)
		;
	ok(exited_with(status, 3), "but with __WCLONE");
	is(signalled, SIGUSR1, "and that signal came");
	pid = clone_raw(0, set_shared, NULL, NULL, 0);
	is(waitpid((pid_t)pid, &status, __WALL), pid, "no signal, __WALL");
	signal(SIGUSR1, SIG_DFL);
}

static int
never(void)
{
	return 1;
}

static void
test_errors(void)
{
	struct args3 args = { .exit_signal = SIGCHLD };
	long pid;

	is(clone_raw(CLONE_SIGHAND, never, NULL, NULL, 0), -EINVAL,
	    "CLONE_SIGHAND without CLONE_VM");
	is(clone_raw(CLONE_THREAD | CLONE_VM, never, NULL, NULL, 0), -EINVAL,
	    "CLONE_THREAD without CLONE_SIGHAND");
	is(clone_raw(CLONE_NEWNS | CLONE_FS, never, NULL, NULL, 0), -EINVAL,
	    "CLONE_NEWNS with CLONE_FS");
	is_errno(clone3_raw(&args, 8), EINVAL, "clone3 with too small a size");
	is_errno(clone3_raw(UNMAPPED, 64), EFAULT, "a bad pointer");
	is_errno(clone3_raw(&args, 1 << 20), E2BIG, "too large a size");
	args.flags = 1UL << 40;
	is_errno(clone3_raw(&args, sizeof args), EINVAL, "an unknown flag");
	args.flags = 0;
	args.exit_signal = 999;
	is_errno(clone3_raw(&args, sizeof args), EINVAL, "no such signal");
	args.exit_signal = SIGCHLD;
	args.stack_size = 4096;
	is_errno(clone3_raw(&args, sizeof args), EINVAL, "a size, no stack");
	args.stack_size = 0;
	args.stack = (uint64_t)stack;
	is_errno(clone3_raw(&args, sizeof args), EINVAL, "a stack, no size");
	args.stack = 0;
	args.flags = CLONE_THREAD | CLONE_SIGHAND | CLONE_VM;
	is_errno(clone3_raw(&args, sizeof args), EINVAL,
	    "a thread with an exit signal");
	args.flags = 0;
	pid = clone3_raw(&args, sizeof args);
	if (pid == 0)
		_exit(9);
	ok(exited_with(wait_for((pid_t)pid), 9), "clone3 like fork");
	tid_word = 0;
	args.flags = CLONE_PARENT_SETTID;
	args.parent_tid = (uint64_t)&tid_word;
	pid = clone3_raw(&args, 64);
	if (pid == 0)
		_exit(0);
	is(tid_word, pid, "clone3 with its first size");
	wait_for((pid_t)pid);
}

/* The first thread exits: the process lives on with the second. */
static volatile int main_gone;

static int
outlive(void)
{
	while (!main_gone)
		syscall(SYS_sched_yield);
	syscall(SYS_exit_group, 17);
	return 0;
}

static void
leader_exits(void)
{
	clone_raw(THREAD, outlive, NULL, NULL, 0);
	main_gone = 1;
	syscall(SYS_exit, 4);
}

static int
forever(void)
{
	for (;;)
		syscall(SYS_pause);
	return 0;
}

static void
group_exit(void)
{
	clone_raw(THREAD, forever, NULL, NULL, 0);
	syscall(SYS_exit_group, 6);
}

static void
thread_exit_only(void)
{
	tid_word = -1;
	clone_raw(THREAD | CLONE_CHILD_CLEARTID, never, NULL, &tid_word, 0);
	join(&tid_word);
	_exit(2);
}

static int
do_exec(void)
{
	static const char *argv[] = { "sh", NULL };

	syscall(SYS_execve, "./script", argv, NULL);
	return 1;
}

static void
exec_from_thread(void)
{
	clone_raw(THREAD, do_exec, NULL, NULL, 0);
	for (;;)
		syscall(SYS_pause);
}

static void
test_group(void)
{
	ok(exited_with(in_child(leader_exits), 17),
	    "a process lives as long as any thread");
	ok(exited_with(in_child(group_exit), 6), "exit_group ends all");
	ok(exited_with(in_child(thread_exit_only), 2), "exit ends one");
	/* The program that follows is this one's own, as a child. */
	if (symlink("/proc/self/exe", "script") == 0)
		ok(exited_with(in_child(exec_from_thread), 55),
		    "execve in a thread replaces the process");
}

int
main(int argc, char **argv)
{
	(void)argc;
	if (strcmp(argv[0], "sh") == 0)
		return 55;
	test_thread();
	test_tls();
	test_sharing();
	test_sighand();
	test_exit_signal();
	test_errors();
	test_group();
	return done();
}
