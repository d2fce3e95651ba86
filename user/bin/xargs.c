/*
 * xargs: run a command with arguments from standard input.
 *
 * Items are collected until -n, -L or the size of an argument list is reached,
 * or -I wants a command for each line; then the command runs, up to -P of them
 * at a time.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"
#include "lib/run.h"

static const char help[] =
    "+Usage: xargs [OPTION]... [COMMAND [ARG]...]\n"
    "Run COMMAND (echo) with ARGs and then items from standard input, which are\n"
    "separated by blanks and newlines; quotes and backslashes protect those.\n\n"
    "  -0, --null                items end with NUL, and nothing is special\n"
    "  -a, --arg-file=FILE       items from FILE\n"
    "  -d, --delimiter=CHAR      items end with CHAR, and nothing is special\n"
    "  -E EOF                    an item EOF ends the input\n"
    "  -I REPLACE                put each line where REPLACE stands in ARGs\n"
    "  -i[REPLACE], --replace[=REPLACE]  the same; {} if there is none\n"
    "  -L NUM                    the items of NUM lines for each COMMAND\n"
    "  -n, --max-args=NUM        NUM items for each COMMAND\n"
    "  -o, --open-tty            COMMAND's input is the terminal\n"
    "  -P, --max-procs=NUM       up to NUM COMMANDs at a time; 0: all\n"
    "  -p, --interactive         ask before each; implies -t\n"
    "  -r, --no-run-if-empty     nothing to do without items\n"
    "  -s, --max-chars=NUM       no longer command lines than that\n"
    "  -t, --verbose             print each command before it runs\n"
    "  -x, --exit                stop if a line would be too long\n";

enum {
	SOME_FAILED = 123,
	SAID_STOP = 124,
	KILLED = 125
};

static struct {
	int delimiter; /* -1: blanks, with quoting */
	const char *eof, *replace;
	uintmax_t max_lines, max_args, max_procs, max_chars;
	size_t item_cost; /* beside its characters */
	bool ask, no_empty, verbose, exit_if_long, terminal;
} opt = { .delimiter = -1, .max_procs = 1 };

static char **base; /* the command */
static size_t nbase;
static char **items;
static size_t nitems, items_capacity;
static size_t base_chars, chars;
static uintmax_t lines, running;
static int status;
static bool any_run;

/* --- Running -------------------------------------------------------------- */

static void
note_end(int wait_status)
{
	int code = run_status(wait_status);

	running--;
	if (WIFSIGNALED(wait_status)) {
		warnx("%s: terminated by signal %d", base[0],
		    WTERMSIG(wait_status));
		exit(KILLED);
	}
	if (code == 255) {
		warnx("%s: exited with status 255; aborting", base[0]);
		exit(SAID_STOP);
	}
	if (code == 126 || code == 127)
		exit(code);
	if (code)
		status = SOME_FAILED;
}

static void
wait_until(uintmax_t most)
{
	int wait_status;

	while (running > most) {
		if (wait(&wait_status) < 0)
			break;
		note_end(wait_status);
	}
}

static bool
is_wanted(char **argv)
{
	int c, first;
	FILE *terminal;

	for (char **a = argv; *a; a++)
		fprintf(stderr, "%s%s", a == argv ? "" : " ", *a);
	if (!opt.ask) {
		fputc('\n', stderr);
		return true;
	}
	fputs(" ?...", stderr);
	terminal = fopen("/dev/tty", "re");
	if (!terminal)
		err(1, "/dev/tty");
	first = c = getc(terminal);
	while (c != EOF && c != '\n')
		c = getc(terminal);
	fclose(terminal);
	return first == 'y' || first == 'Y';
}

static void
start(char **argv)
{
	pid_t child;

	any_run = true;
	if ((opt.verbose || opt.ask) && !is_wanted(argv))
		return;
	if (opt.max_procs)
		wait_until(opt.max_procs - 1);
	fflush(stdout);
	child = fork();
	if (child < 0)
		err(1, "cannot fork");
	if (child == 0) {
		int in = open(opt.terminal ? "/dev/tty" : "/dev/null",
		    O_RDONLY);

		if (in >= 0)
			dup2(in, 0);
		run_command(argv);
	}
	running++;
}

