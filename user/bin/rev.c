/*
 * rev: print each line backwards, character by character.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "lib/input.h"
#include "lib/options.h"

static const char help[] =
    "Usage: rev [FILE]...\n"
    "Print the lines of each FILE (standard input) with their characters\n"
    "in reverse order.\n";

/* Writes the characters of text backwards; what is none counts as a byte. */
static void
print_backwards(const char *text, size_t length)
{
	while (length > 0) {
		size_t n = 1;

		/* Back to the first byte of a character that ends here. */
		while (n < length && n < MB_CUR_MAX &&
		    ((unsigned char)text[length - n] & 0xc0) == 0x80)
			n++;
		if (mblen(text + length - n, n) != (int)n)
			n = 1;
		fwrite(text + length - n, 1, n, stdout);
		length -= n;
	}
}

static void
reverse(FILE *file, const char *name)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	(void)name;
	while ((n = getline(&line, &size, file)) > 0) {
		int newline = line[n - 1] == '\n';

		print_backwards(line, (size_t)(n - newline));
		if (newline)
			putchar('\n');
	}
	free(line);
}

int
main(int argc, char **argv)
{
	option_next(argc, argv, help);
	return input_each(argc, argv, reverse);
}
