/*
 * strings: runs of printable characters in files.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: strings [OPTION]... [FILE]...\n"
    "Print runs of at least 4 printable characters in the FILEs.\n\n"
    "  -a, --all                 (ignored: all of a file is looked at)\n"
    "  -f, --print-file-name     the name of the file before each\n"
    "  -n, --bytes=NUM           at least NUM characters\n"
    "  -o                        -t o\n"
    "  -t, --radix=RADIX         where each begins, in d, o or x\n";

static size_t least = 4;
static bool show_name;
static int radix;

static void
print(const char *text, size_t n, uintmax_t offset, const char *name)
{
	if (show_name)
		printf("%s: ", name);
	if (radix)
		printf(radix == 'd'  ? "%7ju " :
			radix == 'o' ? "%7jo " :
				       "%7jx ",
		    offset);
	printf("%.*s\n", (int)n, text);
}

static void
find(FILE *file, const char *name)
{
	char *text = NULL;
	size_t n = 0, capacity = 0;
	uintmax_t offset = 0;
	int c;

	for (;; offset++) {
		c = getc(file);
		if (c == '\t' || (c >= ' ' && c < 0x7f)) {
			array_grow(&text, n, &capacity, 1);
			text[n++] = (char)c;
			continue;
		}
		if (n >= least)
			print(text, n, offset - n, name);
		n = 0;
		if (c == EOF)
			break;
	}
	free(text);
}

int
main(int argc, char **argv)
{
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'f':
			show_name = true;
			break;
		case 'n':
			least = (size_t)integer_argument(optarg, 1, INT32_MAX,
			    "minimum string length");
			break;
		case 'o':
			radix = 'o';
			break;
		case 't':
			radix = *optarg;
			if (radix != 'd' && radix != 'o' && radix != 'x')
				usage("invalid radix '%s'", optarg);
			break;
		}
	}
	return input_each(argc, argv, find);
}
