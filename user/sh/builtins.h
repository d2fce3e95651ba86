/* The built-in commands: their table, and what they share. */
#ifndef SH_BUILTINS_H
#define SH_BUILTINS_H

#include <stdbool.h>

#define BUILTIN_SPECIAL 1 /* as XCU 2.14 says; found before functions */
#define BUILTIN_REGULAR 2 /* found without a look at PATH */
#define BUILTIN_ASSIGNS 4 /* its arguments may be assignments */

struct builtin {
	const char *name;
	int (*run)(int argc, char **argv);
	unsigned int flags;
};

/* => returns: the built-in of that name, or NULL */
const struct builtin *builtin_find(const char *name);
void builtin_for_each(void (*visit)(const char *name, void *arg), void *arg);

/* Options of a built-in, by the conventions of XBD 12.2. */
struct options {
	char **rest;       /* the arguments not yet read */
	const char *at;    /* within an argument, or NULL */
	const char *value; /* of an option that takes one */
};

struct options options_start(int argc, char **argv);
/*
 * `known` lists the letters, with a colon behind those that take a value.
 * => returns: the next option, or 0 when `rest` is what remains
 * => errors: unwinds with a message
 */
int options_next(struct options *options, const char *known);

/* => returns: the number the text is
 * => errors: unwinds with "Illegal number" if it is none, or is negative */
int number_of(const char *text);
bool is_number(const char *text);

#define BUILTIN(name, function, flags) int function(int argc, char **argv);
#include "builtins.def"
#undef BUILTIN

#endif
