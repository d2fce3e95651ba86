#ifndef _SYS_TIMEB_H
#define _SYS_TIMEB_H

#include <bits/types.h>

__BEGIN_DECLS

typedef __time_t time_t;

struct timeb {
	time_t time;
	unsigned short millitm;
	short timezone;
	short dstflag;
};

int ftime(struct timeb *);

__END_DECLS

#endif
