/* Clean pages of devices' files, which may go when memory is short. */
#ifndef VM_PAGELRU_H
#define VM_PAGELRU_H

#include "lib/types.h"

/* Drops about n of them; mapped: also such as are mapped, and not locked in memory.
 * => sleeps; holds: no lock of a space or a cache => returns: how many went */
u64 pagelru_shrink(u64 n, bool mapped);

/* How many there are. */
u64 pagelru_count(void);

void pagelru_init(void);
void pagestate_init(void);

#endif
