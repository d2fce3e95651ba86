/*
 * long __syscall_cp_asm(cancelled, nr, a, b, c, d, e, f): see cancel.c.
 */
#ifdef BREENIX_GATE_INT80
#define GATE int $0x80
#else
#define GATE syscall
#endif

	.text
	.globl __syscall_cp_asm
	.type __syscall_cp_asm, @function
	.globl __syscall_cp_begin, __syscall_cp_end
__syscall_cp_asm:
	mov %rdi, %r11
	mov %rsi, %rax
	mov %rdx, %rdi
	mov %rcx, %rsi
	mov %r8, %rdx
	mov %r9, %r10
	mov 8(%rsp), %r8
	mov 16(%rsp), %r9
__syscall_cp_begin:
	cmpl $0, (%r11)
	jne 1f
	GATE
__syscall_cp_end:
	ret
1:	and $-16, %rsp
	call __cancel
	.size __syscall_cp_asm, . - __syscall_cp_asm

	.section .note.GNU-stack, "", @progbits
