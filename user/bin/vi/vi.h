/*
 * What the parts of vi share.
 */
#ifndef USER_BIN_VI_VI_H
#define USER_BIN_VI_VI_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

struct editor {
	struct place cursor;
	size_t top; /* the first line on the screen */
	const char *name;
	char message[256];
	bool numbers, ignore_case, auto_indent;
	unsigned int shift; /* columns of > and < */
	bool quit;
	/* What was cut or copied; whole lines end with a newline. */
	char *text;
	size_t text_length;
	bool text_is_lines;
	struct place marks[26];
	char *pattern;
	bool search_back;
};

extern struct editor vi;

__attribute__((format(printf, 1, 2))) void vi_say(const char *format, ...);

/* keys.c: keys from the keyboard, or again from a command that is repeated */
int key_next(void);
void key_record(void); /* a command begins */
void key_keep(void);   /* it changed something: . repeats it */
void key_replay(void);
bool key_is_replay(void);

/* move.c */
size_t char_length(const struct line *line, size_t column);
size_t char_before(const struct line *line, size_t column);
void clamp_cursor(bool past_end);
struct motion {
	struct place to;
	bool lines;     /* whole lines */
	bool inclusive; /* the character at `to` as well */
};
/* Reads a motion that begins with key. False: it is none, or leads nowhere. */
bool motion_read(int key, size_t count, bool counted, struct motion *motion);
/* The next match of vi.pattern; false after a message. */
bool search_next(bool back, struct place *found);
char *ask_line(char prompt);
size_t first_nonblank(size_t line);

/* draw.c */
void draw(bool insert);

/* ex.c */
void ex_run(char *command);

#endif
