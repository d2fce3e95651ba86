/*
 * Files as arrays of lines, and what changed between two of them.
 */
#ifndef USER_BIN_LIB_LINES_H
#define USER_BIN_LIB_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct line_text {
	const char *text;
	size_t length; /* without the newline */
	size_t class;  /* equal lines have equal ones; see lines_classify() */
};

struct lines {
	char *data;
	struct line_text *lines;
	size_t n;
	bool no_newline; /* at the end */
	bool binary;     /* there is a NUL in it */
};

/* Reads a file; false after a message. A NULL name is an empty file. */
bool lines_read(struct lines *lines, const char *name);

/* Gives equal lines equal classes; same() says which are. */
struct lines_equality {
	bool ignore_case, ignore_space_change, ignore_all_space,
	    ignore_trailing_space;
};
void lines_classify(struct lines *a, struct lines *b,
    const struct lines_equality *equality);

/* deleted[i] of a and inserted[i] of b: the lines that are not in both. */
void lines_compare(const struct lines *a, const struct lines *b, bool *deleted,
    bool *inserted);

#endif
