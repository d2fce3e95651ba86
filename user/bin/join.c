/*
 * join: the relational join of two sorted files.
 *
 * Lines of the second file with one key are collected in a group, and each line
 * of the first file with that key is printed with all of them.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: join [OPTION]... FILE1 FILE2\n"
    "For each pair of lines with equal join fields print both. The files are\n"
    "sorted by them. FIELD is a number from 1.\n\n"
    "  -a FILENUM                lines of file 1 or 2 without a partner too\n"
    "  @c --check-order          complain if a file is not sorted\n"
    "  -e STRING                 for fields that are missing\n"
    "  @h --header               the first lines are headings\n"
    "  -i, --ignore-case         capitals are equal to small letters\n"
    "  -j FIELD                  the same as -1 FIELD -2 FIELD\n"
    "  @n --nocheck-order        do not check the order\n"
    "  -o FORMAT                 which fields: 0, 1.N, 2.N,... or auto\n"
    "  -t CHAR                   fields are divided by CHAR, not by blanks\n"
    "  -v FILENUM                only lines without a partner\n"
    "  -1 FIELD                  join on this field of file 1\n"
    "  -2 FIELD                  join on this field of file 2\n"
    "  -z, --zero-terminated     lines end with NUL\n";

struct field {
	const char *text;
	size_t length;
};

struct line {
	char *text;
	struct field *fields;
	size_t nfields, capacity;
};

struct output {
	int file; /* 0: the join field */
	size_t field;
};

struct side {
	FILE *file;
	const char *name;
	size_t key;        /* from 0 */
	struct line *next; /* NULL at the end */
	struct line *last; /* the one before, to check the order */
	bool unpaired;
	size_t auto_fields;
};

static struct {
	struct side sides[2];
	struct output *format;
	size_t nformat, capacity;
	const char *empty;
	int separator; /* -1: blanks */
	bool ignore_case, header, auto_format, check_order, nocheck_order;
	bool only_unpaired;
	char end;
} opt = { .separator = -1, .end = '\n' };

static bool had_unpaired, disordered;

/* --- Lines and their fields ----------------------------------------------- */

static void
add_field(struct line *line, const char *text, size_t length)
{
	array_grow(&line->fields, line->nfields, &line->capacity,
	    sizeof *line->fields);
	line->fields[line->nfields++] = (struct field){ text, length };
}

static void
split(struct line *line, size_t length)
{
	const char *p = line->text, *end = p + length;

	if (opt.separator >= 0) {
		for (;;) {
			const char *stop = memchr(p, opt.separator,
			    (size_t)(end - p));

			add_field(line, p, (size_t)((stop ? stop : end) - p));
			if (!stop)
				return;
			p = stop + 1;
		}
	}
	while (p < end) {
		const char *start;

		while (p < end && isblank((unsigned char)*p))
			p++;
		start = p;
		while (p < end && !isblank((unsigned char)*p))
			p++;
		if (p > start)
			add_field(line, start, (size_t)(p - start));
	}
}

static void
free_line(struct line *line)
{
	if (!line)
		return;
	free(line->text);
	free(line->fields);
	free(line);
}

static struct field
get_field(const struct line *line, size_t i)
{
	if (line && i < line->nfields)
		return line->fields[i];
	return (struct field){ "", 0 };
}

static int
compare_fields(struct field a, struct field b)
{
	size_t n = a.length < b.length ? a.length : b.length;
	int order = opt.ignore_case ? strncasecmp(a.text, b.text, n) :
				      memcmp(a.text, b.text, n);

	if (order)
		return order;
	return a.length < b.length ? -1 : a.length > b.length;
}

static struct field
key_of(const struct side *side, const struct line *line)
{
	return get_field(line, side->key);
}

static void
check_order(struct side *side)
{
	if (opt.nocheck_order || !side->last || !side->next ||
	    (!opt.check_order && !had_unpaired) || disordered ||
	    compare_fields(key_of(side, side->last),
		key_of(side, side->next)) <= 0)
		return;
	disordered = true;
	warnx("%s: is not sorted: %s", side->name, side->next->text);
	if (opt.check_order)
		exit(1);
}

/* Reads on; gives the line that was the next one, which the caller frees. */
static struct line *
take_line(struct side *side)
{
	struct line *line = side->next;
	char *text = NULL;
	size_t size = 0;
	ssize_t n = getdelim(&text, &size, opt.end, side->file);

	side->next = NULL;
	if (n < 0) {
		free(text);
	} else {
		side->next = xcalloc(1, sizeof *side->next);
		if (text[n - 1] == opt.end)
			text[--n] = '\0';
		side->next->text = text;
		split(side->next, (size_t)n);
	}
	side->last = line;
	check_order(side);
	return line;
}

/* --- Output --------------------------------------------------------------- */

static void
print_field(struct field field, bool *first)
{
	if (!*first)
		putchar(opt.separator >= 0 ? opt.separator : ' ');
	*first = false;
	if (field.length)
		fwrite(field.text, 1, field.length, stdout);
	else if (opt.empty)
		fputs(opt.empty, stdout);
}

static void
print_others(const struct line *line, const struct side *side, bool *first)
{
	size_t n = opt.auto_format ? side->auto_fields :
	    line                   ? line->nfields :
				     0;

	for (size_t i = 0; i < n; i++) {
		if (i != side->key)
			print_field(get_field(line, i), first);
	}
}

