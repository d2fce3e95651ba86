/*
 * Beginning and ending a thread: the two places where there is no stack to call on.
 */
#ifdef BREENIX_GATE_INT80
#define GATE int $0x80
#else
#define GATE syscall
#endif

#define NR_MUNMAP 11
#define NR_CLONE  56
#define NR_EXIT   60

/* long __thread_clone(flags, stack, parent_tid, child_tid, tls, fn, arg) */
	.text
	.globl __thread_clone
	.type __thread_clone, @function
__thread_clone:
	.cfi_startproc
	mov 8(%rsp), %rax
	and $-16, %rsi
	sub $16, %rsi
	mov %r9, (%rsi)
	mov %rax, 8(%rsi)
	mov %rcx, %r10
	mov $NR_CLONE, %eax
	GATE
	test %rax, %rax
	jz 1f
	ret
1:	.cfi_undefined rip
	xor %ebp, %ebp
	pop %rax
	pop %rdi
	call *%rax
	hlt
	.cfi_endproc
	.size __thread_clone, . - __thread_clone

/* void __thread_unmap_and_exit(map, size) */
	.globl __thread_unmap_and_exit
	.type __thread_unmap_and_exit, @function
__thread_unmap_and_exit:
	mov $NR_MUNMAP, %eax
	GATE
	xor %edi, %edi
	mov $NR_EXIT, %eax
	GATE
	hlt
	.size __thread_unmap_and_exit, . - __thread_unmap_and_exit

	.section .note.GNU-stack, "", @progbits
