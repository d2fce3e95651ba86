/*
 * Words: quoting, and the expansions within them.
 *
 * A word becomes a list of parts: texts, quoted or not, and expansions. What is
 * special depends on the place: unquoted, in double quotes, in a here-document,
 * in $(( )). The last two are like double quotes, except that `"` stands for
 * itself there. In ${name op word} the word stands where the whole
 * expansion does, but a pattern (after # and %) is always read as if unquoted, and
 * a pair of double quotes within hides a brace.
 *
 * The reader of each place is a function that ends at that place's end; places
 * nest as the functions do, and check_stack() bounds that.
 *
 * A constant word, which is most of them, is marked as such (builder.c), so that
 * its expansion costs nothing.
 */
#include "builder.h"
#include "chars.h"
#include "error.h"
#include "parse.h"
#include "vars.h"

#include <string.h>

static void read_dollar(struct parser *parser, struct builder *b, bool quoted);

/* Bytes. */

int
parser_get(struct parser *parser)
{
	int c = input_get(parser->in);

	if (c == '\n')
		parser->line++;
	return c;
}

void
parser_unget(struct parser *parser, int c)
{
	if (c == '\n')
		parser->line--;
	input_unget(parser->in, c);
}

int
parser_get_joined(struct parser *parser)
{
	for (;;) {
		int c = parser_get(parser);
		int after;

		if (c != '\\')
			return c;
		after = parser_get(parser);
		if (after != '\n') {
			parser_unget(parser, after);
			return c;
		}
	}
}

/* Quotes. */

static void
read_single_quoted(struct parser *parser, struct builder *b)
{
	builder_open_text(b, true);
	for (;;) {
		int c = parser_get(parser);

		if (c == '\'')
			return;
		if (c == INPUT_END)
			syntax_error(parser, "Unterminated quoted string");
		str_char(&b->text, (char)c);
	}
}

/* A backslash in double quotes or their like; `also` are escaped by it too. */
static void
read_quoted_backslash(struct parser *parser, struct builder *b,
    const char *also)
{
	int c = parser_get(parser);

	if (c == '\n')
		return;
	if (c != '$' && c != '`' && c != '\\' &&
	    (c == INPUT_END || strchr(also, c) == NULL)) {
		builder_char(b, '\\', true);
		if (c == INPUT_END)
			return;
	}
	builder_char(b, c, true);
}

static void
read_base_backslash(struct parser *parser, struct builder *b)
{
	int c = parser_get(parser);

	if (c == '\n')
		return;
	builder_char(b, c == INPUT_END ? '\\' : c, true);
}

/* What is the same in all places: $ and `. */
static bool
read_expansion(struct parser *parser, struct builder *b, int c, bool quoted)
{
	struct str text;

	if (c == '$') {
		read_dollar(parser, b, quoted);
		return true;
	}
	if (c != '`')
		return false;
	text = str_new(&scratch);
	while ((c = parser_get(parser)) != '`') {
		if (c == '\\') {
			c = parser_get(parser);
			if (c == '\n')
				continue;
			if (c != '\\' && c != '`' && c != '$' &&
			    !(quoted && c == '"'))
				str_char(&text, '\\');
		}
		if (c == INPUT_END)
			syntax_error(parser, "EOF in backquote substitution");
		str_char(&text, (char)c);
	}
	builder_expansion(b, PART_COMMAND, quoted)->command =
	    parse_backquoted(parser, &text);
	return true;
}

static void
read_double_quoted(struct parser *parser, struct builder *b)
{
	struct part **before;
	int c;

	builder_close_text(b);
	before = b->tail;
	while ((c = parser_get(parser)) != '"') {
		if (c == INPUT_END)
			syntax_error(parser, "Unterminated quoted string");
		if (c == '\\')
			read_quoted_backslash(parser, b, "\"");
		else if (!read_expansion(parser, b, c, true))
			builder_char(b, c, true);
	}
	if (b->tail == before)
		builder_open_text(b, true);
}

/* ${...} */

