#ifndef _SYS_KLOG_H
#define _SYS_KLOG_H

#include <features.h>

__BEGIN_DECLS

int klogctl(int, char *, int);

__END_DECLS

#endif
