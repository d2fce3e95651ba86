/*
 * unexpand: turn spaces into tabs.
 *
 * Blanks are held back until it is clear whether they reach a tab stop.
 */
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/columns.h"
#include "lib/input.h"
#include "lib/options.h"

static const char help[] =
    "Usage: unexpand [OPTION]... [FILE]...\n"
    "Print the FILEs (standard input) with tabs instead of spaces at the\n"
    "beginning of lines.\n\n"
    "  -a, --all                 two spaces or more anywhere\n"
    "  @f --first-only           only at the beginning, in spite of -t\n"
    "  -t, --tabs=LIST           tab stops: every N, or at N,N...; implies -a\n";

static struct tab_stops stops;
static bool all;

/* Blanks from column `from` to column `to`. */
static void
print_blanks(size_t from, size_t to)
{
	size_t start = from;

	while (from < to) {
		size_t next = tab_stops_next(&stops, from);

		if (!next || next > to)
			break;
		/* A single space before a stop stays what it was. */
		if (next == start + 1 && from == start && next == to)
			break;
		putchar('\t');
		from = next;
	}
	for (; from < to; from++)
		putchar(' ');
}

static void
unexpand(FILE *file, const char *name)
{
	struct character c;
	size_t column = 0, held = 0; /* the column where held blanks began */
	bool converting = true, holding = false, tab = false;

	(void)name;
	while (character_read(file, &c)) {
		if (converting && (c.value == ' ' || c.value == '\t')) {
			if (!holding)
				held = column, tab = false;
			holding = true;
			if (c.value == '\t') {
				size_t next = tab_stops_next(&stops, column);

				column = next ? next : column + 1;
				tab = true;
			} else {
				column++;
			}
			continue;
		}
		if (holding) {
			if (tab && held + 1 == column)
				putchar('\t');
			else
				print_blanks(held, column);
			holding = false;
		}
		fwrite(c.bytes, 1, c.length, stdout);
		if (c.value == '\n') {
			column = 0;
			converting = true;
			continue;
		}
		column += c.width;
		converting &= all;
	}
	if (holding)
		print_blanks(held, column);
}

int
main(int argc, char **argv)
{
	bool first_only = false;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'a':
			all = true;
			break;
		case LONG('f'):
			first_only = true;
			break;
		case 't':
			all = true;
			tab_stops_parse(&stops, optarg);
			break;
		}
	}
	if (first_only)
		all = false;
	if (!stops.n && !stops.every)
		stops.every = 8;
	return input_each(argc, argv, unexpand);
}
