/*
 * paste: put lines of files side by side.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "Usage: paste [OPTION]... [FILE]...\n"
    "Print lines made of the corresponding lines of the FILEs.\n\n"
    "  -d, --delimiters=LIST     between them, in turn, instead of tabs\n"
    "  -s, --serial              one file after the other, a line for each\n"
    "  -z, --zero-terminated     lines end with NUL\n";

static char *delimiters;
static size_t ndelimiters;
static char end = '\n';

/* \n \t \\ \0 (no delimiter), which is kept as a NUL. */
static void
parse_delimiters(const char *text)
{
	delimiters = xmalloc(strlen(text) + 1);
	ndelimiters = 0;
	for (; *text; text++) {
		char c = *text;

		if (c == '\\' && text[1]) {
			static const char from[] = "0abfnrtv\\";
			static const char to[] = "\0\a\b\f\n\r\t\v\\";
			const char *at = strchr(from, *++text);

			c = at ? to[at - from] : *text;
		} else if (c == '\\') {
			usage("delimiter list ends with an unescaped "
			      "backslash: %s",
			    text);
		}
		delimiters[ndelimiters++] = c;
	}
	if (ndelimiters == 0)
		delimiters[ndelimiters++] = '\0';
}

static void
print_delimiter(size_t i)
{
	char c = delimiters[i % ndelimiters];

	if (c)
		putchar(c);
}

static void
paste_serial(FILE *file, const char *name)
{
	size_t n = 0;
	int c, last = EOF;

	(void)name;
	while ((c = getc(file)) != EOF) {
		if (last == end)
			print_delimiter(n++);
		else if (last != EOF)
			putchar(last);
		last = c;
	}
	if (last != EOF && last != end)
		putchar(last);
	putchar(end);
}

/* Copies a line without its end. */
static void
copy_line(FILE *file)
{
	int c;

	while ((c = getc(file)) != EOF && c != end)
		putchar(c);
}

static void
paste_parallel(FILE **files, size_t n)
{
	for (;;) {
		/* Delimiters wait until it is clear that there is a line. */
		size_t printed = 0;
		bool any = false;

		for (size_t i = 0; i < n; i++) {
			int c = files[i] ? getc(files[i]) : EOF;

			if (c == EOF)
				continue;
			ungetc(c, files[i]);
			for (; printed < i; printed++)
				print_delimiter(printed);
			copy_line(files[i]);
			any = true;
		}
		if (!any)
			return;
		for (; printed + 1 < n; printed++)
			print_delimiter(printed);
		putchar(end);
	}
}

int
main(int argc, char **argv)
{
	static char *only_stdin[] = { (char *)"-" };
	bool serial = false;
	char **names = only_stdin;
	size_t n = 1;
	FILE **files;
	int option, status = 0;

	parse_delimiters("\t");
	while ((option = option_next(argc, argv, help)) != -1) {
		if (option == 'd')
			parse_delimiters(optarg);
		else if (option == 's')
			serial = true;
		else if (option == 'z')
			end = '\0';
	}
	if (serial)
		return input_each(argc, argv, paste_serial);
	if (optind < argc) {
		names = argv + optind;
		n = (size_t)(argc - optind);
	}
	files = xcalloc(n, sizeof *files);
	for (size_t i = 0; i < n; i++) {
		files[i] = input_open(names[i]);
		if (!files[i])
			exit(1);
	}
	paste_parallel(files, n);
	for (size_t i = 0; i < n; i++) {
		if (files[i] != stdin && !input_close(files[i], names[i]))
			status = 1;
	}
	free(files);
	return status;
}
