/* The proc file system: the state of the kernel and of processes as files. */
#ifndef PROCFS_PROCFS_H
#define PROCFS_PROCFS_H

#include "lib/compiler.h"
#include "lib/types.h"

struct file;
struct process;

/* Registers the type "proc". => once, at boot */
void procfs_init(void);

/* Is it an open directory /proc/PID?  Its process, with a reference; NULL: it has
 * been waited for. */
bool file_is_process(const struct file *f);
struct process *file_process_get(const struct file *f) __must_check;

#endif
