/*
 * Every way into the kernel and back out: SYSCALL, int 0x80, exceptions and
 * interrupts.
 *
 * Each entry builds a struct regs (arch/regs.h) on the current thread's kernel
 * stack and calls C with a pointer to it.
 *
 * GS: user GS base while in ring 3, this CPU's struct cpu in ring 0.  The
 * ordinary entries know by the saved CS which one is active.  NMI, #DF and #MC
 * can strike between a ring crossing and its SWAPGS, so they ask neither: they
 * save the GS base as it is and load the right one, which lies at the top of
 * their interrupt stack (they never nest: IRET from one re-arms it).
 *
 * SYSRET is taken only when the thread goes back to exactly where SYSCALL was,
 * at a canonical user address: SYSRET to a non-canonical RCX would fault in
 * ring 0 on the user's stack (CVE-2012-0217).  All else leaves by IRETQ.
 *
 * IRETQ can fault in ring 0 too, with the user's GS active already: on a
 * non-canonical rip (Intel; AMD's faults in ring 3) or a bad selector.  So a
 * fault at iret_user is told by its address, and becomes one of the thread's
 * (trap_bad_iret()).
 *
 * The flag AC is the user's, and would turn SMAP off: SYSCALL clears it, all
 * other entries do so themselves.  The saved flags bring it back on the way out,
 * to a user copy that took a fault too.
 */
#include "arch/layout.h"
#include "arch/x86_64/percpu.h"
#include "arch/x86_64/boot_cpu.h"
#include "arch/x86_64/cpufeat.h"
#include "arch/x86_64/regs.h"

	.text
	.code64

/* Pushes rsi .. r15; rdi lies on the stack already.  Clears what user code
 * could steer speculation or a bug with. */
.macro PUSH_REST
	pushq %rsi
	pushq %rdx
	pushq %rcx
	pushq %rax
	pushq %r8
	pushq %r9
	pushq %r10
	pushq %r11
	pushq %rbx
	pushq %rbp
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
.endm

/* Nothing of the user's flags matters to C. */
.macro CLEAN_FLAGS
	cld
	testb $1, cpu_features + CPU_FEATURES_SMAP(%rip)
	jz .Lno_smap\@
	clac
.Lno_smap\@:
.endm

.macro POP_REGS
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbp
	popq %rbx
	popq %r11
	popq %r10
	popq %r9
	popq %r8
	popq %rax
	popq %rcx
	popq %rdx
	popq %rsi
	popq %rdi
.endm

/* 32-bit kernel entry lands here from boot.S: rdi = start_info, rsi = virtual
 * minus physical address of the image. */
	.globl kernel_entry
kernel_entry:
	leaq boot_cpu(%rip), %rax
	movq %rax, CPU_SELF(%rax)
	movl $MSR_GS_BASE, %ecx
	movq %rax, %rdx
	shrq $32, %rdx
	wrmsr
	leaq boot_stack(%rip), %rsp
	addq $BOOT_STACK_SIZE, %rsp
	xorl %ebp, %ebp
	call arch_boot			/* -> rax: top of the idle stack */
	movq %rax, %rsp
	pushq $0
	call kernel_main
	ud2

/* --- System calls -------------------------------------------------------- */

	.balign 16
	.globl entry_syscall
entry_syscall:
	swapgs
	movq %rsp, %gs:CPU_USER_RSP
	movq %gs:CPU_KSTACK_TOP, %rsp
	pushq $USER_DS
	pushq %gs:CPU_USER_RSP
	pushq %r11
	pushq $USER_CS
	pushq %rcx
	pushq %rax
	pushq %rdi
	PUSH_REST
	sti
	xorl %ebp, %ebp
	movq %rsp, %rdi
	call syscall_entry
	testb %al, %al			/* al: leave by SYSRET? */
	jz return_to_user
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbp
	popq %rbx
	addq $8, %rsp			/* r11: rflags, below */
	popq %r10
	popq %r9
	popq %r8
	popq %rax
	addq $8, %rsp			/* rcx: rip, below */
	popq %rdx
	popq %rsi
	popq %rdi
	movq 8(%rsp), %rcx
	movq 24(%rsp), %r11
	movq 32(%rsp), %rsp
	swapgs
	sysretq

	.balign 16
entry_int80:
	swapgs
	pushq %rax
	pushq %rdi
	PUSH_REST
	CLEAN_FLAGS
	sti
	xorl %ebp, %ebp
	movq %rsp, %rdi
	call syscall_entry
	/* fall through: the interrupt gate goes back by IRETQ */

/* Interrupts are off; regs at rsp; the work before user mode is done. */
	.globl return_to_user
return_to_user:
	POP_REGS
	addq $8, %rsp
	swapgs
	.globl iret_user
iret_user:
	iretq

/* --- Exceptions and interrupts ------------------------------------------- */

	.balign 16
trap_common:				/* edi: vector; rdi pushed */
	PUSH_REST
	CLEAN_FLAGS
	movl %edi, %esi
	movq %rsp, %rdi
	testb $3, 17 * 8(%rsp)		/* regs.cs */
	jz 1f
	swapgs
	xorl %ebp, %ebp
	call trap_from_user
	jmp return_to_user
1:	leaq iret_user(%rip), %rax
	cmpq %rax, 16 * 8(%rsp)		/* regs.rip */
	je 2f
	call trap_from_kernel
return_to_kernel:
	POP_REGS
	addq $8, %rsp
	iretq
