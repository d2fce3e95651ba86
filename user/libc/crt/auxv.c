/*
 * The auxiliary vector, by which the kernel tells a program about itself.
 */
#include <elf.h>
#include <errno.h>
#include <sys/auxv.h>

#include "libc.h"

static const unsigned long *
find(unsigned long type)
{
	const unsigned long *entry = __auxv;

	for (; entry[0] != AT_NULL; entry += 2)
		if (entry[0] == type)
			return entry;
	return NULL;
}

unsigned long
__auxv_get(unsigned long type)
{
	const unsigned long *entry = find(type);

	return entry ? entry[1] : 0;
}

bool
__is_secure(void)
{
	return __auxv_get(AT_SECURE) != 0;
}

unsigned long
getauxval(unsigned long type)
{
	const unsigned long *entry = find(type);

	if (!entry) {
		errno = ENOENT;
		return 0;
	}
	return entry[1];
}
