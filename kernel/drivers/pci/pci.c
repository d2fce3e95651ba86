/*
 * Finding PCI devices, by configuration mechanism 1 (PCI Local Bus 3.0,
 * 3.2.2.3.2): an address written to one port selects what the other shows.
 *
 * Buses are looked at in the order of their numbers, from 0; a bridge adds the
 * one behind it, which firmware has given a higher number.  So the walk ends
 * whatever bridges say.
 *
 * Interrupts are the legacy ones: firmware has routed each to an input of the
 * 8259, and notes which in the interrupt line register.  Until a driver asks for
 * it, each device's is off: lines are shared, and what nobody acknowledges would
 * interrupt forever.
 *
 * What devices say of themselves is not believed: capabilities lie within the
 * space and only so many are followed, a BAR's address is one that RAM does
 * not have.
 *
 * Left out: giving BARs addresses, which SeaBIOS and UEFI do (QEMU's qboot does
 * not); MSI; configuration space beyond 256 bytes; hot plugging.
 */
#include "drivers/pci/pci.h"

#include "abi/errno.h"
#include "arch/io.h"
#include "arch/mmu.h"
#include "debug/log.h"
#include "drivers/pci/drivers.h"
#include "lib/bitmap.h"
#include "mm/kva.h"

#define PORT_ADDRESS   0xcf8
#define PORT_DATA      0xcfc
#define ADDRESS_ENABLE 0x80000000u

/* Configuration space (6.1, 6.2). */
#define CFG_ID             0x00
#define CFG_COMMAND        0x04
#define CFG_STATUS         0x06
#define CFG_HEADER         0x0e
#define CFG_BAR(i)         (0x10 + 4 * (i))
#define CFG_SECONDARY_BUS  0x19 /* PCI-to-PCI Bridge 1.2, 3.2.5.4 */
#define CFG_CAPABILITIES   0x34
#define CFG_INTERRUPT_LINE 0x3c
#define CFG_INTERRUPT_PIN  0x3d
#define CFG_FIRST_FREE     0x40
#define CFG_SIZE           0x100
#define MAX_CAPS           ((CFG_SIZE - CFG_FIRST_FREE) / 4)

#define COMMAND_MEMORY  (1u << 1)
#define COMMAND_MASTER  (1u << 2)
#define COMMAND_NO_INTX (1u << 10)
#define STATUS_CAPS     (1u << 4)
#define HEADER_TYPE     0x7fu
#define HEADER_BRIDGE   1
#define HEADER_MULTI    0x80u
#define BAR_IO          1u
#define BAR_TYPE        6u
#define BAR_64          4u
#define BAR_FLAGS       0xfu

#define VENDOR_NONE 0xffff
#define NBUSES      256
#define NSLOTS      32
#define NFUNCTIONS  8
#define NISA_LINES  16

static const struct pci_driver *const drivers[] = {
	&virtio_pci_driver,
};

static bool present; /* [I] after pci_init() */

/* --- Configuration space --- */

static void
select(const struct pci_device *dev, unsigned offset)
{
	port_write32(PORT_ADDRESS,
	    ADDRESS_ENABLE | (u32)dev->bus << 16 | (u32)dev->slot << 11 |
		(u32)dev->function << 8 | (offset & 0xfc));
}

u32
pci_read32(const struct pci_device *dev, unsigned offset)
{
	select(dev, offset);
	return port_read32(PORT_DATA);
}

u16
pci_read16(const struct pci_device *dev, unsigned offset)
{
	return (u16)(pci_read32(dev, offset) >> 8 * (offset & 2));
}

u8
pci_read8(const struct pci_device *dev, unsigned offset)
{
	return (u8)(pci_read32(dev, offset) >> 8 * (offset & 3));
}

static void
write32(const struct pci_device *dev, unsigned offset, u32 value)
{
	select(dev, offset);
	port_write32(PORT_DATA, value);
}

/* Changes the command; zeroes in the other half leave the status (6.2.3). */
static void
change_command(const struct pci_device *dev, u16 clear, u16 set)
{
	u16 command = pci_read16(dev, CFG_COMMAND);

	write32(dev, CFG_COMMAND, (u16)((command & ~clear) | set));
}

unsigned
pci_find_capability(const struct pci_device *dev, u8 id, unsigned n)
{
	unsigned at = pci_read8(dev, CFG_CAPABILITIES) & 0xfc;

	if (!(pci_read16(dev, CFG_STATUS) & STATUS_CAPS))
		return 0;
	for (unsigned i = 0; i < MAX_CAPS && at >= CFG_FIRST_FREE; i++) {
		if (pci_read8(dev, at) == id && n-- == 0)
			return at;
		at = pci_read8(dev, at + 1) & 0xfc;
	}
	return 0;
}

/* --- Registers --- */

/* What a BAR can decode: the size in the bits that do not take a one.  It must
 * not answer meanwhile (6.2.5.1). */
