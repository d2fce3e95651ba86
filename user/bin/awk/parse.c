/*
 * parse: awk's grammar by recursive descent, into a tree.
 *
 * One function a level of precedence. Two contexts change what an operator
 * means: in the list of print an unparenthesised > redirects, and in the head of
 * for (x in a) the `in` belongs to the loop; both are flags. The depth of the
 * recursion is bounded, so that no program text can overflow the stack.
 *
 * Local variables become slots of the call's frame, globals pointers.
 */
#include <stdlib.h>
#include <string.h>

#include "../lib/memory.h"
#include "awk.h"
#include "lex.h"

enum {
	MAX_DEPTH = 1000
};

struct rule *program;

static struct {
	struct function *function; /* the one being parsed */
	struct function *functions;
	bool no_greater, no_in;
	int loops, depth;
	struct rule **last_rule;
} parser;

static struct node *parse_condition(void);
static struct node *parse_expression(void);
static struct node *parse_statement(void);

static struct node *
node_make(enum op op, struct node *a, struct node *b)
{
	struct node *node = xcalloc(1, sizeof *node);

	node->op = op;
	node->line = lex.line;
	node->a = a;
	node->b = b;
	return node;
}

static bool
take(enum token token)
{
	if (lex.token != token)
		return false;
	lex_next();
	return true;
}

static void
expect(enum token token, const char *what)
{
	if (!take(token))
		syntax_error("syntax error: expected %s", what);
}

static void
skip_newlines(void)
{
	while (lex.token == T_NEWLINE)
		lex_next();
}

static void
skip_terminators(void)
{
	while (lex.token == T_NEWLINE || lex.token == T_SEMICOLON)
		lex_next();
}

static void
enter(void)
{
	if (++parser.depth > MAX_DEPTH)
		syntax_error("too deeply nested");
}

static void
leave(void)
{
	parser.depth--;
}

/* --- Names ---------------------------------------------------------------- */

static struct function *
find_function(const char *name)
{
	struct function *f;

	for (f = parser.functions; f; f = f->next) {
		if (strcmp(f->name, name) == 0)
			return f;
	}
	f = xcalloc(1, sizeof *f);
	f->name = xstrdup(name);
	f->next = parser.functions;
	parser.functions = f;
	return f;
}

static struct node *
name_node(const char *name)
{
	struct function *f = parser.function;
	struct node *node;

	for (size_t i = 0; f && i < f->nparams; i++) {
		if (strcmp(f->params[i], name) == 0) {
			node = node_make(OP_LOCAL, NULL, NULL);
			node->slot = (int)i;
			return node;
		}
	}
	node = node_make(OP_GLOBAL, NULL, NULL);
	node->variable = variable_find(name);
	return node;
}

static bool
is_lvalue(const struct node *node)
{
	return node->op == OP_GLOBAL || node->op == OP_LOCAL ||
	    node->op == OP_FIELD || node->op == OP_INDEX;
}

/* --- Expressions ---------------------------------------------------------- */

/* Expressions up to the closing token, in which > and in mean what they say. */
static struct node *
parse_list(enum token end, const char *what)
{
	bool no_greater = parser.no_greater, no_in = parser.no_in;
	struct node *first = NULL, **link = &first;

	parser.no_greater = parser.no_in = false;
	skip_newlines();
	while (lex.token != end) {
		*link = parse_expression();
		link = &(*link)->next;
		skip_newlines();
		if (!take(T_COMMA))
			break;
		skip_newlines();
	}
	parser.no_greater = no_greater;
	parser.no_in = no_in;
	expect(end, what);
	return first;
}

/* Several subscripts are joined by SUBSEP. */
static struct node *
subscripts(struct node *list)
{
	if (!list)
		syntax_error("syntax error: missing subscript");
	return list->next ? node_make(OP_SUBSCRIPTS, list, NULL) : list;
}

