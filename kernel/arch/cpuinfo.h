/* What this kind of CPU says of itself. */
#ifndef ARCH_CPUINFO_H
#define ARCH_CPUINFO_H

struct text;

/* The paragraph of /proc/cpuinfo about one CPU. */
void arch_cpuinfo_show(unsigned cpu, struct text *t);

#endif
