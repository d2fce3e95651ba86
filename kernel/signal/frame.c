/*
 * The frame that a signal handler runs on, and the way back from it.
 *
 * On the user's stack, from high to low: the FPU state (64-byte aligned), then
 * struct rt_sigframe, whose address is 8 modulo 16, as if the handler had been
 * called (psABI 3.2.2).  The handler returns to the restorer, which calls
 * rt_sigreturn with rsp just above pretcode.
 *
 * Nothing in a frame is trusted on the way back: segments are the user's own
 * whatever it says, only arithmetic flags are taken from eflags, and the FPU
 * state is made loadable.  An address to go on at that is not canonical is a
 * fault of the program's, found here already: some processors would fault in
 * the kernel, on its way out (arch/x86_64/entry.S).
 */
#include "abi/errno.h"
#include "arch/layout.h"
#include "arch/regs.h"
#include "arch/thread.h"
#include "lib/string.h"
#include "proc/process.h"
#include "signal/internal.h"
#include "vm/usercopy.h"

#define REDZONE     128 /* below rsp, the program's (psABI 3.2.2) */
#define FP_ALIGN    64
#define USER_CS_SEL 0x23
#define USER_SS_SEL 0x1b
/* CF PF AF ZF SF TF DF OF AC ID: what a program may set. */
#define FLAGS_USER 0x240dd5UL
#define FLAG_RF    0x10000UL
#define FLAG_DF    0x400UL
#define FLAG_TF    0x100UL

static bool
on_altstack(const struct thread *t, u64 sp)
{
	return sp > t->sas_sp && sp - t->sas_sp <= t->sas_size;
}

/* Has the thread a place to go on at? (SDM 1 3.3.7.1) */
static void
check_ip(const struct regs *r)
{
	if ((u64)((s64)(r->rip << 16) >> 16) != r->rip)
		signal_force(SIGSEGV, SI_KERNEL, 0);
}

/* Where the new frame starts from. */
static u64
stack_for(const struct thread *t, const struct regs *r, unsigned long sa_flags)
{
	if ((sa_flags & SA_ONSTACK) && t->sas_size &&
	    !(t->sas_flags & SS_DISABLE) && !on_altstack(t, r->rsp))
		return t->sas_sp + t->sas_size;
	return r->rsp - REDZONE;
}

static void
fill_context(struct sigcontext *sc, const struct regs *r,
    const struct thread *t)
{
	*sc = (struct sigcontext){
		.r8 = r->r8,
		.r9 = r->r9,
		.r10 = r->r10,
		.r11 = r->r11,
		.r12 = r->r12,
		.r13 = r->r13,
		.r14 = r->r14,
		.r15 = r->r15,
		.rdi = r->rdi,
		.rsi = r->rsi,
		.rbp = r->rbp,
		.rbx = r->rbx,
		.rdx = r->rdx,
		.rax = r->rax,
		.rcx = r->rcx,
		.rsp = r->rsp,
		.rip = r->rip,
		.eflags = r->rflags,
		.cs = (u16)r->cs,
		.ss = (u16)r->ss,
		.err = t->trap_error,
		.trapno = t->trap_vector,
		.oldmask = t->sigmask,
		.cr2 = t->trap_addr,
	};
}

