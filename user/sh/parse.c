/*
 * The grammar: recursive descent, one function a production of XCU 2.10.
 *
 * Commands are read a line at a time and run before the next line is read, since
 * running a line (alias, set) may change how the next one reads. A compound command
 * makes the line as long as it needs.
 *
 * One token may be pushed back. Reserved words are recognised where `look` has
 * LOOK_RESERVED; a token pushed back was read with the look of its first reading.
 *
 * A syntax error unwinds. Nothing needs to be undone: the tree is in an arena, and
 * the inputs are closed by whoever catches.
 */
#include "parse.h"

#include "builtins.h"
#include "chars.h"
#include "error.h"
#include "grammar.h"
#include "shell.h"
#include "unparse.h"
#include "vars.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static struct node *parse_command(struct parser *parser);

void
parser_init(struct parser *parser, struct input *in, int line)
{
	memset(parser, 0, sizeof *parser);
	parser->in = in;
	parser->arena = &scratch;
	parser->line = line;
	parser->here_tail = &parser->here;
}

/* Errors. */

_Noreturn void
syntax_error(struct parser *parser, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	shell.line = parser->line;
	sh_error("Syntax error: %s", text);
}

_Noreturn void
parser_unexpected(struct parser *parser, enum token wanted)
{
	if (wanted == TOKEN_ANY)
		syntax_error(parser, "%s unexpected",
		    token_text(parser->token));
	syntax_error(parser, "%s unexpected (expecting %s)",
	    token_text(parser->token), token_text(wanted));
}

void
parser_expect(struct parser *parser, enum token wanted)
{
	if (next_token(parser) != wanted)
		parser_unexpected(parser, wanted);
}

struct node *
node_new(struct parser *parser, enum node_kind kind, int line)
{
	struct node *node = arena_zalloc(parser->arena, sizeof *node);

	node->kind = kind;
	node->line = line;
	return node;
}

/* Simple commands. */

static void
read_target(struct parser *parser)
{
	struct redir *redir = parser->redir;

	if (next_token(parser) != TOKEN_WORD)
		parser_unexpected(parser, TOKEN_ANY);
	redir->word = parser->word;
	if (redir->kind != REDIR_HERE)
		return;
	redir->expand = redir->word->plain != NULL;
	redir->delimiter = word_source(parser->arena, redir->word);
	*parser->here_tail = redir;
	parser->here_tail = &redir->next_here;
}

static struct redir **
add_redir(struct parser *parser, struct redir **tail)
{
	struct redir *redir = parser->redir;

	read_target(parser);
	*tail = redir;
	return &redir->next;
}

/* After the name and its left parenthesis. */
static struct node *
parse_function(struct parser *parser, struct node *node)
{
	const char *name = node->simple.words->plain;
	const struct builtin *builtin;

	parser_expect(parser, TOKEN_RIGHT);
	builtin = name ? builtin_find(name) : NULL;
	if (name == NULL || !is_var_name(name) ||
	    (builtin != NULL && (builtin->flags & BUILTIN_SPECIAL)))
		syntax_error(parser, "Bad function name");
	node->kind = NODE_FUNCTION;
	node->function.name = name;
	parser->look = LOOK_LATER;
	node->function.body = parse_command(parser);
	return node;
}

static struct node *
parse_simple(struct parser *parser, struct node *node)
{
	struct assign **assigns = &node->simple.assigns;
	struct word **words = &node->simple.words;
	struct redir **redirs = &node->simple.redirs;

	for (;;) {
		switch (parser->token) {
		case TOKEN_ASSIGN:
			*assigns = parser->assign;
			assigns = &parser->assign->next;
			break;
		case TOKEN_WORD:
			*words = parser->word;
			words = &parser->word->next;
			parser->assignments = false;
			break;
		case TOKEN_REDIR:
			parser->assignments = false;
			redirs = add_redir(parser, redirs);
			break;
		case TOKEN_LEFT:
			if (node->simple.words != NULL &&
			    node->simple.words->next == NULL &&
			    node->simple.assigns == NULL &&
			    node->simple.redirs == NULL)
				return parse_function(parser, node);
			parser_unexpected(parser, TOKEN_ANY);
		default:
			parser->pushed = true;
			return node;
		}
		parser->assignments = node->simple.words == NULL;
		parser->look = node->simple.words == NULL ? LOOK_ALIAS : 0;
		next_token(parser);
		parser->assignments = false;
	}
}

/* The redirections behind a compound command. */
static struct node *
parse_redirs(struct parser *parser, struct node *node)
{
	struct redir *redirs = NULL;
	struct redir **tail = &redirs;
	struct node *group;

	for (;;) {
		parser->look = LOOK_COMMAND;
		if (next_token(parser) != TOKEN_REDIR)
			break;
		tail = add_redir(parser, tail);
	}
	parser->pushed = true;
	if (redirs == NULL)
		return node;
	if (node->kind == NODE_SUBSHELL) {
		node->group.redirs = redirs;
		return node;
	}
	group = node_new(parser, NODE_GROUP, node->line);
	group->group.body = node;
	group->group.redirs = redirs;
	return group;
}

static struct node *
parse_command(struct parser *parser)
{
	int line = parser->line;

	check_stack();
	parser->assignments = true;
	next_token(parser);
	parser->assignments = false;
	if (parser->token == TOKEN_WORD || parser->token == TOKEN_ASSIGN ||
	    parser->token == TOKEN_REDIR)
		return parse_simple(parser,
		    node_new(parser, NODE_SIMPLE, line));
	return parse_redirs(parser, parse_compound(parser, line));
}

/* Pipelines and lists. */

