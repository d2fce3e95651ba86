// covers: rt_sigaction rt_sigreturn kill tkill tgkill pause
/*
 * Sending signals and what is done about them.
 */
#include "tests/sys/tap.h"
#include <ucontext.h>

static volatile sig_atomic_t count, last_sig, nested, depth;
static siginfo_t info;

static void
handler(int sig)
{
	count++;
	last_sig = sig;
}

static void
info_handler(int sig, siginfo_t *si, void *context)
{
	(void)context;
	count++;
	last_sig = sig;
	info = *si;
}

static void
set(int sig, void (*fn)(int), int flags)
{
	struct sigaction act = { .sa_handler = fn, .sa_flags = flags };

	sigaction(sig, &act, NULL);
}

static void
test_actions(void)
{
	struct sigaction act, old;

	set(SIGUSR1, handler, 0);
	is(sigaction(SIGUSR1, NULL, &old), 0, "sigaction tells");
	ok(old.sa_handler == handler, "the handler");
	is(kill(getpid(), SIGUSR1), 0, "kill");
	is(count, 1, "a signal to oneself is handled before kill returns");
	is(last_sig, SIGUSR1, "with its number");
	set(SIGUSR1, SIG_IGN, 0);
	kill(getpid(), SIGUSR1);
	is(count, 1, "an ignored one is not");
	set(SIGUSR1, handler, SA_RESETHAND);
	kill(getpid(), SIGUSR1);
	sigaction(SIGUSR1, NULL, &old);
	ok(old.sa_handler == SIG_DFL, "SA_RESETHAND: once");
	memset(&act, 0, sizeof act);
	act.sa_handler = handler;
	is_errno(syscall(SYS_rt_sigaction, SIGKILL, &act, NULL, 8), EINVAL,
	    "SIGKILL cannot be handled");
	is_errno(syscall(SYS_rt_sigaction, SIGSTOP, &act, NULL, 8), EINVAL,
	    "nor SIGSTOP");
	is(syscall(SYS_rt_sigaction, SIGKILL, NULL, &old, 8), 0,
	    "but asked about");
	is_errno(syscall(SYS_rt_sigaction, 0, NULL, &old, 8), EINVAL, "0");
	is_errno(syscall(SYS_rt_sigaction, 65, NULL, &old, 8), EINVAL, "65");
	is_errno(syscall(SYS_rt_sigaction, -1, NULL, &old, 8), EINVAL, "-1");
	is_errno(syscall(SYS_rt_sigaction, SIGUSR1, NULL, &old, 4), EINVAL,
	    "a bad size of the mask");
	is_errno(syscall(SYS_rt_sigaction, SIGUSR1, UNMAPPED, NULL, 8), EFAULT,
	    "a bad pointer");
	is_errno(syscall(SYS_rt_sigaction, SIGUSR1, NULL, UNMAPPED, 8), EFAULT,
	    "a bad pointer to the old one");
}

static void
test_info(void)
{
	struct sigaction act = { .sa_sigaction = info_handler,
		.sa_flags = SA_SIGINFO };
	pid_t pid;

	sigaction(SIGUSR2, &act, NULL);
	kill(getpid(), SIGUSR2);
	is(info.si_signo, SIGUSR2, "si_signo");
	is(info.si_code, SI_USER, "si_code of kill");
	is(info.si_pid, getpid(), "si_pid");
	is(info.si_uid, getuid(), "si_uid");
	is(syscall(SYS_tgkill, getpid(), getpid(), SIGUSR2), 0, "tgkill");
	is(info.si_code, SI_TKILL, "si_code of tgkill");
	is(syscall(SYS_tkill, getpid(), SIGUSR2), 0, "tkill");
	is(info.si_code, SI_TKILL, "si_code of tkill");
	sigaction(SIGCHLD, &act, NULL);
	pid = fork();
	if (pid == 0)
		_exit(9);
	wait_for(pid);
	is(info.si_signo, SIGCHLD, "SIGCHLD");
	is(info.si_code, CLD_EXITED, "its code");
	is(info.si_status, 9, "its status");
	is(info.si_pid, pid, "its child");
	signal(SIGCHLD, SIG_DFL);
}

static void
nesting(int sig)
{
	depth++;
	if (depth > nested)
		nested = depth;
	if (count++ < 3)
		kill(getpid(), sig);
	depth--;
}

