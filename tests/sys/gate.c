// covers: getpid write
/*
 * The ways into the kernel. On x86-64 Linux `int $0x80` speaks the 32-bit ABI;
 * Breenix takes the 64-bit numbers and registers there too, so the part about
 * it runs on Breenix only. What a system call does to registers, and what wild
 * numbers and states do to the kernel, is checked everywhere.
 */
#include "tests/sys/tap.h"
#include <setjmp.h>
#include <sys/mman.h>

struct regs {
	unsigned long rax, rdi, rsi, rdx, r10, r8, r9;
	/* What must come back as it went in. */
	unsigned long rbx, rbp, r12, r13, r14, r15;
};

/* Fills all registers from *r, enters the kernel, stores them back. */
#define ENTER(name, instruction)                                               \
	__attribute__((noinline)) static void name(struct regs *r)             \
	{                                                                      \
		__asm__ volatile("push %%rbp\n\t"                              \
				 "push %%rbx\n\t"                              \
				 "push %0\n\t"                                 \
				 "mov %0, %%rbx\n\t"                           \
				 "mov 0(%%rbx), %%rax\n\t"                     \
				 "mov 8(%%rbx), %%rdi\n\t"                     \
				 "mov 16(%%rbx), %%rsi\n\t"                    \
				 "mov 24(%%rbx), %%rdx\n\t"                    \
				 "mov 32(%%rbx), %%r10\n\t"                    \
				 "mov 40(%%rbx), %%r8\n\t"                     \
				 "mov 48(%%rbx), %%r9\n\t"                     \
				 "mov 64(%%rbx), %%rbp\n\t"                    \
				 "mov 72(%%rbx), %%r12\n\t"                    \
				 "mov 80(%%rbx), %%r13\n\t"                    \
				 "mov 88(%%rbx), %%r14\n\t"                    \
				 "mov 96(%%rbx), %%r15\n\t"                    \
				 "mov 56(%%rbx), %%rbx\n\t" instruction "\n\t" \
				 "xchg %%rbx, (%%rsp)\n\t"                     \
				 "mov %%rax, 0(%%rbx)\n\t"                     \
				 "mov %%rdi, 8(%%rbx)\n\t"                     \
				 "mov %%rsi, 16(%%rbx)\n\t"                    \
				 "mov %%rdx, 24(%%rbx)\n\t"                    \
				 "mov %%r10, 32(%%rbx)\n\t"                    \
				 "mov %%r8, 40(%%rbx)\n\t"                     \
				 "mov %%r9, 48(%%rbx)\n\t"                     \
				 "mov %%rbp, 64(%%rbx)\n\t"                    \
				 "mov %%r12, 72(%%rbx)\n\t"                    \
				 "mov %%r13, 80(%%rbx)\n\t"                    \
				 "mov %%r14, 88(%%rbx)\n\t"                    \
				 "mov %%r15, 96(%%rbx)\n\t"                    \
				 "pop 56(%%rbx)\n\t"                           \
				 "pop %%rbx\n\t"                               \
				 "pop %%rbp"                                   \
				 :                                             \
				 : "a"(r)                                      \
				 : "rcx", "rdx", "rsi", "rdi", "r8", "r9",     \
				 "r10", "r11", "r12", "r13", "r14", "r15",     \
				 "memory", "cc");                              \
	}

ENTER(by_syscall, "syscall")
ENTER(by_int80, "int $0x80")

typedef void (*gate_fn)(struct regs *);

static long
call(gate_fn gate, long nr, unsigned long a, unsigned long b, unsigned long c,
    unsigned long d, unsigned long e, unsigned long f)
{
	struct regs r = { .rax = (unsigned long)nr,
		.rdi = a,
		.rsi = b,
		.rdx = c,
		.r10 = d,
		.r8 = e,
		.r9 = f };

	gate(&r);
	return (long)r.rax;
}

