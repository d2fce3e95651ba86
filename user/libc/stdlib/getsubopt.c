/*
 * Options within an option's argument: name=value,name,...
 */
#include <stdlib.h>
#include <string.h>

#include "string_internal.h"

int
getsubopt(char **options, char *const *names, char **value)
{
	char *start = *options, *end = __strchrnul(start, ',');
	char *equals;
	size_t size;

	*options = *end ? end + 1 : end;
	*end = 0;
	equals = strchr(start, '=');
	size = equals ? (size_t)(equals - start) : strlen(start);
	for (int i = 0; names[i]; i++)
		if (strncmp(names[i], start, size) == 0 && !names[i][size]) {
			*value = equals ? equals + 1 : NULL;
			return i;
		}
	*value = start;
	return -1;
}

/* Yes is 1, no is 0. */
int
rpmatch(const char *answer)
{
	switch (*answer) {
	case 'y':
	case 'Y':
		return 1;
	case 'n':
	case 'N':
		return 0;
	default:
		return -1;
	}
}
