/* From text to trees: the parser's interface, and what its parts share. */
#ifndef SH_PARSE_H
#define SH_PARSE_H

#include "ast.h"
#include "input.h"
#include "str.h"

enum token {
	TOKEN_END, /* of the input */
	TOKEN_NEWLINE,
	TOKEN_SEMI,
	TOKEN_BACKGROUND,
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_PIPE,
	TOKEN_LEFT,
	TOKEN_RIGHT,
	TOKEN_CASE_END,
	TOKEN_REDIR,
	TOKEN_WORD,
	TOKEN_ASSIGN,
	/* Reserved words, in the order of their names in lex.c. */
	TOKEN_NOT,
	TOKEN_CASE,
	TOKEN_DO,
	TOKEN_DONE,
	TOKEN_ELIF,
	TOKEN_ELSE,
	TOKEN_ESAC,
	TOKEN_FI,
	TOKEN_FOR,
	TOKEN_IF,
	TOKEN_IN,
	TOKEN_THEN,
	TOKEN_UNTIL,
	TOKEN_WHILE,
	TOKEN_BEGIN,
	TOKEN_CLOSE,
	TOKEN_ANY = -1,
};

/* What the next token may be, besides what it looks like. */
#define LOOK_ALIAS    1 /* an alias */
#define LOOK_RESERVED 2 /* a reserved word */
#define LOOK_NEWLINE  4 /* newlines before it do not count */

struct parser {
	struct input *in;
	struct arena *arena;   /* of the tree */
	int line;              /* of the next byte */
	unsigned int look;     /* LOOK_... for the next token */
	enum token token;      /* the last one */
	bool pushed;           /* and it is to be read again */
	struct word *word;     /* of TOKEN_WORD */
	struct assign *assign; /* of TOKEN_ASSIGN */
	bool assignments;    /* a word of the form name=value is TOKEN_ASSIGN */
	struct redir *redir; /* of TOKEN_REDIR */
	struct redir *here;  /* here-documents whose content is to come */
	struct redir **here_tail;
};

void parser_init(struct parser *parser, struct input *in, int line);

/*
 * Read one line's commands: up to a newline that ends a command, or the end.
 * => returns: false at the end of the input
 * => result: *node is NULL for an empty line
 * => errors: unwinds with a message
 */
bool parse_line(struct parser *parser, struct node **node);

/* The text of an expanding here-document or prompt, in double-quote rules. */
struct word *parse_text(const char *text);

/* Within the parser: */

_Noreturn void syntax_error(struct parser *parser, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* lex.c: tokens */
enum token next_token(struct parser *parser);
void read_here_documents(struct parser *parser);
const char *token_text(enum token token);

/* word.c: words. `c` is the first byte, already read. */
struct word *read_word(struct parser *parser, int c);
struct word *read_here_text(struct parser *parser, struct redir *here);
int parser_get(struct parser *parser);
/* The same, without any escaped newline before it. */
int parser_get_joined(struct parser *parser);
void parser_unget(struct parser *parser, int c);

/* parse.c: the body of $( ), up to its right parenthesis, and of ` ` */
struct node *parse_substitution(struct parser *parser);
struct node *parse_backquoted(struct parser *parser, struct str *text);

#endif
