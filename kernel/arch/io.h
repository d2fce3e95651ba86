/*
 * Access to device registers: I/O ports, and memory that a device answers.
 *
 * Accesses of one CPU to device memory happen in program order (SDM 3A 12.3:
 * uncached memory); device_write_barrier() orders earlier stores to ordinary
 * memory before a later register access.
 */
#ifndef ARCH_IO_H
#define ARCH_IO_H

#include "arch/x86_64/asm.h"
#include "lib/compiler.h"
#include "lib/types.h"

static inline u8
port_read8(u16 port)
{
	return inb(port);
}

static inline void
port_write8(u16 port, u8 value)
{
	outb(port, value);
}

static inline u32
port_read32(u16 port)
{
	return inl(port);
}

static inline void
port_write32(u16 port, u32 value)
{
	outl(port, value);
}

static inline u8
mmio_read8(const void *reg)
{
	return *(const volatile u8 *)reg;
}

static inline u16
mmio_read16(const void *reg)
{
	return *(const volatile u16 *)reg;
}

static inline u32
mmio_read32(const void *reg)
{
	return *(const volatile u32 *)reg;
}

static inline void
mmio_write8(void *reg, u8 value)
{
	barrier();
	*(volatile u8 *)reg = value;
}

static inline void
mmio_write16(void *reg, u16 value)
{
	barrier();
	*(volatile u16 *)reg = value;
}

static inline void
mmio_write32(void *reg, u32 value)
{
	barrier();
	*(volatile u32 *)reg = value;
}

/* Stores before it are seen by a device before those after it; stores are not
 * reordered with stores here (SDM 3A 8.2.2). */
static inline void
device_write_barrier(void)
{
	barrier();
}

/* Loads after it are not satisfied before those before it. */
static inline void
device_read_barrier(void)
{
	barrier();
}

#endif
