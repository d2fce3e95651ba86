/* The system's names (uname(2)). */
#ifndef PROC_UTS_H
#define PROC_UTS_H

#include "abi/utsname.h"

void uts_read(struct utsname *out);
/* name: UTS_LEN bytes, NUL-terminated */
void uts_set_hostname(const char *name);
void uts_set_domainname(const char *name);

#endif
