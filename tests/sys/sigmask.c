// covers: rt_sigprocmask rt_sigpending rt_sigsuspend rt_sigtimedwait
// covers: rt_sigqueueinfo rt_tgsigqueueinfo sigaltstack
/*
 * Blocked signals: waiting, queueing, order; the stack that handlers run on.
 */
#include "tests/sys/tap.h"
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <sys/resource.h>
#include <time.h>

#define RT SIGRTMIN

static volatile sig_atomic_t count;
static int order[16];
static void *handler_sp;

static void
handler(int sig)
{
	if (count < 16)
		order[count] = sig;
	count++;
}

static long
procmask(int how, const uint64_t *set, uint64_t *old)
{
	return syscall(SYS_rt_sigprocmask, how, set, old, 8);
}

static uint64_t
bit(int sig)
{
	return 1ULL << (sig - 1);
}

static void
test_procmask(void)
{
	uint64_t a = bit(SIGUSR1), b = bit(SIGUSR2), old, now;
	uint64_t all = ~0ULL, none = 0;

	is(procmask(SIG_SETMASK, &none, &old), 0, "SIG_SETMASK");
	is(procmask(SIG_BLOCK, &a, &old), 0, "SIG_BLOCK");
	is(old, 0, "gives what was before");
	is(procmask(SIG_BLOCK, &b, &old), 0, "SIG_BLOCK again");
	is(old, a, "adds");
	is(procmask(SIG_UNBLOCK, &a, &old), 0, "SIG_UNBLOCK");
	is(procmask(77, NULL, &now), 0, "no set: how does not matter");
	is(now, b, "takes away");
	is(procmask(SIG_SETMASK, &all, NULL), 0, "all");
	procmask(SIG_BLOCK, NULL, &now);
	is(now, all & ~bit(SIGKILL) & ~bit(SIGSTOP),
	    "SIGKILL and SIGSTOP cannot be blocked");
	procmask(SIG_SETMASK, &none, NULL);
	is_errno(procmask(77, &a, NULL), EINVAL, "no such way");
	is_errno(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &a, NULL, 4), EINVAL,
	    "a bad size");
	is_errno(procmask(SIG_BLOCK, UNMAPPED, NULL), EFAULT, "a bad set");
	is_errno(procmask(SIG_BLOCK, NULL, UNMAPPED), EFAULT, "a bad old set");
}

static void
test_pending(void)
{
	uint64_t a = bit(SIGUSR1) | bit(SIGCHLD), pending, none = 0;

	signal(SIGUSR1, handler);
	procmask(SIG_SETMASK, &a, NULL);
	count = 0;
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR1);
	is(count, 0, "a blocked signal waits");
	is(syscall(SYS_rt_sigpending, &pending, 8), 0, "sigpending");
	is(pending, bit(SIGUSR1), "tells it");
	procmask(SIG_SETMASK, &none, NULL);
	is(count, 1, "unblocked it comes, once");
	syscall(SYS_rt_sigpending, &pending, 8);
	is(pending, 0, "and waits no more");
	signal(SIGUSR1, SIG_IGN);
	procmask(SIG_SETMASK, &a, NULL);
	kill(getpid(), SIGUSR1);
	syscall(SYS_rt_sigpending, &pending, 8);
	ok(pending == 0 || pending == bit(SIGUSR1),
	    "an ignored one may wait or not");
	signal(SIGUSR1, SIG_IGN);
	syscall(SYS_rt_sigpending, &pending, 8);
	is(pending, 0, "ignoring it throws away what waits");
	procmask(SIG_SETMASK, &none, NULL);
	is_errno(syscall(SYS_rt_sigpending, &pending, 9), EINVAL, "a bad size");
	is_errno(syscall(SYS_rt_sigpending, UNMAPPED, 8), EFAULT,
	    "a bad pointer");
}

static void
test_suspend(void)
{
	uint64_t a = bit(SIGUSR1), none = 0, now;

	signal(SIGUSR1, handler);
	procmask(SIG_SETMASK, &a, NULL);
	kill(getpid(), SIGUSR1);
	count = 0;
	is_errno(syscall(SYS_rt_sigsuspend, &none, 8), EINTR, "sigsuspend");
	is(count, 1, "lets the handler run");
	procmask(SIG_BLOCK, NULL, &now);
	is(now, a, "and restores the mask");
	is_errno(syscall(SYS_rt_sigsuspend, &none, 4), EINVAL, "a bad size");
	is_errno(syscall(SYS_rt_sigsuspend, UNMAPPED, 8), EFAULT, "a pointer");
	procmask(SIG_SETMASK, &none, NULL);
}