int
frame_push(struct regs *r, const struct kernel_sigaction *act,
    const struct siginfo *info, u64 saved_mask)
{
	struct thread *t = current();
	struct rt_sigframe f;
	u64 top = stack_for(t, r, act->flags), fp, sp;
	const void *area;
	u32 magic2;

	fp = ALIGN_DOWN(top - fpu_frame_size(), FP_ALIGN);
	sp = ALIGN_DOWN(fp - sizeof(f), 16) - 8;
	if (on_altstack(t, r->rsp) && !on_altstack(t, sp) &&
	    (act->flags & SA_ONSTACK))
		return -EFAULT; /* the alternate stack is full */
	area = fpu_frame_get(&magic2);
	if (copy_to_user((void __user *)fp, area, fpu_area_size()))
		return -EFAULT;
	if (fpu_frame_size() > fpu_area_size() &&
	    put_user(magic2, (u32 __user *)(fp + fpu_area_size())))
		return -EFAULT;

	f.pretcode = act->restorer;
	f.uc = (struct ucontext){
		.uc_flags = UC_FP_XSTATE | UC_SIGCONTEXT_SS |
		    UC_STRICT_RESTORE_SS,
		.uc_stack = { (void __user *)t->sas_sp,
		    (int)(t->sas_size ? t->sas_flags & ~(u32)SS_DISABLE :
					SS_DISABLE),
		    t->sas_size },
	};
	if (on_altstack(t, r->rsp))
		f.uc.uc_stack.ss_flags |= SS_ONSTACK;
	fill_context(&f.uc.uc_mcontext, r, t);
	f.uc.uc_mcontext.fpstate = (void __user *)fp;
	f.uc.uc_sigmask = saved_mask;
	f.info = *info;
	if (copy_to_user((void __user *)sp, &f, sizeof(f)))
		return -EFAULT;
	if (t->sas_flags & SS_AUTODISARM) {
		t->sas_sp = t->sas_size = 0;
		t->sas_flags = SS_DISABLE;
	}

	fpu_reset();
	r->rdi = (u64)info->si_signo;
	r->rsi = sp + __builtin_offsetof(struct rt_sigframe, info);
	r->rdx = sp + __builtin_offsetof(struct rt_sigframe, uc);
	r->rax = 0;
	r->rsp = sp;
	r->rip = act->handler;
	check_ip(r);
	r->rflags &= ~(FLAG_DF | FLAG_RF | FLAG_TF);
	r->cs = USER_CS_SEL;
	r->ss = USER_SS_SEL;
	return 0;
}

static void
restore_context(struct regs *r, const struct sigcontext *sc)
{
	r->r8 = sc->r8, r->r9 = sc->r9, r->r10 = sc->r10, r->r11 = sc->r11;
	r->r12 = sc->r12, r->r13 = sc->r13, r->r14 = sc->r14;
	r->r15 = sc->r15, r->rdi = sc->rdi, r->rsi = sc->rsi;
	r->rbp = sc->rbp, r->rbx = sc->rbx, r->rdx = sc->rdx;
	r->rax = sc->rax, r->rcx = sc->rcx, r->rsp = sc->rsp;
	r->rip = sc->rip;
	r->rflags = (r->rflags & ~FLAGS_USER) | (sc->eflags & FLAGS_USER);
	r->cs = USER_CS_SEL;
	r->ss = USER_SS_SEL;
	r->orig_rax = ~0UL;
}

/* Loads the FPU state that a frame points at; none: the initial state. */
static int
restore_fpu(const void __user *fp)
{
	u8 *area;
	bool extended;
	size_t rest = fpu_area_size() - FPU_LEGACY_SIZE;

	if (!fp) {
		fpu_reset();
		return 0;
	}
	area = fpu_frame_put_begin();
	if (copy_from_user(area, fp, FPU_LEGACY_SIZE))
		goto bad;
	extended = fpu_frame_extended(area);
	if (extended &&
	    copy_from_user(area + FPU_LEGACY_SIZE,
		(const char __user *)fp + FPU_LEGACY_SIZE, rest))
		goto bad;
	fpu_frame_put_end(extended);
	return 0;
bad:
	fpu_reset();
	return -EFAULT;
}

static void
restore_altstack(const struct sigaltstack *ss)
{
	struct thread *t = current();

	if (ss->ss_flags & SS_ONSTACK)
		return; /* the handler ran on it: it is as it was */
	t->sas_sp = (u64)ss->ss_sp;
	t->sas_size = ss->ss_flags & SS_DISABLE ? 0 : ss->ss_size;
	t->sas_flags = (u32)ss->ss_flags & (SS_DISABLE | SS_AUTODISARM);
}

long
signal_return(struct regs *r)
{
	const struct rt_sigframe __user *uf = (const void __user *)(r->rsp -
	    sizeof(unsigned long));
	struct thread *t = current();
	struct ucontext uc;

	atomic_or(&t->work, WORK_NO_SYSRET);
	if (copy_from_user(&uc, &uf->uc, sizeof(uc)))
		goto bad;
	signal_set_mask(uc.uc_sigmask);
	restore_context(r, &uc.uc_mcontext);
	if (restore_fpu(uc.uc_mcontext.fpstate))
		goto bad;
	restore_altstack(&uc.uc_stack);
	check_ip(r);
	return (long)r->rax;
bad:
	signal_force_fatal(SIGSEGV);
	return 0;
}
