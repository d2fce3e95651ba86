#ifndef _SYS_TIMES_H
#define _SYS_TIMES_H

#include <bits/types.h>

__BEGIN_DECLS

typedef __clock_t clock_t;

/* In ticks of 1 / sysconf(_SC_CLK_TCK) seconds. */
struct tms {
	clock_t tms_utime;
	clock_t tms_stime;
	clock_t tms_cutime;
	clock_t tms_cstime;
};

clock_t times(struct tms *);

__END_DECLS

#endif
