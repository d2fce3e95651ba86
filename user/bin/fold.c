/*
 * fold: break long lines.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/columns.h"
#include "lib/input.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: fold [OPTION]... [FILE]...\n"
    "Break the lines of the FILEs (standard input) at 80 columns.\n\n"
    "  -b, --bytes               count bytes, not columns\n"
    "  -s, --spaces              break behind a space\n"
    "  -w, --width=NUM           at NUM columns\n";

static size_t width = 80;
static bool bytes, spaces;

struct line {
	char *text;
	size_t length, size;
};

static size_t
advance(size_t column, const struct character *c)
{
	if (bytes)
		return column + c->length;
	switch (c->value) {
	case '\b':
		return column ? column - 1 : 0;
	case '\r':
		return 0;
	case '\t':
		return (column / 8 + 1) * 8;
	default:
		return column + c->width;
	}
}

static size_t
measure(const char *text, size_t length)
{
	FILE *file = length ? fmemopen((char *)text, length, "r") : NULL;
	struct character c;
	size_t column = 0;

	if (!file)
		return 0;
	while (character_read(file, &c))
		column = advance(column, &c);
	fclose(file);
	return column;
}

static void
append(struct line *line, const struct character *c)
{
	if (line->length + c->length > line->size) {
		line->size = line->size ? 2 * line->size : 256;
		line->text = xrealloc(line->text, line->size, 1);
	}
	memcpy(line->text + line->length, c->bytes, c->length);
	line->length += c->length;
}

/* Prints what stands before the break; gives the column behind the rest. */
static size_t
break_line(struct line *line)
{
	size_t end = line->length;

	if (spaces) {
		while (end > 0 && !isblank((unsigned char)line->text[end - 1]))
			end--;
		if (end == 0)
			end = line->length;
	}
	fwrite(line->text, 1, end, stdout);
	putchar('\n');
	memmove(line->text, line->text + end, line->length - end);
	line->length -= end;
	return measure(line->text, line->length);
}

/* The next character, or byte if those are counted. */
static bool
next(FILE *file, struct character *c)
{
	int byte;

	if (!bytes)
		return character_read(file, c);
	byte = getc(file);
	c->bytes[0] = (char)byte;
	c->length = 1;
	c->value = byte;
	return byte != EOF;
}

static void
fold(FILE *file, const char *name)
{
	struct line line = { 0 };
	struct character c;
	size_t column = 0;

	(void)name;
	while (next(file, &c)) {
		if (c.value == '\n') {
			append(&line, &c);
			fwrite(line.text, 1, line.length, stdout);
			line.length = column = 0;
			continue;
		}
		while (line.length && advance(column, &c) > width)
			column = break_line(&line);
		append(&line, &c);
		column = advance(column, &c);
	}
	if (line.length)
		fwrite(line.text, 1, line.length, stdout);
	free(line.text);
}

/* `fold -60` */
static void
parse_old_form(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] == '-' && isdigit((unsigned char)argv[i][1]))
			argv[i] = xasprintf("-w%s", argv[i] + 1);
	}
}

int
main(int argc, char **argv)
{
	int option;

	parse_old_form(argc, argv);
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'b':
			bytes = true;
			break;
		case 's':
			spaces = true;
			break;
		case 'w':
			width = (size_t)integer_argument(optarg, 1, INT32_MAX,
			    "number of columns:");
			break;
		}
	}
	return input_each(argc, argv, fold);
}
