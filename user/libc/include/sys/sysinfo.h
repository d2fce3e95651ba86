#ifndef _SYS_SYSINFO_H
#define _SYS_SYSINFO_H

#include <features.h>

__BEGIN_DECLS

#define SI_LOAD_SHIFT 16

struct sysinfo {
	long uptime; /* in seconds */
	unsigned long loads[3];
	unsigned long totalram;
	unsigned long freeram;
	unsigned long sharedram;
	unsigned long bufferram;
	unsigned long totalswap;
	unsigned long freeswap;
	unsigned short procs;
	unsigned short __pad;
	unsigned long totalhigh;
	unsigned long freehigh;
	unsigned int mem_unit;
};

long get_avphys_pages(void);
int get_nprocs(void);
int get_nprocs_conf(void);
long get_phys_pages(void);
int sysinfo(struct sysinfo *);

__END_DECLS

#endif