static void
print_pair(const struct line *a, const struct line *b)
{
	const struct line *lines[2] = { a, b };
	struct field key = a ? key_of(&opt.sides[0], a) :
			       key_of(&opt.sides[1], b);
	bool first = true;

	if (opt.nformat) {
		for (size_t i = 0; i < opt.nformat; i++) {
			struct output o = opt.format[i];

			print_field(o.file == 0 ?
				key :
				get_field(lines[o.file - 1], o.field),
			    &first);
		}
	} else {
		print_field(key, &first);
		print_others(a, &opt.sides[0], &first);
		print_others(b, &opt.sides[1], &first);
	}
	putchar(opt.end);
}

static void
print_unpaired(int i, const struct line *line)
{
	had_unpaired = true;
	if (opt.sides[i].unpaired)
		print_pair(i == 0 ? line : NULL, i == 1 ? line : NULL);
}

/* --- The join ------------------------------------------------------------- */

static int
compare_next(void)
{
	struct side *a = &opt.sides[0], *b = &opt.sides[1];

	if (!a->next || !b->next)
		return !a->next - !b->next;
	return compare_fields(key_of(a, a->next), key_of(b, b->next));
}

static void
join_group(void)
{
	struct side *a = &opt.sides[0], *b = &opt.sides[1];
	struct line **group = NULL;
	size_t n = 0, capacity = 0;

	do {
		array_grow(&group, n, &capacity, sizeof *group);
		group[n++] = take_line(b);
	} while (b->next &&
	    compare_fields(key_of(b, b->next), key_of(b, group[0])) == 0);
	while (a->next &&
	    compare_fields(key_of(a, a->next), key_of(b, group[0])) == 0) {
		struct line *line = take_line(a);

		for (size_t i = 0; !opt.only_unpaired && i < n; i++)
			print_pair(line, group[i]);
		a->last = NULL;
		free_line(line);
	}
	b->last = NULL;
	for (size_t i = 0; i < n; i++)
		free_line(group[i]);
	free(group);
}

static void
skip_unpaired(int i)
{
	struct line *line = take_line(&opt.sides[i]);

	print_unpaired(i, line);
	opt.sides[i].last = NULL;
	free_line(line);
}

static void
join(void)
{
	struct side *a = &opt.sides[0], *b = &opt.sides[1];

	take_line(a);
	take_line(b);
	a->auto_fields = a->next ? a->next->nfields : 0;
	b->auto_fields = b->next ? b->next->nfields : 0;
	if (opt.header && (a->next || b->next)) {
		struct line *first = a->next ? take_line(a) : NULL;
		struct line *second = b->next ? take_line(b) : NULL;

		print_pair(first, second);
		a->last = b->last = NULL;
		free_line(first);
		free_line(second);
	}
	while (a->next || b->next) {
		int order = compare_next();

		if (order == 0)
			join_group();
		else
			skip_unpaired(order > 0);
	}
}

/* --- Options -------------------------------------------------------------- */

static int
parse_file_number(const char *text)
{
	return (int)integer_argument(text, 1, 2, "file number:") - 1;
}

static size_t
parse_field(const char *text)
{
	return (size_t)integer_argument(text, 1, INT32_MAX, "field number:") -
	    1;
}

static void
parse_format(const char *text)
{
	char *words = xstrdup(text), *rest = words, *word;

	if (strcmp(text, "auto") == 0) {
		opt.auto_format = true;
		free(words);
		return;
	}
	while ((word = strsep(&rest, ", \t"))) {
		struct output output = { 0 };

		if (strcmp(word, "0") != 0) {
			if ((*word != '1' && *word != '2') || word[1] != '.')
				usage("invalid file number in field spec: '%s'",
				    word);
			output.file = *word - '0';
			output.field = parse_field(word + 2);
		}
		array_grow(&opt.format, opt.nformat, &opt.capacity,
		    sizeof *opt.format);
		opt.format[opt.nformat++] = output;
	}
	free(words);
}

static void
parse_separator(const char *text)
{
	if (strcmp(text, "\\0") == 0)
		opt.separator = '\0';
	else if (strlen(text) > 1)
		usage("multi-character tab '%s'", text);
	else
		opt.separator = *text ? (unsigned char)*text : '\n';
}

static void
parse_option(int option)
{
	switch (option) {
	case 'v':
		opt.only_unpaired = true;
		/* fall through */
	case 'a':
		opt.sides[parse_file_number(optarg)].unpaired = true;
		break;
	case LONG('c'):
		opt.check_order = true;
		break;
	case 'e':
		opt.empty = optarg;
		break;
	case LONG('h'):
		opt.header = true;
		break;
	case 'i':
		opt.ignore_case = true;
		break;
	case 'j':
		opt.sides[0].key = opt.sides[1].key = parse_field(optarg);
		break;
	case LONG('n'):
		opt.nocheck_order = true;
		break;
	case 'o':
		parse_format(optarg);
		break;
	case 't':
		parse_separator(optarg);
		break;
	case '1':
	case '2':
		opt.sides[option - '1'].key = parse_field(optarg);
		break;
	case 'z':
		opt.end = '\0';
		break;
	}
}

int
main(int argc, char **argv)
{
	int option, status = 0;

	while ((option = option_next(argc, argv, help)) != -1)
		parse_option(option);
	need_operands(argc, argv, 2, 2);
	for (int i = 0; i < 2; i++) {
		opt.sides[i].name = argv[optind + i];
		opt.sides[i].file = input_open(argv[optind + i]);
		if (!opt.sides[i].file)
			return 1;
	}
	join();
	for (int i = 0; i < 2; i++) {
		if (!input_close(opt.sides[i].file, opt.sides[i].name))
			status = 1;
	}
	if (disordered) {
		warnx("input is not in sorted order");
		status = 1;
	}
	return status;
}