static long
queue(pid_t pid, int sig, int code, int value)
{
	siginfo_t info;

	memset(&info, 0, sizeof info);
	info.si_signo = sig;
	info.si_code = code;
	info.si_pid = getpid();
	info.si_uid = getuid();
	info.si_value.sival_int = value;
	return syscall(SYS_rt_sigqueueinfo, pid, sig, &info);
}

static void
test_queue(void)
{
	uint64_t set = bit(RT) | bit(RT + 1) | bit(SIGUSR1), none = 0;
	struct timespec now = { 0, 0 };
	siginfo_t info;
	int i;

	procmask(SIG_SETMASK, &set, NULL);
	for (i = 1; i <= 3; i++)
		is(queue(getpid(), RT, SI_QUEUE, i), 0, "queue a signal");
	for (i = 1; i <= 3; i++) {
		is(syscall(SYS_rt_sigtimedwait, &set, &info, &now, 8), RT,
		    "take it");
		is(info.si_value.sival_int, i, "in order, with its value");
		is(info.si_code, SI_QUEUE, "and its code");
	}
	is_errno(syscall(SYS_rt_sigtimedwait, &set, &info, &now, 8), EAGAIN,
	    "then there is none");
	queue(getpid(), RT + 1, SI_QUEUE, 0);
	queue(getpid(), RT, SI_QUEUE, 0);
	kill(getpid(), SIGUSR1);
	signal(RT, handler);
	signal(RT + 1, handler);
	signal(SIGUSR1, handler);
	is(syscall(SYS_rt_sigtimedwait, &set, NULL, &now, 8), SIGUSR1,
	    "the lowest number first");
	is(syscall(SYS_rt_sigtimedwait, &set, NULL, &now, 8), RT, "then");
	is(syscall(SYS_rt_sigtimedwait, &set, NULL, NULL, 8), RT + 1, "then");
	is(queue(getpid(), RT, SI_USER, 0), 0,
	    "to oneself any code may be sent");
	count = 0;
	procmask(SIG_SETMASK, &none, NULL);
	is(count, 1, "which comes");
	is_errno(queue(999999, RT, SI_QUEUE, 0), ESRCH, "no process");
	is_errno(queue(getpid(), 99, SI_QUEUE, 0), EINVAL, "no signal");
	is_errno(queue(1, RT, SI_USER, 0), EPERM,
	    "to another none that only the kernel may send");
	is_errno(syscall(SYS_rt_sigqueueinfo, getpid(), RT, UNMAPPED), EFAULT,
	    "a bad pointer");
	memset(&info, 0, sizeof info);
	info.si_code = SI_QUEUE;
	count = 0;
	is(syscall(SYS_rt_tgsigqueueinfo, getpid(), getpid(), RT, &info), 0,
	    "to a thread");
	is(count, 1, "which comes");
	is_errno(syscall(SYS_rt_tgsigqueueinfo, getpid(), 999999, RT, &info),
	    ESRCH, "no thread");
	is_errno(syscall(SYS_rt_tgsigqueueinfo, -1, getpid(), RT, &info),
	    EINVAL, "a negative process");
}

/*
 * A blocked signal that would be ignored by default is kept for whoever waits for
 * it, also when it comes during the wait.
 */
static void
test_wait_for_child(void)
{
	uint64_t set = bit(SIGCHLD), none = 0;
	struct timespec long_enough = { 60, 0 };
	siginfo_t info = { 0 };
	pid_t pid;

	procmask(SIG_SETMASK, &set, NULL);
	pid = fork();
	if (pid == 0) {
		usleep(20000);
		_exit(7);
	}
	is(syscall(SYS_rt_sigtimedwait, &set, &info, &long_enough, 8), SIGCHLD,
	    "SIGCHLD, which has no action, is waited for");
	is(info.si_pid, pid, "it says which child");
	is(waitpid(pid, NULL, 0), pid, "and the child has ended");
	procmask(SIG_SETMASK, &none, NULL);
}

