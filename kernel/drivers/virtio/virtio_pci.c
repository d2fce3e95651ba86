/*
 * Virtio over PCI (virtio 1.2, 4.1), of version 1.0 or later.
 *
 * Vendor capabilities say where in which BAR each structure of registers is:
 * the common configuration, the doorbells of the queues, the interrupt status,
 * and the device's own configuration.  Of several for one structure the first
 * that can be used counts (4.1.4).
 *
 * A transitional device has them too, under an older number.  One interrupt
 * line serves everything: reading its status acknowledges it (4.1.4.5).
 *
 * A device may break its promises, but must not break us: structures lie within
 * their BARs, queues that have no doorbell do not exist, waits are bounded.
 *
 * Left out: MSI-X, which saves the read of the status; structures in I/O space,
 * which are always there in memory as well.
 */
#include "abi/errno.h"
#include "arch/io.h"
#include "debug/log.h"
#include "drivers/pci/drivers.h"
#include "drivers/pci/pci.h"
#include "drivers/virtio/virtio.h"
#include "lib/bits.h"
#include "lib/string.h"
#include "mm/slab.h"

#define VENDOR          0x1af4
#define ID_TRANSITIONAL 0x1000 /* the type is the subsystem's number */
#define ID_MODERN       0x1040 /* plus the type */
#define ID_LAST         0x107f
#define CFG_SUBSYSTEM   0x2e

/* A capability (4.1.4). */
#define CAP_LEN               2
#define CAP_TYPE              3
#define CAP_BAR               4
#define CAP_OFFSET            8
#define CAP_LENGTH            12
#define CAP_SIZE              16
#define CAP_NOTIFY_MULTIPLIER 16
#define CAP_NOTIFY_SIZE       20
#define CFG_SIZE              256

/* The structures, by the type of their capabilities. */
enum structure {
	COMMON = 1,
	NOTIFY = 2,
	ISR = 3,
	DEVICE = 4,
};
#define NSTRUCTURES 5

/* The common configuration (4.1.4.3). */
#define REG_DEVICE_FEATSEL   0x00
#define REG_DEVICE_FEATURES  0x04
#define REG_DRIVER_FEATSEL   0x08
#define REG_DRIVER_FEATURES  0x0c
#define REG_NQUEUES          0x12
#define REG_STATUS           0x14
#define REG_QUEUE_SEL        0x16
#define REG_QUEUE_SIZE       0x18
#define REG_QUEUE_ENABLE     0x1c
#define REG_QUEUE_NOTIFY_OFF 0x1e
#define REG_QUEUE_DESC       0x20
#define REG_QUEUE_AVAIL      0x28
#define REG_QUEUE_USED       0x30
#define COMMON_SIZE          0x38

#define ISR_QUEUE  1u
#define ISR_CONFIG 2u

#define MAX_LENGTH  0x10000u /* of a structure; all that we would use */
#define RESET_POLLS 100000u

/* All [I] once probe() has returned. */
struct pci_transport {
	struct virtio_device dev;
	struct pci_device pci;
	u8 *regs[NSTRUCTURES]; /* NULL: none */
	u32 length[NSTRUCTURES];
	u32 notify_multiplier;
	u16 *doorbell[VIRTIO_MAX_QUEUES]; /* from queue_max() on */
};

static struct pci_transport *
transport_of(struct virtio_device *dev)
{
	return container_of(dev, struct pci_transport, dev);
}

static u8 *
reg(struct virtio_device *dev, unsigned offset)
{
	return transport_of(dev)->regs[COMMON] + offset;
}

static u8
get_status(struct virtio_device *dev)
{
	return mmio_read8(reg(dev, REG_STATUS));
}

/* A reset is over when the status reads 0 (4.1.4.3.2). */
static void
set_status(struct virtio_device *dev, u8 status)
{
	mmio_write8(reg(dev, REG_STATUS), status);
	for (u32 i = 0; !status && get_status(dev) && i < RESET_POLLS; i++)
		continue;
}

static u64
get_features(struct virtio_device *dev)
{
	u64 features;

	mmio_write32(reg(dev, REG_DEVICE_FEATSEL), 1);
	features = (u64)mmio_read32(reg(dev, REG_DEVICE_FEATURES)) << 32;
	mmio_write32(reg(dev, REG_DEVICE_FEATSEL), 0);
	return features | mmio_read32(reg(dev, REG_DEVICE_FEATURES));
}

static void
set_features(struct virtio_device *dev, u64 features)
{
	mmio_write32(reg(dev, REG_DRIVER_FEATSEL), 0);
	mmio_write32(reg(dev, REG_DRIVER_FEATURES), (u32)features);
	mmio_write32(reg(dev, REG_DRIVER_FEATSEL), 1);
	mmio_write32(reg(dev, REG_DRIVER_FEATURES), (u32)(features >> 32));
}

/* Finds the doorbell of the selected queue. => returns: NULL: none */
static u16 *
doorbell_of(struct pci_transport *t)
{
	u64 offset = (u64)mmio_read16(t->regs[COMMON] + REG_QUEUE_NOTIFY_OFF) *
	    t->notify_multiplier;

	if (offset + sizeof(u16) > t->length[NOTIFY] || offset % sizeof(u16))
		return NULL;
	return (u16 *)(t->regs[NOTIFY] + offset);
}

static u32
queue_max(struct virtio_device *dev, unsigned index)
{
	struct pci_transport *t = transport_of(dev);
	u32 size;

	if (index >= VIRTIO_MAX_QUEUES ||
	    index >= mmio_read16(reg(dev, REG_NQUEUES)))
		return 0;
	mmio_write16(reg(dev, REG_QUEUE_SEL), (u16)index);
	size = mmio_read16(reg(dev, REG_QUEUE_SIZE));
	t->doorbell[index] = doorbell_of(t);
	return is_pow2(size) && t->doorbell[index] ? size : 0;
}

