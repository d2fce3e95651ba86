/*
 * Signals, non-local jumps and contexts.
 */
#include "tests/sys/tap.h"

#include <setjmp.h>
#include <sys/time.h>
#include <ucontext.h>

static volatile int ncaught, value;

static void catch (int sig)
{
	ncaught = ncaught * 100 + sig;
}

static void
catch_info(int sig, siginfo_t *info, void *context)
{
	ucontext_t *u = context;

	ncaught = sig;
	value = info->si_value.sival_int;
	if (u->uc_mcontext.gregs[REG_RIP] == 0)
		value = -1;
}

static void
test_sets(void)
{
	sigset_t a, b, c;

	sigemptyset(&a);
	sigaddset(&a, SIGINT);
	sigaddset(&a, SIGRTMAX);
	ok(sigismember(&a, SIGINT) && sigismember(&a, SIGRTMAX) &&
		!sigismember(&a, SIGTERM),
	    "sets");
	is_errno(sigaddset(&a, 0), EINVAL, "no such signal");
	is_errno(sigismember(&a, 65), EINVAL, "too large a signal");
	sigfillset(&b);
	ok(sigismember(&b, SIGTERM), "sigfillset");
	sigandset(&c, &a, &b);
	ok(sigismember(&c, SIGINT) && !sigismember(&c, SIGTERM), "sigandset");
	sigdelset(&a, SIGINT);
	sigdelset(&a, SIGRTMAX);
	ok(sigisemptyset(&a), "sigisemptyset");
	ok(SIGRTMIN > 31 && SIGRTMAX == 64, "real-time signals");
}

static void
test_actions(void)
{
	struct sigaction action = { .sa_sigaction = catch_info,
		.sa_flags = SA_SIGINFO | SA_RESTART };
	struct sigaction old;

	ok(signal(SIGUSR1, catch) == SIG_DFL, "signal");
	raise(SIGUSR1);
	is(ncaught, SIGUSR1, "raise");
	works(sigaction(SIGUSR1, NULL, &old), "sigaction asks");
	ok(old.sa_handler == catch && old.sa_flags & SA_RESTART,
	    "signal restarts calls");
	works(sigaction(SIGRTMIN, &action, NULL), "sigaction");
	works(sigqueue(getpid(), SIGRTMIN, (union sigval){ 77 }), "sigqueue");
	ok(ncaught == SIGRTMIN && value == 77, "with a value");
	is_errno(sigaction(SIGKILL, &action, NULL), EINVAL, "not SIGKILL");
	ok(signal(SIGUSR1, SIG_IGN) == catch, "the handler of before");
	ncaught = 0;
	raise(SIGUSR1);
	is(ncaught, 0, "ignored");
}

static void
test_masks(void)
{
	struct timespec soon = { 0, 1000000 };
	sigset_t set, old, pending;
	siginfo_t info;
	int sig;

	signal(SIGUSR1, catch);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);
	ncaught = 0;
	raise(SIGUSR1);
	sigpending(&pending);
	ok(ncaught == 0 && sigismember(&pending, SIGUSR1), "blocked: pending");
	is_errno(sigsuspend(&old), EINTR, "sigsuspend lets it in");
	is(ncaught, SIGUSR1, "it came");
	raise(SIGUSR1);
	ok(sigwait(&set, &sig) == 0 && sig == SIGUSR1, "sigwait takes it");
	is_errno(sigtimedwait(&set, &info, &soon), EAGAIN, "no more of it");
	raise(SIGUSR1);
	ok(sigwaitinfo(&set, &info) == SIGUSR1 && info.si_pid == getpid(),
	    "sigwaitinfo");
	sigprocmask(SIG_SETMASK, &old, NULL);
	is_errno(sigprocmask(99, &set, NULL), EINVAL, "no such way");
}

static char alternate[65536];

static void
on_alternate(int sig)
{
	char here;

	value = &here > alternate && &here < alternate + sizeof alternate;
	ncaught = sig;
}

static void
test_stack(void)
{
	struct sigaction action = { .sa_handler = on_alternate,
		.sa_flags = SA_ONSTACK };
	stack_t stack = { .ss_sp = alternate, .ss_size = sizeof alternate };

	works(sigaltstack(&stack, NULL), "sigaltstack");
	sigaction(SIGUSR2, &action, NULL);
	raise(SIGUSR2);
	ok(value == 1 && ncaught == SIGUSR2, "the handler is on it");
}

static jmp_buf env;
static sigjmp_buf sigenv;

__attribute__((noinline)) static void
jump(int n)
{
	longjmp(env, n);
}

static void
jump_from_handler(int sig)
{
	siglongjmp(sigenv, sig);
}

static void
test_jumps(void)
{
	volatile int count = 0;
	int n = setjmp(env);
	sigset_t now;

	if (n < 3) {
		count++;
		jump(n + 1);
	}
	ok(n == 3 && count == 3, "longjmp returns to setjmp");
	n = setjmp(env);
	if (n == 0)
		jump(0);
	is(n, 1, "longjmp of 0 gives 1");
	signal(SIGUSR1, jump_from_handler);
	for (volatile int i = 0; i < 3; i++)
		if (sigsetjmp(sigenv, 1) == 0) {
			raise(SIGUSR1);
			ok(false, "the handler returned");
		}
	sigprocmask(SIG_BLOCK, NULL, &now);
	ok(!sigismember(&now, SIGUSR1), "siglongjmp restores the mask");
	if (sigsetjmp(sigenv, 0) == 0)
		raise(SIGUSR1);
	sigprocmask(SIG_BLOCK, NULL, &now);
	ok(sigismember(&now, SIGUSR1), "unless it was not saved");
	sigemptyset(&now);
	sigprocmask(SIG_SETMASK, &now, NULL);
}

static ucontext_t here, there;
static char trace[32];

static void
coroutine(int a, int b, int c, int d, int e, int f, int g, int h)
{
	trace[strlen(trace)] = (char)('0' + a + b + c + d + e + f + g + h);
	swapcontext(&there, &here);
	strcat(trace, "b");
}

static void
test_contexts(void)
{
	static char stack[65536];
	volatile int nreturns = 0;

	getcontext(&there);
	if (nreturns++ == 0)
		setcontext(&there);
	is(nreturns, 2, "setcontext returns to getcontext");
	there.uc_stack.ss_sp = stack;
	there.uc_stack.ss_size = sizeof stack;
	there.uc_link = &here;
	makecontext(&there, (void (*)(void))coroutine, 8, 1, 1, 1, 1, 1, 1, 1,
	    2);
	swapcontext(&here, &there);
	strcat(trace, "a");
	swapcontext(&here, &there);
	strcat(trace, "c");
	ok(strcmp(trace, "9abc") == 0, "a coroutine: %s", trace);
}

static void
test_timers(void)
{
	struct itimerval timer = { .it_value = { 0, 10000 } };

	signal(SIGALRM, catch);
	ncaught = 0;
	works(setitimer(ITIMER_REAL, &timer, NULL), "setitimer");
	is_errno(pause(), EINTR, "pause");
	is(ncaught, SIGALRM, "the alarm");
	alarm(100);
	is(alarm(0), 100, "alarm gives the seconds left");
}

int
main(void)
{
	test_sets();
	test_actions();
	test_masks();
	test_stack();
	test_jumps();
	test_contexts();
	test_timers();
	return done();
}
