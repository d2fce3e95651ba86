/* The step from the kernel to the first program. */
#ifndef START_H
#define START_H

#include "lib/compiler.h"
#include "lib/types.h"

/* Unpacks the initrd and runs init, as the command line says: the current
 * thread, process 1, has the program's registers when it returns.  Panics when
 * there is nothing to run. */
void start_init(void);

/* Mounts the file system that root= names, if it does, and makes it the root of this
 * process; panics when that fails. => returns: it does */
bool mount_named_root(void);

/* Moves the mount at that place over the root, and makes it the root and the working
 * directory of this process. */
int enter_root(const char *place) __must_check;

#endif
