// covers: rt_sigaction rt_sigreturn
/*
 * What the processor refuses a program becomes a signal that tells all about
 * it, after which the program may go on.
 */
#include "tests/sys/tap.h"
#include <setjmp.h>
#include <sys/resource.h>
#include <ucontext.h>

#define PAGE 4096UL

static sigjmp_buf env;
static siginfo_t last;
static greg_t last_trap, last_error;

static void
on_fault(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	last = *info;
	last_trap = uc->uc_mcontext.gregs[REG_TRAPNO];
	last_error = uc->uc_mcontext.gregs[REG_ERR];
	siglongjmp(env, 1);
}

/* Runs one statement and checks the signal that it causes. */
#define causes(statement, signo, code, what)                                   \
	do {                                                                   \
		memset(&last, 0, sizeof last);                                 \
		if (sigsetjmp(env, 1) == 0) {                                  \
			statement;                                             \
			ok(false, what);                                       \
		} else {                                                       \
			ok(last.si_signo == (signo) && last.si_code == (code), \
			    what);                                             \
			if (last.si_signo != (signo) ||                        \
			    last.si_code != (code))                            \
				diag("signal %d code %d", last.si_signo,       \
				    last.si_code);                             \
		}                                                              \
	} while (0)

static void
test_memory(void)
{
	volatile char *none = UNMAPPED;
	volatile char *kernel = KERNEL_ADDR;
	volatile char *bad = NONCANON;
	volatile char *text = (char *)(uintptr_t)test_memory;

	causes((void)*none, SIGSEGV, SEGV_MAPERR, "read of unmapped memory");
	ok(last.si_addr == UNMAPPED, "tells the address");
	is(last_trap, 14, "and the trap");
	is(last_error & 7, 4, "by a user, not there, reading");
	causes(*none = 1, SIGSEGV, SEGV_MAPERR, "write to it");
	is(last_error & 7, 6, "by a user, not there, writing");
	causes(*text = 1, SIGSEGV, SEGV_ACCERR, "write to the program");
	ok(last.si_addr == text, "tells the address");
	causes((void)*kernel, SIGSEGV, SEGV_MAPERR, "read of kernel memory");
	causes(*kernel = 1, SIGSEGV, SEGV_MAPERR, "write to it");
	causes((void)*bad, SIGSEGV, SI_KERNEL, "no canonical address");
	is(last_trap, 13, "is a general protection fault");
}

static void
jump(unsigned long to)
{
	__asm__ volatile("call *%0"
			 :
			 : "r"(to)
			 : "memory", "rax", "rcx", "rdx", "rsi", "rdi", "r8",
			 "r9", "r10", "r11");
}

static void
test_jumps(void)
{
	static char data[16];
	char stack[16];

	causes(jump((unsigned long)data), SIGSEGV, SEGV_ACCERR, "run data");
	causes(jump((unsigned long)stack), SIGSEGV, SEGV_ACCERR,
	    "run the stack");
	causes(jump((unsigned long)KERNEL_ADDR), SIGSEGV, SEGV_MAPERR,
	    "jump into the kernel");
	causes(jump(0), SIGSEGV, SEGV_MAPERR, "jump to nothing");
	causes(jump((unsigned long)NONCANON), SIGSEGV, SI_KERNEL,
	    "jump to no canonical address");
}

static void
test_instructions(void)
{
	volatile int zero = 0;
	volatile int sink;

	(void)sink;
	causes(sink = 100 / zero, SIGFPE, FPE_INTDIV, "division by zero");
	causes(__asm__ volatile("ud2"), SIGILL, ILL_ILLOPN, "ud2");
	causes(__asm__ volatile("hlt"), SIGSEGV, SI_KERNEL, "hlt");
	causes(__asm__ volatile("cli"), SIGSEGV, SI_KERNEL, "cli");
	causes(__asm__ volatile("mov %%cr0, %%rax"
				:
				:
				: "rax"),
	    SIGSEGV, SI_KERNEL, "reading a control register");
	causes(__asm__ volatile("mov %0, %%cr3"
				:
				: "r"(0UL)),
	    SIGSEGV, SI_KERNEL, "writing one");
	causes(__asm__ volatile("rdmsr"
				:
				: "c"(0xc0000080)
				: "rax", "rdx"),
	    SIGSEGV, SI_KERNEL, "rdmsr");
	causes(__asm__ volatile("inb $0x60, %%al"
				:
				:
				: "rax"),
	    SIGSEGV, SI_KERNEL, "a port");
	causes(__asm__ volatile("lgdt (%0)"
				:
				: "r"(&zero)),
	    SIGSEGV, SI_KERNEL, "lgdt");
	causes(__asm__ volatile("swapgs"), SIGSEGV, SI_KERNEL, "swapgs");
	causes(__asm__ volatile("int $0x20"), SIGSEGV, SI_KERNEL,
	    "an interrupt that is not for programs");
	causes(__asm__ volatile("mov %0, %%ds"
				:
				: "r"(0x1234)),
	    SIGSEGV, SI_KERNEL, "a segment that is none");
	causes(__asm__ volatile("int3"), SIGTRAP, SI_KERNEL, "int3");
}

