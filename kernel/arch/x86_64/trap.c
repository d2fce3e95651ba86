/*
 * Exceptions and interrupts: decode, then hand to the layer that serves them.
 *
 * From user mode: exceptions become signals, page faults go to the address
 * space; then exit_to_user() does what waits.  From kernel mode: an interrupt
 * just returns (the kernel is not preempted); a fault is legal only at an
 * instruction of the exception table, which is where user memory is touched.
 * Anything else is a bug of the kernel's own and panics.
 */
#include "arch/trap.h"

#include "abi/signal.h"
#include "arch/cpu.h"
#include "arch/irqflags.h"
#include "arch/layout.h"
#include "arch/smp.h"
#include "arch/thread.h"
#include "arch/timer.h"
#include "arch/x86_64/apic.h"
#include "arch/x86_64/asm.h"
#include "arch/x86_64/regs.h"
#include "arch/x86_64/trap.h"
#include "lib/assert.h"
#include "lib/kasan.h"
#include "lib/string.h"

struct extable_entry {
	s32 insn, fixup; /* relative to their own addresses */
};

extern const struct extable_entry extable_start[], extable_end[];

bool (*ktest_fault_hook)(struct regs *, unsigned, u64, vaddr_t);

/* Vectors by number: name, signal, si_code (SDM 3A table 6-1; codes as
 * arch/x86/kernel/traps.c documents them to users). */
static const struct {
	const char *name;
	int signo, code;
} exceptions[32] = {
	[0] = { "divide error", SIGFPE, FPE_INTDIV },
	[1] = { "debug", SIGTRAP, TRAP_TRACE },
	[2] = { "NMI", 0, 0 },
	[3] = { "breakpoint", SIGTRAP, SI_KERNEL },
	[4] = { "overflow", SIGSEGV, SI_KERNEL },
	[5] = { "bound range", SIGSEGV, SI_KERNEL },
	[6] = { "invalid opcode", SIGILL, ILL_ILLOPN },
	[7] = { "no FPU", SIGSEGV, SI_KERNEL },
	[8] = { "double fault", 0, 0 },
	[9] = { "coprocessor overrun", SIGFPE, SI_KERNEL },
	[10] = { "invalid TSS", SIGSEGV, SI_KERNEL },
	[11] = { "segment not present", SIGBUS, SI_KERNEL },
	[12] = { "stack segment", SIGBUS, SI_KERNEL },
	[13] = { "general protection", SIGSEGV, SI_KERNEL },
	[14] = { "page fault", SIGSEGV, SEGV_MAPERR },
	[16] = { "x87 error", SIGFPE, 0 },
	[17] = { "alignment check", SIGBUS, BUS_ADRALN },
	[18] = { "machine check", 0, 0 },
	[19] = { "SIMD error", SIGFPE, 0 },
	[20] = { "virtualization", SIGSEGV, SI_KERNEL },
	[21] = { "control protection", SIGSEGV, SI_KERNEL },
};

static const char *
exception_name(unsigned vector)
{
	const char *name = vector < 32 ? exceptions[vector].name : NULL;

	return name ? name : "unknown";
}

/* Sends a faulting kernel instruction to its fixup, if it has one. */
static bool
fix_up(struct regs *r)
{
	for (const struct extable_entry *e = extable_start; e < extable_end;
	     e++)
		if ((u64)&e->insn + (u64)(s64)e->insn == r->rip) {
			r->rip = (u64)&e->fixup + (u64)(s64)e->fixup;
			return true;
		}
	return false;
}

static void
kernel_fault(struct regs *r, unsigned vector, vaddr_t addr)
{
	u64 error = r->orig_rax;

	if (ktest_fault_hook && ktest_fault_hook(r, vector, error, addr))
		return;
	if ((vector == VEC_PF || vector == VEC_GP) && fix_up(r))
		return;
	if (KASAN_ON && addr >= SHADOW_BASE && addr < SHADOW_END)
		panic_regs(r, "KASAN: access near %#lx, where nothing is",
		    shadow_to_address((u8 *)addr));
	panic_regs(r, "%s (vector %u, error %#lx, address %#lx) in the kernel",
	    exception_name(vector), vector, error, addr);
}

