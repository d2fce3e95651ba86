/*
 * setjmp, sigsetjmp and longjmp.
 *
 * A jmp_buf has the registers that a called function preserves (psABI 3.2.1), the
 * stack pointer as it is after setjmp has returned, and the return address; behind
 * them, for sigsetjmp, the signal mask, which C code saves and restores.
 *
 * setjmp does not save the mask, sigsetjmp does if its second argument is not 0.
 */
#define RSP        48
#define RIP        56
#define MASK_SAVED 64

/* The registers, for who called the function that this is the end of. */
	.macro	save_registers_and_return
	mov	%rbx, (%rdi)
	mov	%rbp, 8(%rdi)
	mov	%r12, 16(%rdi)
	mov	%r13, 24(%rdi)
	mov	%r14, 32(%rdi)
	mov	%r15, 40(%rdi)
	lea	8(%rsp), %rdx
	mov	%rdx, RSP(%rdi)
	mov	(%rsp), %rdx
	mov	%rdx, RIP(%rdi)
	xor	%eax, %eax
	ret
	.endm

	.section .text.setjmp, "ax", @progbits
	.globl	__setjmp
	.weak	setjmp, _setjmp
	.type	setjmp, @function
setjmp:
_setjmp:
__setjmp:
	.cfi_startproc
	movq	$0, MASK_SAVED(%rdi)
	save_registers_and_return
	.cfi_endproc
	.size	setjmp, . - setjmp

	.section .text.sigsetjmp, "ax", @progbits
	.weak	sigsetjmp
	.globl	__sigsetjmp
	.type	sigsetjmp, @function
sigsetjmp:
__sigsetjmp:
	.cfi_startproc
	test	%esi, %esi
	jz	__setjmp
	push	%rdi
	.cfi_adjust_cfa_offset 8
	call	__sigsetjmp_save
	pop	%rdi
	.cfi_adjust_cfa_offset -8
	movq	$1, MASK_SAVED(%rdi)
	save_registers_and_return
	.cfi_endproc
	.size	sigsetjmp, . - sigsetjmp

	.section .text.longjmp, "ax", @progbits
	.weak	longjmp, _longjmp, siglongjmp
	.type	longjmp, @function
longjmp:
_longjmp:
siglongjmp:
	.cfi_startproc
	cmpq	$0, MASK_SAVED(%rdi)
	jz	2f
	push	%rdi
	.cfi_adjust_cfa_offset 8
	push	%rsi
	.cfi_adjust_cfa_offset 8
	sub	$8, %rsp
	.cfi_adjust_cfa_offset 8
	call	__siglongjmp_restore
	add	$8, %rsp
	.cfi_adjust_cfa_offset -8
	pop	%rsi
	.cfi_adjust_cfa_offset -8
	pop	%rdi
	.cfi_adjust_cfa_offset -8
2:	mov	%esi, %eax
	cmp	$1, %eax
	adc	$0, %eax	/* 0 becomes 1 */
	mov	(%rdi), %rbx
	mov	8(%rdi), %rbp
	mov	16(%rdi), %r12
	mov	24(%rdi), %r13
	mov	32(%rdi), %r14
	mov	40(%rdi), %r15
	mov	RSP(%rdi), %rsp
	jmp	*RIP(%rdi)
	.cfi_endproc
	.size	longjmp, . - longjmp

	.section .note.GNU-stack, "", @progbits