static void
clear_items(void)
{
	for (size_t i = 0; i < nitems; i++)
		free(items[i]);
	nitems = 0;
	chars = base_chars;
	lines = 0;
}

static void
run_items(void)
{
	char **argv = xcalloc(nbase + nitems + 1, sizeof *argv);

	if (nbase)
		memcpy(argv, base, nbase * sizeof *argv);
	if (nitems)
		memcpy(argv + nbase, items, nitems * sizeof *argv);
	start(argv);
	free(argv);
	clear_items();
}

/* text with every opt.replace in it replaced by item. */
static char *
substitute(const char *text, const char *item)
{
	size_t n = strlen(opt.replace);
	char *result = xstrdup(""), *longer;
	const char *at;

	while (n && (at = strstr(text, opt.replace))) {
		longer = xasprintf("%s%.*s%s", result, (int)(at - text), text,
		    item);
		free(result);
		result = longer;
		text = at + n;
	}
	longer = xasprintf("%s%s", result, text);
	free(result);
	return longer;
}

static void
run_replaced(const char *item)
{
	char **argv = xcalloc(nbase + 1, sizeof *argv);

	for (size_t i = 0; i < nbase; i++)
		argv[i] = substitute(base[i], item);
	start(argv);
	for (size_t i = 0; i < nbase; i++)
		free(argv[i]);
	free(argv);
}

/* --- Reading -------------------------------------------------------------- */

struct text {
	char *bytes;
	size_t n, capacity;
};

static void
put(struct text *text, int c)
{
	array_grow(&text->bytes, text->n, &text->capacity, 1);
	text->bytes[text->n++] = (char)c;
}

static bool
read_delimited(FILE *file, struct text *item)
{
	int c = getc(file);

	if (c == EOF)
		return false;
	for (; c != EOF && c != opt.delimiter; c = getc(file))
		put(item, c);
	return true;
}

/*
 * The next item with its quotes resolved; false at the end. *line_end is set if
 * a newline follows it. With -I an item is a line without the blanks before it.
 */
static bool
read_quoted(FILE *file, struct text *item, bool *line_end)
{
	bool any = false;
	int c;

	*line_end = false;
	while ((c = getc(file)) != EOF && (isblank(c) || c == '\n'))
		;
	for (; c != EOF; c = getc(file)) {
		if (c == '\n' || (isblank(c) && !opt.replace))
			break;
		any = true;
		if (c == '\'' || c == '"') {
			int quote = c;

			while ((c = getc(file)) != quote) {
				if (c == EOF || c == '\n')
					errx(1,
					    "unmatched %s quote; by "
					    "default quotes are special "
					    "to xargs unless you use the "
					    "-0 option",
					    quote == '"' ? "double" : "single");
				put(item, c);
			}
		} else if (c == '\\') {
			c = getc(file);
			if (c != EOF)
				put(item, c);
		} else {
			put(item, c);
		}
	}
	*line_end = c == '\n' || c == EOF;
	/* A blank before the newline joins the next line, for -L. */
	if (c != EOF && isblank(c) && opt.max_lines) {
		while ((c = getc(file)) != EOF && isblank(c))
			;
		if (c == '\n') {
			int next = getc(file);

			*line_end = false;
			if (next != EOF)
				ungetc(next, file);
		} else if (c != EOF) {
			ungetc(c, file);
		}
	}
	return any;
}

static void
add_item(struct text *item, bool line_end)
{
	size_t size = item->n + 1 + opt.item_cost;

	put(item, '\0');
	if (opt.replace) {
		run_replaced(item->bytes);
		return;
	}
	if (nitems && chars + size > opt.max_chars) {
		if (opt.exit_if_long)
			errx(1, "argument list too long");
		run_items();
	}
	if (chars + size > opt.max_chars)
		errx(1, "argument line too long");
	array_grow(&items, nitems, &items_capacity, sizeof *items);
	items[nitems++] = xstrdup(item->bytes);
	chars += size;
	lines += line_end;
	if ((opt.max_args && nitems >= opt.max_args) ||
	    (opt.max_lines && lines >= opt.max_lines))
		run_items();
}

