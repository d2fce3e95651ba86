/* Running commands. */
#ifndef SH_RUN_H
#define SH_RUN_H

#include "ast.h"
#include "input.h"

#define RUN_EXIT   1 /* nothing follows: the process may become the command */
#define RUN_TESTED 2 /* the status is asked for: `set -e` does not apply */

/* Run the tree (NULL: nothing). => returns: $? */
int run(const struct node *node, unsigned int flags);
/* Its parts: simple.c's, and those of processes.c. */
int run_simple(const struct node *node, unsigned int flags);
int run_pipe(const struct node *node, unsigned int flags);
int run_subshell(const struct node *node, unsigned int flags);
int run_background(const struct node *node, unsigned int flags);

/* Run what the input has, line by line, until its end. => returns: $? */
int run_input(struct input *in, unsigned int flags);
/* The same for a text, which must not change meanwhile. */
int run_string(const char *text, unsigned int flags);

/* End the process with $?, after its EXIT trap. */
_Noreturn void shell_exit(void);

#endif
