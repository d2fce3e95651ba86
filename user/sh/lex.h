/* What others than the parser ask about words of the language. */
#ifndef SH_LEX_H
#define SH_LEX_H

#include <stdbool.h>

/* => returns: whether the text is a reserved word, such as "if" */
bool is_reserved_word(const char *text);

#endif
