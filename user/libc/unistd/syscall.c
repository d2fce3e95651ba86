/*
 * Any system call, by number.
 */
#include "syscall.h"

/* <sys/syscall.h> says the same as the kernel's table. */
#define SYSCALL_ROW(nr, name, ...) _Static_assert(SYS_##name == (nr), #name);
#define NOSYS(nr, name, ...)       _Static_assert(SYS_##name == (nr), #name);
#include "abi/syscall_args.h"
#include "abi/syscalls.def"

#include <stdarg.h>
#include <unistd.h>

/* Reading arguments that were not given does no harm: they are in registers. */
long
syscall(long nr, ...)
{
	long arg[6];
	va_list args;

	va_start(args, nr);
	for (int i = 0; i < 6; i++)
		arg[i] = va_arg(args, long);
	va_end(args);
	return syscall_ret(__syscall(nr, arg[0], arg[1], arg[2], arg[3], arg[4],
	    arg[5]));
}
