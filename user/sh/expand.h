/* Word expansion. */
#ifndef SH_EXPAND_H
#define SH_EXPAND_H

#include "ast.h"
#include "glob.h"

/* All expansions, to the fields of a command line; they are in scratch. */
void expand_words(const struct word *words, struct list *fields);

/* To one string, as the value of an assignment: no splitting, no pathnames.
 * => returns: a string in scratch or in the tree */
const char *expand_value(const struct word *word);
/* The same without the tildes after colons: here-documents, file names. */
const char *expand_string(const struct word *word);
/* To a pattern: what is quoted in the word is quoted in it. */
const char *expand_pattern(const struct word *word);

/* Double-quote expansion of a text that is not part of a script: prompts. */
const char *expand_text(const char *text);

#endif
