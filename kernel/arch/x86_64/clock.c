/*
 * The clock: the time-stamp counter, scaled; and the timer interrupt.
 *
 * The counter's rate comes, in this order, from the hypervisor (kvmclock, the
 * 0x40000010 leaf), from CPUID 0x15/0x16, or from measuring it against a clock
 * of known rate: the ACPI PM timer (3.579545 MHz), else the local APIC timer,
 * which on machines without a PM timer runs at 1 GHz (QEMU's microvm).
 *
 * Measuring is done on a machine that may stop for milliseconds at any point.
 * Each reading of the reference is bracketed by two of the counter, and is
 * taken only when they lie close together; the middle value of several windows
 * wins.
 *
 * The counters of all CPUs are taken to agree, as they do on the machines this
 * runs on (one offset per VM).  ns = (tsc - base) * mult >> SHIFT in 128 bits.
 */
#include "arch/timer.h"

#include "arch/irqflags.h"
#include "arch/layout.h"
#include "arch/mmu.h"
#include "arch/muldiv.h"
#include "arch/x86_64/acpi.h"
#include "arch/x86_64/apic.h"
#include "arch/x86_64/cpufeat.h"
#include "arch/x86_64/regs.h"
#include "lib/string.h"

#define SHIFT         32
#define WINDOWS       5
#define WINDOW_NS     100000 /* 5 of them cost half a millisecond of boot */
#define PM_TIMER_HZ   3579545UL
#define PM_TIMER_MASK 0xffffffU
#define LAPIC_HZ      1000000000UL
#define NS_PER_S      1000000000UL
#define MIN_DELTA_NS  ((ktime_t)1000)
#define MAX_DELTA_NS  ((ktime_t)1000000000)

#define KVM_LEAF         0x40000001
#define KVM_CLOCKSOURCE2 (1u << 3)

struct pvclock_vcpu_time { /* the hypervisor writes it (Linux: pvclock-abi.h) */
	u32 version, pad0;
	u64 tsc_timestamp, system_time;
	u32 tsc_to_system_mul;
	s8 tsc_shift;
	u8 flags, pad[2];
};

static struct {
	u64 base;       /* [I] counter value at boot */
	u64 mult;       /* [I] ns per tick << SHIFT */
	u64 khz;        /* [I] of the counter */
	u64 lapic_mult; /* [I] APIC timer ticks per ns << SHIFT */
	bool deadline;  /* [I] the APIC compares with the counter itself */
} clk;

static u64
mul_shift(u64 a, u64 b)
{
	return (u64)((unsigned __int128)a * b >> SHIFT);
}

ktime_t
arch_clock_ns(void)
{
	return (ktime_t)mul_shift(rdtsc() - clk.base, clk.mult);
}

void
arch_clock_params(struct clock_params *p)
{
	*p = (struct clock_params){ clk.base, clk.mult, SHIFT };
}

u64
arch_tsc_khz(void)
{
	return clk.khz;
}

/* --- The counter's rate --------------------------------------------------- */

static u64
hz_from_kvm(void)
{
	static struct pvclock_vcpu_time pv __aligned(64);
	u64 hz;

	if (memcmp(cpu_features.hv_vendor, "KVMKVMKVM", 9) ||
	    !(cpuid(KVM_LEAF, 0).eax & KVM_CLOCKSOURCE2))
		return 0;
	wrmsr(MSR_KVM_SYSTEM_TIME, image_to_phys(&pv) | 1);
	wrmsr(MSR_KVM_SYSTEM_TIME, 0);
	if (!pv.tsc_to_system_mul)
		return 0;
	/* ns = (tsc << shift) * mul >> 32 */
	hz = mul_div(NS_PER_S, 1UL << 32, pv.tsc_to_system_mul);
	return pv.tsc_shift < 0 ? hz << -pv.tsc_shift : hz >> pv.tsc_shift;
}

static u64
hz_from_cpuid(void)
{
	struct cpuid c;

	if (cpu_features.hypervisor && cpuid(0x40000000, 0).eax >= 0x40000010) {
		c = cpuid(0x40000010, 0);
		if (c.eax)
			return c.eax * 1000UL;
	}
	if (cpuid(0, 0).eax >= 0x15) {
		c = cpuid(0x15, 0);
		if (c.eax && c.ebx && c.ecx)
			return (u64)c.ecx * c.ebx / c.eax;
	}
	if (cpuid(0, 0).eax >= 0x16) {
		c = cpuid(0x16, 0);
		if (c.eax)
			return (c.eax & 0xffff) * 1000000UL;
	}
	return 0;
}

/* The reference: its count now (rising), and its rate. */
static u64
reference(void)
{
	if (acpi.pm_timer.space == 1 && acpi.pm_timer.address)
		return inl((u16)acpi.pm_timer.address) & PM_TIMER_MASK;
	return ~apic_timer_count();
}

static u64
reference_hz(u64 *mask)
{
	bool pm = acpi.pm_timer.space == 1 && acpi.pm_timer.address;

	*mask = pm ? PM_TIMER_MASK : ~0U;
	return pm ? PM_TIMER_HZ : LAPIC_HZ;
}

/* Reads both clocks as close together as can be had in a few tries. */
static void
read_pair(u64 *tsc, u64 *ref)
{
	u64 best = ~0UL;

	for (unsigned try = 0; try < 4; try++) {
		u64 t0 = rdtsc(), r = reference(), t1 = rdtsc();

		if (t1 - t0 < best) {
			best = t1 - t0;
			*tsc = t0 + best / 2;
			*ref = r;
		}
	}
}

