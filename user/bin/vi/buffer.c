/*
 * buffer: lines, and what they were before.
 *
 * A line never changes: an edit makes a new one. So the past is cheap to keep: an
 * array of references to the lines of that time. MAX_PAST of them are kept.
 */
#include "buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/memory.h"

enum {
	MAX_PAST = 200
};

struct state {
	struct line **lines;
	size_t n;
	struct place cursor;
};

struct buffer buffer;

static struct state past[MAX_PAST], future[MAX_PAST];
static size_t npast, nfuture;

static struct line *
line_make(const char *text, size_t length)
{
	struct line *line = xmalloc(sizeof *line + length + 1);

	line->refs = 1;
	line->length = length;
	if (length)
		memcpy(line->text, text, length);
	line->text[length] = '\0';
	return line;
}

static void
line_drop(struct line *line)
{
	if (--line->refs == 0)
		free(line);
}

/* --- Lines ---------------------------------------------------------------- */

void
buffer_init(void)
{
	buffer_insert(0, "", 0);
	buffer.changed = false;
}

struct line *
buffer_line(size_t i)
{
	return buffer.lines[i];
}

void
buffer_set(size_t i, const char *text, size_t length)
{
	struct line *new = line_make(text, length);

	line_drop(buffer.lines[i]);
	buffer.lines[i] = new;
	buffer.changed = true;
}

void
buffer_insert(size_t before, const char *text, size_t length)
{
	array_grow(&buffer.lines, buffer.n, &buffer.capacity,
	    sizeof *buffer.lines);
	memmove(buffer.lines + before + 1, buffer.lines + before,
	    (buffer.n - before) * sizeof *buffer.lines);
	buffer.lines[before] = line_make(text, length);
	buffer.n++;
	buffer.changed = true;
}

void
buffer_delete(size_t first, size_t n)
{
	for (size_t i = first; i < first + n; i++)
		line_drop(buffer.lines[i]);
	memmove(buffer.lines + first, buffer.lines + first + n,
	    (buffer.n - first - n) * sizeof *buffer.lines);
	buffer.n -= n;
	buffer.changed = true;
	if (buffer.n == 0)
		buffer_insert(0, "", 0);
}

struct place
buffer_put(struct place at, const char *text, size_t length)
{
	struct line *line = buffer_line(at.line);
	char *tail = xstrndup(line->text + at.column, line->length - at.column);
	char *head = xstrndup(line->text, at.column);
	const char *end = text + length, *newline;
	size_t head_length = at.column;

	while ((newline = memchr(text, '\n', (size_t)(end - text)))) {
		size_t n = (size_t)(newline - text);

		head = xrealloc(head, head_length + n + 1, 1);
		memcpy(head + head_length, text, n);
		buffer_set(at.line, head, head_length + n);
		buffer_insert(++at.line, "", 0);
		head_length = 0;
		text = newline + 1;
	}
	head = xrealloc(head,
	    head_length + (size_t)(end - text) + strlen(tail) + 1, 1);
	memcpy(head + head_length, text, (size_t)(end - text));
	head_length += (size_t)(end - text);
	at.column = head_length;
	memcpy(head + head_length, tail, strlen(tail));
	buffer_set(at.line, head, head_length + strlen(tail));
	free(head);
	free(tail);
	return at;
}

char *
buffer_copy(struct place from, struct place to, size_t *length)
{
	char *text = xmalloc(1);
	size_t n = 0;

	for (size_t i = from.line; i <= to.line && i < buffer.n; i++) {
		struct line *line = buffer_line(i);
		size_t start = i == from.line ? from.column : 0;
		size_t end = i == to.line ? to.column : line->length;

		if (end > line->length)
			end = line->length;
		if (start > end)
			start = end;
		text = xrealloc(text, n + (end - start) + 2, 1);
		memcpy(text + n, line->text + start, end - start);
		n += end - start;
		if (i < to.line)
			text[n++] = '\n';
	}
	text[n] = '\0';
	*length = n;
	return text;
}