static void
test_timedwait(void)
{
	uint64_t set = bit(SIGUSR1), none = 0;
	struct timespec bad = { 0, 1000000000 }, soon = { 0, 1000000 };
	siginfo_t info;
	pid_t pid;

	procmask(SIG_SETMASK, &set, NULL);
	is_errno(syscall(SYS_rt_sigtimedwait, &set, NULL, &soon, 8), EAGAIN,
	    "a time that passes");
	is_errno(syscall(SYS_rt_sigtimedwait, &set, NULL, &bad, 8), EINVAL,
	    "a bad time");
	is_errno(syscall(SYS_rt_sigtimedwait, &set, NULL, &soon, 4), EINVAL,
	    "a bad size");
	is_errno(syscall(SYS_rt_sigtimedwait, UNMAPPED, NULL, &soon, 8), EFAULT,
	    "a bad set");
	pid = fork();
	if (pid == 0) {
		usleep(1000);
		kill(getppid(), SIGUSR1);
		_exit(0);
	}
	is(syscall(SYS_rt_sigtimedwait, &set, &info, NULL, 8), SIGUSR1,
	    "wait for a child's signal");
	is(info.si_pid, pid, "it was the child's");
	wait_for(pid);
	procmask(SIG_SETMASK, &none, NULL);
}

/* All that were blocked come at once: which handler runs last runs first. */
static void
test_delivery(void)
{
	uint64_t set = bit(SIGUSR1) | bit(SIGUSR2) | bit(RT), none = 0;

	signal(SIGUSR1, handler);
	signal(SIGUSR2, handler);
	signal(RT, handler);
	procmask(SIG_SETMASK, &set, NULL);
	count = 0;
	kill(getpid(), RT);
	kill(getpid(), SIGUSR2);
	kill(getpid(), SIGUSR1);
	procmask(SIG_SETMASK, &none, NULL);
	is(count, 3, "three signals at once");
	ok(order[0] != order[1] && order[1] != order[2] && order[0] != order[2],
	    "each is handled");
}

static void
limit_queue(void)
{
	uint64_t set = bit(RT);
	struct rlimit limit = { 10, 10 };
	int i, sent = 0;

	if (geteuid() == 0 && syscall(SYS_setresuid, 5151, 5151, 5151) < 0)
		_exit(98);
	setrlimit(RLIMIT_SIGPENDING, &limit);
	procmask(SIG_SETMASK, &set, NULL);
	for (i = 0; i < 20; i++)
		sent += queue(getpid(), RT, SI_QUEUE, i) == 0;
	ok(sent <= 11 && sent > 0, "RLIMIT_SIGPENDING ends the queue");
	is_errno(queue(getpid(), RT, SI_QUEUE, i), EAGAIN, "with EAGAIN");
}

static void
where(int sig)
{
	(void)sig;
	handler_sp = __builtin_frame_address(0);
}

static sigjmp_buf env;

static void
overflow_handler(int sig)
{
	(void)sig;
	handler_sp = __builtin_frame_address(0);
	siglongjmp(env, 1);
}

__attribute__((noinline)) static int
recurse(int n)
{
	char frame[1024];

	frame[0] = (char)n;
	__asm__ volatile("" : : "r"(frame) : "memory");
	if (n < INT_MAX) /* far beyond any stack */
		n = recurse(n + 1);
	__asm__ volatile("" : : "r"(frame) : "memory");
	return n;
}

static stack_t *seen_in_handler;

static void
try_change(int sig)
{
	static stack_t now;
	stack_t none = { .ss_flags = SS_DISABLE };

	(void)sig;
	sigaltstack(NULL, &now);
	seen_in_handler = &now;
	count = sigaltstack(&none, NULL) == -1 ? errno : 0;
}

/* Who has no stack for a handler ends, whatever he does with SIGSEGV. */
static void
no_stack(void)
{
	void *p = mmap(NULL, 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	    0);
	stack_t ss = { .ss_sp = p, .ss_size = 65536 };
	struct sigaction act = { .sa_handler = where, .sa_flags = SA_ONSTACK };

	signal(SIGSEGV, SIG_IGN);
	sigaction(SIGUSR1, &act, NULL);
	sigaltstack(&ss, NULL);
	raise(SIGUSR1);
}

