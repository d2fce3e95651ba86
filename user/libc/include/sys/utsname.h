#ifndef _SYS_UTSNAME_H
#define _SYS_UTSNAME_H

#include <features.h>

__BEGIN_DECLS

#define _UTSNAME_LENGTH 65
#define SYS_NMLN        _UTSNAME_LENGTH

struct utsname {
	char sysname[65];
	char nodename[65];
	char release[65];
	char version[65];
	char machine[65];
#if __GNU_VISIBLE
	char domainname[65];
#else
	char __domainname[65];
#endif
};

int uname(struct utsname *);

__END_DECLS

#endif
