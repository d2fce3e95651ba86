/*
 * Arithmetic: the expressions of $(( )), in C's precedence.
 *
 * Evaluated while parsed, by precedence climbing. The side not taken of && || ?: is
 * parsed with `skip` set: there nothing is assigned and nothing divided. The
 * grammar is XCU 2.6.4's, which has neither ++ and -- nor the comma.
 *
 *	assignment	NAME op= assignment | conditional
 *	conditional	binary [ ? assignment : conditional ]
 *	binary		unary { operator unary }
 *	unary		{ ! ~ + - } ( number | NAME | ( assignment ) )
 *
 * Numbers are of 64 bits; sums and products wrap around.
 */
#include "arith.h"

#include "chars.h"
#include "error.h"
#include "vars.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

enum op {
	ARITH_NONE,
	ARITH_OR,
	ARITH_AND,
	ARITH_BIT_OR,
	ARITH_BIT_XOR,
	ARITH_BIT_AND,
	ARITH_EQ,
	ARITH_NE,
	ARITH_LE,
	ARITH_GE,
	ARITH_LT,
	ARITH_GT,
	ARITH_SHIFT_LEFT,
	ARITH_SHIFT_RIGHT,
	ARITH_ADD,
	ARITH_SUBTRACT,
	ARITH_MULTIPLY,
	ARITH_DIVIDE,
	ARITH_REMAINDER,
};

static const struct operator
{
	const char *text;
	int precedence;
	bool assigns; /* there is an `op=` */
}
operators[] = {
	[ARITH_OR] = { "||", 1, false },
	[ARITH_AND] = { "&&", 2, false },
	[ARITH_BIT_OR] = { "|", 3, true },
	[ARITH_BIT_XOR] = { "^", 4, true },
	[ARITH_BIT_AND] = { "&", 5, true },
	[ARITH_EQ] = { "==", 6, false },
	[ARITH_NE] = { "!=", 6, false },
	[ARITH_LE] = { "<=", 7, false },
	[ARITH_GE] = { ">=", 7, false },
	[ARITH_LT] = { "<", 7, false },
	[ARITH_GT] = { ">", 7, false },
	[ARITH_SHIFT_LEFT] = { "<<", 8, true },
	[ARITH_SHIFT_RIGHT] = { ">>", 8, true },
	[ARITH_ADD] = { "+", 9, true },
	[ARITH_SUBTRACT] = { "-", 9, true },
	[ARITH_MULTIPLY] = { "*", 10, true },
	[ARITH_DIVIDE] = { "/", 10, true },
	[ARITH_REMAINDER] = { "%", 10, true },
};

#define NOPERATORS (sizeof operators / sizeof *operators)

struct arith {
	const char *text;
	const char *next;
	bool skip;
};

static intmax_t assignment(struct arith *a);

_Noreturn static void
fail(const struct arith *a, const char *what)
{
	sh_error("arithmetic expression: %s: \"%s\"", what, a->text);
}

static char
peek(struct arith *a)
{
	while (isspace((unsigned char)*a->next))
		a->next++;
	return *a->next;
}

/*
 * The binary operator that comes next, not an assignment: the longest one.
 * => result: *length, of its text
 */
static enum op
peek_operator(struct arith *a, size_t *length)
{
	char c = peek(a);
	enum op found = ARITH_NONE;

	*length = 0;
	for (enum op op = ARITH_OR; op < NOPERATORS; op++) {
		const char *text = operators[op].text;
		size_t n = text[1] ? 2 : 1;

		if (c == text[0] && n > *length &&
		    (n == 1 || a->next[1] == text[1])) {
			found = op;
			*length = n;
		}
	}
	if (found != ARITH_NONE && operators[found].assigns &&
	    a->next[*length] == '=')
		return ARITH_NONE;
	return found;
}

static intmax_t
divide(struct arith *a, enum op op, intmax_t left, intmax_t right)
{
	if (right == 0) {
		if (a->skip)
			return 0;
		fail(a, "division by zero");
	}
	/* The one quotient that does not fit wraps around. */
	if (right == -1)
		return op == ARITH_DIVIDE ? (intmax_t)(0 - (uintmax_t)left) : 0;
	return op == ARITH_DIVIDE ? left / right : left % right;
}