static void
test_registers(gate_fn gate, const char *name)
{
	struct regs in = { .rax = SYS_getpid,
		.rdi = 0x1111111111111111,
		.rsi = 0x2222222222222222,
		.rdx = 0x3333333333333333,
		.r10 = 0x4444444444444444,
		.r8 = 0x5555555555555555,
		.r9 = 0x6666666666666666,
		.rbx = 0x7777777777777777,
		.rbp = 0x8888888888888888,
		.r12 = 0x9999999999999999,
		.r13 = 0xaaaaaaaaaaaaaaaa,
		.r14 = 0xbbbbbbbbbbbbbbbb,
		.r15 = 0xcccccccccccccccc };
	struct regs out = in;

	gate(&out);
	is(out.rax, getpid(), "%s: the result is in rax", name);
	out.rax = in.rax;
	ok(memcmp(&in, &out, sizeof in) == 0,
	    "%s: all other registers are as they were", name);
	if (gate == by_syscall) {
		unsigned long rcx, flags, before;

		__asm__ volatile("pushfq; pop %0" : "=r"(before));
		__asm__ volatile("syscall"
				 : "=c"(rcx), "+a"(in.rax)
				 :
				 : "r11", "memory");
		__asm__ volatile("pushfq; pop %0" : "=r"(flags));
		is((flags ^ before) & 0x3400, 0,
		    "direction, nested task and I/O level flags stay");
	}
}

/* The same table of calls through one gate; results are Linux's. */
static void
test_calls(gate_fn gate, const char *name)
{
	char buf[64] = "";
	int p[2] = { -1, -1 };
	long fd;
	char *map;

	is(call(gate, SYS_write, 1, (unsigned long)"# through the gate\n", 19,
	       0, 0, 0),
	    19, "%s: write", name);
	is(call(gate, SYS_getppid, 0, 0, 0, 0, 0, 0), getppid(), "%s: getppid",
	    name);
	fd = call(gate, SYS_openat, (unsigned long)AT_FDCWD,
	    (unsigned long)"gatefile", O_RDWR | O_CREAT | O_TRUNC, 0600, 0, 0);
	ok(fd >= 0, "%s: openat, four arguments", name);
	is(call(gate, SYS_pwrite64, (unsigned long)fd, (unsigned long)"data", 4,
	       10, 0, 0),
	    4, "%s: pwrite64", name);
	is(call(gate, SYS_pread64, (unsigned long)fd, (unsigned long)buf, 64, 9,
	       0, 0),
	    5, "%s: pread64", name);
	ok(memcmp(buf, "\0data", 5) == 0, "%s: is right", name);
	map = (char *)call(gate, SYS_mmap, 0, 8192, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, (unsigned long)-1, 0);
	ok((unsigned long)map < 1UL << 47, "%s: mmap, six arguments", name);
	is(call(gate, SYS_munmap, (unsigned long)map, 8192, 0, 0, 0, 0), 0,
	    "%s: munmap", name);
	is(call(gate, SYS_pipe, (unsigned long)p, 0, 0, 0, 0, 0), 0, "%s: pipe",
	    name);
	is(call(gate, SYS_close, (unsigned long)p[0], 0, 0, 0, 0, 0), 0,
	    "%s: close", name);
	is(call(gate, SYS_close, (unsigned long)p[1], 0, 0, 0, 0, 0), 0,
	    "%s: close", name);
	is(call(gate, SYS_close, (unsigned long)p[1], 0, 0, 0, 0, 0), -EBADF,
	    "%s: an error is negative", name);
	is(call(gate, SYS_uname, (unsigned long)UNMAPPED, 0, 0, 0, 0, 0),
	    -EFAULT, "%s: a bad pointer", name);
	call(gate, SYS_close, (unsigned long)fd, 0, 0, 0, 0, 0);
}

/* Numbers that name no call. */
static void
test_numbers(gate_fn gate, const char *name)
{
	static const long numbers[] = { -1, -2, 400, 423, 600, 1000, 65535,
		0x7fffffff };
	size_t i;

	for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		is(call(gate, numbers[i], 0, 0, 0, 0, 0, 0), -ENOSYS,
		    "%s: number %ld", name, numbers[i]);
	is(call(gate, 1L << 32 | SYS_getpid, 0, 0, 0, 0, 0, 0), getpid(),
	    "%s: only 32 bits of it count", name);
}

