/*
 * ulimit: the limit on the size of files, in blocks of 512 bytes.
 */
#include <errno.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <ulimit.h>

#define BLOCK 512

long
ulimit(int command, ...)
{
	struct rlimit limit;
	long value;
	va_list args;

	if (getrlimit(RLIMIT_FSIZE, &limit) < 0)
		return -1;
	if (command == UL_GETFSIZE)
		return limit.rlim_cur == RLIM_INFINITY ?
		    __LONG_MAX__ :
		    (long)(limit.rlim_cur / BLOCK);
	if (command != UL_SETFSIZE) {
		errno = EINVAL;
		return -1;
	}
	va_start(args, command);
	value = va_arg(args, long);
	va_end(args);
	limit.rlim_cur = limit.rlim_max = (rlim_t)value * BLOCK;
	return setrlimit(RLIMIT_FSIZE, &limit) < 0 ? -1 : value;
}
