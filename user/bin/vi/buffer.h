/*
 * The text that vi edits.
 */
#ifndef USER_BIN_VI_BUFFER_H
#define USER_BIN_VI_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

/* A line without its newline; shared between the text and its past. */
struct line {
	size_t refs, length;
	char text[];
};

struct place {
	size_t line, column; /* in bytes */
};

struct buffer {
	struct line **lines; /* one at least */
	size_t n, capacity;
	bool changed;
	bool no_newline; /* at the end of the file */
};

extern struct buffer buffer;

void buffer_init(void);
/* Adds a file's lines behind line `after` (SIZE_MAX: instead of all). Gives the
 * number of lines, or -1 with errno. */
long buffer_read(const char *name, size_t after);
/* Writes lines first to last; false with errno. */
bool buffer_write(const char *name, size_t first, size_t last, bool append);

struct line *buffer_line(size_t i);
void buffer_set(size_t i, const char *text, size_t length);
void buffer_insert(size_t before, const char *text, size_t length);
void buffer_delete(size_t first, size_t n);
/* Puts text, which may have newlines, at a place; gives the place behind it. */
struct place buffer_put(struct place at, const char *text, size_t length);
/* Takes what is between two places out; to be freed. */
char *buffer_cut(struct place from, struct place to, size_t *length);
char *buffer_copy(struct place from, struct place to, size_t *length);

/* Remembers the text as it is now, before a command that changes it. */
void buffer_remember(struct place cursor);
/* Back and forth; false when there is nothing to go to. */
bool buffer_undo(struct place *cursor);
bool buffer_redo(struct place *cursor);

#endif
