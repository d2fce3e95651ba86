/*
 * The history of commands.
 *
 * Entries lie in an array; entry number n at n - first. When there are more than
 * HISTSIZE, the oldest is dropped and `first` moves on.
 *
 * Each command is appended to HISTFILE (~/.sh_history) as it is entered, so that a
 * shell that is killed loses nothing and several shells share one file; at its end
 * a shell cuts the file to HISTSIZE entries. An entry is a line; a newline within
 * an entry is written as the unit separator, a byte that nobody types.
 */
#include "history.h"

#include "mem.h"
#include "options.h"
#include "shell.h"
#include "str.h"
#include "vars.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_SIZE 1000
#define NEWLINE_MARK '\037'

static struct {
	char **entries;
	int first; /* number of entries[0] */
	int count;
	int capacity;
	int appended; /* lines that this shell has added to the file */
	char *file;   /* NULL: none is kept */
} history = { .first = 1 };

int
history_first(void)
{
	return history.first;
}

int
history_end(void)
{
	return history.first + history.count;
}

const char *
history_get(int number)
{
	if (number < history.first || number >= history_end())
		return NULL;
	return history.entries[number - history.first];
}

static int
limit(void)
{
	const char *text = var_value(var_named("HISTSIZE"));
	int n = text ? atoi(text) : DEFAULT_SIZE;

	return n > 0 ? n : 1;
}

static void
drop_oldest(int n)
{
	for (int i = 0; i < n; i++)
		free(history.entries[i]);
	memmove(history.entries, history.entries + n,
	    (size_t)(history.count - n) * sizeof *history.entries);
	history.count -= n;
	history.first += n;
}

static void
append(const char *text, size_t length)
{
	char *copy = xmalloc(length + 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	if (history.count == history.capacity) {
		history.capacity = history.capacity ? history.capacity * 2 : 64;
		history.entries = xrealloc(history.entries,
		    (size_t)history.capacity * sizeof *history.entries);
	}
	history.entries[history.count++] = copy;
	if (history.count > limit())
		drop_oldest(history.count - limit());
}

static void
exchange(char *text, char from, char to)
{
	for (; *text != '\0'; text++)
		if (*text == from)
			*text = to;
}

static void
write_entry(FILE *file, const char *text)
{
	for (; *text != '\0'; text++)
		putc(*text == '\n' ? NEWLINE_MARK : *text, file);
	putc('\n', file);
}

static char *
file_name(void)
{
	const char *name = var_value(var_named("HISTFILE"));
	struct str path = str_new(&scratch);

	if (name != NULL)
		return *name ? xstrdup(name) : NULL;
	if (*var_text(var_home) == '\0')
		return NULL;
	str_printf(&path, "%s/.sh_history", var_text(var_home));
	return xstrdup(str_text(&path));
}

void
history_load(void)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;
	FILE *file;

	history.file = file_name();
	file = history.file ? fopen(history.file, "re") : NULL;
	if (file == NULL)
		return;
	while ((n = getline(&line, &size, file)) > 0) {
		if (line[n - 1] == '\n')
			line[--n] = '\0';
		exchange(line, NEWLINE_MARK, '\n');
		append(line, (size_t)n);
	}
	free(line);
	fclose(file);
}

/* 0600: what a user types is the user's. */
static FILE *
open_file(int flags)
{
	int fd = open(history.file, flags | O_WRONLY | O_CREAT | O_CLOEXEC,
	    0600);

	return fd < 0 ? NULL : fdopen(fd, "w");
}

void
history_add(const char *text)
{
	size_t length = strlen(text);
	const char *last = history_get(history_end() - 1);
	FILE *file;

	while (length > 0 && isspace((unsigned char)text[length - 1]))
		length--;
	if (length == 0 ||
	    (last != NULL && strlen(last) == length &&
		memcmp(last, text, length) == 0))
		return;
	append(text, length);
	file = history.file ? open_file(O_APPEND) : NULL;
	if (file == NULL)
		return;
	write_entry(file, history.entries[history.count - 1]);
	fclose(file);
	history.appended++;
}

void
history_save(void)
{
	FILE *file;

	if (history.file == NULL || history.appended == 0 ||
	    history.count < limit() || shell.child)
		return;
	file = open_file(O_TRUNC);
	if (file == NULL)
		return;
	for (int i = 0; i < history.count; i++)
		write_entry(file, history.entries[i]);
	fclose(file);
}
