/*
 * From traps and system calls up to the layers that serve them.
 *
 * The port decodes what the CPU reports; these functions, implemented above
 * arch, decide.
 */
#ifndef ARCH_TRAP_H
#define ARCH_TRAP_H

#include "arch/regs.h"
#include "lib/compiler.h"
#include "lib/types.h"

/* A page fault at a user address, from user or kernel mode.  Interrupts are
 * on.  => returns: true when resolved; false in kernel mode makes the user copy
 * fail; in user mode a signal has been raised */
bool vm_fault_trap(struct regs *r, vaddr_t addr, bool write, bool exec,
    bool user, bool protection);

/* Another exception of user code: raises the signal. */
void signal_trap(struct regs *r, int signo, int code, vaddr_t addr,
    unsigned vector);

/* One system call; see syscall/dispatch.c. => returns: leave by SYSRET? with
 * interrupts off and the thread's work done */
bool syscall_entry(struct regs *r);

/* Does the work that waits (thread->work) before the thread goes back to user
 * mode.  => returns with interrupts off */
void exit_to_user(struct regs *r);

/* The timer and kick interrupts have been served: time to account. */
void sched_account_tick(bool user);

/* Panic with the registers at fault; an NMI, which only a panicking CPU sends
 * (returns when none panics): debug/panic.c. */
__noreturn __cold __printf(2, 3) void panic_regs(const struct regs *r,
    const char *fmt, ...);
void panic_nmi(const struct regs *r);

/* Self-tests in the kernel: a fault that a test expects at this address ends
 * up at its fixup rather than in a panic. See debug/ktest.h. */
extern bool (*ktest_fault_hook)(struct regs *r, unsigned vector, u64 error,
    vaddr_t addr);

#endif
