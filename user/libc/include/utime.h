#ifndef _UTIME_H
#define _UTIME_H

#include <bits/types.h>

__BEGIN_DECLS

typedef __time_t time_t;

struct utimbuf {
	time_t actime;
	time_t modtime;
};

int utime(const char *, const struct utimbuf *);

__END_DECLS

#endif
