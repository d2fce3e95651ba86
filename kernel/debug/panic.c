/*
 * Panic: registers, a symbolized backtrace of the CPU at fault, then the
 * others' state, and the end.
 *
 * The first CPU to panic wins; the others get an NMI, print where they were in
 * turn and halt.  From log_enter_panic() on nothing waits for a lock.
 */
#include "debug/panic.h"

#include <stdarg.h>

#include "arch/atomic.h"
#include "arch/cpu.h"
#include "arch/irqflags.h"
#include "arch/power.h"
#include "arch/smp.h"
#include "arch/timer.h"
#include "arch/trap.h"
#include "debug/backtrace.h"
#include "debug/log.h"
#include "lib/assert.h"
#include "lib/fmt.h"

#define OTHERS_WAIT_ITER 20000000UL /* bounded: an NMI may never arrive */

#define NS_PER_S 1000000000L

/* docs/run-protocol.md */
#define DEBUG_EXIT_PANIC     0x11
#define DEBUG_EXIT_NO_MEMORY 0x12

static struct {
	u32 owner;    /* [a] 0: none, else CPU + 1 */
	u32 printing; /* [a] turn of the others */
	u32 reported; /* [a] others that have printed */
	s64 action;   /* [I] seconds, see panic_set_action() */
} state;

bool
panicking(void)
{
	return atomic_load(&state.owner);
}

void
panic_set_action(s64 seconds)
{
	state.action = seconds;
}

static void
print_regs(const struct regs *r)
{
	log_print(LOG_EMERG, "RIP %04lx:%016lx RFLAGS %08lx", r->cs, r->rip,
	    r->rflags);
	log_print(LOG_EMERG, "RSP %04lx:%016lx RBP %016lx", r->ss, r->rsp,
	    r->rbp);
	log_print(LOG_EMERG, "RAX %016lx RBX %016lx RCX %016lx", r->rax, r->rbx,
	    r->rcx);
	log_print(LOG_EMERG, "RDX %016lx RSI %016lx RDI %016lx", r->rdx, r->rsi,
	    r->rdi);
	log_print(LOG_EMERG, "R8  %016lx R9  %016lx R10 %016lx", r->r8, r->r9,
	    r->r10);
	log_print(LOG_EMERG, "R11 %016lx R12 %016lx R13 %016lx", r->r11, r->r12,
	    r->r13);
	log_print(LOG_EMERG, "R14 %016lx R15 %016lx", r->r14, r->r15);
}

static void
print_place(const struct regs *r, u64 fp)
{
	if (r) {
		print_regs(r);
		if (regs_from_user(r))
			return;
		backtrace_print_address(r->rip);
		fp = r->rbp;
	}
	backtrace_print(fp);
}

/* Interrupts are off: the counter alone tells the time. It stands at 0 until boot has
 * found its rate; nobody waits then. */
static void
wait_to_restart(void)
{
	ktime_t start = arch_clock_ns();

	if (state.action < 0 || !start)
		return;
	log_print(LOG_EMERG, "Rebooting in %ld seconds..", state.action);
	while ((arch_clock_ns() - start) / NS_PER_S < state.action)
		cpu_relax();
}

static __noreturn void
end_machine(u32 why)
{
	machine_debug_exit(why);
	if (!state.action)
		machine_halt();
	wait_to_restart();
	machine_restart();
}

static __noreturn void
finish(void)
{
	panic_notify();
	end_machine(DEBUG_EXIT_PANIC);
}

void
boot_no_memory(const char *what)
{
	irq_disable();
	log_enter_panic();
	log_print(LOG_EMERG,
	    "The machine has too little memory: no room for %s", what);
	end_machine(DEBUG_EXIT_NO_MEMORY);
}

static __noreturn void
panic_common(const struct regs *r, u64 fp, const char *fmt, va_list ap)
{
	static char message[256];
	u32 none = 0;

	irq_disable();
	if (!atomic_cas(&state.owner, &none, cpu_id() + 1)) {
		if (none == cpu_id() + 1)
			end_machine(
			    DEBUG_EXIT_PANIC); /* a panic inside the panic */
		cpu_halt();
	}
	log_enter_panic();
	vsnprintf(message, sizeof(message), fmt, ap);
	log_print(LOG_EMERG, "Kernel panic - not syncing: %s", message);
	log_print(LOG_EMERG, "CPU %u, backtrace:", cpu_id());
	print_place(r, fp);

	u32 others = cpus_count() - 1;

	smp_stop_others();
	for (u64 i = 0; i < OTHERS_WAIT_ITER; i++)
		if (atomic_load(&state.reported) == others)
			break;
	log_print(LOG_EMERG, "---[ end Kernel panic - not syncing: %s ]---",
	    message);
	finish();
}

void
panic_nmi(const struct regs *r)
{
	if (!panicking() || atomic_load(&state.owner) == cpu_id() + 1)
		return;
	while (atomic_xchg(&state.printing, 1))
		cpu_relax();
	log_print(LOG_EMERG, "CPU %u was at:", cpu_id());
	print_place(r, 0);
	atomic_store(&state.printing, 0);
	atomic_add(&state.reported, 1);
	cpu_halt();
}

void
panic_regs(const struct regs *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	panic_common(r, 0, fmt, ap);
	va_end(ap);
}

void
panic(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	panic_common(NULL, (u64)__builtin_frame_address(0), fmt, ap);
	va_end(ap);
}

void
assert_failed(const char *expr, const char *file, int line)
{
	panic("assertion failed: %s at %s:%d", expr, file, line);
}

__noreturn void __stack_chk_fail(void);

void
__stack_chk_fail(void)
{
	panic("stack protector: kernel stack is corrupted in %p",
	    __builtin_return_address(0));
}
