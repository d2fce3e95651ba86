/*
 * FPU state: XSAVE where the CPU has it, FXSAVE where not.
 *
 * State is saved when its thread leaves the CPU and loaded no earlier than the
 * next time the thread goes to user mode, and not at all when the registers
 * still hold it.  Two words say so, and must agree: cpu->fpu_owner, whose
 * state this CPU's registers hold, and arch_thread.fpu_cpu, on which CPU a
 * thread's state was live last.
 *
 * The kernel itself uses FPU registers between fpu_kernel_begin() and
 * fpu_kernel_end() alone: from the first on they hold nobody's state, so whoever goes
 * to user mode next loads his.  It is not preempted there, and interrupts do not use
 * them, so there is nothing of its own to save.
 *
 * In a signal frame the area has the layout that Linux gives it (uapi
 * asm/sigcontext.h): the FXSAVE image with struct fpx_sw_bytes in its last 48
 * bytes, the XSAVE header and the extended components, FP_XSTATE_MAGIC2.
 * What a user gives back is made safe before XRSTOR, which would fault in the
 * kernel on a bad header or a reserved MXCSR bit.
 */
#include "arch/x86_64/fpu.h"

#include "arch/irqflags.h"
#include "arch/x86_64/cpufeat.h"
#include "lib/assert.h"
#include "lib/string.h"

#define XSAVE_HEADER      512
#define XSAVE_HEADER_SIZE 64
#define FXSAVE_MXCSR      24
#define MXCSR_DEFAULT     0x1f80
#define FXSAVE_MXCSR_MASK 28
#define FCW_DEFAULT       0x37f
#define MAGIC1            0x46505853U
#define MAGIC2            0x46505845U
#define SW_BYTES          464

struct fpx_sw_bytes {
	u32 magic1, extended_size;
	u64 xfeatures;
	u32 xstate_size, padding[7];
};
_Static_assert(sizeof(struct fpx_sw_bytes) == 48, "uapi asm/sigcontext.h");

static void
save(void *area)
{
	u32 lo = (u32)cpu_features.xcr0, hi = (u32)(cpu_features.xcr0 >> 32);

	if (cpu_features.xsaveopt)
		__asm__ volatile("xsaveopt64 (%0)"
				 :
				 : "r"(area), "a"(lo), "d"(hi)
				 : "memory");
	else if (cpu_features.xsave)
		__asm__ volatile("xsave64 (%0)"
				 :
				 : "r"(area), "a"(lo), "d"(hi)
				 : "memory");
	else
		__asm__ volatile("fxsave64 (%0)" : : "r"(area) : "memory");
}

static void
restore(const void *area)
{
	u32 lo = (u32)cpu_features.xcr0, hi = (u32)(cpu_features.xcr0 >> 32);

	if (cpu_features.xsave)
		__asm__ volatile("xrstor64 (%0)"
				 :
				 : "r"(area), "a"(lo), "d"(hi)
				 : "memory");
	else
		__asm__ volatile("fxrstor64 (%0)" : : "r"(area) : "memory");
}

/* Do this CPU's registers hold at's state? */
static bool
is_live(const struct arch_thread *at)
{
	return PERCPU_READ(fpu_owner) == at && at->fpu_cpu == (s32)cpu_id();
}

/* Bits of MXCSR that this CPU has: loading another faults (SDM 1 11.6.6). */
static u32 mxcsr_mask = 0xffbf; /* [I] what holds when FXSAVE gives none */

static void
find_mxcsr_mask(void)
{
	static u8 area[FPU_LEGACY_SIZE] __aligned(16);
	u32 mask;

	__asm__ volatile("fxsave64 (%0)" : : "r"(area) : "memory");
	mask = *(u32 *)(area + FXSAVE_MXCSR_MASK);
	if (mask)
		mxcsr_mask = mask;
}

void
fpu_init_cpu(void)
{
	if (cpu_id() == 0)
		find_mxcsr_mask();
	if (!cpu_features.xsave)
		return;
	xsetbv(0, cpu_features.xcr0);
	cpu_features.xsave_size = cpuid(0xd, 0).ebx;
}

size_t
fpu_area_size(void)
{
	return cpu_features.xsave_size;
}

void
fpu_area_init(void *area)
{
	u8 *p = area;

	memset(p, 0, cpu_features.xsave_size);
	*(u16 *)p = FCW_DEFAULT;
	*(u32 *)(p + FXSAVE_MXCSR) = MXCSR_DEFAULT;
}

void
fpu_leave(struct arch_thread *at)
{
	if (is_live(at))
		save(at->fpu);
}

void
fpu_copy(void *area, struct arch_thread *at)
{
	fpu_leave(at);
	memcpy(area, at->fpu, cpu_features.xsave_size);
}

void
fpu_load_slow(struct arch_thread *at)
{
	restore(at->fpu);
	at->fpu_cpu = (s32)cpu_id();
	PERCPU_WRITE(fpu_owner, at);
}

/* From here on the area is the truth, not the registers. */
static void
drop_registers(struct arch_thread *at)
{
	irqflags_t flags = irq_save();

	at->fpu_cpu = -1;
	irq_restore(flags);
}

void
fpu_reset(void)
{
	drop_registers(arch_current());
	fpu_area_init(arch_current()->fpu);
}

void
fpu_kernel_begin(void)
{
	irqflags_t flags = irq_save();

	assert(!in_interrupt());
	/* The state of a thread that has left the CPU was saved then. */
	fpu_leave(arch_current());
	PERCPU_WRITE(fpu_owner, NULL);
	irq_restore(flags);
}

void
fpu_kernel_end(void)
{
	struct arch_thread *owner = PERCPU_READ(fpu_owner);

	assert(!owner); /* nobody was in user mode meanwhile */
}

bool
fpu_has_wide_vectors(void)
{
	return cpu_features.avx2;
}

size_t
fpu_frame_size(void)
{
	return cpu_features.xsave_size + (cpu_features.xsave ? 4 : 0);
}

const void *
fpu_frame_get(u32 *magic2)
{
	u8 *area = arch_current()->fpu;
	irqflags_t flags = irq_save();

	fpu_leave(arch_current());
	irq_restore(flags);
	*magic2 = MAGIC2;
	/* Neither XSAVE nor XRSTOR touches these bytes. */
	if (cpu_features.xsave)
		*(struct fpx_sw_bytes *)(area +
		    SW_BYTES) = (struct fpx_sw_bytes){
			.magic1 = MAGIC1,
			.extended_size = (u32)fpu_frame_size(),
			.xfeatures = cpu_features.xcr0,
			.xstate_size = cpu_features.xsave_size,
		};
	return area;
}

bool
fpu_frame_extended(const void *legacy)
{
	const struct fpx_sw_bytes *sw = (const void *)((const u8 *)legacy +
	    SW_BYTES);

	return cpu_features.xsave && sw->magic1 == MAGIC1 &&
	    sw->xstate_size == cpu_features.xsave_size;
}

void *
fpu_frame_put_begin(void)
{
	drop_registers(arch_current());
	return arch_current()->fpu;
}

void
fpu_frame_put_end(bool extended)
{
	u8 *area = arch_current()->fpu;
	u64 *header = (u64 *)(area + XSAVE_HEADER);

	*(u32 *)(area + FXSAVE_MXCSR) &= mxcsr_mask;
	if (!cpu_features.xsave)
		return;
	header[0] = extended ? header[0] & cpu_features.xcr0 : 3;
	memset(header + 1, 0, XSAVE_HEADER_SIZE - sizeof(*header));
}
