/* Trees back to text. */
#ifndef SH_UNPARSE_H
#define SH_UNPARSE_H

#include "ast.h"
#include "str.h"

/* Append the command, on one line, as `jobs` shows it. */
void unparse_node(struct str *out, const struct node *node);
/* => returns: the word's text without its quotes: a delimiter */
const char *word_source(struct arena *arena, const struct word *word);

#endif
