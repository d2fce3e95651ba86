#ifndef _SYS_FSUID_H
#define _SYS_FSUID_H

#include <bits/types.h>

__BEGIN_DECLS

int setfsgid(__gid_t);
int setfsuid(__uid_t);

__END_DECLS

#endif