static void
page_fault(struct regs *r)
{
	vaddr_t addr = read_cr2();
	u64 err = r->orig_rax;
	bool user = regs_from_user(r);

	if (r->rflags & RFLAGS_IF)
		x86_sti();
	if (addr < USER_END && !(err & PF_RSVD)) {
		/* The kernel reaches user memory with AC set only. */
		bool legal = user ||
		    ((r->rflags & RFLAGS_AC) && !(err & PF_EXEC)) ||
		    (!smap_active() && !(err & PF_EXEC));

		if (legal &&
		    vm_fault_trap(r, addr, err & PF_WRITE, err & PF_EXEC, user,
			err & PF_PRESENT))
			return;
		if (user)
			return;
	} else if (user) {
		signal_trap(r, SIGSEGV, SEGV_MAPERR, addr, VEC_PF);
		return;
	}
	kernel_fault(r, VEC_PF, addr);
}

/* Which of the unmasked x87 or SIMD exceptions was it?  (SDM 1 8.1.3, 10.2.3) */
static int
fpe_code(unsigned vector)
{
	u32 status, mask;

	if (vector == 16) {
		u16 sw, cw;

		__asm__ volatile("fnstsw %0; fnstcw %1" : "=m"(sw), "=m"(cw));
		status = sw;
		mask = cw & 0x3f;
	} else {
		u32 mxcsr;

		__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
		status = mxcsr;
		mask = mxcsr >> 7 & 0x3f;
	}
	status &= ~mask;
	if (status & 1)
		return FPE_FLTINV;
	if (status & 4)
		return FPE_FLTDIV;
	if (status & 8)
		return FPE_FLTOVF;
	if (status & 0x12)
		return FPE_FLTUND;
	return status & 0x20 ? FPE_FLTRES : FPE_FLTINV;
}

static void
user_exception(struct regs *r, unsigned vector)
{
	int code = exceptions[vector].code;
	vaddr_t addr = r->rip;

	if (vector == 16 || vector == 19)
		code = fpe_code(vector);
	if (code == SI_KERNEL)
		addr = 0;
	x86_sti();
	signal_trap(r,
	    exceptions[vector].signo ? exceptions[vector].signo : SIGSEGV, code,
	    addr, vector);
}

/* => interrupt context */
static void
interrupt(struct regs *r, unsigned vector)
{
	PERCPU_WRITE(in_interrupt, true);
	watch_interrupt(r);
	switch (vector) {
	case VEC_TIMER:
		apic_eoi();
		sched_account_tick(regs_from_user(r));
		timer_interrupt();
		break;
	case VEC_RESCHED:
		apic_eoi(); /* the sender set thread->work */
		break;
	case VEC_SHOOTDOWN:
		apic_eoi();
		vm_shootdown_interrupt();
		break;
	case VEC_SPURIOUS:
		break;
	default:
		irq_dispatch(vector);
		apic_eoi();
	}
	watch_irqs_on();
	PERCPU_WRITE(in_interrupt, false);
}

void
trap_from_user(struct regs *r, unsigned vector)
{
	watch_enter();
	if (vector == VEC_PF)
		page_fault(r);
	else if (vector < VEC_IRQ_BASE)
		user_exception(r, vector);
	else
		interrupt(r, vector);
	r->orig_rax = ~0UL; /* not a system call: nothing to restart */
	exit_to_user(r);
}

void
trap_from_kernel(struct regs *r, unsigned vector)
{
	if (vector == VEC_PF)
		page_fault(r);
	else if (vector < VEC_IRQ_BASE)
		kernel_fault(r, vector, 0);
	else
		interrupt(r, vector);
	/* The entry came with interrupts off and IRET restores the flag. */
	x86_cli();
}

/* IRETQ to user space faulted: the frame it read lies above the regs of that
 * fault, at the top of the stack, where a thread's own end.
 * => returns: the thread's regs, after what such a fault in user mode does */
struct regs *
trap_bad_iret(struct regs *fault, unsigned vector)
{
	struct regs *r = arch_thread_regs(arch_current());

	if (ktest_fault_hook &&
	    ktest_fault_hook(fault, vector, fault->orig_rax, 0))
		return fault;
	memmove(r, fault, __builtin_offsetof(struct regs, rip));
	user_exception(r, vector);
	r->orig_rax = ~0UL;
	exit_to_user(r);
	return r;
}

void
trap_paranoid_c(struct regs *r, unsigned vector)
{
	if (vector == VEC_NMI) {
		panic_nmi(r); /* returns when no panic is under way */
		return;
	}
	if (ktest_fault_hook &&
	    ktest_fault_hook(r, vector, r->orig_rax, read_cr2()))
		return;
	panic_regs(r, "%s (error %#lx, CR2 %#lx)", exception_name(vector),
	    r->orig_rax, read_cr2());
}