static intmax_t
apply(struct arith *a, enum op op, intmax_t left, intmax_t right)
{
	uintmax_t uleft = (uintmax_t)left;
	uintmax_t uright = (uintmax_t)right;

	switch (op) {
	case ARITH_NONE:
		break;
	case ARITH_OR:
		return left || right;
	case ARITH_AND:
		return left && right;
	case ARITH_BIT_OR:
		return left | right;
	case ARITH_BIT_XOR:
		return left ^ right;
	case ARITH_BIT_AND:
		return left & right;
	case ARITH_EQ:
		return left == right;
	case ARITH_NE:
		return left != right;
	case ARITH_LE:
		return left <= right;
	case ARITH_GE:
		return left >= right;
	case ARITH_LT:
		return left < right;
	case ARITH_GT:
		return left > right;
	case ARITH_SHIFT_LEFT:
		return (intmax_t)(uleft << (right & 63));
	case ARITH_SHIFT_RIGHT:
		return left >> (right & 63);
	case ARITH_ADD:
		return (intmax_t)(uleft + uright);
	case ARITH_SUBTRACT:
		return (intmax_t)(uleft - uright);
	case ARITH_MULTIPLY:
		return (intmax_t)(uleft * uright);
	case ARITH_DIVIDE:
	case ARITH_REMAINDER:
		return divide(a, op, left, right);
	}
	return right;
}

static intmax_t
variable_number(struct arith *a, struct var *var)
{
	const char *text = var_text(var);
	char *end;
	intmax_t value;

	if (a->skip)
		return 0;
	errno = 0;
	value = strtoimax(text, &end, 0);
	while (isspace((unsigned char)*end))
		end++;
	if (errno == ERANGE || *end != '\0')
		sh_error("Illegal number: %s", text);
	return value;
}

static struct var *
read_name(struct arith *a)
{
	const char *start = a->next;

	while (is_name((unsigned char)*a->next))
		a->next++;
	return var_intern(start, (size_t)(a->next - start));
}

static intmax_t
unary(struct arith *a)
{
	char c = peek(a);
	intmax_t value;
	char *end;

	check_stack();
	if (is_digit((unsigned char)c)) {
		value = strtoimax(a->next, &end, 0);
		a->next = end;
		return value;
	}
	if (is_name_start((unsigned char)c))
		return variable_number(a, read_name(a));
	a->next++;
	switch (c) {
	case '!':
		return !unary(a);
	case '~':
		return ~unary(a);
	case '+':
		return unary(a);
	case '-':
		return (intmax_t)(0 - (uintmax_t)unary(a));
	case '(':
		value = assignment(a);
		if (peek(a) != ')')
			fail(a, "expecting ')'");
		a->next++;
		return value;
	default:
		fail(a, "expecting primary");
	}
}

/* What follows `left`, as far as it binds at least as tightly as `precedence`. */
static intmax_t
binary_rest(struct arith *a, intmax_t left, int precedence)
{
	for (;;) {
		size_t length;
		enum op op = peek_operator(a, &length);
		bool skip = a->skip;
		intmax_t right;

		if (op == ARITH_NONE || operators[op].precedence < precedence)
			return left;
		a->next += length;
		if ((op == ARITH_OR && left) || (op == ARITH_AND && !left))
			a->skip = true;
		right = binary_rest(a, unary(a), operators[op].precedence + 1);
		left = apply(a, op, left, right);
		a->skip = skip;
	}
}

/* The same for a whole conditional that begins with `left`. */
static intmax_t
conditional_rest(struct arith *a, intmax_t left)
{
	intmax_t test = binary_rest(a, left, 1);
	bool skip = a->skip;
	intmax_t yes, no;

	if (peek(a) != '?')
		return test;
	a->next++;
	a->skip = skip || !test;
	yes = assignment(a);
	if (peek(a) != ':')
		fail(a, "expecting ':'");
	a->next++;
	a->skip = skip || test;
	no = conditional_rest(a, unary(a));
	a->skip = skip;
	return test ? yes : no;
}

/*
 * `=` or `op=` at a->next. => returns: whether there is one
 * => result: *op, ARITH_NONE for a plain `=`
 */
static bool
read_assignment_operator(struct arith *a, enum op *op)
{
	const char *p = a->next;

	for (*op = ARITH_NONE; *op < NOPERATORS; (*op)++) {
		const char *text = *op ? operators[*op].text : "";
		size_t n = strlen(text);

		if (*op != ARITH_NONE && !operators[*op].assigns)
			continue;
		if (strncmp(p, text, n) == 0 && p[n] == '=' &&
		    (n > 0 || p[1] != '=')) {
			a->next = p + n + 1;
			return true;
		}
	}
	return false;
}

static intmax_t
assignment(struct arith *a)
{
	struct var *var;
	enum op op;
	intmax_t value;

	check_stack();
	if (!is_name_start((unsigned char)peek(a)))
		return conditional_rest(a, unary(a));
	var = read_name(a);
	peek(a);
	if (!read_assignment_operator(a, &op))
		return conditional_rest(a, variable_number(a, var));
	value = assignment(a);
	if (op != ARITH_NONE)
		value = apply(a, op, variable_number(a, var), value);
	if (!a->skip)
		var_set_number(var, value);
	return value;
}

intmax_t
arith_evaluate(const char *text)
{
	struct arith a = { .text = text, .next = text };
	intmax_t value = assignment(&a);

	if (peek(&a) != '\0')
		fail(&a, "expecting EOF");
	return value;
}