static void
write_address(struct virtio_device *dev, unsigned offset, paddr_t pa)
{
	mmio_write32(reg(dev, offset), (u32)pa);
	mmio_write32(reg(dev, offset + 4), (u32)(pa >> 32));
}

static void
queue_enable(struct virtio_device *dev, unsigned index, u32 size, paddr_t desc,
    paddr_t avail, paddr_t used)
{
	mmio_write16(reg(dev, REG_QUEUE_SEL), (u16)index);
	mmio_write16(reg(dev, REG_QUEUE_SIZE), (u16)size);
	write_address(dev, REG_QUEUE_DESC, desc);
	write_address(dev, REG_QUEUE_AVAIL, avail);
	write_address(dev, REG_QUEUE_USED, used);
	mmio_write16(reg(dev, REG_QUEUE_ENABLE), 1);
}

static void
notify(struct virtio_device *dev, unsigned index)
{
	mmio_write16(transport_of(dev)->doorbell[index], (u16)index);
}

/* What lies beyond the structure reads as 0. */
static void
read_config(struct virtio_device *dev, size_t offset, void *buf, size_t n)
{
	const struct pci_transport *t = transport_of(dev);

	memset(buf, 0, n);
	for (size_t i = 0; i < n && offset + i < t->length[DEVICE]; i++)
		((u8 *)buf)[i] = mmio_read8(t->regs[DEVICE] + offset + i);
}

static const struct virtio_transport transport = {
	.get_status = get_status,
	.set_status = set_status,
	.get_features = get_features,
	.set_features = set_features,
	.queue_max = queue_max,
	.queue_enable = queue_enable,
	.notify = notify,
	.read_config = read_config,
};

static void
interrupt(void *arg)
{
	struct pci_transport *t = arg;
	u8 status = mmio_read8(t->regs[ISR]); /* 0: another's, on this line */

	if (status & ISR_QUEUE)
		virtio_queue_interrupt(&t->dev);
	if (status & ISR_CONFIG)
		virtio_config_interrupt(&t->dev);
}

/* --- Finding the structures --- */

/* Maps the structure that the capability at `cap` tells of, if it is one that
 * we want and do not have.
 * => errors: -ENXIO its BAR has no address, -ENOMEM */
static int
take_capability(struct pci_transport *t, unsigned cap)
{
	static const struct {
		u32 cap_size, min_length, align;
	} need[NSTRUCTURES] = {
		[COMMON] = { CAP_SIZE, COMMON_SIZE, 4 },
		[NOTIFY] = { CAP_NOTIFY_SIZE, sizeof(u16), 2 },
		[ISR] = { CAP_SIZE, 1, 1 },
		[DEVICE] = { CAP_SIZE, 1, 4 },
	};
	const struct pci_device *pci = &t->pci;
	unsigned type = pci_read8(pci, cap + CAP_TYPE), bar;
	u32 offset, length;
	void *regs;
	int err;

	if (type < COMMON || type > DEVICE || t->regs[type] ||
	    cap + need[type].cap_size > CFG_SIZE ||
	    pci_read8(pci, cap + CAP_LEN) < need[type].cap_size)
		return 0;
	bar = pci_read8(pci, cap + CAP_BAR);
	offset = pci_read32(pci, cap + CAP_OFFSET);
	length = min(pci_read32(pci, cap + CAP_LENGTH), MAX_LENGTH);
	if (length < need[type].min_length || offset & (need[type].align - 1))
		return 0;
	err = pci_map(pci, bar, offset, length, &regs);
	if (err == -EINVAL)
		return 0; /* there may be another one */
	if (err == -ENXIO)
		log_err("virtio-pci " PCI_FMT ": BAR %u has no usable address",
		    PCI_ARGS(pci), bar);
	if (err)
		return err;
	t->regs[type] = regs;
	t->length[type] = length;
	if (type == NOTIFY)
		t->notify_multiplier = pci_read32(pci,
		    cap + CAP_NOTIFY_MULTIPLIER);
	return 0;
}

/* => errors: -ENODEV one is missing, -ENXIO, -ENOMEM */
static int
map_structures(struct pci_transport *t)
{
	unsigned cap;

	for (unsigned n = 0;
	     (cap = pci_find_capability(&t->pci, PCI_CAP_VENDOR, n)); n++) {
		int err = take_capability(t, cap);

		if (err)
			return err;
	}
	if (t->regs[COMMON] && t->regs[NOTIFY] && t->regs[ISR])
		return 0;
	log_err("virtio-pci " PCI_FMT ": not of version 1.0 or later",
	    PCI_ARGS(&t->pci));
	return -ENODEV;
}

static void
probe(const struct pci_device *pci)
{
	struct pci_transport *t = kzalloc(sizeof(*t));
	int err;

	if (!t)
		return;
	t->pci = *pci;
	t->dev.transport = &transport;
	t->dev.id = pci->id >= ID_MODERN ? pci->id - (u32)ID_MODERN :
					   pci_read16(pci, CFG_SUBSYSTEM);
	if (map_structures(t))
		goto free;
	pci_enable(pci);
	set_status(&t->dev, 0); /* firmware may have used it */
	err = pci_irq(pci, interrupt, t);
	if (err) {
		log_err("virtio-pci " PCI_FMT ": no interrupt: error %d",
		    PCI_ARGS(pci), -err);
		goto free;
	}
	virtio_probe(&t->dev);
	return;
free:
	kfree(t);
}

const struct pci_driver virtio_pci_driver = {
	.vendor = VENDOR,
	.first_id = ID_TRANSITIONAL,
	.last_id = ID_LAST,
	.probe = probe,
};