static volatile sig_atomic_t steps;

static void
on_step(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	steps++;
	last = *info;
	if (steps == 3)
		uc->uc_mcontext.gregs[REG_EFL] &= ~0x100L;
}

static void
test_single_step(void)
{
	struct sigaction act = { .sa_sigaction = on_step,
		.sa_flags = SA_SIGINFO };
	struct sigaction old;

	sigaction(SIGTRAP, &act, &old);
	__asm__ volatile("pushfq; orl $0x100, (%%rsp); popfq\n\t"
			 "nop; nop; nop; nop"
			 :
			 :
			 : "memory", "cc");
	is(steps, 3, "the trap flag stops after each instruction");
	is(last.si_code, TRAP_TRACE, "as TRAP_TRACE");
	sigaction(SIGTRAP, &old, NULL);
}

/* A handler that repairs what was wrong: the instruction runs again. */
static char *page;

static void
repair(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	mprotect(page, PAGE, PROT_READ | PROT_WRITE);
	steps++;
}

static void
test_repair(void)
{
	struct sigaction act = { .sa_sigaction = repair,
		.sa_flags = SA_SIGINFO };
	struct sigaction old;

	page = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	steps = 0;
	sigaction(SIGSEGV, &act, &old);
	*(volatile char *)page = 42;
	is(steps, 1, "a handler that makes the page writable runs once");
	is(page[0], 42, "and the write is done");
	sigaction(SIGSEGV, &old, NULL);
	munmap(page, PAGE);
}

static void
die(void)
{
	signal(SIGSEGV, SIG_DFL);
	*(volatile char *)UNMAPPED = 1;
}

static void
die_blocked(void)
{
	sigset_t set;

	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	*(volatile char *)UNMAPPED = 1;
}

static void
die_ignored(void)
{
	signal(SIGSEGV, SIG_IGN);
	*(volatile char *)UNMAPPED = 1;
}

static void
test_default(void)
{
	ok(died_by(in_child(die), SIGSEGV), "without a handler one dies");
	ok(died_by(in_child(die_blocked), SIGSEGV), "with it blocked too");
	ok(died_by(in_child(die_ignored), SIGSEGV), "with it ignored too");
}

/* The stack grows by being used, as far as its limit. */
__attribute__((noinline)) static int
deep(int n)
{
	char frame[4096];
	int below;

	frame[0] = (char)n;
	__asm__ volatile("" : : "r"(frame) : "memory");
	below = n == 0 ? 0 : deep(n - 1);
	__asm__ volatile("" : : "r"(frame) : "memory");
	return below + frame[0] - (char)n;
}

static void
overflow(void)
{
	struct rlimit small = { 1 << 20, RLIM_INFINITY };

	signal(SIGSEGV, SIG_DFL);
	getrlimit(RLIMIT_STACK, &small);
	small.rlim_cur = 1 << 20;
	setrlimit(RLIMIT_STACK, &small);
	deep(10000);
}

static void
test_stack(void)
{
	is(deep(1000), 0, "four megabytes of stack");
	ok(died_by(in_child(overflow), SIGSEGV),
	    "beyond its limit there is SIGSEGV");
}

int
main(void)
{
	struct sigaction act = { .sa_sigaction = on_fault,
		.sa_flags = SA_SIGINFO };

	sigaction(SIGSEGV, &act, NULL);
	sigaction(SIGBUS, &act, NULL);
	sigaction(SIGFPE, &act, NULL);
	sigaction(SIGILL, &act, NULL);
	sigaction(SIGTRAP, &act, NULL);
	test_memory();
	test_jumps();
	test_instructions();
	test_single_step();
	test_repair();
	test_default();
	test_stack();
	return done();
}
