/*
 * Tokens: operators, words, reserved words, aliases, here-documents.
 *
 * The grammar says with `look` what the next token may be: a reserved word and an
 * alias are words like others elsewhere. A `look` is used up by one token.
 *
 * A here-document's operator puts its redirection on the parser's list `here`; the
 * texts are read when the newline that ends the operator's line is.
 */
#include "lex.h"
#include "alias.h"
#include "chars.h"
#include "parse.h"
#include "vars.h"

#include <stdio.h>
#include <string.h>

static const char *const names[] = {
	[TOKEN_END] = "end of file",
	[TOKEN_NEWLINE] = "newline",
	[TOKEN_SEMI] = "\";\"",
	[TOKEN_BACKGROUND] = "\"&\"",
	[TOKEN_AND] = "\"&&\"",
	[TOKEN_OR] = "\"||\"",
	[TOKEN_PIPE] = "\"|\"",
	[TOKEN_LEFT] = "\"(\"",
	[TOKEN_RIGHT] = "\")\"",
	[TOKEN_CASE_END] = "\";;\"",
	[TOKEN_REDIR] = "redirection",
	[TOKEN_WORD] = "word",
	[TOKEN_ASSIGN] = "word",
	[TOKEN_NOT] = "\"!\"",
	[TOKEN_CASE] = "\"case\"",
	[TOKEN_DO] = "\"do\"",
	[TOKEN_DONE] = "\"done\"",
	[TOKEN_ELIF] = "\"elif\"",
	[TOKEN_ELSE] = "\"else\"",
	[TOKEN_ESAC] = "\"esac\"",
	[TOKEN_FI] = "\"fi\"",
	[TOKEN_FOR] = "\"for\"",
	[TOKEN_IF] = "\"if\"",
	[TOKEN_IN] = "\"in\"",
	[TOKEN_THEN] = "\"then\"",
	[TOKEN_UNTIL] = "\"until\"",
	[TOKEN_WHILE] = "\"while\"",
	[TOKEN_BEGIN] = "\"{\"",
	[TOKEN_CLOSE] = "\"}\"",
};

/* => returns: how a message names the token */
const char *
token_text(enum token token)
{
	return names[token];
}

/* => returns: the reserved word's token, or TOKEN_WORD */
static enum token
reserved(const char *text)
{
	size_t n = strlen(text);

	if (n > 5)
		return TOKEN_WORD;
	for (enum token t = TOKEN_NOT; t <= TOKEN_CLOSE; t++)
		if (text[0] == names[t][1] &&
		    strncmp(names[t] + 1, text, n) == 0 &&
		    names[t][n + 1] == '"')
			return t;
	return TOKEN_WORD;
}

bool
is_reserved_word(const char *text)
{
	return reserved(text) != TOKEN_WORD;
}

/* Redirections. */

static enum redir_kind
kind_of_input(struct parser *parser)
{
	int c = parser_get_joined(parser);

	switch (c) {
	case '<':
		return REDIR_HERE;
	case '&':
		return REDIR_DUP_READ;
	case '>':
		return REDIR_READ_WRITE;
	default:
		parser_unget(parser, c);
		return REDIR_READ;
	}
}

static enum redir_kind
kind_of_output(struct parser *parser)
{
	int c = parser_get_joined(parser);

	switch (c) {
	case '>':
		return REDIR_APPEND;
	case '&':
		return REDIR_DUP_WRITE;
	case '|':
		return REDIR_CLOBBER;
	default:
		parser_unget(parser, c);
		return REDIR_WRITE;
	}
}

/* `fd` is -1 if the operator's own is meant. */
static enum token
read_redir(struct parser *parser, int c, int fd)
{
	struct redir *redir = arena_zalloc(parser->arena, sizeof *redir);

	redir->kind = c == '<' ? kind_of_input(parser) : kind_of_output(parser);
	redir->fd = fd >= 0 ? fd : c != '<';
	if (redir->kind == REDIR_HERE) {
		c = parser_get_joined(parser);
		redir->strip_tabs = c == '-';
		if (c != '-')
			parser_unget(parser, c);
	}
	parser->redir = redir;
	return TOKEN_REDIR;
}

void
read_here_documents(struct parser *parser)
{
	struct redir *here = parser->here;

	parser->here = NULL;
	parser->here_tail = &parser->here;
	for (; here != NULL; here = here->next_here)
		here->word = read_here_text(parser, here);
}

