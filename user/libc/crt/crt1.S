/*
 * Where the kernel enters a program: rsp points at argc, then argv, environment and
 * auxiliary vector (psABI 3.4.1).
 */
	.section .text._start, "ax", @progbits
	.globl	_start
	.type	_start, @function
_start:
	.cfi_startproc
	.cfi_undefined rip
	xor	%ebp, %ebp
	mov	%rsp, %rdi
	and	$-16, %rsp
	call	__libc_start
	hlt
	.cfi_endproc
	.size	_start, . - _start

/* What tells the destructors of one shared object from another's: there is one. */
	.section .data.__dso_handle, "aw", @progbits
	.globl	__dso_handle
	.hidden	__dso_handle
	.p2align 3
__dso_handle:
	.quad	0

	.section .note.GNU-stack, "", @progbits