/* The word of an expansion, up to its brace. */
static struct word *
read_brace_word(struct parser *parser, bool quoted)
{
	struct builder b;
	bool hidden = false; /* in double quotes of its own */
	int c;

	check_stack();
	builder_init(&b, parser->arena);
	while ((c = parser_get(parser)) != '}' || hidden) {
		if (c == INPUT_END && hidden)
			syntax_error(parser, "Unterminated quoted string");
		if (c == INPUT_END)
			syntax_error(parser, "Missing '}'");
		if (c == '"') {
			hidden = !hidden;
			if (hidden)
				builder_open_text(&b, true);
		} else if (c == '\\' && (quoted || hidden))
			read_quoted_backslash(parser, &b,
			    hidden ? "\"" : "\"}");
		else if (c == '\\')
			read_base_backslash(parser, &b);
		else if (c == '\'' && !quoted && !hidden)
			read_single_quoted(parser, &b);
		else if (!read_expansion(parser, &b, c, quoted || hidden))
			builder_char(&b, c, quoted || hidden);
	}
	return builder_finish(&b);
}

static bool
is_special(int c)
{
	return c > 0 && strchr("@*#?-$!", c) != NULL;
}

/* A name or number that begins with c; the byte after it is read. */
static int
read_name(struct parser *parser, struct param *param, int c)
{
	struct str name = str_new(&scratch);

	if (is_digit(c)) {
		for (; is_digit(c); c = parser_get_joined(parser))
			if (param->number < 100000000)
				param->number = param->number * 10 +
				    (unsigned int)(c - '0');
		return c;
	}
	for (; is_name(c); c = parser_get_joined(parser))
		str_char(&name, (char)c);
	param->var = var_intern(str_text(&name), name.length);
	return c;
}

static enum param_op
doubled(struct parser *parser, int c, enum param_op single)
{
	int after = parser_get_joined(parser);

	if (after == c)
		return single + 1;
	parser_unget(parser, after);
	return single;
}

static enum param_op
read_op(struct parser *parser, struct param *param, int c)
{
	if (c == ':') {
		param->colon = true;
		c = parser_get_joined(parser);
	} else if (c == '#')
		return doubled(parser, c, OP_TRIM_START);
	else if (c == '%')
		return doubled(parser, c, OP_TRIM_END);
	switch (c) {
	case '-':
		return OP_DEFAULT;
	case '=':
		return OP_ASSIGN;
	case '?':
		return OP_ERROR;
	case '+':
		return OP_ALTERNATIVE;
	default:
		parser_unget(parser, c);
		return OP_BAD;
	}
}

/* After `${#`: the length of something, or $# with or without an operator. */
static int
read_length(struct parser *parser, struct param *param)
{
	int c = parser_get_joined(parser);
	int after;

	param->special = '#';
	if (is_name(c)) {
		param->special = 0;
		param->op = OP_LENGTH;
		return read_name(parser, param, c);
	}
	if (!is_special(c))
		return c;
	after = parser_get_joined(parser);
	if (after != '}') {
		parser_unget(parser, after);
		return c;
	}
	param->special = (char)c;
	param->op = OP_LENGTH;
	return after;
}

static void
read_braces(struct parser *parser, struct builder *b, bool quoted)
{
	struct param *param = arena_zalloc(parser->arena, sizeof *param);
	int c = parser_get_joined(parser);
	bool pattern;

	if (c == '#')
		c = read_length(parser, param);
	else if (is_name(c))
		c = read_name(parser, param, c);
	else if (is_special(c)) {
		param->special = (char)c;
		c = parser_get_joined(parser);
	} else
		param->op = OP_BAD;
	if (param->op == OP_NONE && c != '}')
		param->op = read_op(parser, param, c);
	else if (c != '}') {
		param->op = OP_BAD;
		parser_unget(parser, c);
	}
	pattern = param->op >= OP_TRIM_START && param->op <= OP_TRIM_END_ALL;
	if (c != '}' || param->op == OP_BAD)
		param->word = c == '}' && !param->colon ?
		    NULL :
		    read_brace_word(parser, quoted && !pattern);
	builder_expansion(b, PART_PARAM, quoted)->param = param;
}

/* $((...)) */

/* => returns: whether the parenthesis just read ends the expression */
static bool
arith_ends(struct parser *parser, struct builder *b)
{
	int c = parser_get_joined(parser);

	if (c == ')')
		return true;
	parser_unget(parser, c);
	builder_char(b, ')', true);
	return false;
}

