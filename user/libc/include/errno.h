#ifndef _ERRNO_H
#define _ERRNO_H

#include <features.h>

#include <abi/errno.h>
#undef MAX_ERRNO

__BEGIN_DECLS

int *__errno_location(void) __attribute__((__const__));
#define errno (*__errno_location())

#if __GNU_VISIBLE
extern char *program_invocation_name, *program_invocation_short_name;
typedef int error_t;
#endif

__END_DECLS

#endif
