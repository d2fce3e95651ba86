/*
 * The machine context that a signal handler gets: registers by index, then the
 * floating-point state the kernel saved.
 */
#ifndef _BITS_UCONTEXT_H
#define _BITS_UCONTEXT_H

#include <bits/sigset.h>
#include <bits/types.h>

#define __need_size_t
#include <stddef.h>

typedef struct {
	void *ss_sp;
	int ss_flags;
	size_t ss_size;
} stack_t;

#if __MISC_VISIBLE
#define NGREG                 23
#define __ucontext_name(name) name
#else
#define __ucontext_name(name) __##name
#endif

typedef long long greg_t;
typedef greg_t gregset_t[23];

struct _libc_fpxreg {
	unsigned short __ucontext_name(significand)[4];
	unsigned short __ucontext_name(exponent);
	unsigned short __padding[3];
};

struct _libc_xmmreg {
	__uint32_t __ucontext_name(element)[4];
};

struct _libc_fpstate {
	__uint16_t __ucontext_name(cwd);
	__uint16_t __ucontext_name(swd);
	__uint16_t __ucontext_name(ftw);
	__uint16_t __ucontext_name(fop);
	__uint64_t __ucontext_name(rip);
	__uint64_t __ucontext_name(rdp);
	__uint32_t __ucontext_name(mxcsr);
	__uint32_t __ucontext_name(mxcr_mask);
	struct _libc_fpxreg _st[8];
	struct _libc_xmmreg _xmm[16];
	__uint32_t __padding[24];
};

typedef struct _libc_fpstate *fpregset_t;

typedef struct {
	gregset_t __ucontext_name(gregs);
	fpregset_t __ucontext_name(fpregs);
	unsigned long long __reserved[8];
} mcontext_t;

typedef struct ucontext_t {
	unsigned long uc_flags;
	struct ucontext_t *uc_link;
	stack_t uc_stack;
	mcontext_t uc_mcontext;
	sigset_t uc_sigmask;
	struct _libc_fpstate __fpregs_mem;
	unsigned long long __ssp[4];
} ucontext_t;

#undef __ucontext_name

#endif
