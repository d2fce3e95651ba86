/*
 * lex: awk's program text as tokens.
 *
 * Whether a slash divides or begins a regular expression only the parser knows:
 * it calls lex_regex() where an operand is expected. A name with a parenthesis
 * right behind it is a call.
 */
#include "lex.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/memory.h"
#include "awk.h"

struct lexer lex;

static const struct {
	const char *word;
	enum token token;
	int builtin;
} words[] = {
	{ "BEGIN", T_BEGIN, 0 },
	{ "END", T_END_WORD, 0 },
	{ "function", T_FUNCTION, 0 },
	{ "func", T_FUNCTION, 0 },
	{ "if", T_IF, 0 },
	{ "else", T_ELSE, 0 },
	{ "while", T_WHILE, 0 },
	{ "for", T_FOR, 0 },
	{ "do", T_DO, 0 },
	{ "break", T_BREAK, 0 },
	{ "continue", T_CONTINUE, 0 },
	{ "next", T_NEXT, 0 },
	{ "nextfile", T_NEXTFILE, 0 },
	{ "exit", T_EXIT, 0 },
	{ "return", T_RETURN, 0 },
	{ "delete", T_DELETE, 0 },
	{ "in", T_IN, 0 },
	{ "getline", T_GETLINE, 0 },
	{ "print", T_PRINT, 0 },
	{ "printf", T_PRINTF, 0 },
	{ "atan2", T_BUILTIN, B_ATAN2 },
	{ "close", T_BUILTIN, B_CLOSE },
	{ "cos", T_BUILTIN, B_COS },
	{ "exp", T_BUILTIN, B_EXP },
	{ "fflush", T_BUILTIN, B_FFLUSH },
	{ "gsub", T_BUILTIN, B_GSUB },
	{ "index", T_BUILTIN, B_INDEX },
	{ "int", T_BUILTIN, B_INT },
	{ "length", T_BUILTIN, B_LENGTH },
	{ "log", T_BUILTIN, B_LOG },
	{ "match", T_BUILTIN, B_MATCH },
	{ "rand", T_BUILTIN, B_RAND },
	{ "sin", T_BUILTIN, B_SIN },
	{ "split", T_BUILTIN, B_SPLIT },
	{ "sprintf", T_BUILTIN, B_SPRINTF },
	{ "sqrt", T_BUILTIN, B_SQRT },
	{ "srand", T_BUILTIN, B_SRAND },
	{ "strftime", T_BUILTIN, B_STRFTIME },
	{ "sub", T_BUILTIN, B_SUB },
	{ "substr", T_BUILTIN, B_SUBSTR },
	{ "system", T_BUILTIN, B_SYSTEM },
	{ "systime", T_BUILTIN, B_SYSTIME },
	{ "tolower", T_BUILTIN, B_TOLOWER },
	{ "toupper", T_BUILTIN, B_TOUPPER },
};

/* The longer ones before their beginnings. */
static const struct {
	const char *text;
	enum token token;
} operators[] = {
	{ "**=", T_POW_ASSIGN },
	{ "&&", T_AND },
	{ "||", T_OR },
	{ "==", T_EQUAL },
	{ "<=", T_LESS_EQUAL },
	{ ">=", T_GREATER_EQUAL },
	{ "!=", T_NOT_EQUAL },
	{ "!~", T_NO_MATCH },
	{ "++", T_INCREMENT },
	{ "--", T_DECREMENT },
	{ ">>", T_APPEND },
	{ "+=", T_ADD_ASSIGN },
	{ "-=", T_SUB_ASSIGN },
	{ "*=", T_MUL_ASSIGN },
	{ "/=", T_DIV_ASSIGN },
	{ "%=", T_MOD_ASSIGN },
	{ "^=", T_POW_ASSIGN },
	{ "**", T_CARET },
	{ "{", T_LEFT_BRACE },
	{ "}", T_RIGHT_BRACE },
	{ "(", T_LEFT_PAREN },
	{ ")", T_RIGHT_PAREN },
	{ "[", T_LEFT_BRACKET },
	{ "]", T_RIGHT_BRACKET },
	{ ";", T_SEMICOLON },
	{ ",", T_COMMA },
	{ "+", T_PLUS },
	{ "-", T_MINUS },
	{ "*", T_STAR },
	{ "/", T_SLASH },
	{ "%", T_PERCENT },
	{ "^", T_CARET },
	{ "!", T_NOT },
	{ ">", T_GREATER },
	{ "<", T_LESS },
	{ "|", T_PIPE },
	{ "?", T_QUESTION },
	{ ":", T_COLON },
	{ "~", T_TILDE },
	{ "$", T_DOLLAR },
	{ "=", T_ASSIGN },
};

