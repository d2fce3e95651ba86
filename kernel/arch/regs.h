/* The registers of a thread as they were when it entered the kernel. */
#ifndef ARCH_REGS_H
#define ARCH_REGS_H

#include "lib/types.h"

/* In the order in which entry.S pushes them, the last first. */
struct regs {
	u64 r15, r14, r13, r12, rbp, rbx;
	u64 r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
	u64 orig_rax; /* system call number, or the exception's error code */
	u64 rip, cs, rflags, rsp, ss;
};

static inline bool
regs_from_user(const struct regs *r)
{
	return (r->cs & 3) == 3;
}

#endif
