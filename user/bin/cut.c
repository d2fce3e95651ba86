/*
 * cut: print parts of lines.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "lib/input.h"
#include "lib/options.h"
#include "lib/ranges.h"

static const char help[] =
    "Usage: cut OPTION... [FILE]...\n"
    "Print the selected parts of each line of the FILEs (standard input).\n"
    "A LIST is N, N-M, N- or -M, and several of them with commas.\n\n"
    "  -b, --bytes=LIST          these bytes\n"
    "  -c, --characters=LIST     these characters\n"
    "  -d, --delimiter=CHAR      fields are divided by CHAR (a tab)\n"
    "  -f, --fields=LIST         these fields, and lines without a delimiter\n"
    "  -n                        (with -b) do not split characters\n"
    "  @c --complement           all but those\n"
    "  -s, --only-delimited      no lines without a delimiter\n"
    "  @o --output-delimiter=STRING  between the parts of the output\n"
    "  -z, --zero-terminated     lines end with NUL\n";

static struct {
	char kind; /* b c f */
	struct ranges ranges;
	bool complement, only_delimited;
	char delimiter[8];
	size_t delimiter_length;
	const char *output_delimiter;
	char end;
} opt = { .delimiter = "\t", .delimiter_length = 1, .end = '\n' };

static bool
is_selected(size_t number)
{
	return ranges_contain(&opt.ranges, number) != opt.complement;
}

/* Does a range begin here, so that an output delimiter belongs before it? */
static bool
begins_range(size_t number)
{
	for (size_t i = 0; i < opt.ranges.n; i++) {
		size_t start = opt.complement ? opt.ranges.ranges[i].last + 1 :
						opt.ranges.ranges[i].first;

		if (start == number)
			return true;
	}
	return false;
}

static size_t
character_length(const char *text, size_t length)
{
	int n = opt.kind == 'c' ? mblen(text, length) : 1;

	return n > 0 ? (size_t)n : 1;
}

static void
cut_characters(const char *line, size_t length)
{
	bool any = false;
	size_t number = 1;

	for (size_t i = 0; i < length; number++) {
		size_t n = character_length(line + i, length - i);

		if (is_selected(number)) {
			if (any && opt.output_delimiter && begins_range(number))
				fputs(opt.output_delimiter, stdout);
			fwrite(line + i, 1, n, stdout);
			any = true;
		}
		i += n;
	}
}

static const char *
find_delimiter(const char *from, const char *end)
{
	return memmem(from, (size_t)(end - from), opt.delimiter,
	    opt.delimiter_length);
}

/* False if the line is not to be printed at all. */
static bool
cut_fields(const char *line, size_t length)
{
	const char *end = line + length;
	const char *next = find_delimiter(line, end);
	bool any = false;

	if (!next) {
		if (!opt.only_delimited)
			fwrite(line, 1, length, stdout);
		return !opt.only_delimited;
	}
	for (size_t number = 1;; number++) {
		const char *stop = next ? next : end;

		if (is_selected(number)) {
			if (any && opt.output_delimiter)
				fputs(opt.output_delimiter, stdout);
			else if (any)
				fwrite(opt.delimiter, 1, opt.delimiter_length,
				    stdout);
			fwrite(line, 1, (size_t)(stop - line), stdout);
			any = true;
		}
		if (!next)
			return true;
		line = next + opt.delimiter_length;
		next = find_delimiter(line, end);
	}
}

static void
cut(FILE *file, const char *name)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	(void)name;
	while ((n = getdelim(&line, &size, opt.end, file)) > 0) {
		size_t length = (size_t)n - (line[n - 1] == opt.end);

		if (opt.kind != 'f')
			cut_characters(line, length);
		else if (!cut_fields(line, length))
			continue;
		putchar(opt.end);
	}
	free(line);
}

static void
set_list(char kind, const char *text)
{
	if (opt.kind)
		usage("only one list may be specified");
	opt.kind = kind;
	ranges_parse(&opt.ranges, text,
	    kind == 'f' ? "field" : "byte/character position");
}

static void
set_delimiter(const char *text)
{
	int n = *text ? mblen(text, strlen(text)) : 1;

	/* An empty one means NUL. */
	if (*text && (n < 0 || text[n] || n >= (int)sizeof opt.delimiter))
		usage("the delimiter must be a single character");
	memcpy(opt.delimiter, text, (size_t)n);
	opt.delimiter_length = (size_t)n;
}

int
main(int argc, char **argv)
{
	bool has_delimiter = false;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'b':
		case 'c':
		case 'f':
			set_list((char)option, optarg);
			break;
		case 'd':
			has_delimiter = true;
			set_delimiter(optarg);
			break;
		case LONG('c'):
			opt.complement = true;
			break;
		case 's':
			opt.only_delimited = true;
			break;
		case LONG('o'):
			opt.output_delimiter = optarg;
			break;
		case 'z':
			opt.end = '\0';
			break;
		}
	}
	if (!opt.kind)
		usage(
		    "you must specify a list of bytes, characters, or fields");
	if (has_delimiter && opt.kind != 'f')
		usage("an input delimiter may be specified only when operating "
		      "on fields");
	if (opt.only_delimited && opt.kind != 'f')
		usage("suppressing non-delimited lines makes sense\n\t"
		      "only when operating on fields");
	return input_each(argc, argv, cut);
}
