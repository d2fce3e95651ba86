/* What this kind of CPU says of itself. */
#ifndef ARCH_CPUINFO_H
#define ARCH_CPUINFO_H

#include "lib/types.h"

/* The paragraph of /proc/cpuinfo about one CPU.
 * => returns: its length, as scnprintf() */
size_t arch_cpuinfo_format(unsigned cpu, char *buf, size_t size);

#endif
