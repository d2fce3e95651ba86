/* The tree that the parser makes of commands. All of it lies in one arena. */
#ifndef SH_AST_H
#define SH_AST_H

#include "mem.h"

#include <stdbool.h>

struct var;
struct node;

/* ${name op word} */
enum param_op {
	OP_NONE,
	OP_LENGTH,         /* ${#name} */
	OP_DEFAULT,        /* - */
	OP_ASSIGN,         /* = */
	OP_ERROR,          /* ? */
	OP_ALTERNATIVE,    /* + */
	OP_TRIM_START,     /* # */
	OP_TRIM_START_ALL, /* ## */
	OP_TRIM_END,       /* % */
	OP_TRIM_END_ALL,   /* %% */
	OP_BAD,            /* no such operator: an error once it is expanded */
};

struct param {
	struct var *var;     /* a variable, else NULL */
	char special;        /* one of @*#?-$! , or 0 */
	unsigned int number; /* $1 and so on, if neither of the above */
	enum param_op op;
	bool colon; /* an empty value counts as none */
	struct word *word;
};

enum part_kind {
	PART_TEXT,
	PART_PARAM,
	PART_COMMAND,
	PART_ARITH
};

/* A stretch of a word. */
struct part {
	struct part *next;
	enum part_kind kind;
	bool quoted; /* neither split nor a pattern */
	union {
		struct {
			const char *data;
			size_t length;
		} text;
		struct param *param;
		struct node *command; /* NULL: $() */
		struct word *arith;
	};
};

struct word {
	struct word *next;
	struct part *parts;
	const char *plain;   /* the text if it is unquoted and constant */
	const char *literal; /* the text if it expands to itself */
};

struct assign {
	struct assign *next;
	struct var *var;
	struct word *value;
};

enum redir_kind {
	REDIR_READ,       /* < */
	REDIR_WRITE,      /* > */
	REDIR_CLOBBER,    /* >| */
	REDIR_APPEND,     /* >> */
	REDIR_READ_WRITE, /* <> */
	REDIR_DUP_READ,   /* <& */
	REDIR_DUP_WRITE,  /* >& */
	REDIR_HERE,       /* << */
};

struct redir {
	struct redir *next;
	enum redir_kind kind;
	int fd;
	struct word *word; /* file, descriptor or content */
	bool expand;       /* here-documents: the delimiter was not quoted */
	/* While the parser waits for the content: */
	const char *delimiter;
	bool strip_tabs;
	struct redir *next_here;
};

enum node_kind {
	NODE_SIMPLE,
	NODE_PIPE,
	NODE_NOT,
	NODE_AND,
	NODE_OR,
	NODE_LIST,
	NODE_BACKGROUND,
	NODE_SUBSHELL,
	NODE_GROUP, /* braces, and any compound command with redirections */
	NODE_IF,
	NODE_WHILE,
	NODE_UNTIL,
	NODE_FOR,
	NODE_CASE,
	NODE_FUNCTION,
};

struct case_item {
	struct case_item *next;
	struct word *patterns;
	struct node *body;
};

struct node {
	enum node_kind kind;
	int line;
	struct node *next; /* in a list or pipeline */
	union {
		struct {
			struct assign *assigns;
			struct word *words;
			struct redir *redirs;
		} simple;
		struct {
			struct node *first;
			int count;
		} list; /* NODE_LIST, NODE_PIPE */
		struct {
			struct node *left;
			struct node *right;
		} pair; /* NODE_AND, NODE_OR */
		struct {
			struct node *body;
			struct redir *redirs;
		} group; /* SUBSHELL, GROUP, BACKGROUND, NOT */
		struct {
			struct node *test;
			struct node *body;
			struct node *otherwise;
		} branch; /* IF, WHILE, UNTIL */
		struct {
			struct var *var;
			struct word *words;
			struct node *body;
		} loop; /* FOR */
		struct {
			struct word *subject;
			struct case_item *items;
		} cases;
		struct {
			const char *name;
			struct node *body;
		} function;
	};
};

/* => returns: a copy of the tree, wholly in `arena` */
struct node *node_copy(struct arena *arena, const struct node *node);

#endif
