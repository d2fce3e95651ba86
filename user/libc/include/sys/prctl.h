#ifndef _SYS_PRCTL_H
#define _SYS_PRCTL_H

#include <features.h>

#include <abi/prctl.h>

__BEGIN_DECLS

int prctl(int, ...);

__END_DECLS

#endif
