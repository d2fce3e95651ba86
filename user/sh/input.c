/*
 * Where the text of commands comes from.
 *
 * An input is a string, a file or a terminal, read by lines. Before what is left
 * of it, pushed texts are read: values of aliases, and bytes put back. They form
 * a stack of levels; each level keeps what was being read when it was pushed.
 *
 * A level that was read to its end is kept until the next token begins
 * (input_settle): only reading past a value's last word shows that the word is
 * complete, and then the alias must still be known to be in use, or it would
 * expand for ever.
 *
 * A script on standard input is shared with the commands that it runs: `read`
 * must find the line after its own. So no byte past the newline may be taken: from
 * a file a block is read and the position put back, from a pipe single bytes.
 *
 * Invariants
 *   1. `next` lies within what is current: the innermost level's text, or the
 *      input's own line.
 *   2. Open inputs form a stack as protect() does; input_close_to() closes those
 *      of an unwound run.
 *   3. NUL bytes of files never reach the parser.
 */
#include "input.h"

#include "mem.h"
#include "options.h"
#include "out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_SIZE 8192

struct input_level {
	struct input_level *below;
	const char *begin, *next, *end; /* what was read before this level */
	char *alias;                    /* name, or NULL */
	bool blank;                     /* the text ends with a blank */
	char text[];
};

static struct input *innermost;

static void
open_input(struct input *in)
{
	memset(in, 0, sizeof *in);
	in->fd = -1;
	in->outer = innermost;
	innermost = in;
}

void
input_open_string(struct input *in, const char *text, size_t length)
{
	open_input(in);
	in->begin = in->next = text;
	in->end = text + length;
}

void
input_open_lines(struct input *in,
    const char *(*more)(struct input *, size_t *))
{
	open_input(in);
	in->more = more;
	in->again = true;
}

/* Files. */

/* => returns: the bytes read, 0 at the end */
static size_t
read_some(int fd, char *data, size_t size)
{
	ssize_t n;

	do
		n = read(fd, data, size);
	while (n < 0 && errno == EINTR);
	return n > 0 ? (size_t)n : 0;
}

/* Read up to and with a newline, as far as there is room. */
static size_t
read_shared(int fd, char *data, size_t size)
{
	size_t n = 0;
	char *newline;

	if (lseek(fd, 0, SEEK_CUR) >= 0) {
		n = read_some(fd, data, size);
		newline = memchr(data, '\n', n);
		if (newline != NULL && newline + 1 < data + n) {
			size_t line = (size_t)(newline + 1 - data);

			lseek(fd, -(off_t)(n - line), SEEK_CUR);
			n = line;
		}
		return n;
	}
	while (n < size && read_some(fd, data + n, 1) == 1)
		if (data[n++] == '\n')
			break;
	return n;
}

static size_t
without_nuls(char *data, size_t n)
{
	size_t kept = 0;

	if (memchr(data, '\0', n) == NULL)
		return n;
	for (size_t i = 0; i < n; i++)
		if (data[i] != '\0')
			data[kept++] = data[i];
	return kept;
}

static bool
fill(struct input *in)
{
	size_t n;

	do {
		n = in->shared ? read_shared(in->fd, in->buffer, BUFFER_SIZE) :
				 read_some(in->fd, in->buffer, BUFFER_SIZE);
		in->start = 0;
		in->fill = without_nuls(in->buffer, n);
	} while (n > 0 && in->fill == 0);
	return n > 0;
}

static const char *
file_more(struct input *in, size_t *length)
{
	char *line, *newline;

	if (in->start == in->fill && !fill(in))
		return NULL;
	line = in->buffer + in->start;
	newline = memchr(line, '\n', in->fill - in->start);
	*length = newline ? (size_t)(newline + 1 - line) : in->fill - in->start;
	in->start += *length;
	if (option(OPT_VERBOSE))
		out_error(line, *length);
	return line;
}

void
input_open_file(struct input *in, int fd, bool shared)
{
	open_input(in);
	in->fd = fd;
	in->shared = shared;
	in->more = file_more;
	in->buffer = xmalloc(BUFFER_SIZE);
}

/* Levels. */

void
input_push(struct input *in, const char *text, size_t length, const char *alias)
{
	struct input_level *level = xmalloc(sizeof *level + length);

	memcpy(level->text, text, length);
	level->alias = alias ? xstrdup(alias) : NULL;
	level->blank = length > 0 &&
	    (text[length - 1] == ' ' || text[length - 1] == '\t');
	level->begin = in->begin;
	level->next = in->next;
	level->end = in->end;
	level->below = in->levels;
	in->levels = level;
	in->begin = in->next = level->text;
	in->end = level->text + length;
}

static void
pop_level(struct input *in)
{
	struct input_level *level = in->levels;

	in->levels = level->below;
	in->begin = level->begin;
	in->next = level->next;
	in->end = level->end;
	if (level->alias != NULL && level->blank)
		in->blank = true;
	level->below = in->done;
	in->done = level;
}

static void
free_levels(struct input_level **levels)
{
	while (*levels != NULL) {
		struct input_level *level = *levels;

		*levels = level->below;
		free(level->alias);
		free(level);
	}
}

static bool
holds_alias(const struct input_level *level, const char *name)
{
	for (; level != NULL; level = level->below)
		if (level->alias != NULL && strcmp(level->alias, name) == 0)
			return true;
	return false;
}

bool
input_within_alias(const struct input *in, const char *name)
{
	return holds_alias(in->levels, name) || holds_alias(in->done, name);
}

void
input_settle(struct input *in)
{
	if (in->done != NULL)
		free_levels(&in->done);
}

/* Reading. */

int
input_get_slowly(struct input *in)
{
	size_t length;

	while (in->next == in->end) {
		if (in->levels != NULL) {
			pop_level(in);
			continue;
		}
		if (in->more == NULL)
			return INPUT_END;
		in->begin = in->next = in->more(in, &length);
		in->end = in->next ? in->next + length : NULL;
		if (in->next == NULL) {
			if (!in->again)
				in->more = NULL;
			return INPUT_END;
		}
	}
	return (unsigned char)*in->next++;
}

void
input_unget_slowly(struct input *in, int c)
{
	char byte = (char)c;

	if (c != INPUT_END)
		input_push(in, &byte, 1, NULL);
}

void
input_drop_line(struct input *in)
{
	while (in->levels != NULL)
		pop_level(in);
	free_levels(&in->done);
	in->blank = false;
	in->begin = in->next = in->end = NULL;
	in->start = in->fill = 0;
}

/* The stack of inputs. */

void
input_close(struct input *in)
{
	while (in->levels != NULL)
		pop_level(in);
	free_levels(&in->done);
	free(in->buffer);
	if (in->fd >= 0 && !in->shared)
		close(in->fd);
	innermost = in->outer;
}

struct input *
input_current(void)
{
	return innermost;
}

void
input_close_to(struct input *in)
{
	while (innermost != in)
		input_close(innermost);
}
