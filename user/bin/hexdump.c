/*
 * hexdump: show the bytes of files in hexadecimal.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: hexdump [OPTION]... [FILE]...\n"
    "Show the bytes of the FILEs (standard input), 16 in a line.\n\n"
    "  -b                        bytes in octal\n"
    "  -c                        characters\n"
    "  -C, --canonical           bytes in hexadecimal and as characters\n"
    "  -d                        two bytes in decimal\n"
    "  -n, --length=LENGTH       no more than LENGTH bytes\n"
    "  -o                        two bytes in octal\n"
    "  -s, --skip=OFFSET         begin OFFSET later\n"
    "  -v, --no-squeezing        equal lines too\n"
    "  -x                        two bytes in hexadecimal (the default)\n";

enum {
	LINE = 16
};

static char form = 'x';
static bool all;
static uintmax_t left = UINTMAX_MAX, skip, offset;
static unsigned char line[LINE], last[LINE];
static size_t n;

static void
print_canonical(void)
{
	for (size_t i = 0; i < LINE; i++) {
		if (i % 8 == 0)
			putchar(' ');
		if (i < n)
			printf(" %02x", line[i]);
		else
			fputs("   ", stdout);
	}
	fputs("  |", stdout);
	for (size_t i = 0; i < n; i++)
		putchar(line[i] >= ' ' && line[i] < 0x7f ? line[i] : '.');
	fputs("|\n", stdout);
}

static void
print_char(unsigned char c)
{
	static const char from[] = "\a\b\f\n\r\t\v", to[] = "abfnrtv";
	const char *at = c ? strchr(from, c) : NULL;

	if (c == 0)
		fputs("  \\0", stdout);
	else if (at)
		printf("  \\%c", to[at - from]);
	else if (c >= ' ' && c < 0x7f)
		printf("   %c", c);
	else
		printf(" %03o", c);
}

static void
print_words(void)
{
	for (size_t i = 0; i < LINE; i += 2) {
		unsigned int word = line[i] | (unsigned int)line[i + 1] << 8;

		if (i >= n)
			printf("%*s", form == 'x' ? 5 : 8, "");
		else if (form == 'x')
			printf(" %04x", word);
		else
			printf(form == 'd' ? "   %05u" : "  %06o", word);
	}
	putchar('\n');
}

static void
print_line(void)
{
	printf(form == 'C' ? "%08jx" : "%07jx", offset);
	switch (form) {
	case 'C':
		print_canonical();
		return;
	case 'b':
	case 'c':
		for (size_t i = 0; i < LINE; i++) {
			if (i >= n)
				fputs("    ", stdout);
			else if (form == 'b')
				printf(" %03o", line[i]);
			else
				print_char(line[i]);
		}
		putchar('\n');
		return;
	}
	print_words();
}

static void
flush_line(void)
{
	static bool same, any;

	if (n == 0)
		return;
	if (any && !all && n == LINE && memcmp(line, last, LINE) == 0) {
		if (!same)
			puts("*");
		same = true;
	} else {
		print_line();
		same = false;
	}
	memcpy(last, line, LINE);
	any = true;
	offset += n;
	memset(line, 0, LINE);
	n = 0;
}

static void
dump(FILE *file, const char *name)
{
	int c;

	(void)name;
	while (left > 0 && (c = getc(file)) != EOF) {
		if (skip > 0) {
			skip--;
			offset++;
			continue;
		}
		left--;
		line[n++] = (unsigned char)c;
		if (n == LINE)
			flush_line();
	}
}

int
main(int argc, char **argv)
{
	int option, status;

	if (strcmp(argv[0], "hd") == 0 ||
	    (strlen(argv[0]) > 3 &&
		strcmp(argv[0] + strlen(argv[0]) - 3, "/hd") == 0))
		form = 'C';
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'n':
			left = number_argument(optarg, "length");
			break;
		case 's':
			skip = number_argument(optarg, "offset");
			break;
		case 'v':
			all = true;
			break;
		default:
			form = (char)option;
		}
	}
	status = input_each(argc, argv, dump);
	flush_line();
	if (offset)
		printf(form == 'C' ? "%08jx\n" : "%07jx\n", offset);
	return status;
}
