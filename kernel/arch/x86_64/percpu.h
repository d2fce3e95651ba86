/* struct cpu: what the x86-64 port keeps for each CPU, reached through GS. */
#ifndef ARCH_X86_64_PERCPU_H
#define ARCH_X86_64_PERCPU_H

/* Offsets that entry.S and the compiler's stack protector know. */
#define CPU_SELF       0
#define CPU_CURRENT    8
#define CPU_KSTACK_TOP 16
#define CPU_USER_RSP   24
#define CPU_CANARY     40 /* -mstack-protector-guard-offset */

#ifndef __ASSEMBLER__
#include "arch/x86_64/asm.h"
#include "lib/types.h"

struct arch_thread;
struct thread;

struct tss {
	u32 reserved0;
	u64 rsp[3];
	u64 reserved1;
	u64 ist[7];
	u64 reserved2;
	u16 reserved3;
	u16 iomap_base;
} __packed;

struct cpu {
	struct cpu *self;       /* [I] */
	struct thread *current; /* the running thread */
	u64 kstack_top;         /* of the current thread, = tss.rsp[0] */
	u64 user_rsp;           /* scratch of the SYSCALL gate */
	u32 id;                 /* [I] 0 .. cpus_count() - 1 */
	u32 apic_id;            /* [I] */
	u64 canary;             /* of the current thread */
	struct arch_thread *arch_current; /* of the running thread */
	struct arch_thread *fpu_owner; /* whose state the FPU registers hold */
	bool in_interrupt;             /* a handler of a device or timer runs */
	vaddr_t idle_stack; /* [I] lowest byte of the idle thread's stack */
	u64 gdt[8];
	struct tss tss __aligned(16);
};

#define PERCPU ((__seg_gs struct cpu *)0)
#define PERCPU_READ(field)                                        \
	({                                                        \
		typeof(((struct cpu *)0)->field) percpu_v_;       \
		percpu_v_ = *(volatile __seg_gs typeof(percpu_v_) \
			*)__builtin_offsetof(struct cpu, field);  \
		percpu_v_;                                        \
	})
#define PERCPU_WRITE(field, value)                            \
	(*(volatile __seg_gs typeof(((struct cpu *)0)->field) \
		 *)__builtin_offsetof(struct cpu, field) = (value))

static inline struct cpu *
this_cpu(void)
{
	return PERCPU_READ(self);
}

#endif /* __ASSEMBLER__ */
#endif
