/*
 * uniq: leave out repeated lines.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdint.h>
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
    "Usage: uniq [OPTION]... [INPUT [OUTPUT]]\n"
    "Print lines of INPUT (standard input), of equal neighbours only one.\n\n"
    "  -c, --count               how many there were before each line\n"
    "  -d, --repeated            only lines that are repeated\n"
    "  -D                        all of those that are repeated\n"
    "  @D --all-repeated[=HOW]   the same; an empty line: none prepend separate\n"
    "  -f, --skip-fields=NUM     do not compare the first NUM fields\n"
    "  @g --group[=HOW]          all lines, with empty ones between groups\n"
    "  -i, --ignore-case         capitals are equal to small letters\n"
    "  -s, --skip-chars=NUM      do not compare the first NUM characters\n"
    "  -u, --unique              only lines that are not repeated\n"
    "  -w, --check-chars=NUM     compare no more than NUM characters\n"
    "  -z, --zero-terminated     lines end with NUL\n";

enum between {
	NONE,
	PREPEND,
	SEPARATE,
	APPEND,
	BOTH
};

static struct {
	bool count, repeated, unique, all_repeated, group, ignore_case;
	uintmax_t skip_fields, skip_chars, check_chars;
	enum between between;
	char end;
} opt = { .check_chars = UINTMAX_MAX, .end = '\n' };

struct line {
	char *text;
	size_t size, length; /* without the end */
};

static bool
read_line(struct line *line, FILE *file)
{
	ssize_t n = getdelim(&line->text, &line->size, opt.end, file);

	if (n < 0)
		return false;
	line->length = (size_t)n - (line->text[n - 1] == opt.end);
	return true;
}

/* The part that is compared. */
static const char *
key(const struct line *line, size_t *length)
{
	size_t i = 0;

	for (uintmax_t field = 0; field < opt.skip_fields; field++) {
		while (i < line->length &&
		    isblank((unsigned char)line->text[i]))
			i++;
		while (i < line->length &&
		    !isblank((unsigned char)line->text[i]))
			i++;
	}
	i = opt.skip_chars < line->length - i ? i + (size_t)opt.skip_chars :
						line->length;
	*length = line->length - i;
	if (*length > opt.check_chars)
		*length = (size_t)opt.check_chars;
	return line->text + i;
}

static bool
are_equal(const struct line *a, const struct line *b)
{
	size_t na, nb;
	const char *ka = key(a, &na), *kb = key(b, &nb);

	if (na != nb)
		return false;
	return (opt.ignore_case ? strncasecmp(ka, kb, na) :
				  memcmp(ka, kb, na)) == 0;
}

static void
print(const struct line *line, uintmax_t count)
{
	if (opt.count)
		printf("%7ju ", count);
	fwrite(line->text, 1, line->length, stdout);
	putchar(opt.end);
}

static void
print_first(const struct line *line, uintmax_t count)
{
	if (count == 1 ? !opt.repeated : !opt.unique)
		print(line, count);
}

static void
swap(struct line *a, struct line *b)
{
	struct line old = *a;

	*a = *b;
	*b = old;
}

static void
print_unique(FILE *file)
{
	struct line group = { 0 }, line = { 0 };
	uintmax_t count = 0;

	while (read_line(&line, file)) {
		if (count && are_equal(&group, &line)) {
			count++;
			continue;
		}
		if (count)
			print_first(&group, count);
		swap(&group, &line);
		count = 1;
	}
	if (count)
		print_first(&group, count);
	free(group.text);
	free(line.text);
}

/* -D and --group: lines as they come, with empty ones between the groups. */
static void
print_groups(FILE *file)
{
	struct line last = { 0 }, line = { 0 };
	uintmax_t count = 0;
	bool any = false;

	while (read_line(&line, file)) {
		if (count && are_equal(&last, &line)) {
			count++;
			if (opt.all_repeated && count == 2) {
				if (opt.between == PREPEND ||
				    (opt.between == SEPARATE && any))
					putchar(opt.end);
				any = true;
				print(&last, 1);
			}
			print(&line, 1);
		} else {
			if (opt.group) {
				if (count ? true :
					    opt.between == PREPEND ||
					    opt.between == BOTH)
					putchar(opt.end);
				print(&line, 1);
			}
			count = 1;
		}
		swap(&last, &line);
	}
	if (opt.group && count &&
	    (opt.between == APPEND || opt.between == BOTH))
		putchar(opt.end);
	free(last.text);
	free(line.text);
}

static void
parse_between(const char *how, enum between otherwise)
{
	static const char *const words[] = {
		"none",
		"prepend",
		"separate",
		"append",
		"both",
	};

	opt.between = otherwise;
	if (!how)
		return;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(how, words[i]) == 0) {
			opt.between = (enum between)i;
			return;
		}
	}
	usage("invalid argument '%s'", how);
}

static uintmax_t
parse_number(const char *text, const char *what)
{
	uintmax_t number;

	if (!number_parse(text, &number))
		errx(1, "%s: invalid number of %s", text, what);
	return number;
}

/* `uniq -3` and `uniq +2` of old. */
static void
parse_old_form(int argc, char **argv)
{
	for (int i = 1; i < argc && argv[i][0] == '-'; i++) {
		if (isdigit((unsigned char)argv[i][1]))
			argv[i] = xasprintf("-f%s", argv[i] + 1);
	}
}

static void
parse_option(int option)
{
	switch (option) {
	case 'c':
		opt.count = true;
		break;
	case 'd':
		opt.repeated = true;
		break;
	case 'D':
	case LONG('D'):
		opt.all_repeated = true;
		parse_between(optarg, NONE);
		break;
	case 'f':
		opt.skip_fields = parse_number(optarg, "fields to skip");
		break;
	case LONG('g'):
		opt.group = true;
		parse_between(optarg, SEPARATE);
		break;
	case 'i':
		opt.ignore_case = true;
		break;
	case 's':
		opt.skip_chars = parse_number(optarg, "bytes to skip");
		break;
	case 'u':
		opt.unique = true;
		break;
	case 'w':
		opt.check_chars = parse_number(optarg, "bytes to compare");
		break;
	case 'z':
		opt.end = '\0';
		break;
	}
}

int
main(int argc, char **argv)
{
	const char *name = "-";
	FILE *file;
	int option;

	parse_old_form(argc, argv);
	while ((option = option_next(argc, argv, help)) != -1)
		parse_option(option);
	need_operands(argc, argv, 0, 2);
	if (opt.group &&
	    (opt.count || opt.repeated || opt.unique || opt.all_repeated))
		usage("--group is mutually exclusive with -c/-d/-D/-u");
	if (optind < argc)
		name = argv[optind];
	file = input_open(name);
	if (!file)
		return 1;
	if (argc - optind == 2 && strcmp(argv[optind + 1], "-") != 0 &&
	    !freopen(argv[optind + 1], "w", stdout))
		err(1, "%s", argv[optind + 1]);
	if (opt.all_repeated || opt.group)
		print_groups(file);
	else
		print_unique(file);
	return input_close(file, name) ? 0 : 1;
}