static void
read_items(FILE *file)
{
	for (;;) {
		struct text item = { 0 };
		bool line_end = true;
		bool any = opt.delimiter >= 0 ?
		    read_delimited(file, &item) :
		    read_quoted(file, &item, &line_end);

		if (!any ||
		    (opt.eof && opt.delimiter < 0 &&
			item.n == strlen(opt.eof) &&
			memcmp(item.bytes, opt.eof, item.n) == 0)) {
			free(item.bytes);
			break;
		}
		add_item(&item, line_end);
		free(item.bytes);
	}
	if (nitems || (!any_run && !opt.no_empty && !opt.replace))
		run_items();
}

/* --- Options -------------------------------------------------------------- */

static int
parse_delimiter(const char *text)
{
	static const char from[] = "0abfnrtv\\", to[] = "\0\a\b\f\n\r\t\v\\";
	const char *at;

	if (text[0] && !text[1])
		return (unsigned char)text[0];
	if (text[0] == '\\' && text[1] == 'x')
		return (int)strtol(text + 2, NULL, 16) & 0xff;
	if (text[0] == '\\' && isdigit((unsigned char)text[1]))
		return (int)strtol(text + 1, NULL, 8) & 0xff;
	if (text[0] == '\\' && text[1] && !text[2] &&
	    (at = strchr(from, text[1])))
		return to[at - from];
	errx(1, "invalid input delimiter specification %s", text);
}

static uintmax_t
parse_number(const char *text, const char *option)
{
	uintmax_t n;

	if (!number_parse(text, &n) || n == 0)
		errx(1, "value %s for %s option should be >= 1", text, option);
	return n;
}

static FILE *
parse_options(int argc, char **argv)
{
	FILE *file = stdin;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case '0':
			opt.delimiter = '\0';
			break;
		case 'a':
			file = fopen(optarg, "re");
			if (!file)
				err(1, "Cannot open input file '%s'", optarg);
			break;
		case 'd':
			opt.delimiter = parse_delimiter(optarg);
			break;
		case 'E':
			opt.eof = *optarg ? optarg : NULL;
			break;
		case 'I':
		case 'i':
			opt.replace = optarg ? optarg : "{}";
			opt.max_args = opt.max_lines = 0;
			break;
		case 'L':
			opt.max_lines = parse_number(optarg, "-L");
			opt.max_args = 0;
			opt.replace = NULL;
			break;
		case 'n':
			opt.max_args = parse_number(optarg, "-n");
			opt.max_lines = 0;
			if (opt.max_args != 1)
				opt.replace = NULL;
			break;
		case 'o':
			opt.terminal = true;
			break;
		case 'P':
			if (!number_parse(optarg, &opt.max_procs))
				errx(1, "invalid number \"%s\" for -P option",
				    optarg);
			break;
		case 'p':
			opt.ask = true;
			break;
		case 'r':
			opt.no_empty = true;
			break;
		case 's':
			opt.max_chars = parse_number(optarg, "-s");
			break;
		case 't':
			opt.verbose = true;
			break;
		case 'x':
			opt.exit_if_long = true;
			break;
		}
	}
	return file;
}

int
main(int argc, char **argv)
{
	static char *echo[] = { (char *)"echo", NULL };
	FILE *file = parse_options(argc, argv);
	long arg_max = sysconf(_SC_ARG_MAX);

	/* The kernel's limit is on the pointers too; that of -s is not. */
	if (opt.max_chars == 0)
		opt.item_cost = sizeof(char *);
	if (opt.max_chars == 0 || opt.max_chars > 131072)
		opt.max_chars = arg_max > 0 && arg_max < 131072 ?
		    (uintmax_t)arg_max :
		    131072;
	base = optind < argc ? argv + optind : echo;
	while (base[nbase])
		base_chars += strlen(base[nbase++]) + 1;
	chars = base_chars;
	read_items(file);
	wait_until(0);
	return status;
}
