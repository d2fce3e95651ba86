/*
 * split: cut a file into pieces.
 */
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: split [OPTION]... [FILE [PREFIX]]\n"
    "Write pieces of FILE (standard input), 1000 lines each, to xaa, xab ...\n"
    "or to PREFIXaa, PREFIXab ...\n\n"
    "  -a, --suffix-length=N     suffixes of N characters (2)\n"
    "  @s --additional-suffix=SUFFIX  behind them\n"
    "  -b, --bytes=SIZE          SIZE bytes each\n"
    "  -d                        numbers for suffixes\n"
    "  -l, --lines=NUMBER        NUMBER lines each\n"
    "  -n, --number=N            N pieces\n"
    "  @v --verbose              say what is written\n";

static const char *prefix = "x", *additional = "";
static int suffix_length = 2;
static bool numeric, verbose;

static FILE *
open_piece(void)
{
	static uintmax_t number;
	unsigned int base = numeric ? 10 : 26;
	char suffix[64] = "";
	uintmax_t rest = number++;
	char *name;
	FILE *file;

	for (int i = suffix_length - 1; i >= 0; i--) {
		suffix[i] = (char)((numeric ? '0' : 'a') + rest % base);
		rest /= base;
	}
	if (rest)
		errx(1, "output file suffixes exhausted");
	name = xasprintf("%s%s%s", prefix, suffix, additional);
	if (verbose)
		printf("creating file '%s'\n", name);
	file = fopen(name, "we");
	if (!file)
		err(1, "%s", name);
	free(name);
	return file;
}

static void
close_piece(FILE *file)
{
	if (file && fclose(file) == EOF)
		err(1, "write error");
}

static void
split_lines(FILE *in, uintmax_t lines)
{
	FILE *out = NULL;
	uintmax_t n = 0;
	int c;

	while ((c = getc(in)) != EOF) {
		if (!out)
			out = open_piece();
		putc(c, out);
		if (c == '\n' && ++n == lines) {
			close_piece(out);
			out = NULL;
			n = 0;
		}
	}
	close_piece(out);
}

static void
split_bytes(FILE *in, uintmax_t bytes)
{
	FILE *out = NULL;
	uintmax_t n = 0;
	int c;

	while ((c = getc(in)) != EOF) {
		if (!out)
			out = open_piece();
		putc(c, out);
		if (++n == bytes) {
			close_piece(out);
			out = NULL;
			n = 0;
		}
	}
	close_piece(out);
}

static void
split_number(FILE *in, uintmax_t pieces)
{
	struct stat st;
	uintmax_t size, at = 0;

	if (fstat(fileno(in), &st) < 0 || !S_ISREG(st.st_mode))
		errx(1, "cannot determine file size");
	size = (uintmax_t)st.st_size;
	for (uintmax_t i = 1; i <= pieces; i++) {
		FILE *out = open_piece();
		uintmax_t end = i == pieces ? size : size / pieces * i;
		int c;

		for (; at < end && (c = getc(in)) != EOF; at++)
			putc(c, out);
		close_piece(out);
	}
}

int
main(int argc, char **argv)
{
	uintmax_t lines = 1000, bytes = 0, pieces = 0;
	const char *name = "-";
	FILE *in;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'a':
			suffix_length = (int)integer_argument(optarg, 1, 60,
			    "suffix length:");
			break;
		case LONG('s'):
			additional = optarg;
			break;
		case 'b':
			bytes = number_argument(optarg, "number of bytes:");
			break;
		case 'd':
			numeric = true;
			break;
		case 'l':
			lines = number_argument(optarg, "number of lines:");
			break;
		case 'n':
			pieces = number_argument(optarg, "number of chunks:");
			break;
		case LONG('v'):
			verbose = true;
			break;
		}
	}
	if (lines == 0)
		usage("invalid number of lines: '0'");
	need_operands(argc, argv, 0, 2);
	if (optind < argc)
		name = argv[optind++];
	if (optind < argc)
		prefix = argv[optind];
	in = input_open(name);
	if (!in)
		return 1;
	if (pieces)
		split_number(in, pieces);
	else if (bytes)
		split_bytes(in, bytes);
	else
		split_lines(in, lines);
	return input_close(in, name) ? 0 : 1;
}
