/*
 * The grammar of compound commands. Each function begins where the command's first
 * word has been read.
 */
#include "error.h"
#include "grammar.h"
#include "vars.h"

#include <string.h>

static struct node *
parse_if(struct parser *parser, int line)
{
	struct node *node = node_new(parser, NODE_IF, line);

	node->branch.test = parse_list(parser, LIST_COMPOUND);
	parser_expect(parser, TOKEN_THEN);
	node->branch.body = parse_list(parser, LIST_COMPOUND);
	switch (next_token(parser)) {
	case TOKEN_ELIF:
		check_stack();
		node->branch.otherwise = parse_if(parser, parser->line);
		return node;
	case TOKEN_ELSE:
		node->branch.otherwise = parse_list(parser, LIST_COMPOUND);
		break;
	default:
		parser->pushed = true;
	}
	parser_expect(parser, TOKEN_FI);
	return node;
}

static struct node *
parse_while(struct parser *parser, enum node_kind kind, int line)
{
	struct node *node = node_new(parser, kind, line);

	node->branch.test = parse_list(parser, LIST_COMPOUND);
	parser_expect(parser, TOKEN_DO);
	node->branch.body = parse_list(parser, LIST_COMPOUND);
	parser_expect(parser, TOKEN_DONE);
	return node;
}

/* The word "$@". */
static struct word *
all_arguments(struct parser *parser)
{
	struct word *word = arena_zalloc(parser->arena, sizeof *word);
	struct part *part = arena_zalloc(parser->arena, sizeof *part);

	part->kind = PART_PARAM;
	part->quoted = true;
	part->param = arena_zalloc(parser->arena, sizeof *part->param);
	part->param->special = '@';
	word->parts = part;
	return word;
}

static struct word *
parse_for_words(struct parser *parser)
{
	struct word *words = NULL;
	struct word **tail = &words;

	parser->look = LOOK_LATER;
	if (next_token(parser) != TOKEN_IN) {
		if (parser->token != TOKEN_SEMI)
			parser->pushed = true;
		return all_arguments(parser);
	}
	while (next_token(parser) == TOKEN_WORD) {
		*tail = parser->word;
		tail = &parser->word->next;
	}
	if (parser->token != TOKEN_NEWLINE && parser->token != TOKEN_SEMI)
		parser_unexpected(parser, TOKEN_ANY);
	if (parser->token == TOKEN_NEWLINE)
		read_here_documents(parser);
	return words;
}

static struct node *
parse_for(struct parser *parser, int line)
{
	struct node *node = node_new(parser, NODE_FOR, line);
	const char *name;

	if (next_token(parser) != TOKEN_WORD || parser->word->plain == NULL ||
	    !is_var_name(parser->word->plain))
		syntax_error(parser, "Bad for loop variable");
	name = parser->word->plain;
	node->loop.var = var_intern(name, strlen(name));
	node->loop.words = parse_for_words(parser);
	parser->look = LOOK_LATER;
	parser_expect(parser, TOKEN_DO);
	node->loop.body = parse_list(parser, LIST_COMPOUND);
	parser_expect(parser, TOKEN_DONE);
	return node;
}

/* One `pattern | pattern ) list`; its first token has been read. */
static struct case_item *
parse_case_item(struct parser *parser)
{
	struct case_item *item = arena_zalloc(parser->arena, sizeof *item);
	struct word **tail = &item->patterns;

	if (parser->token == TOKEN_LEFT)
		next_token(parser);
	for (;;) {
		/* Any reserved word but the first may be a pattern. */
		if (parser->token >= TOKEN_NOT && parser->word != NULL)
			parser->token = TOKEN_WORD;
		if (parser->token != TOKEN_WORD) {
			next_token(parser);
			parser_unexpected(parser, TOKEN_RIGHT);
		}
		*tail = parser->word;
		tail = &parser->word->next;
		if (next_token(parser) != TOKEN_PIPE)
			break;
		next_token(parser);
	}
	if (parser->token != TOKEN_RIGHT)
		parser_unexpected(parser, TOKEN_RIGHT);
	item->body = parse_list(parser, LIST_OPTIONAL);
	return item;
}

static struct node *
parse_case(struct parser *parser, int line)
{
	struct node *node = node_new(parser, NODE_CASE, line);
	struct case_item **tail = &node->cases.items;

	parser_expect(parser, TOKEN_WORD);
	node->cases.subject = parser->word;
	parser->look = LOOK_LATER;
	parser_expect(parser, TOKEN_IN);
	for (;;) {
		parser->look = LOOK_NEWLINE | LOOK_RESERVED;
		if (next_token(parser) == TOKEN_ESAC)
			return node;
		*tail = parse_case_item(parser);
		tail = &(*tail)->next;
		parser->look = LOOK_NEWLINE | LOOK_RESERVED;
		if (next_token(parser) == TOKEN_ESAC)
			return node;
		if (parser->token != TOKEN_CASE_END)
			parser_unexpected(parser, TOKEN_CASE_END);
	}
}

static struct node *
parse_group(struct parser *parser, enum node_kind kind, enum token last,
    int line)
{
	struct node *node = node_new(parser, kind, line);

	node->group.body = parse_list(parser, LIST_COMPOUND);
	parser_expect(parser, last);
	return node;
}

struct node *
parse_compound(struct parser *parser, int line)
{
	switch (parser->token) {
	case TOKEN_IF:
		return parse_if(parser, line);
	case TOKEN_WHILE:
		return parse_while(parser, NODE_WHILE, line);
	case TOKEN_UNTIL:
		return parse_while(parser, NODE_UNTIL, line);
	case TOKEN_FOR:
		return parse_for(parser, line);
	case TOKEN_CASE:
		return parse_case(parser, line);
	case TOKEN_LEFT:
		return parse_group(parser, NODE_SUBSHELL, TOKEN_RIGHT, line);
	case TOKEN_BEGIN:
		return parse_group(parser, NODE_GROUP, TOKEN_CLOSE, line);
	default:
		parser_unexpected(parser, TOKEN_ANY);
	}
}
