/*
 * vfork: the child runs on its parent's stack until it executes a program or exits.
 * The return address must not lie there meanwhile, for the child will overwrite it.
 */
#include <sys/syscall.h>

	.section .text.vfork, "ax", @progbits
	.weak	vfork
	.type	vfork, @function
vfork:
	.cfi_startproc
	pop	%rdx
	.cfi_adjust_cfa_offset -8
	.cfi_register rip, rdx
	mov	$__NR_vfork, %eax
#ifdef BREENIX_GATE_INT80
	int	$0x80
#else
	syscall
#endif
	push	%rdx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rip, 0
	cmp	$-4095, %rax
	jae	1f
	ret
1:	mov	%rax, %rdi
	jmp	__syscall_error
	.cfi_endproc
	.size	vfork, . - vfork

	.section .note.GNU-stack, "", @progbits