static u64
measure_window(u64 hz, u64 mask)
{
	u64 t0, r0, t1, r1, want = hz * WINDOW_NS / NS_PER_S;

	read_pair(&t0, &r0);
	do
		read_pair(&t1, &r1);
	while (((r1 - r0) & mask) < want);
	return (t1 - t0) * hz / ((r1 - r0) & mask);
}

static u64
hz_measured(void)
{
	u64 mask, hz = reference_hz(&mask), found[WINDOWS];

	apic_timer_free_run();
	for (unsigned i = 0; i < WINDOWS; i++) {
		u64 v = measure_window(hz, mask);
		unsigned j = i;

		for (; j && found[j - 1] > v; j--)
			found[j] = found[j - 1];
		found[j] = v;
	}
	return found[WINDOWS / 2];
}

/* The APIC timer's rate: by definition 1 GHz where that was the reference,
 * else measured against the counter. */
static u64
lapic_hz(void)
{
	u64 t0, t1, mask;
	u32 c0, c1;

	if (reference_hz(&mask) == LAPIC_HZ)
		return LAPIC_HZ;
	apic_timer_free_run();
	t0 = rdtsc();
	c0 = apic_timer_count();
	do
		t1 = rdtsc();
	while (mul_shift(t1 - t0, clk.mult) < WINDOW_NS);
	c1 = apic_timer_count();
	return (c0 - c1) * NS_PER_S /
	    max(mul_shift(rdtsc() - t0, clk.mult), 1UL);
}

void
arch_clock_init(void)
{
	u64 hz = hz_from_kvm();

	clk.base = rdtsc();
	if (!hz)
		hz = hz_from_cpuid();
	if (!hz)
		hz = hz_measured();
	clk.khz = hz / 1000;
	clk.mult = mul_div(NS_PER_S, 1UL << SHIFT, hz);
	clk.deadline = cpu_features.tsc_deadline;
	if (!clk.deadline)
		clk.lapic_mult = mul_div(lapic_hz(), 1UL << SHIFT, NS_PER_S);
}

/* --- The timer interrupt -------------------------------------------------- */

void
arch_timer_arm(ktime_t deadline)
{
	irqflags_t flags = irq_save();
	ktime_t delta = deadline - arch_clock_ns();
	u64 ticks;

	/* Later ones are asked for again when this one fires. */
	delta = clamp(delta, MIN_DELTA_NS, MAX_DELTA_NS);
	if (clk.deadline) {
		u64 t = mul_div((u64)delta, 1UL << SHIFT, clk.mult);

		apic_timer_deadline_mode();
		wrmsr(MSR_TSC_DEADLINE, rdtsc() + t);
	} else {
		ticks = mul_shift((u64)delta, clk.lapic_mult);
		apic_timer_oneshot((u32)clamp(ticks, 1UL, (u64)UINT32_MAX));
	}
	irq_restore(flags);
}

/* --- Wall time ------------------------------------------------------------- */

#define RTC_INDEX    0x70
#define RTC_DATA     0x71
#define RTC_STATUS_A 0x0a
#define RTC_STATUS_B 0x0b
#define RTC_BUSY     0x80
#define RTC_BINARY   0x04
#define RTC_24H      0x02

struct rtc_time {
	u8 sec, min, hour, day, mon, year, century;
};

static u8
rtc_read(u8 reg)
{
	outb(RTC_INDEX, reg);
	return inb(RTC_DATA);
}

static void
rtc_read_all(struct rtc_time *t)
{
	for (unsigned i = 0; i < 10000; i++)
		if (!(rtc_read(RTC_STATUS_A) & RTC_BUSY))
			break;
	*t = (struct rtc_time){ rtc_read(0), rtc_read(2), rtc_read(4),
		rtc_read(7), rtc_read(8), rtc_read(9), rtc_read(0x32) };
}

static u8
from_bcd(u8 v)
{
	return (v >> 4) * 10 + (v & 15);
}

/* Days from 1970-01-01 to a date of the Gregorian calendar. */
static s64
days_from_date(s64 y, s64 m, s64 d)
{
	s64 era, yoe, doy;

	y -= m <= 2;
	era = y / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

s64
arch_wall_clock_ns(void)
{
	struct rtc_time a, b;
	u8 status = rtc_read(RTC_STATUS_B);
	unsigned tries = 0;
	bool pm;

	if (status == 0xff)
		return 0; /* no RTC: the epoch */
	do {
		rtc_read_all(&a);
		rtc_read_all(&b);
	} while (memcmp(&a, &b, sizeof(a)) && ++tries < 10);
	pm = a.hour & 0x80;
	a.hour &= 0x7f;
	if (!(status & RTC_BINARY)) {
		a = (struct rtc_time){ from_bcd(a.sec), from_bcd(a.min),
			from_bcd(a.hour), from_bcd(a.day), from_bcd(a.mon),
			from_bcd(a.year), from_bcd(a.century) };
	}
	if (!(status & RTC_24H))
		a.hour = (u8)(a.hour % 12 + (pm ? 12 : 0));
	s64 year = a.year +
	    (a.century >= 19 && a.century < 30 ? a.century * 100 : 2000);
	s64 days = days_from_date(year, a.mon, a.day);

	if (year < 1970 || year > 2232 || a.mon < 1 || a.mon > 12)
		return INT64_MIN;
	return (((days * 24 + a.hour) * 60 + a.min) * 60 + a.sec) *
	    (s64)NS_PER_S -
	    arch_clock_ns();
}
