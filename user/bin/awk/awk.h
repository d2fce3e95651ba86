/*
 * What the parts of awk share: values, the syntax tree, the record.
 */
#ifndef USER_BIN_AWK_AWK_H
#define USER_BIN_AWK_AWK_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* --- Values: value.c ------------------------------------------------------ */

/* Text with its length and a count of references; never changed once shared. */
struct string {
	size_t refs;
	size_t length;
	char text[];
};

enum {
	NUMBER = 1, /* number is valid */
	STRING = 2, /* string is valid */
	/* Text from outside that is a number too if it looks like one; with
	 * NUMBER that has been found out already. */
	INPUT = 4
};

struct value {
	unsigned int flags; /* 0: never set, which is "" and 0 */
	double number;
	struct string *string;
};

struct string *string_make(const char *text, size_t length);
struct string *string_hold(struct string *string);
void string_drop(struct string *string);

struct value value_number(double number);
struct value value_string(struct string *string); /* takes the reference */
struct value value_text(const char *text, size_t length);
struct value value_input(const char *text, size_t length);
struct value value_copy(const struct value *value);
void value_drop(struct value *value);

double value_to_number(struct value *value);
/* A new reference; format is CONVFMT or OFMT. */
struct string *value_to_string(struct value *value, const char *format);
bool value_is_true(struct value *value);
/* Does INPUT look like a number? Then it is one from here on. */
bool value_is_numeric(struct value *value);
int value_compare(struct value *a, struct value *b);

/* --- Arrays --------------------------------------------------------------- */

struct array;

struct array *array_create(void);
void array_destroy(struct array *array);
void array_clear(struct array *array);
size_t array_length(const struct array *array);
/* The element, made if it is not there; valid until the array changes. */
struct value *array_get(struct array *array, struct string *key);
struct value *array_find(struct array *array, const struct string *key);
void array_delete(struct array *array, const struct string *key);
/* All keys, each a new reference; *n of them; to be freed. */
struct string **array_keys(const struct array *array, size_t *n);

/* --- Variables ------------------------------------------------------------ */

enum variable_kind {
	UNTYPED,
	SCALAR,
	ARRAY,
	ALIAS
};

struct variable {
	enum variable_kind kind;
	struct value value;
	struct array *array;
	struct variable *alias; /* the caller's, for an untyped argument */
	const char *name;
	void (*changed)(void); /* after an assignment: NF, FS ... */
};

struct variable *variable_find(const char *name); /* made if need be */
struct array *variable_array(struct variable *variable);
struct value *variable_scalar(struct variable *variable);
void variable_set(struct variable *variable, struct value value);

/* The special ones. */
extern struct variable *var_nf, *var_nr, *var_fnr, *var_fs, *var_ofs, *var_ors,
    *var_rs, *var_filename, *var_subsep, *var_rstart, *var_rlength,
    *var_convfmt, *var_ofmt, *var_environ, *var_argc, *var_argv;
const char *format_convfmt(void);

/* --- The syntax tree: parse.c --------------------------------------------- */

enum op {
	/* expressions */
	OP_NUMBER,
	OP_STRING,
	OP_REGEX,
	OP_GLOBAL,
	OP_LOCAL,
	OP_FIELD,
	OP_INDEX,
	OP_IN,
	OP_ASSIGN,
	OP_ASSIGN_OP,
	OP_CONDITION,
	OP_OR,
	OP_AND,
	OP_NOT,
	OP_MATCH,
	OP_NO_MATCH,
	OP_LESS,
	OP_LESS_EQUAL,
	OP_EQUAL,
	OP_NOT_EQUAL,
	OP_GREATER,
	OP_GREATER_EQUAL,
	OP_CONCAT,
	OP_ADD,
	OP_SUBTRACT,
	OP_MULTIPLY,
	OP_DIVIDE,
	OP_MODULO,
	OP_POWER,
	OP_NEGATE,
	OP_PLUS,
	OP_PRE_INCREMENT,
	OP_PRE_DECREMENT,
	OP_POST_INCREMENT,
	OP_POST_DECREMENT,
	OP_GROUP,
	OP_CALL,
	OP_BUILTIN,
	OP_GETLINE,
	OP_GETLINE_FILE,
	OP_GETLINE_COMMAND,
	OP_SUBSCRIPTS,
	/* statements */
	OP_BLOCK,
	OP_EXPRESSION,
	OP_PRINT,
	OP_PRINTF,
	OP_IF,
	OP_WHILE,
	OP_DO,
	OP_FOR,
	OP_FOR_IN,
	OP_BREAK,
	OP_CONTINUE,
	OP_NEXT,
	OP_NEXT_FILE,
	OP_EXIT,
	OP_RETURN,
	OP_DELETE,
	OP_NOTHING
};

