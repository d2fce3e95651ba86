/*
 * From the boot loader's state to C at the image's high address.
 *
 * PVH (xen/include/public/arch-x86/hvm/start_info.h): 32-bit protected mode,
 * paging off, EBX = physical address of struct hvm_start_info, no stack.
 *
 * Steps: 1. identity-map the first GiB and enter long mode; 2. early_relocate()
 * in C, still at physical addresses: picks the slide, relocates the image and
 * maps it at its virtual address; 3. jump there.
 *
 * The image is position-independent, so the 32-bit code may not name absolute
 * addresses.  Everything it needs lies in this section, which the linker
 * script puts first: PHYS(x) is an assembly-time constant.
 */
#include "arch/layout.h"
#include "arch/x86_64/regs.h"

#define PHYS(label) ((label) - boot_start + IMAGE_PHYS)
#define BOOT_STACK_SIZE 4096

	.section .boot, "ax"
	.code32
boot_start:
	.globl pvh_entry
pvh_entry:
	cld
	cli
	movl $PHYS(boot_stack_end), %esp
	movl %ebx, %ebp

	/* boot_pml4[0] -> boot_pdpt[0] -> boot_pd: 512 pages of 2 MiB.  The
	 * direct map's slot shares the tables. */
	movl $PHYS(boot_pdpt) + PTE_P + PTE_W, PHYS(boot_pml4)
	movl $PHYS(boot_pdpt) + PTE_P + PTE_W, PHYS(boot_pml4) + 8 * 256
	movl $PHYS(boot_pd) + PTE_P + PTE_W, PHYS(boot_pdpt)
	movl $PHYS(boot_pd), %edi
	movl $PTE_P + PTE_W + PTE_LARGE, %eax
	movl $512, %ecx
1:	movl %eax, (%edi)
	addl $0x200000, %eax
	addl $8, %edi
	loop 1b

	movl $PHYS(boot_pml4), %eax
	movl %eax, %cr3
	movl %cr4, %eax
	orl $CR4_PAE, %eax
	movl %eax, %cr4
	movl $MSR_EFER, %ecx
	rdmsr
	orl $EFER_LME, %eax
	wrmsr
	movl %cr0, %eax
	orl $CR0_PG + CR0_WP + CR0_PE, %eax
	movl %eax, %cr0
	lgdt PHYS(boot_gdt_ptr)
	ljmp $KERNEL_CS, $PHYS(boot64)

	.code64
boot64:
	xorl %eax, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %ss
	movl %eax, %fs
	movl %eax, %gs
	movl %ebp, %edi			/* start_info */
	leaq boot_pml4(%rip), %rsi
	leaq boot_pdpt_image(%rip), %rdx
	call early_relocate		/* -> rax: virtual minus physical */
	movl %ebp, %edi
	leaq kernel_entry(%rip), %rcx
	addq %rax, %rcx
	addq %rax, %rsp
	movq %rax, %rsi
	xorl %ebp, %ebp
	pushq $0			/* ends a backtrace */
	jmp *%rcx

	.balign 8
boot_gdt:
	.quad 0
	.quad GDT_KERNEL_CODE
	.quad GDT_KERNEL_DATA
boot_gdt_ptr:
	.word . - boot_gdt - 1
	.long PHYS(boot_gdt)

	.balign 4096
	.globl boot_pml4, boot_pdpt_image
boot_pml4:
	.fill 4096
boot_pdpt:
	.fill 4096
boot_pd:
	.fill 4096
boot_pdpt_image:
	.fill 4096
	.globl boot_pd_image
boot_pd_image:
	.fill 4096
	.fill BOOT_STACK_SIZE
boot_stack_end:
