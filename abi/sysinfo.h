/*
 * Totals of the machine. Sizes are in units of mem_unit bytes.
 */
#ifndef ABI_SYSINFO_H
#define ABI_SYSINFO_H

#include "abi/types.h"

#define SI_LOAD_SHIFT 16 /* fixed point of loads */

struct sysinfo {
	long uptime; /* in seconds */
	unsigned long loads[3];
	unsigned long totalram;
	unsigned long freeram;
	unsigned long sharedram;
	unsigned long bufferram;
	unsigned long totalswap;
	unsigned long freeswap;
	uint16_t procs;
	uint16_t pad_;
	unsigned long totalhigh;
	unsigned long freehigh;
	unsigned int mem_unit;
};
_Static_assert(sizeof(struct sysinfo) == 112, "ABI");

/* syslog(2) */
#define SYSLOG_ACTION_CLOSE         0
#define SYSLOG_ACTION_OPEN          1
#define SYSLOG_ACTION_READ          2
#define SYSLOG_ACTION_READ_ALL      3
#define SYSLOG_ACTION_READ_CLEAR    4
#define SYSLOG_ACTION_CLEAR         5
#define SYSLOG_ACTION_CONSOLE_OFF   6
#define SYSLOG_ACTION_CONSOLE_ON    7
#define SYSLOG_ACTION_CONSOLE_LEVEL 8
#define SYSLOG_ACTION_SIZE_UNREAD   9
#define SYSLOG_ACTION_SIZE_BUFFER   10

#endif
