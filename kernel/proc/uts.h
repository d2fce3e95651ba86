/* The names of the system, for uname(2), sethostname(2) and /proc. */
#ifndef PROC_UTS_H
#define PROC_UTS_H

#include "abi/utsname.h"
#include "lib/types.h"

void uts_read(struct utsname *out);

/* n < UTS_LEN bytes; a NUL ends them sooner. */
void uts_set_nodename(const char *s, size_t n);
void uts_set_domainname(const char *s, size_t n);

#endif