void
syntax_error(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "awk: %s: line %d: ", lex.name, lex.line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

void
lex_begin(const char *text, const char *name)
{
	lex.name = name;
	lex.p = text;
	lex.line = 1;
	lex_next();
}

static void
skip_space(void)
{
	for (;;) {
		if (*lex.p == ' ' || *lex.p == '\t' || *lex.p == '\r') {
			lex.p++;
		} else if (lex.p[0] == '\\' && lex.p[1] == '\n') {
			lex.p += 2;
			lex.line++;
		} else if (lex.p[0] == '\\' && lex.p[1] == '\r' &&
		    lex.p[2] == '\n') {
			lex.p += 3;
			lex.line++;
		} else if (*lex.p == '#') {
			while (*lex.p && *lex.p != '\n')
				lex.p++;
		} else {
			return;
		}
	}
}

static void
set_text(char *text, size_t length)
{
	lex.text = text;
	lex.length = length;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *
unescape(const char *text, size_t length, size_t *result_length)
{
	static const char from[] = "abfnrtv\\\"/", to[] = "\a\b\f\n\r\t\v\\\"/";
	char *result = xmalloc(length + 1), *out = result;

	for (size_t i = 0; i < length; i++) {
		const char *at;

		if (text[i] != '\\' || i + 1 == length) {
			*out++ = text[i];
			continue;
		}
		i++;
		if (text[i] >= '0' && text[i] <= '7') {
			int value = 0, n = 0;

			for (; n < 3 && i < length && text[i] >= '0' &&
			     text[i] <= '7';
			     n++)
				value = 8 * value + text[i++] - '0';
			i--;
			*out++ = (char)value;
		} else if (text[i] == 'x' && i + 1 < length &&
		    hex_digit(text[i + 1]) >= 0) {
			int value = hex_digit(text[++i]);

			if (i + 1 < length && hex_digit(text[i + 1]) >= 0)
				value = 16 * value + hex_digit(text[++i]);
			*out++ = (char)value;
		} else if (text[i] == '\n') {
			continue;
		} else if ((at = strchr(from, text[i]))) {
			*out++ = to[at - from];
		} else {
			/* What is no escape keeps its backslash. */
			*out++ = '\\';
			*out++ = text[i];
		}
	}
	*out = '\0';
	*result_length = (size_t)(out - result);
	return result;
}

static void
lex_string(void)
{
	const char *start = ++lex.p;
	size_t length;

	while (*lex.p && *lex.p != '"' && *lex.p != '\n') {
		if (*lex.p == '\\' && lex.p[1]) {
			lex.p++;
			if (*lex.p == '\n')
				lex.line++;
		}
		lex.p++;
	}
	if (*lex.p != '"')
		syntax_error("unterminated string");
	lex.text = unescape(start, (size_t)(lex.p - start), &length);
	lex.length = length;
	lex.p++;
	lex.token = T_STRING;
}

void
lex_regex(void)
{
	const char *start;
	char *text, *out;
	bool bracket = false;

	/* Behind the slash; of /= the sign belongs to the expression. */
	if (lex.token == T_DIV_ASSIGN)
		lex.p--;
	start = lex.p;
	text = out = xmalloc(strlen(start) + 1);
	while (*lex.p && *lex.p != '\n' && (bracket || *lex.p != '/')) {
		if (*lex.p == '\\' && lex.p[1] == '/') {
			lex.p++;
		} else if (*lex.p == '\\' && lex.p[1] && lex.p[1] != '\n') {
			*out++ = *lex.p++;
		} else if (*lex.p == '[' && !bracket) {
			bracket = true;
			*out++ = *lex.p++;
			if (*lex.p == '^')
				*out++ = *lex.p++;
			if (*lex.p == ']')
				*out++ = *lex.p++;
			continue;
		} else if (bracket && *lex.p == '[' && lex.p[1] == ':') {
			const char *end = strstr(lex.p, ":]");

			while (end && lex.p < end)
				*out++ = *lex.p++;
		} else if (*lex.p == ']') {
			bracket = false;
		}
		if (!*lex.p || *lex.p == '\n')
			break;
		*out++ = *lex.p++;
	}
	if (*lex.p != '/')
		syntax_error("unterminated regular expression");
	lex.p++;
	*out = '\0';
	set_text(text, (size_t)(out - text));
	lex.token = T_REGEX;
}

static void
lex_word(void)
{
	const char *start = lex.p;
	size_t length;

	while (isalnum((unsigned char)*lex.p) || *lex.p == '_')
		lex.p++;
	length = (size_t)(lex.p - start);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strncmp(words[i].word, start, length) == 0 &&
		    words[i].word[length] == '\0') {
			lex.token = words[i].token;
			lex.builtin = words[i].builtin;
			return;
		}
	}
	set_text(xstrndup(start, length), length);
	lex.token = *lex.p == '(' ? T_CALL_NAME : T_NAME;
}

static void
lex_number(void)
{
	char *end;

	/* strtod() would take hexadecimal numbers, which awk has not. */
	if (*lex.p == '0' && (lex.p[1] == 'x' || lex.p[1] == 'X')) {
		lex.number = 0;
		lex.p++;
	} else {
		lex.number = strtod(lex.p, &end);
		lex.p = end;
	}
	lex.token = T_NUMBER;
}

void
lex_next(void)
{
	skip_space();
	if (*lex.p == '\0') {
		lex.token = T_END;
		return;
	}
	if (*lex.p == '\n') {
		lex.p++;
		lex.line++;
		lex.token = T_NEWLINE;
		return;
	}
	if (*lex.p == '"') {
		lex_string();
		return;
	}
	if (isdigit((unsigned char)*lex.p) ||
	    (*lex.p == '.' && isdigit((unsigned char)lex.p[1]))) {
		lex_number();
		return;
	}
	if (isalpha((unsigned char)*lex.p) || *lex.p == '_') {
		lex_word();
		return;
	}
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		size_t n = strlen(operators[i].text);

		if (strncmp(lex.p, operators[i].text, n) == 0) {
			lex.p += n;
			lex.token = operators[i].token;
			return;
		}
	}
	syntax_error("unexpected character '%c'", *lex.p);
}
