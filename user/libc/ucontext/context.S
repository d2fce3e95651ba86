/*
 * getcontext, setcontext, swapcontext: saving and restoring what a called function
 * has to preserve, the arguments' registers, which makecontext sets, the modes of
 * floating point, and the signal mask.
 */
#include <sys/syscall.h>

#ifdef BREENIX_GATE_INT80
#define GATE int $0x80
#else
#define GATE syscall
#endif

/* Offsets in ucontext_t; ucontext.c checks them. */
#define R8      40
#define R9      48
#define R12     72
#define R13     80
#define R14     88
#define R15     96
#define RDI     104
#define RSI     112
#define RBP     120
#define RBX     128
#define RDX     136
#define RCX     152
#define RSP     160
#define RIP     168
#define FPREGS  224
#define SIGMASK 296
#define FPSTATE 424
#define MXCSR   24

#define SIG_SETMASK 2
#define SIGSET_SIZE 8

	.macro	save
	mov	%rbx, RBX(%rdi)
	mov	%rbp, RBP(%rdi)
	mov	%r12, R12(%rdi)
	mov	%r13, R13(%rdi)
	mov	%r14, R14(%rdi)
	mov	%r15, R15(%rdi)
	mov	%rdi, RDI(%rdi)
	mov	%rsi, RSI(%rdi)
	mov	%rdx, RDX(%rdi)
	mov	%rcx, RCX(%rdi)
	mov	%r8, R8(%rdi)
	mov	%r9, R9(%rdi)
	mov	(%rsp), %rcx
	mov	%rcx, RIP(%rdi)
	lea	8(%rsp), %rcx
	mov	%rcx, RSP(%rdi)
	lea	FPSTATE(%rdi), %rcx
	mov	%rcx, FPREGS(%rdi)
	fnstenv	(%rcx)
	fldenv	(%rcx)
	stmxcsr	MXCSR(%rcx)
	.endm

	/* rt_sigprocmask(SIG_SETMASK, new, old), keeping rdi and rsi in r8 and r9 */
	.macro	exchange_mask new, old
	mov	%rdi, %r8
	mov	%rsi, %r9
	lea	\old, %rdx
	lea	\new, %rsi
	mov	$SIG_SETMASK, %edi
	mov	$SIGSET_SIZE, %r10d
	mov	$__NR_rt_sigprocmask, %eax
	GATE
	mov	%r8, %rdi
	mov	%r9, %rsi
	.endm

	.section .text.getcontext, "ax", @progbits
	.weak	getcontext
	.type	getcontext, @function
getcontext:
	.cfi_startproc
	save
	mov	%rdi, %r8
	lea	SIGMASK(%rdi), %rdx
	xor	%esi, %esi
	xor	%edi, %edi
	mov	$SIGSET_SIZE, %r10d
	mov	$__NR_rt_sigprocmask, %eax
	GATE
	xor	%eax, %eax
	ret
	.cfi_endproc
	.size	getcontext, . - getcontext

	.section .text.swapcontext, "ax", @progbits
	.weak	swapcontext
	.type	swapcontext, @function
swapcontext:
	.cfi_startproc
	save
	exchange_mask SIGMASK(%rsi), SIGMASK(%rdi)
	mov	%rsi, %rdi
	jmp	restore
	.cfi_endproc
	.size	swapcontext, . - swapcontext

	.section .text.setcontext, "ax", @progbits
	.globl	__setcontext
	.weak	setcontext
	.type	setcontext, @function
setcontext:
__setcontext:
	.cfi_startproc
	mov	%rdi, %r8
	lea	SIGMASK(%rdi), %rsi
	xor	%edx, %edx
	mov	$SIG_SETMASK, %edi
	mov	$SIGSET_SIZE, %r10d
	mov	$__NR_rt_sigprocmask, %eax
	GATE
	mov	%r8, %rdi
	jmp	restore
	.cfi_endproc
	.size	setcontext, . - setcontext

	/* Go on with the context that rdi points at. */
	.section .text.restore, "ax", @progbits
	.type	restore, @function
restore:
	.cfi_startproc
	.cfi_undefined rip
	mov	FPREGS(%rdi), %rcx
	fldenv	(%rcx)
	ldmxcsr	MXCSR(%rcx)
	mov	RBX(%rdi), %rbx
	mov	RBP(%rdi), %rbp
	mov	R12(%rdi), %r12
	mov	R13(%rdi), %r13
	mov	R14(%rdi), %r14
	mov	R15(%rdi), %r15
	mov	RSP(%rdi), %rsp
	push	RIP(%rdi)
	mov	RSI(%rdi), %rsi
	mov	RDX(%rdi), %rdx
	mov	RCX(%rdi), %rcx
	mov	R8(%rdi), %r8
	mov	R9(%rdi), %r9
	mov	RDI(%rdi), %rdi
	xor	%eax, %eax
	ret
	.cfi_endproc
	.size	restore, . - restore

	/* The function of a context has returned; r12 is what comes next. */
	.section .text.__start_context, "ax", @progbits
	.globl	__start_context
	.type	__start_context, @function
	nop
__start_context:
	.cfi_startproc
	.cfi_undefined rip
	and	$-16, %rsp
	mov	%r12, %rdi
	test	%rdi, %rdi
	jz	1f
	call	__setcontext
1:	xor	%edi, %edi
	call	exit
	hlt
	.cfi_endproc
	.size	__start_context, . - __start_context

	.section .note.GNU-stack, "", @progbits
