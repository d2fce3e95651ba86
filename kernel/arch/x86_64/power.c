/* Power-off and reset through ACPI's registers (ACPI 6.4, 4.8). */
#include "arch/power.h"

#include "arch/cpu.h"
#include "arch/layout.h"
#include "arch/mmu.h"
#include "arch/smp.h"
#include "arch/x86_64/acpi.h"

#define SLP_EN      (1u << 13)          /* PM1 control */
#define SLEEP_S5    (5u << 2 | 1u << 5) /* sleep control: type 5, enable */
#define KBD_COMMAND 0x64
#define KBD_RESET   0xfe
#define ACPI_VA     (KVA_BASE + 0x20000UL)

#define DEBUG_EXIT_IN_ORDER 0x10 /* docs/run-protocol.md */

static u16 debug_exit_port;

void
machine_set_debug_exit(u16 port)
{
	debug_exit_port = port;
}

void
machine_debug_exit(u32 value)
{
	if (debug_exit_port)
		outl(debug_exit_port, value);
}

static void
register_write(const struct acpi_register *r, u16 value, bool wide)
{
	if (!r->address)
		return;
	if (r->space == 1 && wide)
		outw((u16)r->address, value);
	else if (r->space == 1)
		outb((u16)r->address, (u8)value);
	else if (r->space == 0 &&
	    !kva_map_page(ACPI_VA, r->address & PAGE_MASK,
		KMAP_WRITE | KMAP_DEVICE))
		*(volatile u8 *)(ACPI_VA +
		    (r->address & ~PAGE_MASK)) = (u8)value;
}

void
machine_halt(void)
{
	x86_cli();
	smp_stop_others();
	cpu_halt();
}

bool
machine_can_power_off(void)
{
	return acpi.sleep_control.address || acpi.pm1a.address ||
	    debug_exit_port;
}

void
machine_power_off(void)
{
	register_write(&acpi.sleep_control, SLEEP_S5, false);
	register_write(&acpi.pm1a, SLP_EN, true);
	machine_debug_exit(DEBUG_EXIT_IN_ORDER);
	machine_halt();
}

void
machine_restart(void)
{
	struct {
		u16 limit;
		u64 base;
	} __packed no_idt = { 0, 0 };

	register_write(&acpi.reset, acpi.reset_value, false);
	outb(KBD_COMMAND, KBD_RESET);
	__asm__ volatile("lidt %0; int3" : : "m"(no_idt));
	cpu_halt();
}
