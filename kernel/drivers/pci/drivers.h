/* The drivers of PCI devices: the rows of pci.c's match table. */
#ifndef DRIVERS_PCI_DRIVERS_H
#define DRIVERS_PCI_DRIVERS_H

struct pci_driver;

extern const struct pci_driver virtio_pci_driver;

#endif
