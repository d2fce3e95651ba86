/*
 * comm: compare two sorted files line by line.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/options.h"

static const char help[] =
    "Usage: comm [OPTION]... FILE1 FILE2\n"
    "Print three columns: lines only in FILE1, only in FILE2, and in both.\n\n"
    "  -1                        leave out the first column\n"
    "  -2                        leave out the second column\n"
    "  -3                        leave out the third column\n"
    "  @c --check-order          complain if a file is not sorted\n"
    "  @n --nocheck-order        do not\n"
    "  @o --output-delimiter=STRING  between columns, not a tab\n"
    "  @t --total                a line with the sums at the end\n"
    "  -z, --zero-terminated     lines end with NUL\n";

struct side {
	const char *name;
	FILE *file;
	char *line, *previous;
	size_t size, previous_size;
	ssize_t length; /* -1: at the end */
	bool complained;
};

enum check {
	CHECK_IF_DIFFERENT,
	CHECK_ALWAYS,
	CHECK_NEVER
};

static bool hidden[3];
static const char *delimiter = "\t";
static char end = '\n';
static enum check check;
static bool differ;
static int status;

static void
check_order(struct side *side, int number)
{
	if (check == CHECK_NEVER || side->complained || !side->previous ||
	    strcoll(side->previous, side->line) <= 0)
		return;
	if (check == CHECK_IF_DIFFERENT && !differ)
		return;
	side->complained = true;
	warnx("file %d is not in sorted order", number);
	status = 1;
	if (check == CHECK_ALWAYS)
		exit(1);
}

static void
next_line(struct side *side, int number)
{
	char *line = side->line;
	size_t size = side->size;
	bool first = line == NULL;

	side->line = side->previous;
	side->size = side->previous_size;
	side->previous = line;
	side->previous_size = size;
	side->length = getdelim(&side->line, &side->size, end, side->file);
	if (side->length > 0 && side->line[side->length - 1] == end)
		side->line[--side->length] = '\0';
	if (side->length >= 0 && !first)
		check_order(side, number);
}

static void
print(const struct side *side, int column)
{
	if (hidden[column])
		return;
	for (int i = 0; i < column; i++) {
		if (!hidden[i])
			fputs(delimiter, stdout);
	}
	fwrite(side->line, 1, (size_t)side->length, stdout);
	putchar(end);
}

static int
compare(const struct side *a, const struct side *b)
{
	if (a->length < 0 || b->length < 0)
		return (a->length < 0) - (b->length < 0);
	return strcoll(a->line, b->line);
}

static void
compare_files(struct side *a, struct side *b, unsigned long totals[3])
{
	next_line(a, 1);
	next_line(b, 2);
	while (a->length >= 0 || b->length >= 0) {
		int order = compare(a, b);

		if (order != 0)
			differ = true;
		if (order < 0)
			print(a, 0), totals[0]++;
		else if (order > 0)
			print(b, 1), totals[1]++;
		else
			print(a, 2), totals[2]++;
		if (order <= 0)
			next_line(a, 1);
		if (order >= 0)
			next_line(b, 2);
	}
}

int
main(int argc, char **argv)
{
	struct side sides[2] = { 0 };
	unsigned long totals[3] = { 0 };
	bool total = false;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case '1':
		case '2':
		case '3':
			hidden[option - '1'] = true;
			break;
		case LONG('c'):
			check = CHECK_ALWAYS;
			break;
		case LONG('n'):
			check = CHECK_NEVER;
			break;
		case LONG('o'):
			delimiter = optarg;
			break;
		case LONG('t'):
			total = true;
			break;
		case 'z':
			end = '\0';
			break;
		}
	}
	need_operands(argc, argv, 2, 2);
	for (int i = 0; i < 2; i++) {
		sides[i].name = argv[optind + i];
		sides[i].file = input_open(sides[i].name);
		if (!sides[i].file)
			return 1;
	}
	compare_files(&sides[0], &sides[1], totals);
	if (total)
		printf("%lu%s%lu%s%lu%stotal%c", totals[0], delimiter,
		    totals[1], delimiter, totals[2], delimiter, end);
	if (status)
		warnx("input is not in sorted order");
	for (int i = 0; i < 2; i++) {
		if (!input_close(sides[i].file, sides[i].name))
			status = 1;
		free(sides[i].line);
		free(sides[i].previous);
	}
	return status;
}