static sigjmp_buf env;
static siginfo_t last;

static void
on_fault(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	last = *info;
	siglongjmp(env, 1);
}

/*
 * A syscall instruction at the very end of user space: its return address is
 * not canonical, which some processors turn into a fault inside the kernel.
 */
static void
test_last_page(void)
{
	static const unsigned char code[] = { 0x0f, 0x05 };
	char *page = mmap((void *)0x7fffffffe000, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	char *above = mmap((void *)0x7ffffffff000, 4096, PROT_READ,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	ok(above == MAP_FAILED, "the last page cannot be mapped");
	ok(page != MAP_FAILED, "the one before it can");
	if (page == MAP_FAILED)
		return;
	memcpy(page + 4094, code, sizeof code);
	mprotect(page, 4096, PROT_READ | PROT_EXEC);
	if (sigsetjmp(env, 1) == 0) {
		__asm__ volatile("jmp *%1"
				 :
				 : "a"(SYS_getpid), "r"(page + 4094)
				 : "rcx", "r11", "memory");
		ok(false, "unreachable");
	} else {
		is(last.si_signo, SIGSEGV, "a call at its end returns nowhere");
	}
	munmap(page, 4096);
}

/* Flags and segments that a program may set must not confuse the kernel. */
static void
test_odd_states(void)
{
	long result = SYS_getpid;

	__asm__ volatile("std\n\tsyscall\n\tcld"
			 : "+a"(result)
			 :
			 : "rcx", "r11", "memory");
	is(result, getpid(), "with the direction flag set");
	result = SYS_getpid;
	__asm__ volatile("pushfq\n\torl $0x40000, (%%rsp)\n\tpopfq\n\t"
			 "syscall\n\t"
			 "pushfq\n\tandl $~0x40000, (%%rsp)\n\tpopfq"
			 : "+a"(result)
			 :
			 : "rcx", "r11", "memory", "cc");
	is(result, getpid(), "with alignment checks on");
	result = SYS_getpid;
	__asm__ volatile("mov %%rsp, %%r12\n\txor %%esp, %%esp\n\t"
			 "syscall\n\tmov %%r12, %%rsp"
			 : "+a"(result)
			 :
			 : "rcx", "r11", "r12", "memory");
	is(result, getpid(), "without a stack");
	result = SYS_getpid;
	__asm__ volatile("mov %%rsp, %%r12\n\t"
			 "mov $0xffff800000000000, %%rsp\n\t"
			 "syscall\n\tmov %%r12, %%rsp"
			 : "+a"(result)
			 :
			 : "rcx", "r11", "r12", "memory");
	is(result, getpid(), "with a stack in the kernel");
	result = SYS_getpid;
	__asm__ volatile(
	    "mov $0, %%eax\n\tmov %%eax, %%gs\n\tmov $39, %%eax\n\t"
	    "syscall"
	    : "=a"(result)
	    :
	    : "rcx", "r11", "memory");
	is(result, getpid(), "with no GS");
}

int
main(void)
{
	struct sigaction act = { .sa_sigaction = on_fault,
		.sa_flags = SA_SIGINFO };
	static char alt[65536];
	stack_t ss = { .ss_sp = alt, .ss_size = sizeof alt };

	sigaltstack(&ss, NULL);
	act.sa_flags |= SA_ONSTACK;
	sigaction(SIGSEGV, &act, NULL);
	sigaction(SIGBUS, &act, NULL);
	test_registers(by_syscall, "syscall");
	test_calls(by_syscall, "syscall");
	test_numbers(by_syscall, "syscall");
	test_last_page();
	test_odd_states();
	if (on_breenix()) {
		test_registers(by_int80, "int 0x80");
		test_calls(by_int80, "int 0x80");
		test_numbers(by_int80, "int 0x80");
	} else {
		skip("int 0x80 speaks another ABI on Linux");
	}
	return done();
}
