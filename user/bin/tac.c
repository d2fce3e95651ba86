/*
 * tac: print lines in reverse order.
 *
 * A file is read as a whole; lines are then found from its end.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "Usage: tac [OPTION]... [FILE]...\n"
    "Print the lines of each FILE (standard input), the last one first.\n\n"
    "  -b, --before              the separator stands before its line\n"
    "  -s, --separator=STRING    lines are separated by STRING, not newlines\n";

static const char *separator = "\n";
static bool before;

static const char *
find_last(const char *data, size_t length)
{
	size_t n = strlen(separator);

	if (n == 1)
		return memrchr(data, *separator, length);
	while (length >= n) {
		if (memcmp(data + length - n, separator, n) == 0)
			return data + length - n;
		length--;
	}
	return NULL;
}

static void
print_reversed(const char *data, size_t length)
{
	size_t n = strlen(separator), end = length, search = length;

	/* The separator behind the last line does not begin another one. */
	while (search > 0) {
		const char *at = find_last(data, search);
		size_t start;

		if (!at)
			break;
		search = (size_t)(at - data);
		start = before ? search : search + n;
		fwrite(data + start, 1, end - start, stdout);
		end = start;
	}
	fwrite(data, 1, end, stdout);
}

static void
reverse(FILE *file, const char *name)
{
	char *data = NULL;
	size_t length = 0, size = 0, n;

	(void)name;
	do {
		if (size - length < 4096) {
			size = size ? 2 * size : 65536;
			data = xrealloc(data, size, 1);
		}
		n = fread(data + length, 1, size - length, file);
		length += n;
	} while (n > 0);
	print_reversed(data, length);
	free(data);
}

int
main(int argc, char **argv)
{
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		if (option == 'b')
			before = true;
		else if (option == 's')
			separator = optarg;
	}
	if (*separator == '\0')
		usage("separator cannot be empty");
	return input_each(argc, argv, reverse);
}
