#ifndef _SYS_USER_H
#define _SYS_USER_H

/*
 * A process as a debugger sees it.
 */
#include <bits/types.h>

struct user_fpregs_struct {
	__uint16_t cwd;
	__uint16_t swd;
	__uint16_t ftw;
	__uint16_t fop;
	__uint64_t rip;
	__uint64_t rdp;
	__uint32_t mxcsr;
	__uint32_t mxcr_mask;
	__uint32_t st_space[32];
	__uint32_t xmm_space[64];
	__uint32_t padding[24];
};

struct user_regs_struct {
	unsigned long r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8;
	unsigned long rax, rcx, rdx, rsi, rdi, orig_rax;
	unsigned long rip, cs, eflags, rsp, ss;
	unsigned long fs_base, gs_base, ds, es, fs, gs;
};

#endif