static void
masking(int sig)
{
	sigset_t now;

	(void)sig;
	sigprocmask(SIG_SETMASK, NULL, &now);
	count = sigismember(&now, SIGUSR1) + 10 * sigismember(&now, SIGUSR2);
}

static void
test_masks(void)
{
	struct sigaction act = { .sa_handler = masking };
	sigset_t now;

	count = nested = 0;
	set(SIGUSR1, nesting, 0);
	kill(getpid(), SIGUSR1);
	is(nested, 1, "a handler is not interrupted by its own signal");
	is(count, 4, "which comes after it");
	count = nested = 0;
	set(SIGUSR1, nesting, SA_NODEFER);
	kill(getpid(), SIGUSR1);
	is(nested, 4, "unless SA_NODEFER");
	sigemptyset(&act.sa_mask);
	sigaddset(&act.sa_mask, SIGUSR2);
	sigaction(SIGUSR1, &act, NULL);
	kill(getpid(), SIGUSR1);
	is(count, 11, "sa_mask is blocked meanwhile, and the signal itself");
	sigprocmask(SIG_SETMASK, NULL, &now);
	ok(!sigismember(&now, SIGUSR1) && !sigismember(&now, SIGUSR2),
	    "and not afterwards");
}

/* A handler sees and may change all registers. */
static void
registers(int sig, siginfo_t *si, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)si;
	count = uc->uc_mcontext.gregs[REG_R12] == 0x1212 &&
	    uc->uc_mcontext.gregs[REG_R15] == 0x1515;
	uc->uc_mcontext.gregs[REG_R13] = 0x1313;
	uc->uc_mcontext.gregs[REG_RIP] += 2; /* over the ud2 */
}

static void
test_context(void)
{
	struct sigaction act = { .sa_sigaction = registers,
		.sa_flags = SA_SIGINFO };
	unsigned long r13 = 0, flags = 0;
	double d = 1.5, e;

	sigaction(SIGILL, &act, NULL);
	__asm__ volatile("mov $0x1212, %%r12\n\t"
			 "mov $0x1515, %%r15\n\t"
			 "xor %%r13, %%r13\n\t"
			 "stc\n\t"
			 "ud2\n\t"
			 "pushfq\n\t"
			 "pop %1\n\t"
			 "mov %%r13, %0"
			 : "=&r"(r13), "=&r"(flags)
			 :
			 : "r12", "r13", "r15", "memory", "cc");
	is(count, 1, "a handler sees the registers");
	is(r13, 0x1313, "and may change them");
	is(flags & 1, 1, "the flags are restored");
	set(SIGUSR1, handler, 0);
	e = d * 2;
	kill(getpid(), SIGUSR1);
	ok(e + d == 4.5, "so is the state of the FPU");
	signal(SIGILL, SIG_DFL);
}

/* XMM registers survive a handler that uses them. */
static void
clobber_xmm(int sig)
{
	(void)sig;
	__asm__ volatile("pxor %%xmm7, %%xmm7\n\tpxor %%xmm0, %%xmm0"
			 :
			 :
			 : "xmm7", "xmm0");
}

static void
test_xmm(void)
{
	unsigned long in = 0x1122334455667788, out = 0;
	long result = SYS_kill;

	set(SIGUSR1, clobber_xmm, 0);
	__asm__ volatile("movq %[in], %%xmm7\n\t"
			 "syscall\n\t"
			 "movq %%xmm7, %[out]"
			 : [out] "=r"(out), "+a"(result)
			 : [in] "r"(in), "D"((long)getpid()), "S"((long)SIGUSR1)
			 : "rcx", "r11", "xmm7", "memory");
	is(result, 0, "kill");
	ok(in == out, "a handler's use of XMM registers is not seen");
}

