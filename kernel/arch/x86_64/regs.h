/*
 * Names of x86-64 registers' bits: control registers (SDM 3A 2.5), MSRs
 * (SDM 4), page-table entries (SDM 3A 4.5), CPUID (SDM 2A), segments.
 */
#ifndef ARCH_X86_64_REGS_H
#define ARCH_X86_64_REGS_H

#define CR0_PE (1 << 0)
#define CR0_MP (1 << 1)
#define CR0_EM (1 << 2)
#define CR0_TS (1 << 3)
#define CR0_NE (1 << 5)
#define CR0_WP (1 << 16)
#define CR0_AM (1 << 18)
#define CR0_PG (1 << 31)

#define CR4_PAE        (1 << 5)
#define CR4_PGE        (1 << 7)
#define CR4_OSFXSR     (1 << 9)
#define CR4_OSXMMEXCPT (1 << 10)
#define CR4_UMIP       (1 << 11)
#define CR4_FSGSBASE   (1 << 16)
#define CR4_OSXSAVE    (1 << 18)
#define CR4_SMEP       (1 << 20)
#define CR4_SMAP       (1 << 21)

#define MSR_APIC_BASE       0x1b
#define MSR_TSC_DEADLINE    0x6e0
#define MSR_X2APIC          0x800 /* + register / 16 */
#define MSR_EFER            0xc0000080
#define MSR_STAR            0xc0000081
#define MSR_LSTAR           0xc0000082
#define MSR_CSTAR           0xc0000083
#define MSR_SFMASK          0xc0000084
#define MSR_FS_BASE         0xc0000100
#define MSR_GS_BASE         0xc0000101
#define MSR_KERNEL_GS_BASE  0xc0000102
#define MSR_KVM_SYSTEM_TIME 0x4b564d01

#define EFER_SCE (1 << 0)
#define EFER_LME (1 << 8)
#define EFER_LMA (1 << 10)
#define EFER_NXE (1 << 11)

#define PTE_P     0x1
#define PTE_W     0x2
#define PTE_U     0x4
#define PTE_PWT   0x8
#define PTE_PCD   0x10
#define PTE_A     0x20
#define PTE_D     0x40
#define PTE_LARGE 0x80
#define PTE_G     0x100

#define RFLAGS_CF     0x1
#define RFLAGS_FIXED  0x2
#define RFLAGS_TF     0x100
#define RFLAGS_IF_BIT 0x200
#define RFLAGS_DF     0x400
#define RFLAGS_IOPL   0x3000
#define RFLAGS_NT     0x4000
#define RFLAGS_RF     0x10000
#define RFLAGS_AC     0x40000

/* Selectors.  SYSRET wants user data, then user code, 8 and 16 above
 * STAR[63:48] (SDM 2B, SYSRET). */
#define KERNEL_CS 0x08
#define KERNEL_DS 0x10
#define USER_DS   0x1b
#define USER_CS   0x23
#define TSS_SEL   0x28

#define GDT_KERNEL_CODE 0x00af9b000000ffff
#define GDT_KERNEL_DATA 0x00cf93000000ffff
#define GDT_USER_DATA   0x00cff3000000ffff
#define GDT_USER_CODE   0x00affb000000ffff

/* Interrupt stack table slots. */
#define IST_DOUBLE_FAULT  1
#define IST_NMI           2
#define IST_MACHINE_CHECK 3

/* Vectors. */
#define VEC_DB        1
#define VEC_NMI       2
#define VEC_BP        3
#define VEC_UD        6
#define VEC_NM        7
#define VEC_DF        8
#define VEC_GP        13
#define VEC_PF        14
#define VEC_MC        18
#define VEC_IRQ_BASE  32 /* device interrupts: 32 .. 223 */
#define VEC_SYSCALL   0x80
#define VEC_TIMER     0xf0
#define VEC_RESCHED   0xf1
#define VEC_SHOOTDOWN 0xf2
#define VEC_SPURIOUS  0xff

#define PF_PRESENT 1
#define PF_WRITE   2
#define PF_USER    4
#define PF_RSVD    8
#define PF_EXEC    16

#endif
