/* Finding commands: functions, built-ins, programs. */
#ifndef SH_LOOKUP_H
#define SH_LOOKUP_H

#include "ast.h"
#include "builtins.h"

/* A function's definition, which lives while it is named or runs. */
struct function {
	int references;
	int line;
	struct arena arena;
	struct node *body;
};

void function_define(const char *name, const struct node *node);
struct function *function_find(const char *name);
void function_put(struct function *function);
bool function_unset(const char *name);
void functions_for_each(void (*visit)(const char *name, void *arg), void *arg);

/* => returns: the file to run for the name, good until the next call, or NULL
 * => result: *error, an errno, if NULL */
const char *path_find(const char *name, int *error);
/* => returns: where the program was found before, or NULL */
const char *path_remembered(const char *name);
/* The same in a given list of folders, without memory. */
const char *path_search(const char *name, const char *path, int *error);
/* PATH has changed, or the user asks: forget where programs are. */
void path_forget(const char *value);
void path_for_each(void (*visit)(const char *path, void *arg), void *arg);

/* What PATH is where the standard utilities are (`command -p`). */
#define STANDARD_PATH \
	"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* Run a file in this process; returns only if it fails, with the message written.
 * => returns: the exit status for that: 126 or 127 */
int exec_file(const char *path, char **argv, char **environment);
/* How a message says that a command could not be run; and its exit status. */
const char *exec_reason(int error);
int exec_status(int error);

#endif
