/* The proc file system: the state of the kernel and of processes as files. */
#ifndef PROCFS_PROCFS_H
#define PROCFS_PROCFS_H

/* Registers the type "proc". => once, at boot */
void procfs_init(void);

#endif
