/*
 * Where an application processor starts: real mode, CS = TRAMPOLINE / 16.
 *
 * smp.c copies this to TRAMPOLINE and fills the words at its end.  It enters
 * long mode with the boot page tables, which map it at its physical address,
 * then jumps to ap_entry in the image.
 */
#include "arch/x86_64/percpu.h"
#include "arch/x86_64/regs.h"
#include "arch/x86_64/smp_boot.h"

#define AT(label) ((label) - trampoline_start + TRAMPOLINE)

	.section .rodata
	.code16
	.globl trampoline_start, trampoline_end
	.globl trampoline_pml4, trampoline_cpu, trampoline_entry
	.globl trampoline_efer
	.balign 16
trampoline_start:
	cli
	cld
	xorw %ax, %ax
	movw %ax, %ds
	lgdtl AT(ap_gdt_ptr)
	movl %cr0, %eax
	orl $CR0_PE, %eax
	movl %eax, %cr0
	ljmpl $0x18, $AT(ap_32)

	.code32
ap_32:
	movw $KERNEL_DS, %ax
	movw %ax, %ds
	movw %ax, %ss
	movl %cr4, %eax
	orl $CR4_PAE, %eax
	movl %eax, %cr4
	movl AT(trampoline_pml4), %eax
	movl %eax, %cr3
	movl $MSR_EFER, %ecx
	rdmsr
	orl AT(trampoline_efer), %eax
	wrmsr
	movl %cr0, %eax
	orl $CR0_PG + CR0_WP, %eax
	movl %eax, %cr0
	ljmp $KERNEL_CS, $AT(ap_64)

	.code64
ap_64:
	xorl %eax, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %ss
	movl %eax, %fs
	movl %eax, %gs
	movq AT(trampoline_cpu), %rdi
	movq AT(trampoline_entry), %rax
	jmp *%rax

	.balign 8
ap_gdt:
	.quad 0
	.quad GDT_KERNEL_CODE
	.quad GDT_KERNEL_DATA
	.quad 0x00cf9b000000ffff		/* 32-bit code */
ap_gdt_ptr:
	.word . - ap_gdt - 1
	.long AT(ap_gdt)
	.balign 8
trampoline_pml4:
	.quad 0
trampoline_cpu:
	.quad 0
trampoline_entry:
	.quad 0
trampoline_efer:
	.quad 0
trampoline_end:

/* rdi: struct cpu *. Its stack is mapped by the kernel's own tables only. */
	.text
	.globl ap_entry
ap_entry:
	movq kernel_cr3(%rip), %rax
	movq %rax, %cr3
	movl $MSR_GS_BASE, %ecx
	movq %rdi, %rax
	movq %rdi, %rdx
	shrq $32, %rdx
	wrmsr
	movq CPU_KSTACK_TOP(%rdi), %rsp
	pushq $0
	xorl %ebp, %ebp
	call smp_ap_main
	ud2
