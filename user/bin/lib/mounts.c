/*
 * mounts: /proc/self/mounts, whose fields have \040 for a space.
 */
#include "mounts.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

/* The next field, with its octal escapes resolved. */
static char *
take_field(char **rest)
{
	char *field = strsep(rest, " \n"), *in = field, *out = field;

	if (!field)
		return xstrdup("");
	while (*in) {
		if (in[0] == '\\' && in[1] >= '0' && in[1] <= '3' && in[2] &&
		    in[3]) {
			*out++ = (char)((in[1] - '0') << 6 |
			    (in[2] - '0') << 3 | (in[3] - '0'));
			in += 4;
		} else {
			*out++ = *in++;
		}
	}
	*out = '\0';
	return xstrdup(field);
}

struct mount_entry *
mounts_read(size_t *n)
{
	FILE *file = fopen("/proc/self/mounts", "re");
	struct mount_entry *entries = NULL;
	size_t capacity = 0, size = 0;
	char *line = NULL;

	*n = 0;
	if (!file)
		err(1, "/proc/self/mounts");
	while (getline(&line, &size, file) > 0) {
		char *rest = line;

		array_grow(&entries, *n, &capacity, sizeof *entries);
		entries[*n].source = take_field(&rest);
		entries[*n].directory = take_field(&rest);
		entries[*n].type = take_field(&rest);
		entries[(*n)++].options = take_field(&rest);
	}
	free(line);
	fclose(file);
	return entries;
}
