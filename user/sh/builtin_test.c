/*
 * test and [. See tool.h.
 *
 *	or	and { -o and }
 *	and	not { -a not }
 *	not	{ ! } primary
 *	primary	( or ) | UNARY word | word BINARY word | word
 *
 * A word that looks like a unary operator is an operand if a binary operator or
 * nothing follows. With up to four arguments POSIX says by their number what is
 * what; prepare() does that.
 *
 * `at` is the last word that was used; when there are words left behind it, it is
 * the one that a message names.
 */
#include "tool.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind {
	END,
	OPERAND,
	UNARY,
	BINARY,
	NOT,
	AND,
	OR,
	LEFT,
	RIGHT
};

enum {
	MAX_NESTING = 2000
};

struct test {
	char **at;
	int nesting; /* of parentheses, whose recursion the stack must hold */
	bool failed; /* a message has been written */
};

static bool or_expression(struct test *t, enum kind kind);

static bool
fail(struct test *t, const char *word, const char *what)
{
	if (!t->failed && word != NULL)
		tool_error("%s: %s", word, what);
	else if (!t->failed)
		tool_error("%s", what);
	t->failed = true;
	return false;
}

/* Words. */

static enum kind
kind_of_text(const char *s)
{
	static const char *const binary[] = { "=", "!=", "<", ">", "-eq", "-ne",
		"-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef" };

	if (s[0] == '-' && s[1] != '\0' && s[2] == '\0') {
		if (s[1] == 'a')
			return AND;
		if (s[1] == 'o')
			return OR;
		if (strchr("rwxefdcbpugkstznhLSOG", s[1]) != NULL)
			return UNARY;
	}
	if (s[0] != '\0' && s[1] == '\0') {
		if (s[0] == '!')
			return NOT;
		if (s[0] == '(')
			return LEFT;
		if (s[0] == ')')
			return RIGHT;
	}
	for (size_t i = 0; i < sizeof binary / sizeof *binary; i++)
		if (strcmp(s, binary[i]) == 0)
			return BINARY;
	return OPERAND;
}

/* What the word is where it stands. */
static enum kind
kind_at(char **word)
{
	enum kind kind;

	if (*word == NULL)
		return END;
	kind = kind_of_text(*word);
	if (kind == LEFT && word[1] == NULL)
		return OPERAND;
	if (kind == UNARY &&
	    (word[1] == NULL ||
		(word[2] != NULL && kind_of_text(word[1]) == BINARY)))
		return OPERAND;
	return kind;
}

/* Operators. */

static intmax_t
number(struct test *t, const char *text)
{
	char *end;
	intmax_t value;

	errno = 0;
	value = strtoimax(text, &end, 10);
	while (isspace((unsigned char)*end))
		end++;
	if ((end == text || *end != '\0' || errno == ERANGE) && !t->failed) {
		tool_error("Illegal number: %s", text);
		t->failed = true;
	}
	return value;
}

static bool
test_file(char letter, const char *path)
{
	struct stat s;

	switch (letter) {
	case 'r':
		return faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0;
	case 'w':
		return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
	case 'x':
		return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0;
	case 'h':
	case 'L':
		return lstat(path, &s) == 0 && S_ISLNK(s.st_mode);
	}
	if (stat(path, &s) < 0)
		return false;
	switch (letter) {
	case 'f':
		return S_ISREG(s.st_mode);
	case 'd':
		return S_ISDIR(s.st_mode);
	case 'c':
		return S_ISCHR(s.st_mode);
	case 'b':
		return S_ISBLK(s.st_mode);
	case 'p':
		return S_ISFIFO(s.st_mode);
	case 'S':
		return S_ISSOCK(s.st_mode);
	case 'u':
		return s.st_mode & S_ISUID;
	case 'g':
		return s.st_mode & S_ISGID;
	case 'k':
		return s.st_mode & S_ISVTX;
	case 's':
		return s.st_size > 0;
	case 'O':
		return s.st_uid == geteuid();
	case 'G':
		return s.st_gid == getegid();
	default: /* e */
		return true;
	}
}

static bool
unary(struct test *t)
{
	char letter = (*t->at)[1];
	const char *operand = *++t->at;

	switch (letter) {
	case 'z':
		return *operand == '\0';
	case 'n':
		return *operand != '\0';
	case 't':
		return isatty((int)number(t, operand));
	default:
		return test_file(letter, operand);
	}
}

static bool
compare_numbers(struct test *t, const char *left, const char *op,
    const char *right)
{
	intmax_t a = number(t, left);
	intmax_t b = number(t, right);

	switch (op[1] << 8 | op[2]) {
	case 'e' << 8 | 'q':
		return a == b;
	case 'n' << 8 | 'e':
		return a != b;
	case 'l' << 8 | 't':
		return a < b;
	case 'l' << 8 | 'e':
		return a <= b;
	case 'g' << 8 | 't':
		return a > b;
	default:
		return a >= b;
	}
}

