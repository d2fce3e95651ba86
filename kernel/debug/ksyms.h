/* Kernel addresses to names, for backtraces. */
#ifndef DEBUG_KSYMS_H
#define DEBUG_KSYMS_H

#include "lib/types.h"

/* The function that holds addr and the offset in it.
 * => returns: NULL when addr is not in the image's text */
const char *ksym_find(vaddr_t addr, u64 *offset);

#endif
