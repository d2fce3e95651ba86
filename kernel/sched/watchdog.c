/*
 * The watchdog.
 *
 * The kernel is not preempted, so what it does between two scheduling points is
 * what everybody else waits for: at most MAX_STRETCH.  With interrupts off it is
 * what every interrupt waits for: at most MAX_IRQS_OFF.
 *
 * Time decides here, so it must not be the host's: QEMU's instruction counter
 * (`./breenix run --seed`) makes the time-stamp counter count instructions, and
 * the machine says so by a word on the command line.  With several CPUs that
 * counter includes what the others do, so there must be one only.
 *
 * Stretches begin where a thread enters the kernel or is switched to
 * (watch_enter()), and end at scheduling points and on the way to user space
 * (watch_point()).  A timer looks at the one that lasts, so that the report shows
 * what runs too long, not only where it ended.
 */
#include "sched/watchdog.h"

#if defined(DEBUG) && !defined(KASAN)

#include "arch/cpu.h"
#include "arch/regs.h"
#include "arch/timer.h"
#include "arch/watch.h"
#include "debug/backtrace.h"
#include "debug/ksyms.h"
#include "debug/log.h"
#include "debug/panic.h"
#include "lib/assert.h"
#include "lib/cmdline.h"
#include "lib/string.h"
#include "sched/thread.h"
#include "time/clock.h"
#include "time/timer.h"

#define MAX_STRETCH  NSEC_PER_MSEC
#define MAX_IRQS_OFF (100 * NSEC_PER_USEC)
#define LOOK_NS      (NSEC_PER_MSEC / 4)
#define CALLERS      12
#define KEY_CALLERS  4
#define MAX_SEEN     128

bool watchdog_on;

/* One CPU: no lock. */
static struct {
	ktime_t entered;   /* the stretch's begin */
	ktime_t off;       /* when interrupts were masked; 0: they are not */
	struct regs *regs; /* of the last interrupt */
	struct timer timer;
	bool only_log;
	bool
	    asleep; /* but in watchdog_catch(): the self-tests take their time */
	bool catching;
	unsigned ncaught;
	u32 seen[MAX_SEEN][KEY_CALLERS];
	unsigned nseen;
} dog;

/* --- Reports -------------------------------------------------------------------- */

/* By functions: a loop has many addresses. */
static bool
is_new(const u32 *callers)
{
	u32 key[KEY_CALLERS];
	u64 offset;

	for (unsigned i = 0; i < KEY_CALLERS; i++) {
		offset = 0;
		(void)ksym_find(backtrace_address(callers[i]), &offset);
		key[i] = callers[i] - (u32)offset;
	}
	for (unsigned i = 0; i < dog.nseen; i++)
		if (!memcmp(dog.seen[i], key, sizeof(key)))
			return false;
	if (dog.nseen < MAX_SEEN)
		memcpy(dog.seen[dog.nseen++], key, sizeof(key));
	return true;
}

/* ip: where in the function of fp, or 0. */
static __noinline void
report(const char *what, ktime_t ns, u64 ip, u64 fp)
{
	u32 callers[CALLERS] = { (u32)ip };
	unsigned first = ip ? 1 : 0;

	if (panicking())
		return;
	backtrace_save(fp, callers + first, CALLERS - first);
	if (dog.catching) {
		dog.ncaught++;
		return;
	}
	if (dog.asleep || !is_new(callers))
		return;
	watchdog_on = false;
	log_print(LOG_EMERG, "watchdog: %ld us %s", ns / NSEC_PER_USEC, what);
	backtrace_print_saved(callers, CALLERS);
	if (!dog.only_log)
		panic("watchdog: %ld us %s", ns / NSEC_PER_USEC, what);
	watchdog_on = true;
	/* What it took to say so is nobody's fault. */
	dog.entered = arch_clock_ns();
	dog.off = dog.off ? dog.entered : 0;
}

static void
check_stretch(ktime_t now, u64 ip, u64 fp)
{
	ktime_t ns = now - dog.entered;

	if (ns <= MAX_STRETCH)
		return;
	dog.entered = now;
	report("without a scheduling point", ns, ip, fp);
}

/* The current stretch may last several times the limit. */
static void
look(struct timer *timer)
{
	ktime_t now = arch_clock_ns();

	/* The idle thread has no tid; what it does may take long. */
	if (!regs_from_user(dog.regs) && current()->tid)
		check_stretch(now, dog.regs->rip, dog.regs->rbp);
	timer_arm(timer, now + LOOK_NS);
}

/* --- Events ---------------------------------------------------------------------- */

void
watchdog_enter(void)
{
	dog.entered = arch_clock_ns();
	dog.off = 0;
}

void
watchdog_point(void)
{
	ktime_t now = arch_clock_ns();

	if (current()->tid)
		check_stretch(now, 0, FRAME_POINTER());
	dog.entered = now;
}

void
watchdog_irqs_off(void)
{
	dog.off = arch_clock_ns();
}

void
watchdog_irqs_on(void)
{
	ktime_t ns = dog.off ? arch_clock_ns() - dog.off : 0;

	dog.off = 0;
	if (ns > MAX_IRQS_OFF)
		report("with interrupts off", ns, 0, FRAME_POINTER());
}

void
watchdog_interrupt(struct regs *r)
{
	dog.off = arch_clock_ns();
	dog.regs = r;
}

/* --- Begin ------------------------------------------------------------------------ */

void
watchdog_init(const char *cmdline)
{
	char value[8];

	if (!cmdline_has(cmdline, "breenix.icount") || cpus_count() > 1)
		return;
	dog.only_log = cmdline_value(cmdline, "breenix.watchdog", value,
			   sizeof(value)) &&
	    !strcmp(value, "log");
	dog.asleep = cmdline_has(cmdline, "selftest");
	watchdog_on = true;
	watchdog_enter();
	timer_init(&dog.timer, look);
	timer_arm(&dog.timer, dog.entered + LOOK_NS);
}

bool
watchdog_active(void)
{
	return watchdog_on;
}

unsigned
watchdog_catch(void (*fn)(void))
{
	dog.ncaught = 0;
	dog.catching = true;
	watchdog_enter();
	fn();
	watchdog_point();
	dog.catching = false;
	return dog.ncaught;
}

#endif