/* ( expression ) or ( list ) in array or the list of print in parentheses. */
static struct node *
parse_group(void)
{
	struct node *list = parse_list(T_RIGHT_PAREN, "')'");
	struct node *name;

	if (!list)
		syntax_error("syntax error: empty parentheses");
	if (!list->next)
		return node_make(OP_GROUP, list, NULL);
	if (lex.token != T_IN) {
		/* The arguments of print; parse_print() takes them apart. */
		return node_make(OP_SUBSCRIPTS, list, NULL);
	}
	lex_next();
	if (lex.token != T_NAME)
		syntax_error("syntax error: expected an array");
	name = name_node(lex.text);
	lex_next();
	return node_make(OP_IN, subscripts(list), name);
}

static struct node *
parse_call(void)
{
	struct node *node = node_make(OP_CALL, NULL, NULL);

	node->function = find_function(lex.text);
	lex_next();
	lex_next();
	node->a = parse_list(T_RIGHT_PAREN, "')'");
	return node;
}

static struct node *
parse_builtin(void)
{
	static const struct {
		signed char least, most;
	} arguments[NBUILTINS] = {
		[B_ATAN2] = { 2, 2 },
		[B_CLOSE] = { 1, 2 },
		[B_COS] = { 1, 1 },
		[B_EXP] = { 1, 1 },
		[B_FFLUSH] = { 0, 1 },
		[B_GSUB] = { 2, 3 },
		[B_INDEX] = { 2, 2 },
		[B_INT] = { 1, 1 },
		[B_LENGTH] = { 0, 1 },
		[B_LOG] = { 1, 1 },
		[B_MATCH] = { 2, 2 },
		[B_RAND] = { 0, 0 },
		[B_SIN] = { 1, 1 },
		[B_SPLIT] = { 2, 3 },
		[B_SPRINTF] = { 1, -1 },
		[B_SQRT] = { 1, 1 },
		[B_SRAND] = { 0, 1 },
		[B_STRFTIME] = { 0, 3 },
		[B_SUB] = { 2, 3 },
		[B_SUBSTR] = { 2, 3 },
		[B_SYSTEM] = { 1, 1 },
		[B_SYSTIME] = { 0, 0 },
		[B_TOLOWER] = { 1, 1 },
		[B_TOUPPER] = { 1, 1 },
	};
	struct node *node = node_make(OP_BUILTIN, NULL, NULL);
	int n = 0;

	node->slot = lex.builtin;
	lex_next();
	if (lex.token == T_LEFT_PAREN) {
		lex_next();
		node->a = parse_list(T_RIGHT_PAREN, "')'");
	} else if (node->slot != B_LENGTH) {
		syntax_error("syntax error: expected '('");
	}
	for (struct node *a = node->a; a; a = a->next)
		n++;
	if (n < arguments[node->slot].least ||
	    (arguments[node->slot].most >= 0 && n > arguments[node->slot].most))
		syntax_error("wrong number of arguments");
	return node;
}

static struct node *parse_unary(void);
static struct node *parse_increment(void);

/* getline [lvalue] [< expression] */
static struct node *
parse_getline(struct node *command)
{
	struct node *node = node_make(command ? OP_GETLINE_COMMAND : OP_GETLINE,
	    NULL, command);

	lex_next();
	if (lex.token == T_DOLLAR || lex.token == T_NAME) {
		node->a = parse_increment();
		if (!is_lvalue(node->a))
			syntax_error("syntax error: getline into what?");
	}
	if (!command && lex.token == T_LESS) {
		lex_next();
		node->op = OP_GETLINE_FILE;
		node->b = parse_increment();
	}
	return node;
}

static struct node *
parse_constant(void)
{
	struct node *node = node_make(OP_NUMBER, NULL, NULL);

	if (lex.token == T_NUMBER) {
		node->value = value_number(lex.number);
	} else if (lex.token == T_STRING) {
		node->op = OP_STRING;
		node->value = value_text(lex.text, lex.length);
	} else {
		lex_regex();
		node->op = OP_REGEX;
		node->regex = regex_get(lex.text, lex.length);
	}
	lex_next();
	return node;
}

