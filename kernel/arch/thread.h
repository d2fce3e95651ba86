/*
 * The part of a thread that the CPU defines: kernel stack, saved registers,
 * FPU state, FS and GS bases.
 */
#ifndef ARCH_THREAD_H
#define ARCH_THREAD_H

#include "arch/cpu.h"
#include "arch/regs.h"

#define KSTACK_SIZE (16 * 1024UL)

struct arch_thread {
	u64 rsp;              /* of a thread that is not running */
	u64 kstack;           /* [I] lowest byte of the kernel stack */
	u64 fs_base, gs_base; /* the user's; registers are newer when running */
	void *fpu;            /* [I] state area; NULL: a kernel thread */
	s32 fpu_cpu;          /* whose registers held it last, -1: none */
	u64 canary;           /* of the stack protector */
};

/* Gives a new thread, whose kstack is set, its first stack frame: it will run
 * fn(arg) in the kernel and, when that returns, go to user space with
 * arch_thread_regs(). */
void arch_thread_init(struct arch_thread *at, void (*fn)(void *), void *arg);

/* The user registers at the top of the kernel stack. */
static inline struct regs *
arch_thread_regs(struct arch_thread *at)
{
	return (struct regs *)(at->kstack + KSTACK_SIZE) - 1;
}

/* The stack that this code runs on, and its current thread's part. */
static inline struct arch_thread *
arch_current(void)
{
	return PERCPU_READ(arch_current);
}

/* The boot code of this CPU becomes the thread `t`. */
void arch_adopt_current(struct thread *t, struct arch_thread *at);

/* Switches this CPU from prev to next, which belongs to `thread`; returns
 * when prev runs again. => holds: interrupts off, run-queue lock */
void arch_switch(struct arch_thread *prev, struct arch_thread *next,
    struct thread *thread);

/* Implemented by the scheduler: the second half of a switch, the first thing
 * that a new thread runs. */
void thread_entry_c(void);

/* Copies the current thread's FPU state, FS and GS to a child that has an
 * FPU area (fork). */
void arch_thread_fork(struct arch_thread *child);

/* Fresh FPU state, FS and GS for the current thread, which has an FPU area
 * (execve). */
void arch_thread_exec(void);

/* User registers of a fresh program. */
void regs_init_user(struct regs *r, vaddr_t ip, vaddr_t sp);

/* FS and GS bases of the current thread. */
u64 arch_fs_base(void);
u64 arch_gs_base(void);
void arch_set_fs_base(u64 base);
void arch_set_gs_base(u64 base);

/* --- FPU state --- */

/* Bytes of a state area, which must be 64-byte aligned; and the initial state
 * to fill a new one with. */
size_t fpu_area_size(void);
void fpu_area_init(void *area);

/* The registers must hold the current thread's state before it goes to user
 * mode. => holds: interrupts off */
void fpu_load_slow(struct arch_thread *at);
static inline void
fpu_load(struct arch_thread *at)
{
	if (unlikely(PERCPU_READ(fpu_owner) != at ||
		at->fpu_cpu != (s32)cpu_id()))
		fpu_load_slow(at);
}

/* Brings the current thread's area up to date, in the layout of a signal
 * frame (fpu_frame_size() bytes, of which fpu_area_size() are the area and the
 * rest is *magic2). */
size_t fpu_frame_size(void);
const void *fpu_frame_get(u32 *magic2);

/* The way back: invalidate the registers, let the caller write bytes of a
 * frame into the area, then make them safe to load.  `extended` tells whether
 * more than the first 512 bytes came. */
#define FPU_LEGACY_SIZE 512
void *fpu_frame_put_begin(void);
void fpu_frame_put_end(bool extended);
/* Does this legacy part say that the extended part follows it? */
bool fpu_frame_extended(const void *legacy);

/* The initial state for the current thread (a signal handler's start). */
void fpu_reset(void);

/* Around code of the kernel that uses the registers, of no more than some thousand
 * instructions: it neither sleeps nor lets others run, and touches no user memory.
 * In between nobody's state is in them.  => not in interrupts */
void fpu_kernel_begin(void);
void fpu_kernel_end(void);
/* Has this machine vectors of 32 bytes: on x86-64, AVX2? */
bool fpu_has_wide_vectors(void);

#endif