enum redirect {
	TO_STDOUT,
	TO_FILE,
	TO_APPEND,
	TO_COMMAND
};

struct node {
	enum op op;
	enum op operation; /* of OP_ASSIGN_OP */
	int line;
	struct node *a, *b, *c, *d; /* operands; what they are depends on op */
	struct node *next;          /* in a list of arguments or statements */
	struct value value;         /* of constants */
	struct variable *variable;
	int slot; /* of a local; the built-in's number */
	enum redirect redirect;
	regex_t *regex;
	struct function *function;
};

struct function {
	struct function *next;
	char *name;
	char **params;
	size_t nparams, capacity;
	struct node *body;
};

struct rule {
	struct rule *next;
	enum {
		RULE_BEGIN,
		RULE_END,
		RULE_ALWAYS,
		RULE_PATTERN,
		RULE_RANGE
	} kind;
	struct node *pattern, *last, *action; /* action NULL: print */
	bool in_range;
};

extern struct rule *program;

void parse_program(const char *text, const char *name);

enum builtin {
	B_ATAN2,
	B_CLOSE,
	B_COS,
	B_EXP,
	B_FFLUSH,
	B_GSUB,
	B_INDEX,
	B_INT,
	B_LENGTH,
	B_LOG,
	B_MATCH,
	B_RAND,
	B_SIN,
	B_SPLIT,
	B_SPRINTF,
	B_SQRT,
	B_SRAND,
	B_STRFTIME,
	B_SUB,
	B_SUBSTR,
	B_SYSTEM,
	B_SYSTIME,
	B_TOLOWER,
	B_TOUPPER,
	NBUILTINS
};

/* --- Running: run.c, builtin.c, record.c, stream.c ------------------------- */

struct value evaluate(const struct node *node);
struct string *evaluate_string(const struct node *node);
double evaluate_number(const struct node *node);
void assign(const struct node *target, struct value value);
/* The array that a node names. */
struct array *evaluate_array(const struct node *node);
/* Does it name one already? */
bool is_array(const struct node *node);
regex_t *evaluate_regex(const struct node *node);
int run_program(void);

struct value call_builtin(const struct node *node);
struct string *format_text(const struct node *arguments);
void builtin_init(void);

/* A dynamic regular expression; cached. */
regex_t *regex_get(const char *text, size_t length);

struct value field_get(long number);
void field_set(long number, struct value value);
/* $0 as text; and setting it. */
void record_set(struct string *text);
void record_init(void);
/* Splits text by FS-like separator into pieces. */
typedef void split_piece(const char *text, size_t length, void *context);
void split_regex(const char *text, size_t length, regex_t *regex,
    split_piece *piece, void *context);
void split_text(const char *text, size_t length, const struct string *separator,
    bool paragraph, split_piece *piece, void *context);

/* The next record of the main input; NULL at the end. */
struct string *input_next(void);
void input_skip_file(void);
void input_set_operands(void);
/* A line of a file or a command; 1, 0 at the end, -1 if it cannot be read. */
int input_getline(const char *name, bool command, struct string **line);
FILE *output_get(const char *name, enum redirect kind);
int stream_close(const char *name);
bool stream_flush(const char *name); /* NULL: all */
int stream_close_all(void);

/* Sets a variable from "name=value" with escapes; false if text is not that. */
bool assign_operand(const char *text);
/* Resolves the escapes of a string constant. */
char *unescape(const char *text, size_t length, size_t *result_length);

__attribute__((noreturn, format(printf, 1, 2))) void fatal(const char *format,
    ...);

#endif
