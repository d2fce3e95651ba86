/* What the kernel takes from the ACPI tables (ACPI 6.4): MADT and FADT. */
#ifndef ARCH_X86_64_ACPI_H
#define ARCH_X86_64_ACPI_H

#include "arch/cpu.h"
#include "lib/types.h"

#define ACPI_MAX_IOAPICS 8

struct acpi_register {
	u8 space; /* 0: memory, 1: I/O port */
	u64 address;
};

struct acpi_info {
	u32 apic_ids[MAX_CPUS];
	unsigned ncpus;
	paddr_t lapic;
	struct {
		paddr_t address;
		u32 gsi_base;
	} ioapics[ACPI_MAX_IOAPICS];
	unsigned nioapics;
	struct {
		u32 gsi;
		u16 flags; /* as in the MADT: polarity, trigger mode */
	} isa[16];
	struct acpi_register reset, sleep_control, pm1a, pm_timer;
	u8 reset_value;
};

extern struct acpi_info acpi; /* [I] after acpi_init() */

/* Reads the tables.  Without any, one CPU and the PC's usual addresses. */
void acpi_init(void);

#endif
