/*
 * The tokens of awk.
 */
#ifndef USER_BIN_AWK_LEX_H
#define USER_BIN_AWK_LEX_H

#include <stdbool.h>
#include <stddef.h>

enum token {
	T_END,
	T_NEWLINE,
	T_LEFT_BRACE,
	T_RIGHT_BRACE,
	T_LEFT_PAREN,
	T_RIGHT_PAREN,
	T_LEFT_BRACKET,
	T_RIGHT_BRACKET,
	T_SEMICOLON,
	T_COMMA,
	T_PLUS,
	T_MINUS,
	T_STAR,
	T_SLASH,
	T_PERCENT,
	T_CARET,
	T_NOT,
	T_GREATER,
	T_LESS,
	T_PIPE,
	T_QUESTION,
	T_COLON,
	T_TILDE,
	T_NO_MATCH,
	T_DOLLAR,
	T_ASSIGN,
	T_ADD_ASSIGN,
	T_SUB_ASSIGN,
	T_MUL_ASSIGN,
	T_DIV_ASSIGN,
	T_MOD_ASSIGN,
	T_POW_ASSIGN,
	T_EQUAL,
	T_LESS_EQUAL,
	T_GREATER_EQUAL,
	T_NOT_EQUAL,
	T_INCREMENT,
	T_DECREMENT,
	T_AND,
	T_OR,
	T_APPEND,
	T_NUMBER,
	T_STRING,
	T_REGEX,
	T_NAME,
	T_CALL_NAME,
	T_BUILTIN,
	T_BEGIN,
	T_END_WORD,
	T_FUNCTION,
	T_IF,
	T_ELSE,
	T_WHILE,
	T_FOR,
	T_DO,
	T_BREAK,
	T_CONTINUE,
	T_NEXT,
	T_NEXTFILE,
	T_EXIT,
	T_RETURN,
	T_DELETE,
	T_IN,
	T_GETLINE,
	T_PRINT,
	T_PRINTF
};

struct lexer {
	const char *name;
	const char *p;
	int line;
	enum token token;
	char *text; /* of names, strings, regular expressions */
	size_t length;
	double number;
	int builtin;
};

extern struct lexer lex;

void lex_begin(const char *text, const char *name);
/* Goes on to the next token. */
void lex_next(void);
/* The current token is / or /=: reads a regular expression instead. */
void lex_regex(void);
__attribute__((noreturn, format(printf, 1, 2))) void syntax_error(
    const char *format, ...);

#endif
