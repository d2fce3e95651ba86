/*
 * Virtio over memory-mapped registers (virtio 1.2, 4.2).
 *
 * Where the devices are is told by words "virtio_mmio.device=SIZE@ADDR:IRQ" of
 * the command line, as for Linux.  Without any, the slots of QEMU's microvm are
 * looked at: it names them only in its DSDT, which needs an interpreter.  On
 * a machine with PCI a device's registers may lie there, so it is left alone.
 *
 * The slots' interrupts (QEMU 7.2, hw/i386/microvm.c): the inputs of the second
 * I/O APIC where there is one, else inputs 16 to 23 of the first.
 */
#include "abi/errno.h"
#include "arch/boot.h"
#include "arch/io.h"
#include "arch/irq.h"
#include "debug/log.h"
#include "drivers/pci/pci.h"
#include "drivers/virtio/virtio.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "mm/kva.h"
#include "mm/slab.h"

/* Registers (4.2.2). */
#define REG_MAGIC           0x000
#define REG_VERSION         0x004
#define REG_DEVICE_ID       0x008
#define REG_DEVICE_FEATURES 0x010
#define REG_DEVICE_FEATSEL  0x014
#define REG_DRIVER_FEATURES 0x020
#define REG_DRIVER_FEATSEL  0x024
#define REG_QUEUE_SEL       0x030
#define REG_QUEUE_MAX       0x034
#define REG_QUEUE_SIZE      0x038
#define REG_QUEUE_READY     0x044
#define REG_QUEUE_NOTIFY    0x050
#define REG_IRQ_STATUS      0x060
#define REG_IRQ_ACK         0x064
#define REG_STATUS          0x070
#define REG_QUEUE_DESC      0x080
#define REG_QUEUE_AVAIL     0x090
#define REG_QUEUE_USED      0x0a0
#define REG_CONFIG          0x100

#define MAGIC      0x74726976 /* "virt" */
#define IRQ_QUEUE  1u
#define IRQ_CONFIG 2u

#define SLOT_BASE      0xfeb00000UL
#define SLOT_SIZE      0x200UL
#define NSLOTS         24
#define SLOT_GSI_BASE  24 /* with two I/O APICs */
#define SLOT_GSI_BASE1 16 /* with one */

struct mmio_device {
	struct virtio_device dev;
	u8 *regs; /* [I] */
};

static u8 *
reg(struct virtio_device *dev, unsigned offset)
{
	return container_of(dev, struct mmio_device, dev)->regs + offset;
}

static u8
get_status(struct virtio_device *dev)
{
	return (u8)mmio_read32(reg(dev, REG_STATUS));
}

static void
set_status(struct virtio_device *dev, u8 status)
{
	mmio_write32(reg(dev, REG_STATUS), status);
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

static u32
queue_max(struct virtio_device *dev, unsigned index)
{
	mmio_write32(reg(dev, REG_QUEUE_SEL), index);
	return mmio_read32(reg(dev, REG_QUEUE_MAX));
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
	mmio_write32(reg(dev, REG_QUEUE_SEL), index);
	mmio_write32(reg(dev, REG_QUEUE_SIZE), size);
	write_address(dev, REG_QUEUE_DESC, desc);
	write_address(dev, REG_QUEUE_AVAIL, avail);
	write_address(dev, REG_QUEUE_USED, used);
	mmio_write32(reg(dev, REG_QUEUE_READY), 1);
}

static void
notify(struct virtio_device *dev, unsigned index)
{
	mmio_write32(reg(dev, REG_QUEUE_NOTIFY), index);
}

static void
read_config(struct virtio_device *dev, size_t offset, void *buf, size_t n)
{
	for (size_t i = 0; i < n; i++)
		((u8 *)buf)[i] = mmio_read8(reg(dev,
		    REG_CONFIG + (unsigned)(offset + i)));
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
	struct mmio_device *m = arg;
	u32 status = mmio_read32(m->regs + REG_IRQ_STATUS);

	mmio_write32(m->regs + REG_IRQ_ACK, status);
	if (status & IRQ_QUEUE)
		virtio_queue_interrupt(&m->dev);
	if (status & IRQ_CONFIG)
		virtio_config_interrupt(&m->dev);
}

/* Is there a device that we can use? */
static bool
usable(const u8 *regs, paddr_t pa)
{
	u32 version;

	if (mmio_read32(regs + REG_MAGIC) != MAGIC ||
	    !mmio_read32(regs + REG_DEVICE_ID))
		return false;
	version = mmio_read32(regs + REG_VERSION);
	if (version == 2)
		return true;
	log_err("virtio-mmio at %#lx: version %u is of before virtio 1.0; "
		"QEMU needs -global virtio-mmio.force-legacy=false",
	    pa, version);
	return false;
}

/* gsi2 is tried when gsi has no input. */
static void
add_device(u8 *regs, paddr_t pa, unsigned gsi, unsigned gsi2)
{
	struct mmio_device *m;
	int err;

	if (!usable(regs, pa))
		return;
	m = kzalloc(sizeof(*m));
	if (!m)
		return;
	m->regs = regs;
	m->dev.transport = &transport;
	m->dev.id = mmio_read32(regs + REG_DEVICE_ID);
	err = irq_register(gsi, IRQ_LEVEL, interrupt, m);
	if (err == -EINVAL && gsi2 != gsi)
		err = irq_register(gsi2, IRQ_LEVEL, interrupt, m);
	if (err) {
		log_err("virtio-mmio at %#lx: no interrupt %u: error %d", pa,
		    gsi, -err);
		kfree(m);
		return;
	}
	virtio_probe(&m->dev);
}

/* "512@0xfeb00e00:12[:id]" */
static bool
parse_word(const char *s, u64 *size, u64 *pa, u64 *gsi)
{
	return !parse_size(&s, size) && *s++ == '@' && !parse_u64(&s, 0, pa) &&
	    *s++ == ':' && !parse_u64(&s, 0, gsi);
}

/* => returns: how many words there were */
static unsigned
scan_cmdline(void)
{
	static const char word[] = "virtio_mmio.device=";
	const char *s = boot_info.cmdline;
	u64 size, pa, gsi;
	unsigned n = 0;

	for (; (s = strstr(s, word)); n++) {
		u8 *regs;

		s += sizeof(word) - 1;
		if (!parse_word(s, &size, &pa, &gsi) || !size) {
			log_warn("virtio_mmio.device=: not SIZE@ADDRESS:IRQ");
			continue;
		}
		regs = kva_map_device(pa, size);
		if (regs)
			add_device(regs, pa, (unsigned)gsi, (unsigned)gsi);
	}
	return n;
}

void
virtio_mmio_init(void)
{
	u8 *regs;

	if (scan_cmdline() || pci_present())
		return;
	regs = kva_map_device(SLOT_BASE, NSLOTS * SLOT_SIZE);
	if (!regs)
		return;
	/* The first device on QEMU's command line has the highest slot. */
	for (unsigned i = NSLOTS; i-- > 0;)
		add_device(regs + i * SLOT_SIZE, SLOT_BASE + i * SLOT_SIZE,
		    SLOT_GSI_BASE + i, SLOT_GSI_BASE1 + i);
}