static struct node *
parse_name(void)
{
	struct node *node = name_node(lex.text);

	lex_next();
	if (lex.token == T_LEFT_BRACKET) {
		lex_next();
		return node_make(OP_INDEX, node,
		    subscripts(parse_list(T_RIGHT_BRACKET, "']'")));
	}
	return node;
}

static struct node *
parse_primary(void)
{
	struct node *node;

	switch (lex.token) {
	case T_NUMBER:
	case T_STRING:
	case T_SLASH:
	case T_DIV_ASSIGN:
		return parse_constant();
	case T_LEFT_PAREN:
		lex_next();
		return parse_group();
	case T_NAME:
		return parse_name();
	case T_CALL_NAME:
		return parse_call();
	case T_BUILTIN:
		return parse_builtin();
	case T_GETLINE:
		return parse_getline(NULL);
	case T_DOLLAR:
		lex_next();
		enter();
		node = node_make(OP_FIELD, parse_increment(), NULL);
		leave();
		return node;
	case T_MINUS:
	case T_PLUS:
	case T_NOT:
		return parse_unary();
	default:
		break;
	}
	syntax_error("syntax error");
}

/* ++x x++ --x x--; what is behind a $ binds tighter than the postfix. */
static struct node *
parse_increment(void)
{
	enum token token = lex.token;
	struct node *node;

	if (token == T_INCREMENT || token == T_DECREMENT) {
		lex_next();
		enter();
		node = parse_increment();
		leave();
		if (!is_lvalue(node))
			syntax_error("syntax error: ++ or -- of no variable");
		return node_make(token == T_INCREMENT ? OP_PRE_INCREMENT :
							OP_PRE_DECREMENT,
		    node, NULL);
	}
	return parse_primary();
}

static struct node *
parse_postfix(void)
{
	struct node *node = parse_increment();

	if (is_lvalue(node)) {
		if (take(T_INCREMENT))
			return node_make(OP_POST_INCREMENT, node, NULL);
		if (take(T_DECREMENT))
			return node_make(OP_POST_DECREMENT, node, NULL);
	}
	return node;
}

static struct node *
parse_power(void)
{
	struct node *node = parse_postfix();

	if (lex.token == T_CARET) {
		lex_next();
		enter();
		/* To the right, and 2^-3 is fine. */
		node = node_make(OP_POWER, node,
		    lex.token == T_MINUS || lex.token == T_PLUS ||
			    lex.token == T_NOT ?
			parse_unary() :
			parse_power());
		leave();
	}
	return node;
}

static struct node *
parse_unary(void)
{
	enum op op;
	struct node *node;

	switch (lex.token) {
	case T_NOT:
		op = OP_NOT;
		break;
	case T_MINUS:
		op = OP_NEGATE;
		break;
	case T_PLUS:
		op = OP_PLUS;
		break;
	default:
		return parse_power();
	}
	lex_next();
	enter();
	node = node_make(op, parse_unary(), NULL);
	leave();
	return node;
}

static struct node *
parse_product(void)
{
	struct node *node = parse_unary();

	for (;;) {
		enum op op;

		if (lex.token == T_STAR)
			op = OP_MULTIPLY;
		else if (lex.token == T_SLASH)
			op = OP_DIVIDE;
		else if (lex.token == T_PERCENT)
			op = OP_MODULO;
		else
			return node;
		lex_next();
		node = node_make(op, node, parse_unary());
	}
}

static struct node *
parse_sum(void)
{
	struct node *node = parse_product();

	while (lex.token == T_PLUS || lex.token == T_MINUS) {
		enum op op = lex.token == T_PLUS ? OP_ADD : OP_SUBTRACT;

		lex_next();
		node = node_make(op, node, parse_product());
	}
	return node;
}

