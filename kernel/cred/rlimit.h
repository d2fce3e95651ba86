/*
 * Resource limits: one table a process, shared by its threads.
 *
 * Low in the layers, so that memory and files can ask without knowing what a
 * process is.  Reads of single words need no lock; both words of a limit belong
 * together under the lock of the process (proc/access.h).
 */
#ifndef CRED_RLIMIT_H
#define CRED_RLIMIT_H

#include "abi/resource.h"
#include "lib/types.h"

struct rlimits {
	struct rlimit limit[RLIM_NLIMITS]; /* word by word: [a] */
};

struct thread;

/* What init starts with. */
extern const struct rlimits rlimits_default;

/* The current process's soft limit for RLIMIT_*; RLIM_INFINITY in kernel
 * threads. */
u64 rlimit_current(unsigned resource);

#endif
