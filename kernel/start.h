/* The step from the kernel to the first program. */
#ifndef START_H
#define START_H

/* Unpacks the initrd and runs init, as the command line says: the current
 * thread, process 1, has the program's registers when it returns.  Panics when
 * there is nothing to run. */
void start_init(void);

#endif