2:	swapgs
	xorl %ebp, %ebp
	call trap_bad_iret		/* -> rax: the thread's own regs */
	movq %rax, %rsp
	testb $3, 17 * 8(%rsp)
	jz return_to_kernel		/* a test's */
	jmp return_to_user

/* NMI, #DF, #MC: on a stack of their own, GS unknown. */
	.balign 16
trap_paranoid:
	PUSH_REST
	CLEAN_FLAGS
	movl %edi, %esi
	movl $MSR_GS_BASE, %ecx
	rdmsr
	shlq $32, %rdx
	orq %rax, %rdx
	movq %rdx, %rbx			/* the GS base found */
	leaq 21 * 8(%rsp), %rax		/* above regs: this CPU */
	movq (%rax), %rax
	movq %rax, %rdx
	shrq $32, %rdx
	wrmsr
	movq %rsp, %rdi
	call trap_paranoid_c
	movl $MSR_GS_BASE, %ecx
	movl %ebx, %eax
	movq %rbx, %rdx
	shrq $32, %rdx
	wrmsr
	POP_REGS
	addq $8, %rsp
	iretq

.macro STUB vector, has_error, target
	.balign 16
	.if !\has_error
	pushq $0
	.endif
	pushq %rdi
	movl $\vector, %edi
	jmp \target
.endm

/* One stub of 16 bytes a vector; idt.c computes their addresses. */
	.balign 16
	.globl trap_stubs
trap_stubs:
.set vector, 0
.rept 256
	.if vector == VEC_NMI || vector == VEC_MC
	STUB vector, 0, trap_paranoid
	.elseif vector == VEC_DF
	STUB vector, 1, trap_paranoid
	.elseif vector == 10 || vector == 11 || vector == 12 || vector == 13 || vector == 14 || vector == 17 || vector == 21 || vector == 29 || vector == 30
	STUB vector, 1, trap_common
	.elseif vector == VEC_SYSCALL
	.balign 16
	jmp entry_int80
	.else
	STUB vector, 0, trap_common
	.endif
	.set vector, vector + 1
.endr
	.balign 16
trap_stubs_end:

/* --- Threads --------------------------------------------------------------- */

/*
 * void context_switch(u64 *save_rsp, u64 load_rsp)
 *
 * Saves what the C ABI wants kept on this stack, goes on on the other.
 */
	.balign 16
	.globl context_switch
context_switch:
	pushq %rbp
	pushq %rbx
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	movq %rsp, (%rdi)
	movq %rsi, %rsp
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	ret

/* First code of a new thread: rbx = function, r12 = argument.  A thread of
 * user space returns from its function and goes to ring 3 with the regs that
 * lie at the top of its stack. */
	.globl thread_entry
thread_entry:
	call thread_entry_c		/* finishes the switch */
	movq %r12, %rdi
	call *%rbx
	movq %rsp, %rdi
	call exit_to_user
	jmp return_to_user

/* --- User copies ------------------------------------------------------------
 *
 * size_t user_copy(void *dst, const void *src, size_t n): returns the bytes
 * NOT copied.  Either side may be user memory; the caller did the range check
 * and STAC.  A fault inside resumes at the fixup of the exception table.
 */
.macro EXTABLE insn, fixup
	.pushsection .extable, "a"
	.balign 4
	.long \insn - .
	.long \fixup - .
	.popsection
.endm

	.balign 16
	.globl user_copy
user_copy:
	movq %rdx, %rcx
	shrq $3, %rcx
1:	rep movsq
	movl %edx, %ecx
	andl $7, %ecx
	jz 4f
	testb $4, %cl
	jz 3f
2:	movl (%rsi), %eax
5:	movl %eax, (%rdi)
	addq $4, %rsi
	addq $4, %rdi
	subl $4, %ecx
	jz 4f
3:	movb (%rsi), %al
6:	movb %al, (%rdi)
	incq %rsi
	incq %rdi
	decq %rcx
	jnz 3b
4:	xorl %eax, %eax
	ret
/* A fault in the words: what is left goes byte by byte, up to the exact byte
 * that cannot be reached. */
7:	shlq $3, %rcx
	andl $7, %edx
	addq %rdx, %rcx
	jmp 3b
9:	jmp 3b
8:	movq %rcx, %rax
	ret
	EXTABLE 1b, 7b
	EXTABLE 2b, 9b
	EXTABLE 5b, 9b
	EXTABLE 3b, 8b
	EXTABLE 6b, 8b

/* size_t user_clear(void *dst, size_t n): as above. */
	.balign 16
	.globl user_clear
user_clear:
	movq %rsi, %rcx
	xorl %eax, %eax
	shrq $3, %rcx
1:	rep stosq
	movl %esi, %ecx
	andl $7, %ecx
	jz 3f
2:	movb $0, (%rdi)
	incq %rdi
	decq %rcx
	jnz 2b
3:	ret
4:	shlq $3, %rcx
	andl $7, %esi
	addq %rsi, %rcx
	jmp 2b
5:	movq %rcx, %rax
	ret
	EXTABLE 1b, 4b
	EXTABLE 2b, 5b

/* long user_cmpxchg4(u32 *uaddr, u32 *expected, u32 new): 0 with *expected what
 * the word was, or -1 at a fault. */
	.balign 16
	.globl user_cmpxchg4
user_cmpxchg4:
	movl (%rsi), %eax
1:	lock cmpxchgl %edx, (%rdi)
	movl %eax, (%rsi)
	xorl %eax, %eax
	ret
2:	movq $-1, %rax
	ret
	EXTABLE 1b, 2b
