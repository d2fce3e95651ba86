/*
 * The numbers of the system calls, __NR_read and so on, from abi/syscalls.def.
 */
#ifndef ABI_SYSCALL_H
#define ABI_SYSCALL_H

#include "abi/syscall_args.h"

enum {
#define SYSCALL_ROW(nr, name, family, nargs, params, args, descs) \
	__NR_##name = nr,
#define NOSYS(nr, name, family, reason) __NR_##name = nr,
#include "abi/syscalls.def"
#undef SYSCALL_ROW
#undef NOSYS
	/* One more than the largest number. */
	NR_SYSCALLS
};

#endif
