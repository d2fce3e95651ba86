/*
 * fc and history.
 *
 *	fc [-e editor] [-r] [first [last]]	edit, then run
 *	fc -l [-nr] [first [last]]		list
 *	fc -s [old=new] [first]			run again
 *
 * The command line that calls fc is itself the last entry; it does not count, and
 * fc takes it to be gone.
 */
#include "builtins.h"
#include "chars.h"
#include "error.h"
#include "history.h"
#include "mem.h"
#include "out.h"
#include "run.h"
#include "shell.h"
#include "str.h"
#include "vars.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The entry that an operand names: a number, -n from the end, or a prefix. */
static int
entry_named(const char *operand, int end)
{
	size_t n = strlen(operand);
	int number;

	if (is_number(operand + (*operand == '-'))) {
		number = atoi(operand);
		if (number < 0)
			number += end;
		if (number < history_first())
			number = history_first();
		return number >= end ? end - 1 : number;
	}
	for (number = end - 1; number >= history_first(); number--)
		if (strncmp(history_get(number), operand, n) == 0)
			return number;
	sh_error("history event not found: %s", operand);
}

static void
list_entries(int first, int last, bool numbers)
{
	int step = first <= last ? 1 : -1;

	for (int i = first;; i += step) {
		if (numbers)
			out_printf("%5d ", i);
		else
			out_char('\t');
		out_text(history_get(i));
		out_char('\n');
		if (i == last)
			return;
	}
}

/* Run a text as if it had been typed. */
static int
run_again(const char *text)
{
	out_text(text);
	out_char('\n');
	out_flush();
	history_add(text);
	return run_string(text, 0);
}

/* -s: the first occurrence of `old` becomes `new`. */
static int
substitute(char **operands, int end)
{
	const char *equals = *operands ? strchr(*operands, '=') : NULL;
	struct str text = str_new(&scratch);
	const char *entry, *found;
	size_t n;

	if (equals == NULL) {
		entry = history_get(*operands ? entry_named(*operands, end) :
						end - 1);
		return run_again(arena_strdup(&scratch, entry));
	}
	n = (size_t)(equals - *operands);
	entry = history_get(operands[1] ? entry_named(operands[1], end) :
					  end - 1);
	found = strstr(entry, arena_strndup(&scratch, *operands, n));
	if (found == NULL)
		sh_error("substitution failed");
	str_add(&text, entry, (size_t)(found - entry));
	str_add_all(&text, equals + 1);
	str_add_all(&text, found + n);
	return run_again(str_text(&text));
}

static void
write_entries(int fd, int first, int last)
{
	FILE *file = fdopen(fd, "w");
	int step = first <= last ? 1 : -1;

	if (file == NULL)
		return;
	for (int i = first;; i += step) {
		fprintf(file, "%s\n", history_get(i));
		if (i == last)
			break;
	}
	fclose(file);
}

static char *
read_file(const char *name)
{
	FILE *file = fopen(name, "r");
	struct str text = str_new(&scratch);
	int c;

	while (file != NULL && (c = getc(file)) != EOF)
		if (c != '\0')
			str_char(&text, (char)c);
	if (file != NULL)
		fclose(file);
	while (text.length > 0 && text.data[text.length - 1] == '\n')
		text.length--;
	return str_text(&text);
}

static int
edit_entries(const char *editor, int first, int last)
{
	char name[] = "/tmp/shXXXXXX";
	struct str command = str_new(&scratch);
	int fd = mkstemp(name);
	char *text;
	int status;

	if (fd < 0)
		sh_error("can't create a temporary file");
	write_entries(fd, first, last);
	if (editor == NULL)
		editor = var_value(var_named("FCEDIT"));
	if (editor == NULL)
		editor = var_value(var_named("EDITOR"));
	str_printf(&command, "%s %s", editor ? editor : "ed", name);
	status = run_string(str_text(&command), 0);
	text = status == 0 ? read_file(name) : NULL;
	unlink(name);
	return text ? run_again(text) : status;
}

struct fc {
	const char *editor;
	bool list, again, reverse, numbers;
};

/* -1 and the like are operands here, not options. */
static char **
fc_options(struct fc *fc, int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	int letter;

	while (*options.rest != NULL &&
	    !(options.at == NULL && options.rest[0][0] == '-' &&
		is_digit((unsigned char)options.rest[0][1])) &&
	    (letter = options_next(&options, "e:lnrs")) != 0) {
		if (letter == 'e')
			fc->editor = options.value;
		fc->list |= letter == 'l';
		fc->again |= letter == 's';
		fc->reverse |= letter == 'r';
		fc->numbers &= letter != 'n';
	}
	return options.rest;
}

int
builtin_fc(int argc, char **argv)
{
	struct fc fc = { .numbers = true };
	char **operands = fc_options(&fc, argc, argv);
	int end = history_end() - 1;
	int first, last;

	if (end <= history_first())
		return fc.list ? 0 : 1;
	if (fc.again || (fc.editor != NULL && strcmp(fc.editor, "-") == 0))
		return substitute(operands, end);
	last = end - 1;
	first = fc.list ? entry_named("-16", end) : last;
	if (operands[0] != NULL) {
		first = entry_named(operands[0], end);
		if (!fc.list)
			last = first;
		if (operands[1] != NULL)
			last = entry_named(operands[1], end);
	}
	if (fc.reverse) {
		int swap = first;

		first = last;
		last = swap;
	}
	if (!fc.list)
		return edit_entries(fc.editor, first, last);
	list_entries(first, last, fc.numbers);
	return 0;
}

int
builtin_history(int argc, char **argv)
{
	int first = history_first();

	if (argc > 1) {
		first = history_end() - number_of(argv[1]);
		if (first < history_first())
			first = history_first();
	}
	if (first < history_end())
		list_entries(first, history_end() - 1, true);
	return 0;
}
