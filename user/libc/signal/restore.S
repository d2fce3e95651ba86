/*
 * Where signal handlers return to. Unwinders recognise the frame of an interrupted
 * function by exactly these two instructions (mov $15, %rax in its long form).
 */
#include <sys/syscall.h>

	.section .text.__restore_rt, "ax", @progbits
	.globl	__restore_rt
	.type	__restore_rt, @function
	nop
__restore_rt:
	.byte	0x48, 0xc7, 0xc0
	.long	__NR_rt_sigreturn
#ifdef BREENIX_GATE_INT80
	int	$0x80
#else
	syscall
#endif
	.size	__restore_rt, . - __restore_rt

	.section .note.GNU-stack, "", @progbits
