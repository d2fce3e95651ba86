/* Variables. */
#ifndef SH_VARS_H
#define SH_VARS_H

#include <stdbool.h>
#include <stddef.h>

#define VAR_EXPORT   1
#define VAR_READONLY 2
#define VAR_LINE     4 /* its value is the line being run: LINENO */

/* One entry a name, for ever: trees and tables point to it. */
struct var {
	struct var *next; /* in its hash chain */
	char *value;      /* NULL: unset */
	size_t capacity;  /* of the value's memory; 0: it is not ours */
	unsigned int flags;
	/* Called after the value changed; NULL: nobody cares. */
	void (*changed)(const char *value);
	char name[];
};

/* The variables that the shell itself uses. */
extern struct var *var_cdpath, *var_ifs, *var_home, *var_oldpwd, *var_optarg,
    *var_optind, *var_path, *var_ps1, *var_ps2, *var_ps4, *var_pwd;

/* Take the environment, and give the shell's own variables their values. */
void vars_init(char **environment);

bool is_var_name(const char *text);
/* => returns: the entry of that name, made if need be */
struct var *var_intern(const char *name, size_t length);
struct var *var_named(const char *name);

/* => returns: the value, the variable's own until it changes; NULL if unset */
const char *var_value(struct var *var);
/* Also the value if it were set, but "" for none. */
const char *var_text(struct var *var);

/* => errors: unwinds with a message if it is read-only */
void var_set(struct var *var, const char *value);
void var_set_number(struct var *var, long long value);
void var_unset(struct var *var);
/* Set variables get these flags as well. */
void var_add_flags(struct var *var, unsigned int flags);

/* => returns: a sorted, NULL-terminated array in scratch of all variables that are
 *    set or have one of `flags` */
struct var **vars_sorted(unsigned int flags);
/* => returns: the environment for a program, good until a variable changes */
char **vars_environment(void);
void vars_for_each(void (*visit)(const char *name, void *arg), void *arg);

/*
 * Scopes: what is made local in the innermost scope has its old value again when
 * the scope ends.
 */
void scope_push(void);
void scope_pop(void);
void scope_save(struct var *var);
int scope_depth(void);
void scope_pop_to(int depth);

#endif
