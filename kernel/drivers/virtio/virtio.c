/*
 * Matching virtio devices with drivers, and the handshake of both (virtio 1.2,
 * 3.1.1): reset, acknowledge, features, queues, ready.
 */
#include "drivers/virtio/virtio.h"

#include "abi/errno.h"
#include "arch/cpu.h"
#include "debug/log.h"
#include "drivers/virtio/drivers.h"
#include "drivers/virtio/virtqueue.h"

/* Device status (2.1). */
#define STATUS_ACKNOWLEDGE 1
#define STATUS_DRIVER      2
#define STATUS_DRIVER_OK   4
#define STATUS_FEATURES_OK 8
#define STATUS_NEEDS_RESET 64
#define STATUS_FAILED      128

#define RESET_TRIES 1000000

static const struct virtio_driver *const drivers[] = {
	&virtio_console_driver,
	&virtio_9p_driver,
};

static void
add_status(struct virtio_device *dev, u8 bits)
{
	dev->transport->set_status(dev, dev->transport->get_status(dev) | bits);
}

int
virtio_negotiate(struct virtio_device *dev, u64 wanted)
{
	u64 offered = dev->transport->get_features(dev);

	if (!(offered & VIRTIO_F_VERSION_1))
		return -ENODEV;
	dev->features = offered & (wanted | VIRTIO_F_VERSION_1);
	dev->transport->set_features(dev, dev->features);
	add_status(dev, STATUS_FEATURES_OK);
	if (!(dev->transport->get_status(dev) & STATUS_FEATURES_OK))
		return -ENODEV;
	return 0;
}

void
virtio_ready(struct virtio_device *dev)
{
	add_status(dev, STATUS_DRIVER_OK);
}

void
virtio_restart(struct virtio_device *dev)
{
	dev->transport->set_status(dev, 0);
	/* Done when it reads as 0 (4.1.4.3.2, 4.2.2.1): QEMU's at once. */
	for (unsigned i = 0; i < RESET_TRIES && dev->transport->get_status(dev);
	     i++)
		cpu_relax();
	add_status(dev, STATUS_ACKNOWLEDGE);
	add_status(dev, STATUS_DRIVER);
}

bool
virtio_needs_reset(struct virtio_device *dev)
{
	return dev->transport->get_status(dev) & STATUS_NEEDS_RESET;
}

void
virtio_read_config(struct virtio_device *dev, size_t offset, void *buf,
    size_t n)
{
	dev->transport->read_config(dev, offset, buf, n);
}

void
virtio_probe(struct virtio_device *dev)
{
	const struct virtio_driver *driver = NULL;
	int err;

	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		if (drivers[i]->id == dev->id)
			driver = drivers[i];
	if (!driver) {
		log_info("virtio: no driver for device type %u", dev->id);
		return;
	}
	dev->driver = driver;
	virtio_restart(dev);
	err = driver->probe(dev);
	if (err) {
		add_status(dev, STATUS_FAILED);
		log_err("%s: cannot be used: error %d", driver->name, -err);
	}
}

void
virtio_queue_interrupt(struct virtio_device *dev)
{
	for (size_t i = 0; i < ARRAY_SIZE(dev->queues); i++)
		if (dev->queues[i])
			virtqueue_done(dev->queues[i]);
}

void
virtio_config_interrupt(struct virtio_device *dev)
{
	if (dev->driver && dev->driver->config_changed)
		dev->driver->config_changed(dev);
}
