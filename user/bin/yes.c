/*
 * yes: print a line until killed.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/options.h"

static const char help[] = "+Usage: yes [STRING]...\n"
			   "Print the STRINGs, or y, again and again.\n";

int
main(int argc, char **argv)
{
	char *line = xstrdup("");
	char block[16384];
	size_t length, filled = 0;

	option_next(argc, argv, help);
	for (int i = optind; i < argc; i++)
		line = xasprintf("%s%s%s", line, i > optind ? " " : "",
		    argv[i]);
	line = xasprintf("%s\n", optind < argc ? line : "y");
	length = strlen(line);
	/* Many short lines in one write(). */
	while (filled + length <= sizeof block) {
		memcpy(block + filled, line, length);
		filled += length;
	}
	for (;;)
		output_all(1, filled ? block : line, filled ? filled : length);
}