static void
test_defaults(void)
{
	static const struct {
		int sig;
		int dies;
	} table[] = {
		{ SIGHUP, 1 },
		{ SIGINT, 1 },
		{ SIGQUIT, 1 },
		{ SIGILL, 1 },
		{ SIGTRAP, 1 },
		{ SIGABRT, 1 },
		{ SIGBUS, 1 },
		{ SIGFPE, 1 },
		{ SIGKILL, 1 },
		{ SIGUSR1, 1 },
		{ SIGSEGV, 1 },
		{ SIGUSR2, 1 },
		{ SIGPIPE, 1 },
		{ SIGALRM, 1 },
		{ SIGTERM, 1 },
		{ 16, 1 },
		{ SIGXCPU, 1 },
		{ SIGXFSZ, 1 },
		{ SIGVTALRM, 1 },
		{ SIGPROF, 1 },
		{ SIGIO, 1 },
		{ SIGPWR, 1 },
		{ SIGSYS, 1 },
		{ 34, 1 },
		{ 64, 1 },
		{ SIGCHLD, 0 },
		{ SIGCONT, 0 },
		{ SIGURG, 0 },
		{ SIGWINCH, 0 },
	};
	size_t i;

	for (i = 0; i < sizeof table / sizeof table[0]; i++) {
		int sig = table[i].sig, status;
		pid_t pid = fork();

		if (pid == 0) {
			signal(sig, SIG_DFL);
			kill(getpid(), sig);
			_exit(3);
		}
		status = wait_for(pid);
		if (table[i].dies)
			ok(died_by(status, sig), "signal %d kills", sig);
		else
			ok(exited_with(status, 3), "signal %d does not", sig);
	}
}

static void
test_kill_errors(void)
{
	pid_t gone = fork();

	if (gone == 0)
		_exit(0);
	is(kill(gone, 0), 0, "an ended child that was not waited for is there");
	wait_for(gone);
	is_errno(kill(gone, 0), ESRCH, "and then no more");
	is(kill(getpid(), 0), 0, "signal 0 only asks");
	is_errno(kill(getpid(), 65), EINVAL, "no such signal");
	is_errno(kill(getpid(), -1), EINVAL, "nor this");
	is_errno(syscall(SYS_tkill, 0, SIGUSR1), EINVAL, "tkill of 0");
	is_errno(syscall(SYS_tkill, 999999, 0), ESRCH, "tkill of no thread");
	is_errno(syscall(SYS_tgkill, 1, getpid(), 0), ESRCH,
	    "tgkill with another's process");
	is_errno(syscall(SYS_tgkill, -1, getpid(), 0), EINVAL, "tgkill of -1");
}

static pid_t victim;

static void
as_nobody(void)
{
	is_errno(kill(victim, SIGTERM), EPERM, "another's process");
	is_errno(kill(victim, 0), EPERM, "not even asked");
	is_errno(kill(1, SIGTERM), EPERM, "nor the first");
}

static void
test_permission(void)
{
	victim = fork();
	if (victim == 0)
		for (;;)
			pause();
	as_user(1000, 1000, as_nobody);
	is(waitpid(victim, NULL, WNOHANG), 0, "it lives");
	kill(victim, SIGKILL);
	wait_for(victim);
}

static void
test_pause(void)
{
	int status;
	pid_t pid;

	set(SIGUSR1, handler, 0);
	pid = fork();
	if (pid == 0) {
		if (pause() == -1 && errno == EINTR)
			_exit(4);
		_exit(1);
	}
	/* Again and again, for the first may come before the pause. */
	while (waitpid(pid, &status, WNOHANG) == 0) {
		kill(pid, SIGUSR1);
		usleep(1000);
	}
	ok(exited_with(status, 4), "pause ends with a handler");
}

/* A read that a handler interrupts goes on with SA_RESTART. */
static void
test_restart(void)
{
	int p[2];
	pid_t pid;
	char c = 0;

	pipe(p);
	count = 0;
	set(SIGUSR1, handler, SA_RESTART);
	pid = fork();
	if (pid == 0) {
		int i;

		for (i = 0; i < 5; i++) {
			usleep(2000);
			kill(getppid(), SIGUSR1);
		}
		write(p[1], "r", 1);
		_exit(0);
	}
	is(read(p[0], &c, 1), 1, "SA_RESTART: a read goes on after a handler");
	is(c, 'r', "until there is something");
	wait_for(pid);
	close(p[0]);
	close(p[1]);
}

/* To everybody: nobody that may be signalled is no error. */
static void
to_all(void)
{
	if (setresuid(4343, 4343, 4343) < 0)
		_exit(98);
	is(kill(-1, 0), 0, "kill(-1) where nobody is ours");
}

int
main(void)
{
	test_actions();
	test_info();
	test_masks();
	test_context();
	test_xmm();
	test_defaults();
	test_kill_errors();
	test_permission();
	test_pause();
	test_restart();
	if (geteuid() == 0)
		is(in_child(to_all), 0, "another user");
	return done();
}
