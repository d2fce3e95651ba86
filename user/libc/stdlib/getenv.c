/*
 * Reading the environment.
 */
#include <stdlib.h>
#include <string.h>

#include "libc.h"

char *
getenv(const char *name)
{
	size_t size = strlen(name);

	if (size == 0 || !__environ || memchr(name, '=', size))
		return NULL;
	for (char **entry = __environ; *entry; entry++)
		if (strncmp(*entry, name, size) == 0 && (*entry)[size] == '=')
			return *entry + size + 1;
	return NULL;
}

/* Nothing for a program that runs with more privileges than who started it. */
char *
secure_getenv(const char *name)
{
	return __is_secure() ? NULL : getenv(name);
}
