/*
 * Threads as the CPU sees them: kernel stack, saved registers, FS and GS.
 *
 * A thread that does not run has its callee-saved registers on its kernel
 * stack and the stack pointer in arch_thread.rsp.  FPU state: fpu.c.
 */
#include "arch/thread.h"

#include "arch/irqflags.h"
#include "arch/x86_64/cpufeat.h"
#include "arch/x86_64/fpu.h"
#include "arch/x86_64/regs.h"

void context_switch(u64 *save_rsp, u64 load_rsp);
void thread_entry(void);

/* What context_switch() pops, then the address it returns to. */
struct switch_frame {
	u64 r15, r14, r13, r12, rbx, rbp, rip;
};

static void
set_stack(struct cpu *cpu, struct arch_thread *at)
{
	cpu->arch_current = at;
	cpu->kstack_top = at->kstack + KSTACK_SIZE;
	cpu->tss.rsp[0] = cpu->kstack_top;
}

void
arch_thread_init(struct arch_thread *at, void (*fn)(void *), void *arg)
{
	struct switch_frame *f;

	f = (struct switch_frame *)arch_thread_regs(at) - 1;
	*f = (struct switch_frame){
		.rbx = (u64)fn, .r12 = (u64)arg, .rip = (u64)thread_entry
	};
	at->rsp = (u64)f;
	at->canary = rdtsc() * 0x9e3779b97f4a7c15UL;
	at->fpu_cpu = -1;
}

void
arch_adopt_current(struct thread *t, struct arch_thread *at)
{
	struct cpu *cpu = this_cpu();

	at->fpu_cpu = -1;
	at->canary = cpu->canary;
	set_stack(cpu, at);
	cpu->current = t;
}

/* While a thread runs, its FS base is in the register and its GS base in
 * MSR_KERNEL_GS_BASE, where SWAPGS put it. */
static void
save_bases(struct arch_thread *at)
{
	if (!cpu_features.fsgsbase)
		return; /* only arch_set_*_base() changes them */
	__asm__ volatile("rdfsbase %0" : "=r"(at->fs_base));
	at->gs_base = rdmsr(MSR_KERNEL_GS_BASE);
}

static void
load_bases(const struct arch_thread *at)
{
	if (cpu_features.fsgsbase)
		__asm__ volatile("wrfsbase %0" : : "r"(at->fs_base));
	else
		wrmsr(MSR_FS_BASE, at->fs_base);
	wrmsr(MSR_KERNEL_GS_BASE, at->gs_base);
}

void
arch_switch(struct arch_thread *prev, struct arch_thread *next,
    struct thread *thread)
{
	struct cpu *cpu = this_cpu();

	if (prev->fpu) {
		fpu_leave(prev);
		save_bases(prev);
	}
	if (next->fpu)
		load_bases(next);
	set_stack(cpu, next);
	cpu->current = thread;
	prev->canary = cpu->canary;
	cpu->canary = next->canary;
	context_switch(&prev->rsp, next->rsp);
}

void
arch_thread_fork(struct arch_thread *child)
{
	struct arch_thread *at = arch_current();
	irqflags_t flags = irq_save();

	fpu_copy(child->fpu, at);
	save_bases(at);
	irq_restore(flags);
	child->fs_base = at->fs_base;
	child->gs_base = at->gs_base;
}

void
arch_thread_exec(void)
{
	fpu_reset();
	arch_set_fs_base(0);
	arch_set_gs_base(0);
}

void
regs_init_user(struct regs *r, vaddr_t ip, vaddr_t sp)
{
	*r = (struct regs){
		.rip = ip,
		.cs = USER_CS,
		.rflags = RFLAGS_IF_BIT | RFLAGS_FIXED,
		.rsp = sp,
		.ss = USER_DS,
		.orig_rax = ~0UL,
	};
}

u64
arch_fs_base(void)
{
	save_bases(arch_current());
	return arch_current()->fs_base;
}

u64
arch_gs_base(void)
{
	save_bases(arch_current());
	return arch_current()->gs_base;
}

void
arch_set_fs_base(u64 base)
{
	arch_current()->fs_base = base;
	wrmsr(MSR_FS_BASE, base);
}

void
arch_set_gs_base(u64 base)
{
	arch_current()->gs_base = base;
	wrmsr(MSR_KERNEL_GS_BASE, base);
}
