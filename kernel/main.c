/*
 * Boot, as a list.
 *
 * The port has set up this CPU, memory as the loader described it, the clock
 * and the interrupt controllers (arch/x86_64/boot.c); what follows is the same
 * on every machine.
 */
#include "arch/boot.h"
#include "arch/power.h"
#include "arch/smp.h"
#include "arch/timer.h"
#include "debug/log.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "time/clock.h"

static volatile u64 st_bad = 8;
static void
hello(void *arg)
{
	(void)arg;
	log_info("hello from a thread on CPU %u", cpu_id());
	if (sched_sleep_until(clock_monotonic() + 100000000, false)) return;
	log_info("slept; tsc %lu kHz, %u cpus", arch_tsc_khz(), cpus_count());
	*(volatile int *)(uintptr_t)st_bad = 1;
	machine_power_off();
}

static void early_put(const char *s, size_t n)
{
	while (n--) outb(0x3f8, (u8)*s++);
}
static struct log_console early = { .put = early_put };

void
kernel_main(void)
{
	log_console_add(&early);
	log_info("Breenix");
	page_init();
	slab_init();
	clock_init();
	sched_init_cpu();
	smp_start(MAX_CPUS);
	struct page_stats st;
	page_stats_read(&st);
	log_info("%lu of %lu pages free, wall %ld", st.free, st.total, clock_realtime()/1000000000);
	if (kthread_run("hello", hello, NULL))
		panic("no kthread");
	irq_enable();
	sched_idle_loop();
}

void
kernel_main_ap(void)
{
	sched_init_cpu();
	irq_enable();
	sched_idle_loop();
}
