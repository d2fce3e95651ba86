/*
 * int clone(int (*function)(void *), void *stack, int flags, void *argument,
 *     int *parent_tid, void *tls, int *child_tid)
 *
 * The child starts on another stack, where it finds what to call. It ends when that
 * function returns.
 */
#include <sys/syscall.h>

#ifdef BREENIX_GATE_INT80
#define GATE int $0x80
#else
#define GATE syscall
#endif

#define EINVAL 22

	.section .text.clone, "ax", @progbits
	.globl	__clone
	.weak	clone
	.type	clone, @function
clone:
__clone:
	.cfi_startproc
	mov	$-EINVAL, %rax
	test	%rdi, %rdi
	jz	2f
	test	%rsi, %rsi
	jz	2f
	and	$-16, %rsi
	sub	$16, %rsi
	mov	%rcx, 8(%rsi)		/* argument */
	mov	%rdi, (%rsi)		/* function */
	mov	%edx, %edi		/* flags */
	mov	%r8, %rdx		/* parent_tid */
	mov	%r9, %r8		/* tls */
	mov	8(%rsp), %r10		/* child_tid */
	mov	$__NR_clone, %eax
	GATE
	test	%rax, %rax
	jz	1f
	js	2f
	ret
2:	mov	%rax, %rdi
	jmp	__syscall_error
1:	.cfi_undefined rip
	xor	%ebp, %ebp
	pop	%rax
	pop	%rdi
	call	*%rax
	mov	%eax, %edi
	mov	$__NR_exit, %eax
	GATE
	hlt
	.cfi_endproc
	.size	clone, . - clone

	.section .note.GNU-stack, "", @progbits
