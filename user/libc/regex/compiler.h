/*
 * The state of a compilation, shared by compile.c and repeat.c.
 */
#ifndef LIBC_REGEX_COMPILER_H
#define LIBC_REGEX_COMPILER_H

#include "program.h"

#define NO_ATOM (-1)

/* What is open: the pattern as a whole, or a group. */
struct frame {
	int group;
	int start;  /* pc of the group's first instruction */
	int branch; /* pc of the present alternative */
	int jumps;  /* last of the jumps to the end, linked by x; -1 if none */
};

struct compiler {
	struct program *p;
	const unsigned char *pattern, *at;
	bool extended;
	struct frame *frames;
	int nframes, frames_room;
	int code_room;
	int atom;            /* pc of what a repetition would repeat */
	unsigned int closed; /* bit n: group n < 10 is complete */
	int error;
};

/* Room for n more instructions; => returns: false and c->error without it */
bool __regex_reserve(struct compiler *c, int n);
void __regex_emit(struct compiler *c, enum op op, int x, int y);
/* Moves the code from pc on up by one. */
void __regex_insert(struct compiler *c, int pc, enum op op, int x, int y);

/* Repeats the atom, by one of `*` `+` `?`. */
void __regex_repeat(struct compiler *c, char operator);
/* Repeats it as often as the interval says that c->at is in, after the brace. */
void __regex_repeat_interval(struct compiler *c);

#endif