/* Can the current token begin an operand? */
static bool
begins_operand(void)
{
	switch (lex.token) {
	case T_NUMBER:
	case T_STRING:
	case T_NAME:
	case T_CALL_NAME:
	case T_BUILTIN:
	case T_DOLLAR:
	case T_NOT:
	case T_LEFT_PAREN:
	case T_MINUS:
	case T_PLUS:
	case T_INCREMENT:
	case T_DECREMENT:
		return true;
	default:
		return false;
	}
}

static struct node *
parse_concatenation(void)
{
	struct node *node = parse_sum();

	while (begins_operand())
		node = node_make(OP_CONCAT, node, parse_sum());
	return node;
}

static struct node *
parse_comparison(void)
{
	struct node *node = parse_concatenation();
	enum op op;

	for (;;) {
		switch (lex.token) {
		case T_LESS:
			op = OP_LESS;
			break;
		case T_LESS_EQUAL:
			op = OP_LESS_EQUAL;
			break;
		case T_EQUAL:
			op = OP_EQUAL;
			break;
		case T_NOT_EQUAL:
			op = OP_NOT_EQUAL;
			break;
		case T_GREATER_EQUAL:
			op = OP_GREATER_EQUAL;
			break;
		case T_GREATER:
			if (parser.no_greater)
				return node;
			op = OP_GREATER;
			break;
		case T_PIPE:
			/* A command for getline; | of print is not ours. */
			{
				struct lexer saved = lex;

				lex_next();
				if (lex.token != T_GETLINE) {
					lex = saved;
					return node;
				}
				node = parse_getline(node);
				continue;
			}
		default:
			return node;
		}
		lex_next();
		node = node_make(op, node, parse_concatenation());
	}
}

static struct node *
parse_match(void)
{
	struct node *node = parse_comparison();

	while (lex.token == T_TILDE || lex.token == T_NO_MATCH) {
		enum op op = lex.token == T_TILDE ? OP_MATCH : OP_NO_MATCH;

		lex_next();
		node = node_make(op, node, parse_comparison());
	}
	return node;
}

static struct node *
parse_in(void)
{
	struct node *node = parse_match();

	while (lex.token == T_IN && !parser.no_in) {
		lex_next();
		if (lex.token != T_NAME)
			syntax_error("syntax error: expected an array");
		node = node_make(OP_IN, node, name_node(lex.text));
		lex_next();
	}
	return node;
}

static struct node *
parse_and(void)
{
	struct node *node = parse_in();

	while (take(T_AND)) {
		skip_newlines();
		node = node_make(OP_AND, node, parse_in());
	}
	return node;
}

static struct node *
parse_or(void)
{
	struct node *node = parse_and();

	while (take(T_OR)) {
		skip_newlines();
		node = node_make(OP_OR, node, parse_and());
	}
	return node;
}

static struct node *
parse_condition(void)
{
	struct node *node = parse_or();

	if (lex.token == T_QUESTION) {
		lex_next();
		skip_newlines();
		node = node_make(OP_CONDITION, node, parse_expression());
		skip_newlines();
		expect(T_COLON, "':'");
		skip_newlines();
		node->c = parse_expression();
	}
	return node;
}

static enum op
assignment_operation(enum token token)
{
	switch (token) {
	case T_ADD_ASSIGN:
		return OP_ADD;
	case T_SUB_ASSIGN:
		return OP_SUBTRACT;
	case T_MUL_ASSIGN:
		return OP_MULTIPLY;
	case T_DIV_ASSIGN:
		return OP_DIVIDE;
	case T_MOD_ASSIGN:
		return OP_MODULO;
	case T_POW_ASSIGN:
		return OP_POWER;
	default:
		return OP_NOTHING;
	}
}

/*
 * The variable that an = right behind the expression assigns to. It need not be
 * all of it: in `a == b = c`, `!x = y` or `1 && x = 2` it is the last operand.
 */