/* Operators. */

static enum token
one_or_two(struct parser *parser, int c, enum token single, enum token twice)
{
	int after = parser_get_joined(parser);

	if (after == c)
		return twice;
	parser_unget(parser, after);
	return single;
}

static enum token
read_operator(struct parser *parser, int c)
{
	switch (c) {
	case INPUT_END:
		return TOKEN_END;
	case '\n':
		return TOKEN_NEWLINE;
	case '&':
		return one_or_two(parser, c, TOKEN_BACKGROUND, TOKEN_AND);
	case '|':
		return one_or_two(parser, c, TOKEN_PIPE, TOKEN_OR);
	case ';':
		return one_or_two(parser, c, TOKEN_SEMI, TOKEN_CASE_END);
	case '(':
		return TOKEN_LEFT;
	case ')':
		return TOKEN_RIGHT;
	default:
		return read_redir(parser, c, -1);
	}
}

/* Words. */

/*
 * name=value becomes an assignment: the name is cut off the word's first part.
 * => returns: whether it is one
 */
static bool
split_assignment(struct parser *parser)
{
	struct part *part = parser->word->parts;
	const char *text;
	size_t n = 0;

	if (part == NULL || part->kind != PART_TEXT || part->quoted)
		return false;
	text = part->text.data;
	if (is_name_start((unsigned char)text[0]))
		while (is_name((unsigned char)text[n]))
			n++;
	if (n == 0 || text[n] != '=')
		return false;
	parser->assign = arena_zalloc(parser->arena, sizeof *parser->assign);
	parser->assign->var = var_intern(text, n);
	parser->assign->value = parser->word;
	part->text.data += n + 1;
	part->text.length -= n + 1;
	if (parser->word->plain != NULL)
		parser->word->plain += n + 1;
	if (parser->word->literal != NULL)
		parser->word->literal += n + 1;
	return true;
}

static bool
expand_alias(struct parser *parser)
{
	const char *name = parser->word->plain;
	const char *value = alias_find(name);

	if (value == NULL || input_within_alias(parser->in, name))
		return false;
	input_push(parser->in, value, strlen(value), name);
	return true;
}

static enum token
read_token(struct parser *parser)
{
	int c, after;

	do
		c = parser_get_joined(parser);
	while (c == ' ' || c == '\t');
	if (c == '#')
		while (c != '\n' && c != INPUT_END)
			c = parser_get(parser);
	if (is_meta(c))
		return read_operator(parser, c);
	if (is_digit(c)) {
		after = parser_get_joined(parser);
		if (after == '<' || after == '>')
			return read_redir(parser, after, c - '0');
		parser_unget(parser, after);
	}
	parser->word = read_word(parser, c);
	return TOKEN_WORD;
}

/* The newline tokens before a token that may follow on a later line. */
static enum token
skip_newlines(struct parser *parser)
{
	enum token token = read_token(parser);

	while (token == TOKEN_NEWLINE) {
		read_here_documents(parser);
		token = read_token(parser);
	}
	return token;
}

/* => returns: whether the plain word just read is an alias, now to be read */
static bool
expand_if_alias(struct parser *parser)
{
	return (parser->look & LOOK_ALIAS) && expand_alias(parser);
}

static enum token
read_looking(struct parser *parser)
{
	for (;;) {
		enum token token;

		input_settle(parser->in);
		token = (parser->look & LOOK_NEWLINE) ? skip_newlines(parser) :
							read_token(parser);
		/* The value of an alias that ends with a blank ended here. */
		if (parser->in->blank)
			parser->look |= LOOK_ALIAS;
		parser->in->blank = false;
		if (token != TOKEN_WORD)
			return token;
		if (parser->word->plain != NULL) {
			if (parser->look & LOOK_RESERVED)
				token = reserved(parser->word->plain);
			if (token != TOKEN_WORD)
				return token;
			if (expand_if_alias(parser))
				continue;
		}
		if (parser->assignments && split_assignment(parser))
			return TOKEN_ASSIGN;
		return TOKEN_WORD;
	}
}

enum token
next_token(struct parser *parser)
{
	if (parser->pushed)
		parser->pushed = false;
	else
		parser->token = read_looking(parser);
	parser->look = 0;
	return parser->token;
}
