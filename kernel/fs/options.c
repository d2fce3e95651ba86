/*
 * Options of mount(2).
 */
#include "fs/options.h"

#include "abi/errno.h"
#include "lib/string.h"
#include "mm/page.h"
#include "mm/slab.h"

char *
options_cut(char *s)
{
	s = strchr(s, ',');
	if (s)
		*s++ = '\0';
	return s;
}

int
options_parse(const char *options, char *(*cut)(char *s),
    int (*set)(void *arg, const char *name, const char *value), void *arg)
{
	char *copy = kstrndup(options ? options : "", PAGE_SIZE), *next;
	int err = copy ? 0 : -ENOMEM;

	for (char *at = copy; at && !err; at = next) {
		char *value;

		next = cut(at);
		value = strchr(at, '=');
		if (value)
			*value++ = '\0';
		if (*at || value)
			err = set(arg, at, value);
	}
	kfree(copy);
	return err;
}
