/*
 * cmp: compare two files byte by byte.
 */
#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: cmp [OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]\n"
    "Compare FILE1 and FILE2 (standard input), from SKIP1 and SKIP2 on.\n"
    "Exit status 0 if they are equal, 1 if not, 2 after an error.\n\n"
    "  -b, --print-bytes         show the bytes that differ\n"
    "  -i, --ignore-initial=SKIP skip SKIP bytes, or SKIP1:SKIP2\n"
    "  -l, --verbose             all bytes that differ\n"
    "  -n, --bytes=LIMIT         compare no more than LIMIT bytes\n"
    "  -s, --quiet               print nothing\n"
    "  @s --silent               the same\n";

static bool show_bytes, all, quiet;
static uintmax_t skip[2], limit = UINTMAX_MAX;
static int width; /* of the largest offset there can be */

static const char *
visible(int c, char *text)
{
	char *out = text;

	if (c >= 128) {
		*out++ = 'M';
		*out++ = '-';
		c -= 128;
	}
	if (c < ' ' || c == 127) {
		*out++ = '^';
		c ^= 64;
	}
	*out++ = (char)c;
	*out = '\0';
	return text;
}

static void
report(char **names, uintmax_t byte, uintmax_t line, int a, int b)
{
	char ta[8], tb[8];

	if (all && show_bytes)
		printf("%*ju %3o %-4s %3o %s\n", width, byte, a, visible(a, ta),
		    b, visible(b, tb));
	else if (all)
		printf("%*ju %3o %3o\n", width, byte, a, b);
	else if (show_bytes)
		printf("%s %s differ: byte %ju, line %ju is %3o %s %3o %s\n",
		    names[0], names[1], byte, line, a, visible(a, ta), b,
		    visible(b, tb));
	else
		printf("%s %s differ: byte %ju, line %ju\n", names[0], names[1],
		    byte, line);
}

static int
offset_width(FILE *files[2])
{
	uintmax_t smaller = limit;
	char text[32];

	for (int i = 0; i < 2; i++) {
		struct stat st;

		if (fstat(fileno(files[i]), &st) == 0 && S_ISREG(st.st_mode) &&
		    (uintmax_t)st.st_size < smaller)
			smaller = (uintmax_t)st.st_size;
	}
	return snprintf(text, sizeof text, "%ju", smaller);
}

static int
compare(FILE *files[2], char **names)
{
	uintmax_t byte = 1, line = 1;
	int a = 0, status = 0;

	for (; byte <= limit; byte++) {
		int b;

		a = getc(files[0]);
		b = getc(files[1]);
		if (a == EOF || b == EOF) {
			if (a == b)
				return status;
			if (!quiet && byte == 1)
				warnx("EOF on %s which is empty",
				    names[b == EOF]);
			else if (!quiet && all)
				warnx("EOF on %s after byte %ju",
				    names[b == EOF], byte - 1);
			else if (!quiet)
				warnx("EOF on %s after byte %ju, in line %ju",
				    names[b == EOF], byte - 1, line);
			return 1;
		}
		if (a != b) {
			status = 1;
			if (quiet)
				return 1;
			report(names, byte, line, a, b);
			if (!all)
				return 1;
		}
		line += a == '\n';
	}
	return status;
}

static void
parse_skip(const char *text)
{
	char first[64];
	const char *colon = strchr(text, ':');

	if (!colon) {
		skip[0] = skip[1] = number_argument(text, "skip");
		return;
	}
	snprintf(first, sizeof first, "%.*s", (int)(colon - text), text);
	skip[0] = number_argument(first, "skip");
	skip[1] = number_argument(colon + 1, "skip");
}

int
main(int argc, char **argv)
{
	char *names[2] = { NULL, (char *)"-" };
	FILE *files[2];
	int option;

	usage_status = 2;
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'b':
			show_bytes = true;
			break;
		case 'i':
			parse_skip(optarg);
			break;
		case 'l':
			all = true;
			break;
		case 'n':
			limit = number_argument(optarg, "limit");
			break;
		case 's':
		case LONG('s'):
			quiet = true;
			break;
		}
	}
	need_operands(argc, argv, 1, 4);
	for (int i = 0; i < 2 && optind < argc; i++)
		names[i] = argv[optind++];
	for (int i = 0; i < 2 && optind < argc; i++)
		skip[i] = number_argument(argv[optind++], "skip");
	for (int i = 0; i < 2; i++) {
		files[i] = input_open(names[i]);
		if (!files[i])
			return 2;
		while (skip[i]-- > 0 && getc(files[i]) != EOF)
			;
	}
	width = offset_width(files);
	return compare(files, names);
}
