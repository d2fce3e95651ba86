/*
 * PCI devices: configuration space, registers, interrupts (PCI Local Bus 3.0).
 *
 * pci_init() finds the devices and hands each to the driver that matches it.
 * A driver's probe() then looks at the capabilities, maps registers, and lets
 * the device go:
 *
 *     pci_find_capability() ... -> pci_map() -> pci_enable() -> pci_irq()
 *
 * All of it happens at boot, in one thread: the two configuration ports have
 * no lock.
 */
#ifndef DRIVERS_PCI_PCI_H
#define DRIVERS_PCI_PCI_H

#include "arch/irq.h"
#include "lib/compiler.h"
#include "lib/types.h"

#define PCI_NBARS      6
#define PCI_CAP_VENDOR 0x09

/* How a device is named in the log, and the arguments for it. */
#define PCI_FMT       "%02x:%02x.%x"
#define PCI_ARGS(dev) (dev)->bus, (dev)->slot, (dev)->function

struct pci_device {
	u8 bus, slot, function;
	u16 vendor, id;
};

struct pci_driver {
	u16 vendor, first_id, last_id;
	/* The device is the caller's: copy it.  One that cannot be used gets a
	 * line in the log, and its interrupt stays off. */
	void (*probe)(const struct pci_device *dev);
};

/* Finds the devices. => once, at boot */
void pci_init(void);

/* Is there PCI, as found by pci_init()? */
bool pci_present(void);

/* Little-endian fields of the configuration space, naturally aligned. */
u8 pci_read8(const struct pci_device *dev, unsigned offset);
u16 pci_read16(const struct pci_device *dev, unsigned offset);
u32 pci_read32(const struct pci_device *dev, unsigned offset);

/* Finds the nth capability `id`, from 0. The list may be in any order, and go
 * round in circles: as many as there is space for are looked at.
 * => returns: its offset, at least 4 bytes before the end of the space; 0: none */
unsigned pci_find_capability(const struct pci_device *dev, u8 id, unsigned n);

/* Maps `size` bytes at `offset` of a memory BAR, for good.
 * => errors: -EINVAL there is no such BAR, or it is smaller; -ENXIO firmware
 * has given it no usable address; -ENOMEM */
int pci_map(const struct pci_device *dev, unsigned bar, u64 offset, u64 size,
    void **out) __must_check;

/* The device may answer to its BARs and access memory. */
void pci_enable(const struct pci_device *dev);

/* Registers the handler of the device's legacy interrupt, which it may share,
 * and lets the device raise it. => errors: as irq_register(); -ENXIO none */
int pci_irq(const struct pci_device *dev, irq_handler_t fn, void *arg)
    __must_check;

#endif