static struct node **
assignment_target(struct node **place)
{
	for (;;) {
		struct node *node = *place;

		if (is_lvalue(node))
			return place;
		switch (node->op) {
		case OP_OR:
		case OP_AND:
		case OP_MATCH:
		case OP_NO_MATCH:
		case OP_LESS:
		case OP_LESS_EQUAL:
		case OP_EQUAL:
		case OP_NOT_EQUAL:
		case OP_GREATER:
		case OP_GREATER_EQUAL:
		case OP_CONCAT:
		case OP_ADD:
		case OP_SUBTRACT:
		case OP_MULTIPLY:
		case OP_DIVIDE:
		case OP_MODULO:
		case OP_POWER:
			place = &node->b;
			break;
		case OP_NOT:
		case OP_NEGATE:
		case OP_PLUS:
			place = &node->a;
			break;
		default:
			return NULL;
		}
	}
}

static struct node *
parse_expression(void)
{
	struct node *node, **target, *assignment;
	enum token token;

	enter();
	node = parse_condition();
	token = lex.token;
	if (token == T_ASSIGN || assignment_operation(token) != OP_NOTHING) {
		target = assignment_target(&node);
		if (!target)
			syntax_error("syntax error: assignment to no variable");
		lex_next();
		skip_newlines();
		assignment = node_make(token == T_ASSIGN ? OP_ASSIGN :
							   OP_ASSIGN_OP,
		    *target, parse_expression());
		assignment->operation = assignment_operation(token);
		*target = assignment;
	}
	leave();
	return node;
}

/* --- Statements ----------------------------------------------------------- */

static void
end_statement(void)
{
	if (lex.token == T_RIGHT_BRACE || lex.token == T_END)
		return;
	if (lex.token != T_NEWLINE && lex.token != T_SEMICOLON)
		syntax_error("syntax error");
	skip_terminators();
}

static struct node *
parse_block(void)
{
	struct node *block = node_make(OP_BLOCK, NULL, NULL);
	struct node **link = &block->a;

	expect(T_LEFT_BRACE, "'{'");
	skip_terminators();
	while (lex.token != T_RIGHT_BRACE) {
		if (lex.token == T_END)
			syntax_error("syntax error: missing '}'");
		*link = parse_statement();
		link = &(*link)->next;
	}
	lex_next();
	return block;
}

/* The body of if, while ..., which may be on the next line. */
static struct node *
parse_body(void)
{
	skip_newlines();
	if (lex.token == T_SEMICOLON) {
		lex_next();
		return node_make(OP_NOTHING, NULL, NULL);
	}
	return parse_statement();
}

static struct node *
parse_parenthesised(void)
{
	struct node *node;

	expect(T_LEFT_PAREN, "'('");
	skip_newlines();
	node = parse_expression();
	skip_newlines();
	expect(T_RIGHT_PAREN, "')'");
	return node;
}

static struct node *
parse_print(void)
{
	struct node *node = node_make(lex.token == T_PRINT ? OP_PRINT :
							     OP_PRINTF,
	    NULL, NULL);
	struct node **link = &node->a;

	lex_next();
	parser.no_greater = true;
	while (lex.token != T_NEWLINE && lex.token != T_SEMICOLON &&
	    lex.token != T_RIGHT_BRACE && lex.token != T_GREATER &&
	    lex.token != T_APPEND && lex.token != T_PIPE &&
	    lex.token != T_END) {
		*link = parse_expression();
		link = &(*link)->next;
		if (!take(T_COMMA))
			break;
		skip_newlines();
	}
	/* print (a, b) > "file" */
	if (node->a && !node->a->next && node->a->op == OP_SUBSCRIPTS)
		node->a = node->a->a;
	if (lex.token == T_GREATER)
		node->redirect = TO_FILE;
	else if (lex.token == T_APPEND)
		node->redirect = TO_APPEND;
	else if (lex.token == T_PIPE)
		node->redirect = TO_COMMAND;
	if (node->redirect != TO_STDOUT) {
		lex_next();
		node->b = parse_condition();
	}
	parser.no_greater = false;
	if (node->op == OP_PRINTF && !node->a)
		syntax_error("printf: no format");
	return node;
}

