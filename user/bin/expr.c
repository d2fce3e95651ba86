/*
 * expr: evaluate an expression given as arguments. POSIX expr(1).
 *
 * A recursive descent over the arguments, one function a precedence. Values are
 * strings; those that look like integers are numbers where it matters.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "+Usage: expr EXPRESSION\n"
    "Print the value of EXPRESSION; exit status 1 if it is empty or 0.\n"
    "By rising precedence: | & (= != < <= > >=) (+ -) (* / %) : and\n"
    "match STRING REGEX, substr STRING POS LEN, index STRING CHARS,\n"
    "length STRING, + TOKEN, ( EXPRESSION )\n";

enum {
	SYNTAX = 2,
	MAX_DEPTH = 10000
};

static char **arg;
static int depth;

static char *parse_or(bool evaluate);

static bool
take(const char *token)
{
	if (!*arg || strcmp(*arg, token) != 0)
		return false;
	arg++;
	return true;
}

static const char *
need(void)
{
	if (!*arg)
		errx(SYNTAX, "syntax error: missing argument after '%s'",
		    arg[-1]);
	return *arg++;
}

static bool
is_integer(const char *text)
{
	text += *text == '-';
	return *text && text[strspn(text, "0123456789")] == '\0';
}

static bool
is_null(const char *text)
{
	if (*text == '-')
		text++;
	else if (*text == '\0')
		return true;
	return *text && text[strspn(text, "0")] == '\0';
}

static intmax_t
number(const char *text)
{
	intmax_t value;

	if (!is_integer(text))
		errx(SYNTAX, "non-integer argument");
	errno = 0;
	value = strtoimax(text, NULL, 10);
	if (errno)
		errx(3, "%s: %s", text, strerror(ERANGE));
	return value;
}

static char *
from_number(intmax_t value)
{
	return xasprintf("%jd", value);
}

/* Characters before a place in text. */
static size_t
count_chars(const char *text, size_t length)
{
	size_t n = 0;

	for (size_t i = 0; i < length; n++) {
		int step = mblen(text + i, length - i);

		i += step > 0 ? (size_t)step : 1;
	}
	return n;
}

static size_t
skip_chars(const char *text, intmax_t n)
{
	size_t i = 0, length = strlen(text);

	while (n-- > 0 && i < length) {
		int step = mblen(text + i, length - i);

		i += step > 0 ? (size_t)step : 1;
	}
	return i;
}

/* The part in \( \) that an anchored match has, or how long the match is. */
static char *
match(const char *text, const char *pattern)
{
	regex_t regex;
	regmatch_t m[2];
	char *anchored = xasprintf("%s%s", *pattern == '^' ? "" : "^", pattern);
	char *result;
	int error = regcomp(&regex, anchored, 0);

	if (error) {
		char message[128];

		regerror(error, &regex, message, sizeof message);
		errx(SYNTAX, "%s", message);
	}
	free(anchored);
	if (regexec(&regex, text, 2, m, 0) != 0 || m[0].rm_so != 0)
		result = xstrdup(regex.re_nsub ? "" : "0");
	else if (regex.re_nsub)
		result = m[1].rm_so < 0 ?
		    xstrdup("") :
		    xstrndup(text + m[1].rm_so,
			(size_t)(m[1].rm_eo - m[1].rm_so));
	else
		result = from_number((intmax_t)count_chars(text,
		    (size_t)m[0].rm_eo));
	regfree(&regex);
	return result;
}

static char *
substring(const char *text, const char *position, const char *length)
{
	intmax_t pos, n;
	size_t start;

	if (!is_integer(position) || !is_integer(length))
		return xstrdup("");
	pos = number(position);
	n = number(length);
	if (pos <= 0 || n <= 0)
		return xstrdup("");
	start = skip_chars(text, pos - 1);
	return xstrndup(text + start, skip_chars(text + start, n));
}

static intmax_t
index_of(const char *text, const char *chars)
{
	size_t at = strcspn(text, chars);

	return text[at] ? (intmax_t)count_chars(text, at) + 1 : 0;
}

static char *
parse_primary(bool evaluate)
{
	char *result;

	if (!*arg)
		errx(SYNTAX, "syntax error: missing argument after '%s'",
		    arg[-1]);
	if (++depth > MAX_DEPTH)
		errx(SYNTAX, "expression too deep");
	if (take("+")) {
		result = xstrdup(need());
	} else if (take("(")) {
		result = parse_or(evaluate);
		if (!*arg)
			errx(SYNTAX, "syntax error: expecting ')' after '%s'",
			    arg[-1]);
		if (!take(")"))
			errx(SYNTAX,
			    "syntax error: expecting ')' instead of "
			    "'%s'",
			    *arg);
	} else if (strcmp(*arg, ")") == 0) {
		errx(SYNTAX, "syntax error: unexpected ')'");
	} else {
		result = xstrdup(*arg++);
	}
	depth--;
	return result;
}

