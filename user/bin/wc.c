/*
 * wc: count lines, words, characters and bytes.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "Usage: wc [OPTION]... [FILE]...\n"
    "Count lines, words and bytes in the FILEs (standard input).\n\n"
    "  -c, --bytes               bytes\n"
    "  @f --files0-from=FILE     count the files that FILE names, with NULs\n"
    "  -l, --lines               lines\n"
    "  -L, --max-line-length     columns of the longest line\n"
    "  -m, --chars               characters\n"
    "  -w, --words               words\n";

struct counts {
	uintmax_t lines, words, chars, bytes, longest;
};

static bool show_lines, show_words, show_chars, show_bytes, show_longest;
static int width;
static struct counts total;

/* Only lines or bytes are wanted: no need to look at each character. */
static ssize_t
count_fast(int fd, struct counts *counts)
{
	static char buffer[64 * 1024];
	ssize_t n;

	while ((n = input_read(fd, buffer, sizeof buffer)) > 0) {
		char *p = buffer, *end = buffer + n;

		counts->bytes += (uintmax_t)n;
		while (show_lines && (p = memchr(p, '\n', (size_t)(end - p)))) {
			counts->lines++;
			p++;
		}
	}
	return n;
}

struct scan {
	mbstate_t state;
	bool in_word;
	uintmax_t column;
};

static void
end_line(struct scan *scan, struct counts *counts)
{
	if (scan->column > counts->longest)
		counts->longest = scan->column;
	scan->column = 0;
}

static void
count_char(struct scan *scan, struct counts *counts, wchar_t c)
{
	bool space = iswspace((wint_t)c);
	int columns;

	counts->chars++;
	switch (c) {
	case '\n':
		counts->lines++;
		/* fall through */
	case '\r':
	case '\f':
		end_line(scan, counts);
		break;
	case '\t':
		scan->column += 8 - scan->column % 8;
		break;
	default:
		columns = wcwidth(c);
		scan->column += columns > 0 ? (uintmax_t)columns : 0;
	}
	if (space)
		scan->in_word = false;
	else if (!scan->in_word && iswprint((wint_t)c)) {
		scan->in_word = true;
		counts->words++;
	}
}

static ssize_t
count_slow(int fd, struct counts *counts)
{
	static char buffer[64 * 1024];
	struct scan scan = { 0 };
	ssize_t n;

	while ((n = input_read(fd, buffer, sizeof buffer)) > 0) {
		size_t length = (size_t)n, i = 0;

		counts->bytes += (uintmax_t)n;
		while (i < length) {
			wchar_t c = (unsigned char)buffer[i];
			size_t used = 1;

			if (c >= 0x80 || !mbsinit(&scan.state)) {
				used = mbrtowc(&c, buffer + i, length - i,
				    &scan.state);
				/* The rest of it is in the next block;
				 * mbrtowc() remembers this part. */
				if (used == (size_t)-2)
					break;
				if (used == (size_t)-1) {
					memset(&scan.state, 0,
					    sizeof scan.state);
					i++;
					continue;
				}
			}
			count_char(&scan, counts, c);
			i += used ? used : 1;
		}
	}
	end_line(&scan, counts);
	return n;
}

static void
print(const struct counts *counts, const char *name)
{
	const struct {
		bool show;
		uintmax_t value;
	} columns[] = {
		{ show_lines, counts->lines },
		{ show_words, counts->words },
		{ show_chars, counts->chars },
		{ show_bytes, counts->bytes },
		{ show_longest, counts->longest },
	};
	bool first = true;

	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		if (!columns[i].show)
			continue;
		printf("%s%*ju", first ? "" : " ", width, columns[i].value);
		first = false;
	}
	if (name)
		printf(" %s", name);
	putchar('\n');
}

static bool
count_operand(const char *name, const char *shown)
{
	struct counts counts = { 0 };
	int fd = input_open_fd(name);
	ssize_t result;

	if (fd < 0)
		return false;
	if (show_words || show_chars || show_longest)
		result = count_slow(fd, &counts);
	else
		result = count_fast(fd, &counts);
	if (result < 0)
		warn("%s", name);
	input_close_fd(fd);
	print(&counts, shown);
	total.lines += counts.lines;
	total.words += counts.words;
	total.chars += counts.chars;
	total.bytes += counts.bytes;
	if (total.longest < counts.longest)
		total.longest = counts.longest;
	return result == 0;
}

/* All columns are as wide as the sum of all sizes; 7 if that is not known. */
static int
column_width(char **names, size_t n)
{
	uintmax_t sum = 0;
	int least = 1, digits;
	char text[32];

	if (n == 1 &&
	    show_lines + show_words + show_chars + show_bytes + show_longest ==
		1)
		return 1;
	for (size_t i = 0; i < n; i++) {
		struct stat st;
		int result = strcmp(names[i], "-") == 0 ? fstat(0, &st) :
							  stat(names[i], &st);

		if (result == 0 && S_ISREG(st.st_mode))
			sum += (uintmax_t)st.st_size;
		else if (result == 0)
			least = 7;
	}
	digits = snprintf(text, sizeof text, "%ju", sum);
	return digits < least ? least : digits;
}

static char **
read_names(const char *path, size_t *n)
{
	FILE *file = input_open(path);
	char **names = NULL, *name = NULL;
	size_t capacity = 0, size = 0;

	*n = 0;
	if (!file)
		exit(1);
	while (getdelim(&name, &size, '\0', file) > 0) {
		array_grow(&names, *n, &capacity, sizeof *names);
		names[(*n)++] = xstrdup(name);
	}
	free(name);
	input_close(file, path);
	return names;
}

int
main(int argc, char **argv)
{
	static char *only_stdin[] = { (char *)"-" };
	const char *from = NULL;
	char **names = only_stdin;
	size_t n = 1;
	bool good = true;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'c':
			show_bytes = true;
			break;
		case LONG('f'):
			from = optarg;
			break;
		case 'l':
			show_lines = true;
			break;
		case 'L':
			show_longest = true;
			break;
		case 'm':
			show_chars = true;
			break;
		case 'w':
			show_words = true;
			break;
		}
	}
	if (!show_lines && !show_words && !show_chars && !show_bytes &&
	    !show_longest)
		show_lines = show_words = show_bytes = true;
	if (from) {
		names = read_names(from, &n);
	} else if (optind < argc) {
		names = argv + optind;
		n = (size_t)(argc - optind);
	}
	width = column_width(names, n);
	for (size_t i = 0; i < n; i++)
		good &= count_operand(names[i],
		    names == only_stdin ? NULL : names[i]);
	if (n > 1)
		print(&total, "total");
	return good ? 0 : 1;
}
