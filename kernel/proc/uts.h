/* The system's names (uname(2)). */
#ifndef PROC_UTS_H
#define PROC_UTS_H

#include "abi/utsname.h"
#include "lib/compiler.h"

void uts_read(struct utsname *out);

enum uts_name {
	UTS_HOST,
	UTS_DOMAIN
};
/* name: UTS_LEN bytes, NUL-terminated. => errors: -ENOMEM */
int uts_set(enum uts_name which, const char *name) __must_check;

#endif