static struct node *
parse_loop_body(void)
{
	struct node *body;

	parser.loops++;
	body = parse_body();
	parser.loops--;
	return body;
}

static struct node *
parse_if(void)
{
	struct node *node = node_make(OP_IF, NULL, NULL);

	lex_next();
	node->a = parse_parenthesised();
	node->b = parse_body();
	skip_terminators();
	if (take(T_ELSE))
		node->c = parse_body();
	return node;
}

static struct node *
parse_while(void)
{
	struct node *node = node_make(OP_WHILE, NULL, NULL);

	lex_next();
	node->a = parse_parenthesised();
	if (take(T_SEMICOLON))
		node->b = node_make(OP_NOTHING, NULL, NULL);
	else
		node->b = parse_loop_body();
	return node;
}

static struct node *
parse_do(void)
{
	struct node *node = node_make(OP_DO, NULL, NULL);

	lex_next();
	node->b = parse_loop_body();
	skip_terminators();
	expect(T_WHILE, "while");
	node->a = parse_parenthesised();
	end_statement();
	return node;
}

/* A simple statement of a for, or nothing. */
static struct node *
parse_for_part(enum token end)
{
	struct node *node = NULL;

	if (lex.token != end)
		node = node_make(OP_EXPRESSION, parse_expression(), NULL);
	return node;
}

static struct node *
parse_for(void)
{
	struct node *node = node_make(OP_FOR, NULL, NULL);
	struct node *first;

	lex_next();
	expect(T_LEFT_PAREN, "'('");
	parser.no_in = true;
	first = parse_for_part(T_SEMICOLON);
	parser.no_in = false;
	if (first && lex.token == T_IN && is_lvalue(first->a)) {
		lex_next();
		if (lex.token != T_NAME)
			syntax_error("syntax error: expected an array");
		node->op = OP_FOR_IN;
		node->a = first->a;
		node->b = name_node(lex.text);
		lex_next();
		expect(T_RIGHT_PAREN, "')'");
		node->c = parse_loop_body();
		return node;
	}
	node->a = first;
	expect(T_SEMICOLON, "';'");
	skip_newlines();
	if (lex.token != T_SEMICOLON)
		node->b = parse_expression();
	expect(T_SEMICOLON, "';'");
	skip_newlines();
	node->c = parse_for_part(T_RIGHT_PAREN);
	expect(T_RIGHT_PAREN, "')'");
	if (take(T_SEMICOLON))
		node->d = node_make(OP_NOTHING, NULL, NULL);
	else
		node->d = parse_loop_body();
	return node;
}

static struct node *
parse_delete(void)
{
	struct node *node = node_make(OP_DELETE, NULL, NULL);

	lex_next();
	if (lex.token != T_NAME)
		syntax_error("syntax error: expected an array");
	node->a = name_node(lex.text);
	lex_next();
	if (take(T_LEFT_BRACKET))
		node->b = subscripts(parse_list(T_RIGHT_BRACKET, "']'"));
	return node;
}

static bool
at_end_of_statement(void)
{
	return lex.token == T_NEWLINE || lex.token == T_SEMICOLON ||
	    lex.token == T_RIGHT_BRACE || lex.token == T_END;
}

static struct node *
parse_jump(void)
{
	struct node *node = node_make(OP_BREAK, NULL, NULL);
	enum token token = lex.token;

	lex_next();
	switch (token) {
	case T_BREAK:
	case T_CONTINUE:
		if (!parser.loops)
			syntax_error("break or continue outside a loop");
		node->op = token == T_BREAK ? OP_BREAK : OP_CONTINUE;
		break;
	case T_NEXT:
		node->op = OP_NEXT;
		break;
	case T_NEXTFILE:
		node->op = OP_NEXT_FILE;
		break;
	case T_RETURN:
		if (!parser.function)
			syntax_error("return outside a function");
		/* fall through */
	default:
		node->op = token == T_RETURN ? OP_RETURN : OP_EXIT;
		if (!at_end_of_statement())
			node->a = parse_expression();
	}
	return node;
}