static u32
probe_bar(const struct pci_device *dev, unsigned bar)
{
	u32 value = pci_read32(dev, CFG_BAR(bar)), mask;

	write32(dev, CFG_BAR(bar), ~0u);
	mask = pci_read32(dev, CFG_BAR(bar));
	write32(dev, CFG_BAR(bar), value);
	return mask;
}

/* => errors: -EINVAL no memory BAR, -ENXIO no address */
static int
read_bar(const struct pci_device *dev, unsigned bar, paddr_t *base, u64 *size)
{
	u16 command = pci_read16(dev, CFG_COMMAND);
	u32 low = pci_read32(dev, CFG_BAR(bar));
	bool wide = (low & BAR_TYPE) == BAR_64;
	u64 mask = 0xffffffff00000000;
	paddr_t pa = low & ~BAR_FLAGS;

	if (low & BAR_IO || (wide && bar + 1 >= PCI_NBARS))
		return -EINVAL;
	change_command(dev, COMMAND_MEMORY, 0);
	mask |= probe_bar(dev, bar) & ~BAR_FLAGS;
	if (wide) {
		pa |= (paddr_t)pci_read32(dev, CFG_BAR(bar + 1)) << 32;
		mask &= (u64)probe_bar(dev, bar + 1) << 32 | 0xffffffff;
	}
	change_command(dev, 0, command & COMMAND_MEMORY);
	if (!(u32)mask && !wide)
		return -EINVAL; /* not there */
	*base = pa;
	*size = ~mask + 1;
	return pa && paddr_is_device(pa, *size) ? 0 : -ENXIO;
}

int
pci_map(const struct pci_device *dev, unsigned bar, u64 offset, u64 size,
    void **out)
{
	u64 bar_size;
	paddr_t pa;
	int err;

	if (bar >= PCI_NBARS || !size)
		return -EINVAL;
	err = read_bar(dev, bar, &pa, &bar_size);
	if (err)
		return err;
	if (offset > bar_size || size > bar_size - offset)
		return -EINVAL;
	*out = kva_map_device(pa + offset, size);
	return *out ? 0 : -ENOMEM;
}

void
pci_enable(const struct pci_device *dev)
{
	change_command(dev, 0, COMMAND_MEMORY | COMMAND_MASTER);
}

int
pci_irq(const struct pci_device *dev, irq_handler_t fn, void *arg)
{
	unsigned line = pci_read8(dev, CFG_INTERRUPT_LINE), gsi, flags;
	int err;

	if (!pci_read8(dev, CFG_INTERRUPT_PIN) || !line || line >= NISA_LINES)
		return -ENXIO;
	gsi = irq_isa_gsi(line, &flags);
	err = irq_register(gsi, flags | IRQ_LEVEL, fn, arg);
	if (!err)
		change_command(dev, COMMAND_NO_INTX, 0);
	return err;
}

/* --- Finding devices --- */

static const struct pci_driver *
driver_of(const struct pci_device *dev)
{
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		if (dev->vendor == drivers[i]->vendor &&
		    dev->id >= drivers[i]->first_id &&
		    dev->id <= drivers[i]->last_id)
			return drivers[i];
	return NULL;
}

static void
add_device(const struct pci_device *dev)
{
	const struct pci_driver *driver = driver_of(dev);

	log_info("pci " PCI_FMT ": %04x:%04x", PCI_ARGS(dev), dev->vendor,
	    dev->id);
	change_command(dev, 0, COMMAND_NO_INTX);
	if (driver)
		driver->probe(dev);
}

/* Looks at one function. => returns: its header type */
static u8
scan_function(struct pci_device *dev, unsigned long *buses)
{
	u32 id = pci_read32(dev, CFG_ID);
	u8 header, secondary;

	dev->vendor = (u16)id;
	dev->id = (u16)(id >> 16);
	if (dev->vendor == VENDOR_NONE)
		return 0;
	header = pci_read8(dev, CFG_HEADER);
	if ((header & HEADER_TYPE) == 0)
		add_device(dev);
	if ((header & HEADER_TYPE) == HEADER_BRIDGE) {
		secondary = pci_read8(dev, CFG_SECONDARY_BUS);
		if (secondary > dev->bus)
			bitmap_set(buses, secondary);
	}
	return header;
}

static void
scan_slot(unsigned bus, unsigned slot, unsigned long *buses)
{
	for (unsigned f = 0; f < NFUNCTIONS; f++) {
		struct pci_device dev = { (u8)bus, (u8)slot, (u8)f, 0, 0 };
		u8 header = scan_function(&dev, buses);

		if (f == 0 && !(header & HEADER_MULTI))
			return;
	}
}

bool
pci_present(void)
{
	return present;
}

void
pci_init(void)
{
	BITMAP(buses, NBUSES) = { 1 }; /* still to be looked at, and seen */

	port_write32(PORT_ADDRESS, ADDRESS_ENABLE);
	present = port_read32(PORT_ADDRESS) == ADDRESS_ENABLE;
	if (!present)
		return;
	for (unsigned bus = 0; bus < NBUSES; bus++)
		for (unsigned slot = 0;
		     bitmap_test(buses, bus) && slot < NSLOTS; slot++)
			scan_slot(bus, slot, buses);
}