static void
test_altstack(void)
{
	static char alt[65536];
	stack_t ss = { .ss_sp = alt, .ss_size = sizeof alt }, old;
	stack_t bad = { .ss_sp = alt, .ss_size = 100 };
	struct sigaction act = { .sa_handler = where, .sa_flags = SA_ONSTACK };
	struct rlimit limit;

	ok(died_by(in_child(no_stack), SIGSEGV), "a stack that is none");
	is(sigaltstack(NULL, &old), 0, "sigaltstack");
	is(old.ss_flags, SS_DISABLE, "there is none at first");
	is(syscall(SYS_sigaltstack, &ss, &old), 0, "set one");
	is(sigaltstack(NULL, &old), 0, "ask");
	ok(old.ss_sp == alt && old.ss_size == sizeof alt && old.ss_flags == 0,
	    "it is there");
	sigaction(SIGUSR1, &act, NULL);
	kill(getpid(), SIGUSR1);
	ok((char *)handler_sp > alt && (char *)handler_sp < alt + sizeof alt,
	    "SA_ONSTACK: a handler runs on it");
	act.sa_flags = 0;
	sigaction(SIGUSR1, &act, NULL);
	kill(getpid(), SIGUSR1);
	ok(!((char *)handler_sp > alt && (char *)handler_sp < alt + sizeof alt),
	    "without it does not");
	act.sa_handler = try_change;
	act.sa_flags = SA_ONSTACK;
	sigaction(SIGUSR1, &act, NULL);
	kill(getpid(), SIGUSR1);
	is(count, EPERM, "a stack in use cannot be changed");
	is(seen_in_handler->ss_flags, SS_ONSTACK, "and says SS_ONSTACK");
	is_errno(syscall(SYS_sigaltstack, &bad, NULL), ENOMEM, "too small");
	bad.ss_size = sizeof alt;
	bad.ss_flags = 0x40;
	is_errno(syscall(SYS_sigaltstack, &bad, NULL), EINVAL, "a bad flag");
	is_errno(syscall(SYS_sigaltstack, UNMAPPED, NULL), EFAULT, "a pointer");
	/* What it is for: the handler of a stack that ran over. */
	getrlimit(RLIMIT_STACK, &limit);
	limit.rlim_cur = 1 << 20;
	setrlimit(RLIMIT_STACK, &limit);
	act.sa_handler = overflow_handler;
	sigaction(SIGSEGV, &act, NULL);
	if (sigsetjmp(env, 1) == 0) {
		recurse(0);
		ok(false, "a stack that runs over");
	} else {
		ok((char *)handler_sp > alt &&
			(char *)handler_sp < alt + sizeof alt,
		    "a stack that runs over is handled on the other one");
	}
	ss.ss_flags = SS_DISABLE;
	is(sigaltstack(&ss, NULL), 0, "SS_DISABLE");
	sigaltstack(NULL, &old);
	is(old.ss_flags, SS_DISABLE, "there is none again");
}

/* --- Opened while it is sent --- */

static int taken; /* atomic */
static bool over; /* atomic */

static void
take(int sig)
{
	(void)sig;
	__atomic_fetch_add(&taken, 1, __ATOMIC_SEQ_CST);
}

static void *
open_and_close(void *arg)
{
	uint64_t set = bit(SIGUSR1);

	while (!__atomic_load_n(&over, __ATOMIC_SEQ_CST)) {
		procmask(SIG_UNBLOCK, &set, NULL);
		procmask(SIG_BLOCK, &set, NULL);
		sched_yield();
	}
	return arg;
}

/* => returns: whether it was taken within five seconds */
static bool
send_and_wait(int seen)
{
	time_t end = time(NULL) + 5;

	kill(getpid(), SIGUSR1);
	while (__atomic_load_n(&taken, __ATOMIC_SEQ_CST) == seen) {
		if (time(NULL) > end)
			return false;
		sched_yield();
	}
	return true;
}

/* Most of the time all threads block it. */
static void
race_with_unblocking(void)
{
	uint64_t set = bit(SIGUSR1);
	pthread_t thread[3];
	int sent = 0;

	signal(SIGUSR1, take);
	procmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 3; i++)
		pthread_create(&thread[i], NULL, open_and_close, NULL);
	while (sent < 3000 && send_and_wait(sent))
		sent++;
	__atomic_store_n(&over, true, __ATOMIC_SEQ_CST);
	for (int i = 0; i < 3; i++)
		pthread_join(thread[i], NULL);
	_exit(sent == 3000 ? 0 : 1);
}

int
main(void)
{
	test_procmask();
	test_pending();
	test_suspend();
	test_queue();
	test_timedwait();
	test_wait_for_child();
	test_delivery();
	is(in_child(limit_queue), 0, "a full queue");
	is(in_child(race_with_unblocking), 0,
	    "one that all threads block is taken by who opens it");
	test_altstack();
	return done();
}