static char *
parse_function(bool evaluate)
{
	char *a, *b, *c;

	if (!arg[0] || !arg[1])
		return parse_primary(evaluate);
	if (take("length")) {
		a = parse_function(evaluate);
		return from_number((intmax_t)count_chars(a, strlen(a)));
	}
	if (take("match")) {
		a = parse_function(evaluate);
		b = parse_function(evaluate);
		return evaluate ? match(a, b) : xstrdup("");
	}
	if (take("index")) {
		a = parse_function(evaluate);
		b = parse_function(evaluate);
		return from_number(index_of(a, b));
	}
	if (take("substr")) {
		a = parse_function(evaluate);
		b = parse_function(evaluate);
		c = parse_function(evaluate);
		return substring(a, b, c);
	}
	return parse_primary(evaluate);
}

static char *
parse_match(bool evaluate)
{
	char *left = parse_function(evaluate);

	while (take(":")) {
		char *right = parse_function(evaluate);

		left = evaluate ? match(left, right) : xstrdup("");
	}
	return left;
}

static char *
multiply(const char *left, char op, const char *right)
{
	intmax_t a = number(left), b = number(right), result;

	if (op == '*') {
		if (__builtin_mul_overflow(a, b, &result))
			errx(3, "%s: %s", left, strerror(ERANGE));
		return from_number(result);
	}
	if (b == 0)
		errx(SYNTAX, "division by zero");
	if (b == -1)
		return op == '%' ? from_number(0) : multiply(left, '*', "-1");
	return from_number(op == '/' ? a / b : a % b);
}

static char *
parse_product(bool evaluate)
{
	char *left = parse_match(evaluate);

	for (;;) {
		char op = take("*") ? '*' :
		    take("/")       ? '/' :
		    take("%")       ? '%' :
				      0;
		char *right;

		if (!op)
			return left;
		right = parse_match(evaluate);
		if (evaluate)
			left = multiply(left, op, right);
	}
}

static char *
parse_sum(bool evaluate)
{
	char *left = parse_product(evaluate);

	for (;;) {
		char op = take("+") ? '+' : take("-") ? '-' : 0;
		intmax_t a, b, result;
		char *right;

		if (!op)
			return left;
		right = parse_product(evaluate);
		if (!evaluate)
			continue;
		a = number(left);
		b = number(right);
		if (op == '+' ? __builtin_add_overflow(a, b, &result) :
				__builtin_sub_overflow(a, b, &result))
			errx(3, "%s: %s", left, strerror(ERANGE));
		left = from_number(result);
	}
}

static int
compare(const char *a, const char *b)
{
	if (is_integer(a) && is_integer(b)) {
		intmax_t x = number(a), y = number(b);

		return x < y ? -1 : x > y;
	}
	return strcoll(a, b);
}

static char *
parse_comparison(bool evaluate)
{
	static const char *const ops[] = {
		"<",
		"<=",
		"=",
		"==",
		"!=",
		">=",
		">",
	};
	char *left = parse_sum(evaluate);

	for (;;) {
		size_t op = 0, n = sizeof ops / sizeof *ops;
		char *right;
		int order;
		bool result;

		while (op < n && !take(ops[op]))
			op++;
		if (op == n)
			return left;
		right = parse_sum(evaluate);
		if (!evaluate)
			continue;
		order = compare(left, right);
		result = op == 0 ? order < 0 :
		    op == 1      ? order <= 0 :
		    op <= 3      ? order == 0 :
		    op == 4      ? order != 0 :
		    op == 5      ? order >= 0 :
				   order > 0;
		left = from_number(result);
	}
}

static char *
parse_and(bool evaluate)
{
	char *left = parse_comparison(evaluate);

	while (take("&")) {
		char *right = parse_comparison(evaluate && !is_null(left));

		if (is_null(left) || is_null(right))
			left = xstrdup("0");
	}
	return left;
}

static char *
parse_or(bool evaluate)
{
	char *left = parse_and(evaluate);

	while (take("|")) {
		char *right = parse_and(evaluate && is_null(left));

		if (is_null(left))
			left = is_null(right) ? xstrdup("0") : right;
	}
	return left;
}

int
main(int argc, char **argv)
{
	char *result;

	usage_status = SYNTAX;
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		option_next(argc, argv, help);
	arg = argv + 1;
	if (argc > 1 && strcmp(argv[1], "--") == 0)
		arg++;
	optind = (int)(arg - argv);
	need_operands(argc, argv, 1, -1);
	result = parse_or(true);
	if (*arg)
		errx(SYNTAX, "syntax error: unexpected argument '%s'", *arg);
	puts(result);
	return is_null(result) ? 1 : 0;
}
