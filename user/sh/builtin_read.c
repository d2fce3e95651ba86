/*
 * read: a line from standard input, split into variables.
 *
 * Bytes are read singly unless the input can be seeked: what comes after the line
 * belongs to whoever reads next.
 *
 * The line is split as XCU 2.6.5 says, but the last variable takes all that is
 * left, separators included, less white space at its end, and less one separator if
 * nothing follows it. An escaped byte never separates: marks[] says which are.
 */
#include "builtins.h"
#include "error.h"
#include "expansion.h"
#include "mem.h"
#include "out.h"
#include "str.h"
#include "trap.h"
#include "vars.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define IFS_SPACE 1

struct line {
	struct str text;
	struct str marks; /* for each byte whether it was escaped */
};

/* => returns: 1 for a byte, 0 at the end, -1 if a signal's trap is due */
static int
read_byte(char *c)
{
	for (;;) {
		ssize_t n = read(STDIN_FILENO, c, 1);

		if (n >= 0)
			return (int)n;
		if (errno != EINTR)
			return 0;
		if (trap_pending)
			return -1;
	}
}

static void
add(struct line *line, char c, bool escaped)
{
	str_char(&line->text, c);
	str_char(&line->marks, (char)escaped);
}

/* => returns: 0 if the line had its newline, 1 at the end of the input */
static int
read_line(struct line *line, bool raw)
{
	bool escaped = false;
	char c;
	int got;

	while ((got = read_byte(&c)) > 0) {
		if (c == '\0')
			continue;
		if (escaped) {
			escaped = false;
			if (c != '\n')
				add(line, c, true);
		} else if (c == '\\' && !raw)
			escaped = true;
		else if (c == '\n')
			return 0;
		else
			add(line, c, false);
	}
	return got < 0 ? 128 + trap_signal_due() : 1;
}

static int
kind_at(const struct line *line, size_t i)
{
	return line->marks.data[i] ? 0 : ifs_kind(line->text.data[i]);
}

static size_t
skip_space(const struct line *line, size_t i, size_t end)
{
	while (i < end && kind_at(line, i) == IFS_SPACE)
		i++;
	return i;
}

/* Where the last variable's value, which begins at i, ends. */
static size_t
end_of_rest(const struct line *line, size_t i)
{
	size_t end = line->text.length;
	size_t next = i;

	while (end > i && kind_at(line, end - 1) == IFS_SPACE)
		end--;
	/* A single field with one separator behind it: that one goes too. */
	while (next < end && kind_at(line, next) == 0)
		next++;
	if (next < end) {
		size_t after = skip_space(line, next, end);

		if (after < end && kind_at(line, after) > IFS_SPACE)
			after++;
		if (skip_space(line, after, end) == end)
			end = next;
	}
	return end;
}

static void
assign(const struct line *line, char **names)
{
	size_t length = line->text.length;
	size_t i = skip_space(line, 0, length);

	for (; *names != NULL; names++) {
		size_t start = i;
		size_t end;

		if (names[1] == NULL)
			end = i = end_of_rest(line, i);
		else {
			while (i < length && kind_at(line, i) == 0)
				i++;
			end = i;
			i = skip_space(line, i, length);
			if (i < length && kind_at(line, i) > IFS_SPACE)
				i = skip_space(line, i + 1, length);
		}
		var_set(var_named(*names),
		    arena_strndup(&scratch, line->text.data + start,
			end - start));
	}
}

int
builtin_read(int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	struct line line = { str_new(&scratch), str_new(&scratch) };
	const char *prompt = NULL;
	bool raw = false;
	int letter, status;

	while ((letter = options_next(&options, "p:r")) != 0) {
		if (letter == 'p')
			prompt = options.value;
		else
			raw = true;
	}
	if (*options.rest == NULL)
		sh_error("arg count");
	for (char **name = options.rest; *name != NULL; name++)
		if (!is_var_name(*name))
			sh_error("%s: bad variable name", *name);
	if (prompt != NULL && isatty(STDIN_FILENO))
		out_error(prompt, strlen(prompt));
	status = read_line(&line, raw);
	str_text(&line.text);
	str_text(&line.marks);
	if (status <= 1)
		assign(&line, options.rest);
	return status;
}
