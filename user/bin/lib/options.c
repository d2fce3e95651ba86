/*
 * options: a utility's help text is the table of its options.
 *
 * A line of the text that begins with two spaces and an option declares it:
 *
 *	  -a, --all          with a letter and a long name
 *	  -n, --lines=NUM    with an argument
 *	  -i[SUFFIX], --in-place[=SUFFIX]   with an argument that may be missing
 *	  -d DELIM           a letter alone, with an argument
 *	  @c --color[=WHEN]  a long name alone; LONG('c') in the program
 *
 * so an option that works is documented, and the other way round. "@c " itself
 * is printed as spaces. A text that begins with '+' belongs to a program whose
 * operands are another command: options end at the first operand.
 *
 * getopt_long() does the parsing, from tables made at the first call. The help
 * texts are our own, so there is nothing to report about their form.
 */
#include "options.h"

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int usage_status = 1;

enum {
	MAX_OPTIONS = 80,
	HELP = 0x200
};

static struct {
	const char *help;
	char shorts[3 * MAX_OPTIONS];
	struct option longs[MAX_OPTIONS];
	char names[24 * MAX_OPTIONS];
} table;

static void
add_short(char letter, int has_arg)
{
	char *end = table.shorts + strlen(table.shorts);

	*end++ = letter;
	for (int i = 0; i < has_arg; i++)
		*end++ = ':';
	*end = '\0';
}

static void
add_long(size_t *nlongs, char **names, const char *name, size_t length,
    int has_arg, int value)
{
	memcpy(*names, name, length);
	(*names)[length] = '\0';
	table.longs[(*nlongs)++] = (struct option){
		.name = *names, .has_arg = has_arg, .val = value
	};
	*names += length + 1;
}

/* What stands behind an option's name: "=X" or "[X" speaks of an argument. */
static int
argument_kind(const char *end)
{
	if (end[0] == '[')
		return optional_argument;
	return end[0] == '=' ? required_argument : no_argument;
}

/* Behind a letter " X" does so too; behind a long name the description may
 * begin like that. */
static int
letter_argument_kind(const char *end)
{
	if (end[0] == ' ' && isupper((unsigned char)end[1]))
		return required_argument;
	return argument_kind(end);
}

static void
read_table(const char *help)
{
	size_t nlongs = 0;
	char *names = table.names;

	table.help = help;
	strcpy(table.shorts, *help == '+' ? "+" : "");
	for (const char *line = help; line;) {
		if (strncmp(line, "  -", 3) == 0 ||
		    strncmp(line, "  @", 3) == 0) {
			const char *rest = line + 4;
			int value = line[2] == '@' ? LONG(line[3]) : line[3];
			size_t end = strcspn(rest, "\n");
			const char *name = memmem(rest, end, " --", 3);
			int kind = letter_argument_kind(rest);

			if (name && name - rest < 12) {
				size_t length = strcspn(name + 3, "=[ \n");
				int long_kind = argument_kind(name + 3 +
				    length);

				add_long(&nlongs, &names, name + 3, length,
				    long_kind, value);
				/* "-c, --check[=HOW]" is no "-c[HOW]". */
				if (long_kind == required_argument)
					kind = long_kind;
			}
			if (line[2] == '-')
				add_short(line[3], kind);
		}
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	add_long(&nlongs, &names, "help", 4, no_argument, HELP);
}

static void
print_help(const char *help)
{
	bool start = true;

	for (const char *p = help + (*help == '+'); *p; p++) {
		if (start && strncmp(p, "  @", 3) == 0) {
			fputs("     ", stdout);
			p += 4;
		} else {
			putchar(*p);
		}
		start = *p == '\n';
	}
}

static void
see_help(void)
{
	fprintf(stderr, "Try '%s --help' for more information.\n",
	    program_invocation_short_name);
	exit(usage_status);
}

int
option_next(int argc, char **argv, const char *help)
{
	int option;

	if (table.help != help)
		read_table(help);
	option = getopt_long(argc, argv, table.shorts, table.longs, NULL);
	if (option == HELP) {
		print_help(help);
		exit(0);
	}
	if (option == '?')
		see_help();
	return option;
}

void
usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vwarnx(format, args);
	va_end(args);
	see_help();
	abort();
}

void
need_operands(int argc, char **argv, int min, int max)
{
	int n = argc - optind;

	if (n < min && n == 0)
		usage("missing operand");
	if (n < min)
		usage("missing operand after '%s'", argv[argc - 1]);
	if (max >= 0 && n > max)
		usage("extra operand '%s'", argv[optind + max]);
}
