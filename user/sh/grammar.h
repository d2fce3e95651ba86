/* The grammar: what parse.c and compound.c share. */
#ifndef SH_GRAMMAR_H
#define SH_GRAMMAR_H

#include "parse.h"

#define LOOK_COMMAND (LOOK_ALIAS | LOOK_RESERVED)
#define LOOK_LATER   (LOOK_COMMAND | LOOK_NEWLINE)

enum list_kind {
	LIST_LINE,     /* ends at the newline */
	LIST_COMPOUND, /* ends where no more commands follow; not empty */
	LIST_OPTIONAL, /* the same, may be empty */
};

struct node *parse_list(struct parser *parser, enum list_kind kind);
/* A compound command whose first word has been read. */
struct node *parse_compound(struct parser *parser, int line);

struct node *node_new(struct parser *parser, enum node_kind kind, int line);
/* => errors: unwinds, if the next token is another */
void parser_expect(struct parser *parser, enum token wanted);
/* The last token is wrong; TOKEN_ANY: what would be right is not one token. */
_Noreturn void parser_unexpected(struct parser *parser, enum token wanted);

#endif
