/*
 * CPU identification and control-register set-up.
 *
 * Only bits that CPUID announces are ever set: some emulators hang rather than
 * fault on a reserved bit of CR4.
 */
#include "arch/x86_64/cpufeat.h"

#include "arch/x86_64/asm.h"
#include "arch/x86_64/regs.h"
#include "lib/bits.h"
#include "lib/string.h"

struct cpu_features cpu_features;

void entry_syscall(void);

static void
detect_names(void)
{
	struct cpu_features *f = &cpu_features;
	struct cpuid c = cpuid(0, 0);

	memcpy(f->vendor, &c.ebx, 4);
	memcpy(f->vendor + 4, &c.edx, 4);
	memcpy(f->vendor + 8, &c.ecx, 4);
	if (cpuid(0x80000000, 0).eax >= 0x80000004)
		for (u32 i = 0; i < 3; i++) {
			c = cpuid(0x80000002 + i, 0);
			memcpy(f->model + 16 * i, &c, 16);
		}
	c = cpuid(1, 0);
	f->stepping = c.eax & 15;
	f->model_nr = (c.eax >> 4 & 15) | (c.eax >> 12 & 0xf0);
	f->family = (c.eax >> 8 & 15) +
	    ((c.eax >> 8 & 15) == 15 ? c.eax >> 20 & 0xff : 0);
	if (f->hypervisor) {
		c = cpuid(0x40000000, 0);
		memcpy(f->hv_vendor, &c.ebx, 4);
		memcpy(f->hv_vendor + 4, &c.ecx, 4);
		memcpy(f->hv_vendor + 8, &c.edx, 4);
	}
}

/* x87, SSE and AVX are enabled where present, AVX-512 too; the rest (MPX,
 * PKRU) stays off: nothing in the kernel would manage it. */
#define XCR0_WANTED 0xe7UL
#define XCR0_AVX    0x6UL

static void
detect_xsave(void)
{
	struct cpu_features *f = &cpu_features;
	struct cpuid c;

	if (!f->xsave) {
		f->xsave_size = 512; /* FXSAVE */
		f->avx2 = false;
		return;
	}
	c = cpuid(0xd, 0);
	f->xcr0 = ((u64)c.edx << 32 | c.eax) & XCR0_WANTED;
	f->xsaveopt = cpuid(0xd, 1).eax & BIT(0);
	f->avx2 &= (f->xcr0 & XCR0_AVX) == XCR0_AVX;
}

/* The kernel uses these without asking. */
static const char *
find_lack(u32 features, u32 extended)
{
	static const struct {
		u32 bit;
		bool extended;
		const char *name;
	} needed[] = { { 0, false, "FPU" }, { 4, false, "TSC" },
		{ 9, false, "APIC" }, { 24, false, "FXSAVE" },
		{ 26, false, "SSE2" }, { 11, true, "SYSCALL" } };

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!((needed[i].extended ? extended : features) &
			BIT(needed[i].bit)))
			return needed[i].name;
	return NULL;
}

const char *
cpu_detect(void)
{
	struct cpu_features *f = &cpu_features;
	u32 max = cpuid(0, 0).eax, max_ext = cpuid(0x80000000, 0).eax;
	struct cpuid c = cpuid(1, 0);
	u32 features = c.edx, extended = 0;

	f->pge = c.edx & BIT(13);
	f->x2apic = c.ecx & BIT(21);
	f->tsc_deadline = c.ecx & BIT(24);
	f->xsave = c.ecx & BIT(26);
	f->rdrand = c.ecx & BIT(30);
	f->hypervisor = c.ecx & BIT(31);
	if (max >= 7) {
		c = cpuid(7, 0);
		f->fsgsbase = c.ebx & BIT(0);
		f->avx2 = c.ebx & BIT(5);
		f->smep = c.ebx & BIT(7);
		f->rdseed = c.ebx & BIT(18);
		f->smap = c.ebx & BIT(20);
		f->umip = c.ecx & BIT(2);
		f->la57 = c.ecx & BIT(16);
	}
	if (max_ext >= 0x80000001) {
		c = cpuid(0x80000001, 0);
		extended = c.edx;
		f->nx = c.edx & BIT(20);
		f->gbpages = c.edx & BIT(26);
	}
	if (max_ext >= 0x80000007)
		f->invariant_tsc = cpuid(0x80000007, 0).edx & BIT(8);
	f->phys_bits = 36;
	if (max_ext >= 0x80000008)
		f->phys_bits = cpuid(0x80000008, 0).eax & 0xff;
	detect_xsave();
	detect_names();
	return find_lack(features, extended);
}

static void
syscall_msrs(void)
{
	/* SYSCALL loads CS from STAR[47:32]; SYSRET from STAR[63:48] + 16. */
	wrmsr(MSR_STAR, (u64)(USER_DS - 8) << 48 | (u64)KERNEL_CS << 32);
	wrmsr(MSR_LSTAR, (u64)entry_syscall);
	wrmsr(MSR_CSTAR, (u64)entry_syscall);
	wrmsr(MSR_SFMASK,
	    RFLAGS_IF_BIT | RFLAGS_DF | RFLAGS_TF | RFLAGS_AC | RFLAGS_NT |
		RFLAGS_IOPL);
}

void
cpu_setup(void)
{
	const struct cpu_features *f = &cpu_features;
	u64 cr4 = CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT;

	write_cr0((u32)(CR0_PG | CR0_WP | CR0_NE | CR0_MP | CR0_PE | CR0_AM |
	    1 << 4));
	cr4 |= f->pge ? CR4_PGE : 0;
	cr4 |= f->umip ? CR4_UMIP : 0;
	cr4 |= f->fsgsbase ? CR4_FSGSBASE : 0;
	cr4 |= f->xsave ? CR4_OSXSAVE : 0;
	cr4 |= f->smep ? CR4_SMEP : 0;
	cr4 |= f->smap ? CR4_SMAP : 0;
	write_cr4(cr4);
	wrmsr(MSR_EFER,
	    EFER_SCE | EFER_LME | EFER_LMA | (f->nx ? EFER_NXE : 0));
	syscall_msrs();
	fpu_init_cpu();
}
