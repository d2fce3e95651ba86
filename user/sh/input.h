/* Where the text of commands comes from. */
#ifndef SH_INPUT_H
#define SH_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#define INPUT_END (-1)

struct input {
	const char *begin; /* the current stretch */
	const char *next;  /* what is left of it */
	const char *end;
	struct input_level *levels; /* texts to read before, innermost first */
	struct input_level *done;   /* levels read to their end */
	/* Gives the next line, or NULL at the end; NULL for strings. */
	const char *(*more)(struct input *in, size_t *length);
	bool again; /* an end is not final: a terminal */
	bool blank; /* the alias read last ended with a blank */
	/* Files: */
	int fd;
	bool shared; /* the commands read it as well: read no line too many */
	char *buffer;
	size_t start, fill;
	/* All open inputs, innermost first. */
	struct input *outer;
};

/* Read from a string, which stays the caller's. */
void input_open_string(struct input *in, const char *text, size_t length);
/* Read from a descriptor, which becomes the input's unless it is `shared`. */
void input_open_file(struct input *in, int fd, bool shared);
/* Read lines that a function gives: those that a user types. */
void input_open_lines(struct input *in,
    const char *(*more)(struct input *, size_t *));
void input_close(struct input *in);

/* => returns: the innermost open input: a mark for input_close_to() */
struct input *input_current(void);
void input_close_to(struct input *in);

/* Have `text` read next. `alias`: its name if that is an alias's value. */
void input_push(struct input *in, const char *text, size_t length,
    const char *alias);
/* => returns: whether the value of this alias is being read, or was when the
 *    current token began */
bool input_within_alias(const struct input *in, const char *name);
/* A token begins: aliases read to their end may be used again. */
void input_settle(struct input *in);
/* Forget what is left of the current line: after an error. */
void input_drop_line(struct input *in);

int input_get_slowly(struct input *in);

/* => returns: the next byte, or INPUT_END */
static inline int
input_get(struct input *in)
{
	if (in->next < in->end)
		return (unsigned char)*in->next++;
	return input_get_slowly(in);
}

void input_unget_slowly(struct input *in, int c);

/* Put back the byte read last; any number of times, youngest first. */
static inline void
input_unget(struct input *in, int c)
{
	if (in->next > in->begin && c == (unsigned char)in->next[-1])
		in->next--;
	else
		input_unget_slowly(in, c);
}

#endif