static struct node *
parse_pipeline(struct parser *parser)
{
	struct node *first, *pipe;
	struct node **tail;

	first = parse_command(parser);
	if (next_token(parser) != TOKEN_PIPE) {
		parser->pushed = true;
		return first;
	}
	pipe = node_new(parser, NODE_PIPE, first->line);
	pipe->list.first = first;
	pipe->list.count = 1;
	tail = &first->next;
	do {
		parser->look = LOOK_LATER;
		*tail = parse_command(parser);
		tail = &(*tail)->next;
		pipe->list.count++;
	} while (next_token(parser) == TOKEN_PIPE);
	parser->pushed = true;
	return pipe;
}

static struct node *
parse_negatable(struct parser *parser)
{
	struct node *node;

	parser->assignments = true;
	next_token(parser);
	parser->assignments = false;
	if (parser->token != TOKEN_NOT) {
		parser->pushed = true;
		return parse_pipeline(parser);
	}
	node = node_new(parser, NODE_NOT, parser->line);
	parser->look = LOOK_COMMAND;
	node->group.body = parse_pipeline(parser);
	return node;
}

static struct node *
parse_and_or(struct parser *parser)
{
	struct node *left = parse_negatable(parser);

	for (;;) {
		enum token token = next_token(parser);
		struct node *pair;

		if (token != TOKEN_AND && token != TOKEN_OR) {
			parser->pushed = true;
			return left;
		}
		pair = node_new(parser, token == TOKEN_AND ? NODE_AND : NODE_OR,
		    left->line);
		parser->look = LOOK_LATER;
		pair->pair.left = left;
		pair->pair.right = parse_negatable(parser);
		left = pair;
	}
}

/* What cannot begin a command ends an optional list. */
static bool
ends_list(enum token token)
{
	switch (token) {
	case TOKEN_RIGHT:
	case TOKEN_CASE_END:
	case TOKEN_DO:
	case TOKEN_DONE:
	case TOKEN_ELIF:
	case TOKEN_ELSE:
	case TOKEN_ESAC:
	case TOKEN_FI:
	case TOKEN_THEN:
	case TOKEN_CLOSE:
		return true;
	default:
		return false;
	}
}

static struct node *
in_background(struct parser *parser, struct node *body)
{
	struct node *node = node_new(parser, NODE_BACKGROUND, body->line);

	node->group.body = body;
	return node;
}

/* One command is itself; of several a list is made. */
static struct node *
list_node(struct parser *parser, struct node *first)
{
	struct node *list;

	if (first == NULL || first->next == NULL)
		return first;
	list = node_new(parser, NODE_LIST, first->line);
	list->list.first = first;
	return list;
}

struct node *
parse_list(struct parser *parser, enum list_kind kind)
{
	struct node *first = NULL;
	struct node **tail = &first;
	bool line = kind == LIST_LINE;

	for (;;) {
		parser->look = line ? LOOK_COMMAND : LOOK_LATER;
		parser->assignments = true;
		next_token(parser);
		parser->assignments = false;
		if (parser->token == TOKEN_NEWLINE) {
			read_here_documents(parser);
			break;
		}
		parser->pushed = true;
		if (parser->token == TOKEN_END) {
			read_here_documents(parser);
			break;
		}
		if (!line && (kind == LIST_OPTIONAL || first != NULL) &&
		    ends_list(parser->token))
			break;
		*tail = parse_and_or(parser);
		if (next_token(parser) == TOKEN_BACKGROUND)
			*tail = in_background(parser, *tail);
		tail = &(*tail)->next;
		if (parser->token == TOKEN_SEMI ||
		    parser->token == TOKEN_BACKGROUND)
			continue;
		parser->pushed = true;
		if (parser->token == TOKEN_NEWLINE ||
		    parser->token == TOKEN_END) {
			if (parser->token == TOKEN_NEWLINE && !line) {
				parser->pushed = false;
				read_here_documents(parser);
			}
			continue;
		}
		if (line)
			parser_unexpected(parser, TOKEN_ANY);
		break;
	}
	return list_node(parser, first);
}

bool
parse_line(struct parser *parser, struct node **node)
{
	parser->pushed = false;
	parser->here = NULL;
	parser->here_tail = &parser->here;
	shell.line = parser->line;
	*node = parse_list(parser, LIST_LINE);
	return *node != NULL || parser->token != TOKEN_END;
}

/* What words contain. */

struct node *
parse_substitution(struct parser *parser)
{
	struct parser outer = *parser;
	struct node *node;

	check_stack();
	parser->here = NULL;
	parser->here_tail = &parser->here;
	parser->pushed = false;
	parser->assignments = false;
	node = parse_list(parser, LIST_OPTIONAL);
	parser_expect(parser, TOKEN_RIGHT);
	read_here_documents(parser);
	outer.line = parser->line;
	if (outer.here == NULL)
		outer.here_tail = &parser->here;
	*parser = outer;
	return node;
}

struct node *
parse_backquoted(struct parser *parser, struct str *text)
{
	struct input in;
	struct parser inner;
	struct node *node;

	check_stack();
	input_open_string(&in, str_text(text), text->length);
	parser_init(&inner, &in, parser->line);
	inner.arena = parser->arena;
	node = parse_list(&inner, LIST_OPTIONAL);
	parser_expect(&inner, TOKEN_END);
	input_close(&in);
	return node;
}

struct word *
parse_text(const char *text)
{
	struct input in;
	struct parser parser;
	struct redir here = { .expand = true };
	struct word *word;

	input_open_string(&in, text, strlen(text));
	parser_init(&parser, &in, shell.line);
	word = read_here_text(&parser, &here);
	input_close(&in);
	return word;
}
