/* Command substitution. */
#ifndef SH_SUBSTITUTE_H
#define SH_SUBSTITUTE_H

#include "ast.h"
#include "str.h"

/* Run the commands in a subshell, append what they write, less the newlines at
 * the end. Their status is left in shell.substitution. */
void substitute_command(struct node *commands, struct str *output);

#endif