char *
buffer_cut(struct place from, struct place to, size_t *length)
{
	char *text = buffer_copy(from, to, length);
	struct line *first = buffer_line(from.line);
	struct line *last = buffer_line(to.line);
	size_t end = to.column < last->length ? to.column : last->length;
	size_t n = from.column + last->length - end;
	char *joined = xmalloc(n + 1);

	memcpy(joined, first->text, from.column);
	memcpy(joined + from.column, last->text + end, last->length - end);
	buffer_set(from.line, joined, n);
	if (to.line > from.line)
		buffer_delete(from.line + 1, to.line - from.line);
	free(joined);
	return text;
}

/* --- Files ---------------------------------------------------------------- */

long
buffer_read(const char *name, size_t after)
{
	FILE *file = fopen(name, "re");
	char *text = NULL;
	size_t size = 0;
	long count = 0;
	ssize_t n;
	bool whole = after == SIZE_MAX, newline = true;
	struct stat st;

	if (!file)
		return -1;
	if (fstat(fileno(file), &st) == 0 && S_ISDIR(st.st_mode)) {
		fclose(file);
		errno = EISDIR;
		return -1;
	}
	if (whole)
		buffer_delete(0, buffer.n);
	while ((n = getline(&text, &size, file)) > 0) {
		newline = text[n - 1] == '\n';
		buffer_insert(whole ? (size_t)count : ++after, text,
		    (size_t)n - newline);
		count++;
	}
	free(text);
	fclose(file);
	/* The empty line that an empty text has. */
	if (whole && count)
		buffer_delete(buffer.n - 1, 1);
	if (whole) {
		buffer.no_newline = !newline;
		buffer.changed = false;
	}
	return count;
}

bool
buffer_write(const char *name, size_t first, size_t last, bool append)
{
	FILE *file = fopen(name, append ? "ae" : "we");
	bool good = true;

	if (!file)
		return false;
	for (size_t i = first; i <= last; i++) {
		struct line *line = buffer_line(i);

		fwrite(line->text, 1, line->length, file);
		if (i + 1 < buffer.n || !buffer.no_newline)
			putc('\n', file);
	}
	good = fflush(file) == 0 && fsync(fileno(file)) == 0;
	/* Not everything that can be written to can be synced. */
	if (!good && (errno == EINVAL || errno == EROFS))
		good = true;
	return fclose(file) == 0 && good;
}

/* --- The past ------------------------------------------------------------- */

static void
state_save(struct state *state, struct place cursor)
{
	state->lines = xcalloc(buffer.n, sizeof *state->lines);
	state->n = buffer.n;
	state->cursor = cursor;
	for (size_t i = 0; i < buffer.n; i++) {
		state->lines[i] = buffer.lines[i];
		state->lines[i]->refs++;
	}
}

static void
state_drop(struct state *state)
{
	for (size_t i = 0; i < state->n; i++)
		line_drop(state->lines[i]);
	free(state->lines);
}

static void
push(struct state *stack, size_t *n, struct place cursor)
{
	if (*n == MAX_PAST) {
		state_drop(&stack[0]);
		memmove(stack, stack + 1, (MAX_PAST - 1) * sizeof *stack);
		--*n;
	}
	state_save(&stack[(*n)++], cursor);
}

/* Makes the text what it was; the state's references become the buffer's. */
static bool
pop(struct state *stack, size_t *n, struct place *cursor)
{
	struct state *state;

	if (*n == 0)
		return false;
	state = &stack[--*n];
	for (size_t i = 0; i < buffer.n; i++)
		line_drop(buffer.lines[i]);
	free(buffer.lines);
	buffer.lines = state->lines;
	buffer.n = buffer.capacity = state->n;
	buffer.changed = true;
	*cursor = state->cursor;
	return true;
}

void
buffer_remember(struct place cursor)
{
	push(past, &npast, cursor);
	while (nfuture > 0)
		state_drop(&future[--nfuture]);
}

bool
buffer_undo(struct place *cursor)
{
	if (npast == 0)
		return false;
	push(future, &nfuture, *cursor);
	return pop(past, &npast, cursor);
}

bool
buffer_redo(struct place *cursor)
{
	if (nfuture == 0)
		return false;
	push(past, &npast, *cursor);
	return pop(future, &nfuture, cursor);
}