/* Statements that end with a newline or a semicolon. */
static struct node *
parse_simple(void)
{
	switch (lex.token) {
	case T_PRINT:
	case T_PRINTF:
		return parse_print();
	case T_BREAK:
	case T_CONTINUE:
	case T_NEXT:
	case T_NEXTFILE:
	case T_EXIT:
	case T_RETURN:
		return parse_jump();
	case T_DELETE:
		return parse_delete();
	default:
		return node_make(OP_EXPRESSION, parse_expression(), NULL);
	}
}

static struct node *
parse_statement(void)
{
	struct node *node;

	enter();
	switch (lex.token) {
	case T_LEFT_BRACE:
		node = parse_block();
		skip_terminators();
		break;
	case T_IF:
		node = parse_if();
		break;
	case T_WHILE:
		node = parse_while();
		break;
	case T_DO:
		node = parse_do();
		break;
	case T_FOR:
		node = parse_for();
		break;
	case T_SEMICOLON:
		lex_next();
		node = node_make(OP_NOTHING, NULL, NULL);
		break;
	default:
		node = parse_simple();
		end_statement();
		leave();
		return node;
	}
	skip_terminators();
	leave();
	return node;
}

/* --- The program ---------------------------------------------------------- */

static void
parse_function(void)
{
	struct function *f;

	lex_next();
	if (lex.token != T_NAME && lex.token != T_CALL_NAME)
		syntax_error("syntax error: expected a function's name");
	f = find_function(lex.text);
	if (f->body)
		syntax_error("function %s is defined twice", f->name);
	lex_next();
	expect(T_LEFT_PAREN, "'('");
	skip_newlines();
	while (lex.token == T_NAME) {
		array_grow(&f->params, f->nparams, &f->capacity,
		    sizeof *f->params);
		f->params[f->nparams++] = lex.text;
		lex_next();
		skip_newlines();
		if (!take(T_COMMA))
			break;
		skip_newlines();
	}
	expect(T_RIGHT_PAREN, "')'");
	skip_newlines();
	parser.function = f;
	f->body = parse_block();
	parser.function = NULL;
}

static void
parse_rule(void)
{
	struct rule *rule = xcalloc(1, sizeof *rule);

	rule->kind = RULE_ALWAYS;
	if (lex.token == T_BEGIN || lex.token == T_END_WORD) {
		rule->kind = lex.token == T_BEGIN ? RULE_BEGIN : RULE_END;
		lex_next();
		skip_newlines();
		if (lex.token != T_LEFT_BRACE)
			syntax_error("syntax error: BEGIN and END need an "
				     "action");
	} else if (lex.token != T_LEFT_BRACE) {
		rule->kind = RULE_PATTERN;
		rule->pattern = parse_expression();
		if (take(T_COMMA)) {
			skip_newlines();
			rule->kind = RULE_RANGE;
			rule->last = parse_expression();
		}
	}
	if (lex.token == T_LEFT_BRACE)
		rule->action = parse_block();
	*parser.last_rule = rule;
	parser.last_rule = &rule->next;
}

static void
check_functions(void)
{
	for (struct function *f = parser.functions; f; f = f->next) {
		if (!f->body)
			syntax_error("function %s is not defined", f->name);
	}
}

void
parse_program(const char *text, const char *name)
{
	if (!parser.last_rule)
		parser.last_rule = &program;
	lex_begin(text, name);
	skip_terminators();
	while (lex.token != T_END) {
		if (lex.token == T_FUNCTION)
			parse_function();
		else
			parse_rule();
		if (lex.token != T_END && lex.token != T_NEWLINE &&
		    lex.token != T_SEMICOLON && lex.token != T_FUNCTION &&
		    lex.token != T_BEGIN && lex.token != T_END_WORD &&
		    lex.token != T_LEFT_BRACE && !begins_operand() &&
		    lex.token != T_SLASH)
			syntax_error("syntax error");
		skip_terminators();
	}
	check_functions();
}
