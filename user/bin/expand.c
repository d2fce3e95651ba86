/*
 * expand: turn tabs into spaces.
 */
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/columns.h"
#include "lib/input.h"
#include "lib/options.h"

static const char help[] =
    "Usage: expand [OPTION]... [FILE]...\n"
    "Print the FILEs (standard input) with spaces instead of tabs.\n\n"
    "  -i, --initial             only tabs at the beginning of lines\n"
    "  -t, --tabs=LIST           tab stops: every N, or at N,N...\n";

static struct tab_stops stops;
static bool initial_only;

static void
expand(FILE *file, const char *name)
{
	struct character c;
	size_t column = 0;
	bool initial = true;

	(void)name;
	while (character_read(file, &c)) {
		if (c.value == '\t' && (initial || !initial_only)) {
			size_t next = tab_stops_next(&stops, column);

			if (!next)
				next = column + 1;
			for (; column < next; column++)
				putchar(' ');
			continue;
		}
		fwrite(c.bytes, 1, c.length, stdout);
		if (c.value == '\n') {
			column = 0;
			initial = true;
			continue;
		}
		if (c.value == '\b')
			column -= column > 0;
		else
			column += c.width;
		initial &= c.value == ' ' || c.value == '\t';
	}
}

int
main(int argc, char **argv)
{
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		if (option == 'i')
			initial_only = true;
		else
			tab_stops_parse(&stops, optarg);
	}
	if (!stops.n && !stops.every)
		stops.every = 8;
	return input_each(argc, argv, expand);
}
