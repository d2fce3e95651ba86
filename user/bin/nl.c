/*
 * nl: number lines.
 *
 * A text is divided into logical pages of a header, a body and a footer by lines
 * that consist of \:\:\: , \:\: and \: alone. POSIX nl(1).
 */
#include <err.h>
#include <inttypes.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: nl [OPTION]... [FILE]...\n"
    "Print the lines of the FILEs (standard input) with numbers.\n\n"
    "  -b, --body-numbering=STYLE    t: not empty ones, a: all, n: none, pBRE\n"
    "  -d, --section-delimiter=CC    what logical pages are divided by\n"
    "  -f, --footer-numbering=STYLE  as -b, for footers\n"
    "  -h, --header-numbering=STYLE  as -b, for headers\n"
    "  -i, --line-increment=NUM      from line to line (1)\n"
    "  -l, --join-blank-lines=NUM    NUM empty lines count as one\n"
    "  -n, --number-format=FORMAT    ln, rn, rz: left, right, right with zeros\n"
    "  -p, --no-renumber             go on from page to page\n"
    "  -s, --number-separator=STRING behind the number (a tab)\n"
    "  -v, --starting-line-number=NUM  the first number (1)\n"
    "  -w, --number-width=NUM        columns of a number (6)\n";

struct style {
	char kind; /* a t n p */
	regex_t pattern;
};

enum section {
	HEADER,
	BODY,
	FOOTER
};

static struct style styles[3] = {
	[HEADER] = { .kind = 'n' },
	[BODY] = { .kind = 't' },
	[FOOTER] = { .kind = 'n' },
};
static char delimiter[64] = "\\:";
static intmax_t increment = 1, join_blank = 1, start = 1, number;
static int width = 6;
static char format = 'r';
static bool no_renumber;
static bool overflow; /* number is past the last one there is */
static const char *separator = "\t";
static enum section section = BODY;
static intmax_t blanks;

static void
parse_style(const char *text, struct style *style)
{
	style->kind = *text;
	if (strlen(text) == 1 && strchr("atn", *text))
		return;
	if (*text != 'p')
		usage("invalid numbering style: '%s'", text);
	if (regcomp(&style->pattern, text + 1, REG_NOSUB))
		errx(1, "invalid regular expression '%s'", text + 1);
}

static bool
is_numbered(const char *line)
{
	const struct style *style = &styles[section];

	switch (style->kind) {
	case 'a':
		if (*line) {
			blanks = 0;
			return true;
		}
		if (++blanks < join_blank)
			return false;
		blanks = 0;
		return true;
	case 't':
		return *line != '\0';
	case 'p':
		return regexec(&style->pattern, line, 0, NULL, 0) == 0;
	}
	return false;
}

static bool
begin_section(const char *line)
{
	size_t n = strlen(delimiter), times = 0;

	while (n && strncmp(line, delimiter, n) == 0) {
		times++;
		line += n;
	}
	if (*line || times < 1 || times > 3)
		return false;
	section = times == 3 ? HEADER : times == 2 ? BODY : FOOTER;
	if (!no_renumber) {
		number = start;
		overflow = false;
	}
	putchar('\n');
	return true;
}

/* A number too large is an error only where it would be printed. */
static void
print_number(void)
{
	if (overflow)
		errx(1, "line number overflow");
	if (format == 'l')
		printf("%-*jd%s", width, number, separator);
	else if (format == 'z')
		printf("%0*jd%s", width, number, separator);
	else
		printf("%*jd%s", width, number, separator);
	overflow = __builtin_add_overflow(number, increment, &number);
}

static void
number_lines(FILE *file, const char *name)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	(void)name;
	while ((n = getline(&line, &size, file)) > 0) {
		if (line[n - 1] == '\n')
			line[--n] = '\0';
		if (begin_section(line))
			continue;
		if (is_numbered(line))
			print_number();
		else
			printf("%*s", width + (int)strlen(separator), "");
		fwrite(line, 1, (size_t)n, stdout);
		putchar('\n');
	}
	free(line);
}

static void
parse_format(const char *text)
{
	if (strcmp(text, "ln") == 0)
		format = 'l';
	else if (strcmp(text, "rn") == 0)
		format = 'r';
	else if (strcmp(text, "rz") == 0)
		format = 'z';
	else
		usage("invalid line numbering format: '%s'", text);
}

static void
parse_option(int option)
{
	switch (option) {
	case 'b':
		parse_style(optarg, &styles[BODY]);
		break;
	case 'd':
		snprintf(delimiter, sizeof delimiter, "%s%s", optarg,
		    strlen(optarg) == 1 ? ":" : "");
		break;
	case 'f':
		parse_style(optarg, &styles[FOOTER]);
		break;
	case 'h':
		parse_style(optarg, &styles[HEADER]);
		break;
	case 'i':
		increment = integer_argument(optarg, INTMAX_MIN, INTMAX_MAX,
		    "line number increment:");
		break;
	case 'l':
		join_blank = integer_argument(optarg, 1, INTMAX_MAX,
		    "line number of blank lines:");
		break;
	case 'n':
		parse_format(optarg);
		break;
	case 'p':
		no_renumber = true;
		break;
	case 's':
		separator = optarg;
		break;
	case 'v':
		start = integer_argument(optarg, INTMAX_MIN, INTMAX_MAX,
		    "starting line number:");
		break;
	case 'w':
		width = (int)integer_argument(optarg, 1, 1 << 20,
		    "line number field width:");
		break;
	}
}

int
main(int argc, char **argv)
{
	int option;

	while ((option = option_next(argc, argv, help)) != -1)
		parse_option(option);
	number = start;
	return input_each(argc, argv, number_lines);
}