static struct word *
read_arith(struct parser *parser)
{
	struct builder b;
	int depth = 0;

	check_stack();
	builder_init(&b, parser->arena);
	for (;;) {
		int c = parser_get(parser);

		if (c == INPUT_END)
			syntax_error(parser, "Missing '))'");
		if (c == ')' && depth == 0) {
			if (arith_ends(parser, &b))
				return builder_finish(&b);
			continue;
		}
		depth += (c == '(') - (c == ')');
		if (c == '\\')
			read_quoted_backslash(parser, &b, "\"");
		else if (!read_expansion(parser, &b, c, true))
			builder_char(&b, c, true);
	}
}

static void
read_parenthesis(struct parser *parser, struct builder *b, bool quoted)
{
	int c = parser_get_joined(parser);

	if (c == '(') {
		struct word *arith = read_arith(parser);

		builder_expansion(b, PART_ARITH, quoted)->arith = arith;
		return;
	}
	parser_unget(parser, c);
	builder_expansion(b, PART_COMMAND, quoted)->command =
	    parse_substitution(parser);
}

static void
read_dollar(struct parser *parser, struct builder *b, bool quoted)
{
	int c = parser_get_joined(parser);
	struct param *param;

	if (c == '(') {
		read_parenthesis(parser, b, quoted);
		return;
	}
	if (c == '{') {
		read_braces(parser, b, quoted);
		return;
	}
	if (!is_name(c) && !is_special(c)) {
		parser_unget(parser, c);
		builder_char(b, '$', quoted);
		return;
	}
	param = arena_zalloc(parser->arena, sizeof *param);
	if (is_special(c))
		param->special = (char)c;
	else if (is_digit(c))
		param->number = (unsigned int)(c - '0');
	else
		parser_unget(parser, read_name(parser, param, c));
	builder_expansion(b, PART_PARAM, quoted)->param = param;
}

/* Whole words. */

struct word *
read_word(struct parser *parser, int c)
{
	struct builder b;

	check_stack();
	builder_init(&b, parser->arena);
	for (; !is_meta(c); c = parser_get(parser)) {
		if (c == '\'')
			read_single_quoted(parser, &b);
		else if (c == '"')
			read_double_quoted(parser, &b);
		else if (c == '\\')
			read_base_backslash(parser, &b);
		else if (!read_expansion(parser, &b, c, false))
			builder_char(&b, c, false);
	}
	parser_unget(parser, c);
	return builder_finish(&b);
}

/* Here-documents. */

/* At the start of a line: skip tabs; => returns: whether it is the last line */
static bool
at_delimiter(struct parser *parser, const struct redir *here)
{
	const char *want = here->delimiter;
	size_t n = 0;
	int c = parser_get(parser);

	while (here->strip_tabs && c == '\t')
		c = parser_get(parser);
	while (want[n] != '\0' && c == (unsigned char)want[n]) {
		n++;
		c = parser_get(parser);
	}
	if (want[n] == '\0' && (c == '\n' || c == INPUT_END))
		return true;
	parser_unget(parser, c);
	while (n > 0)
		parser_unget(parser, (unsigned char)want[--n]);
	return c == INPUT_END && n == 0;
}

/* => returns: false at the end of the input */
static bool
read_here_line(struct parser *parser, struct builder *b, bool expand)
{
	int c;

	do {
		c = parser_get(parser);
		if (c == INPUT_END)
			return false;
		if (!expand)
			builder_char(b, c, true);
		else if (c == '\\')
			read_quoted_backslash(parser, b, "");
		else if (!read_expansion(parser, b, c, true))
			builder_char(b, c, true);
	} while (c != '\n');
	return true;
}

struct word *
read_here_text(struct parser *parser, struct redir *here)
{
	struct builder b;

	builder_init(&b, parser->arena);
	builder_open_text(&b, true);
	if (here->delimiter == NULL) {
		while (read_here_line(parser, &b, true))
			;
		return builder_finish(&b);
	}
	while (!at_delimiter(parser, here))
		if (!read_here_line(parser, &b, here->expand))
			break;
	return builder_finish(&b);
}
