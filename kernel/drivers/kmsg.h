/* /dev/kmsg and /proc/kmsg: the log as records. */
#ifndef DRIVERS_KMSG_H
#define DRIVERS_KMSG_H

/* => once, at boot */
void kmsg_init(void);

#endif