static bool
compare_files(const char *left, const char *op, const char *right)
{
	struct stat a, b;

	if (stat(left, &a) < 0 || stat(right, &b) < 0)
		return false;
	if (op[1] == 'e')
		return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
	if (op[1] == 'o') {
		struct stat swap = a;

		a = b;
		b = swap;
	}
	if (a.st_mtim.tv_sec != b.st_mtim.tv_sec)
		return a.st_mtim.tv_sec > b.st_mtim.tv_sec;
	return a.st_mtim.tv_nsec > b.st_mtim.tv_nsec;
}

static bool
binary(struct test *t)
{
	const char *left = t->at[0];
	const char *op = t->at[1];
	const char *right = t->at[2];

	if (right == NULL)
		return fail(t, op, "argument expected");
	t->at += 2;
	switch (op[0]) {
	case '=':
		return strcmp(left, right) == 0;
	case '!':
		return strcmp(left, right) != 0;
	case '<':
		return strcmp(left, right) < 0;
	case '>':
		return strcmp(left, right) > 0;
	}
	if (strcmp(op, "-nt") == 0 || strcmp(op, "-ot") == 0 ||
	    strcmp(op, "-ef") == 0)
		return compare_files(left, op, right);
	return compare_numbers(t, left, op, right);
}

/* The grammar: each function begins with the word at t->at, of this kind. */

static bool
primary(struct test *t, enum kind kind)
{
	bool result;

	if (kind == END)
		return false;
	if (kind == LEFT) {
		kind = kind_at(++t->at);
		if (kind == RIGHT)
			return false;
		if (++t->nesting > MAX_NESTING)
			return fail(t, NULL, "too deeply nested");
		result = or_expression(t, kind);
		t->nesting--;
		if (*t->at == NULL || kind_at(++t->at) != RIGHT)
			return fail(t, NULL, "closing paren expected");
		return result;
	}
	if (kind == UNARY)
		return unary(t);
	if (t->at[1] != NULL && kind_at(t->at + 1) == BINARY)
		return binary(t);
	return **t->at != '\0';
}

/* A `!` at the end is a word like others. */
static bool
not_expression(struct test *t, enum kind kind)
{
	bool inverted = false;
	bool result;

	while (kind == NOT && t->at[1] != NULL) {
		kind = kind_at(++t->at);
		inverted = !inverted;
	}
	result = primary(t, kind);
	return result != inverted;
}

static bool
and_expression(struct test *t, enum kind kind)
{
	bool result = true;

	for (;;) {
		result &= not_expression(t, kind);
		if (t->failed || *t->at == NULL || kind_at(t->at + 1) != AND)
			return result;
		t->at += 2;
		kind = kind_at(t->at);
	}
}

static bool
or_expression(struct test *t, enum kind kind)
{
	bool result = false;

	for (;;) {
		result |= and_expression(t, kind);
		if (t->failed || *t->at == NULL || kind_at(t->at + 1) != OR)
			return result;
		t->at += 2;
		kind = kind_at(t->at);
	}
}

/* Three or four words: what their number alone says.
 * => returns: whether the result is to be inverted */
static bool
prepare(char ***words, int *n)
{
	char **w = *words;

	if (*n != 3 && *n != 4)
		return false;
	if (*n == 3 && kind_of_text(w[1]) == BINARY)
		return false;
	if (strcmp(w[0], "(") == 0 && strcmp(w[*n - 1], ")") == 0) {
		w[--*n] = NULL;
		++*words;
		--*n;
		return false;
	}
	if (strcmp(w[0], "!") != 0)
		return false;
	++*words;
	--*n;
	return true;
}

int
builtin_test(int argc, char **argv)
{
	struct test t = { 0 };
	char **words = argv + 1;
	int n = argc - 1;
	bool inverted, result;
	enum kind kind;

	if (argv[0][0] == '[') {
		if (n == 0 || strcmp(words[n - 1], "]") != 0) {
			tool_error("missing ]");
			return 2;
		}
		words[--n] = NULL;
	}
	if (n == 0)
		return 1;
	inverted = prepare(&words, &n);
	t.at = words;
	kind = n == 3 && kind_of_text(words[1]) == BINARY ? OPERAND :
							    kind_at(words);
	result = or_expression(&t, kind);
	if (!t.failed && t.at[0] != NULL && t.at[1] != NULL)
		fail(&t, *t.at, "unexpected operator");
	return t.failed ? 2 : result == inverted;
}
