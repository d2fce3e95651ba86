#ifndef _SYS_UN_H
#define _SYS_UN_H

#include <features.h>

typedef unsigned short sa_family_t;

struct sockaddr_un {
	sa_family_t sun_family;
	char sun_path[108];
};

#if __MISC_VISIBLE
#include <string.h>
#define SUN_LEN(s) (sizeof(sa_family_t) + strlen((s)->sun_path))
#endif

#endif
