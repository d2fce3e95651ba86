/*
 * Variables.
 *
 * A name is interned when it is first met, in a script's text mostly: its entry in
 * the hash table stays for ever, set or not, so that an expansion in a loop finds
 * its variable without looking. Names met are as many as scripts contain.
 *
 * A value's memory is kept and reused while it fits, with room to grow by half:
 * `i=$((i+1))` and `s=$s.` allocate rarely.
 *
 * Invariants
 *   1. `capacity` is 0 exactly if `value` is NULL.
 *   2. Whatever changes an exported variable drops the environment made before.
 *   3. Scopes nest; a variable is saved once a scope.
 */
#include "vars.h"

#include "builtins.h"
#include "chars.h"
#include "error.h"
#include "mem.h"
#include "shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NBUCKETS 512

struct saved {
	struct saved *next;
	struct var *var;
	char *value;
	size_t capacity;
	unsigned int flags;
};

struct scope {
	struct scope *outer;
	struct saved *saved;
};

static struct {
	struct var *buckets[NBUCKETS];
	size_t count;
	char **environment; /* NULL: to be made */
	struct scope *scope;
	int depth;
} vars;

struct var *var_cdpath, *var_ifs, *var_home, *var_oldpwd, *var_optarg,
    *var_optind, *var_path, *var_ps1, *var_ps2, *var_ps4, *var_pwd;

bool
is_var_name(const char *text)
{
	if (!is_name_start((unsigned char)*text))
		return false;
	while (is_name((unsigned char)*text))
		text++;
	return *text == '\0';
}

/* Entries. */

static struct var *
make(const char *name, size_t length)
{
	struct var *var = xmalloc(sizeof *var + length + 1);

	memset(var, 0, sizeof *var);
	memcpy(var->name, name, length);
	var->name[length] = '\0';
	vars.count++;
	return var;
}

struct var *
var_intern(const char *name, size_t length)
{
	size_t hash = length;
	struct var **link;

	for (size_t i = 0; i < length; i++)
		hash = hash * 31 + (unsigned char)name[i];
	link = &vars.buckets[hash % NBUCKETS];
	for (; *link != NULL; link = &(*link)->next)
		if (strncmp((*link)->name, name, length) == 0 &&
		    (*link)->name[length] == '\0')
			return *link;
	return *link = make(name, length);
}

struct var *
var_named(const char *name)
{
	return var_intern(name, strlen(name));
}

/* Values. */

static void
drop_environment(void)
{
	free(vars.environment);
	vars.environment = NULL;
}

static void
note_change(struct var *var)
{
	if ((var->flags & VAR_EXPORT) && vars.environment != NULL)
		drop_environment();
	if (var->changed != NULL)
		var->changed(var->value);
}

/* LINENO is counted in the function that runs. */
static const char *
line_text(void)
{
	static char text[16];
	int line = shell.line;

	if (shell.function_line > 0)
		line -= shell.function_line - 1;
	snprintf(text, sizeof text, "%d", line);
	return text;
}

const char *
var_value(struct var *var)
{
	return (var->flags & VAR_LINE) ? line_text() : var->value;
}

const char *
var_text(struct var *var)
{
	const char *value = var_value(var);

	return value ? value : "";
}

static void
check_writable(const struct var *var)
{
	if (var->flags & VAR_READONLY)
		sh_error("%s: is read only", var->name);
}

void
var_set(struct var *var, const char *value)
{
	size_t size = strlen(value) + 1;

	check_writable(var);
	if (size > var->capacity) {
		char *old = var->value;
		size_t capacity = old ? size + size / 2 : size;

		var->value = xmalloc(capacity);
		var->capacity = capacity;
		/* The new value may be part of the old one. */
		memcpy(var->value, value, size);
		free(old);
	} else
		memmove(var->value, value, size);
	var->flags &= ~(unsigned int)VAR_LINE;
	note_change(var);
}

void
var_set_number(struct var *var, long long value)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", value);
	var_set(var, text);
}

void
var_unset(struct var *var)
{
	check_writable(var);
	free(var->value);
	var->value = NULL;
	var->capacity = 0;
	note_change(var);
	var->flags = 0;
}

void
var_add_flags(struct var *var, unsigned int flags)
{
	var->flags |= flags;
	if (flags & VAR_EXPORT)
		drop_environment();
}

/* All of them. */

static int
compare_names(const void *a, const void *b)
{
	return strcmp((*(struct var *const *)a)->name,
	    (*(struct var *const *)b)->name);
}

struct var **
vars_sorted(unsigned int flags)
{
	struct var **list = arena_alloc(&scratch,
	    (vars.count + 1) * sizeof *list);
	size_t n = 0;

	for (size_t i = 0; i < NBUCKETS; i++)
		for (struct var *var = vars.buckets[i]; var; var = var->next)
			if (flags ? (var->flags & flags) != 0 :
				    var->value != NULL)
				list[n++] = var;
	qsort(list, n, sizeof *list, compare_names);
	list[n] = NULL;
	return list;
}

void
vars_for_each(void (*visit)(const char *name, void *arg), void *arg)
{
	for (size_t i = 0; i < NBUCKETS; i++)
		for (struct var *var = vars.buckets[i]; var; var = var->next)
			if (var_value(var) != NULL)
				visit(var->name, arg);
}

static bool
in_environment(const struct var *var)
{
	return (var->flags & VAR_EXPORT) && var->value != NULL;
}

/* One allocation: the pointers, then the texts. */
static char **
make_environment(void)
{
	size_t count = 1;
	size_t size = 0;
	char **list, *text;

	for (size_t i = 0; i < NBUCKETS; i++)
		for (struct var *var = vars.buckets[i]; var; var = var->next)
			if (in_environment(var)) {
				count++;
				size += strlen(var->name) + strlen(var->value) +
				    2;
			}
	vars.environment = list = xmalloc(count * sizeof *list + size);
	text = (char *)(list + count);
	for (size_t i = 0; i < NBUCKETS; i++)
		for (struct var *var = vars.buckets[i]; var; var = var->next)
			if (in_environment(var)) {
				*list++ = text;
				text = stpcpy(text, var->name);
				*text++ = '=';
				text = stpcpy(text, var->value) + 1;
			}
	*list = NULL;
	return vars.environment;
}

char **
vars_environment(void)
{
	return vars.environment ? vars.environment : make_environment();
}

/* Scopes. */

void
scope_push(void)
{
	struct scope *scope = xmalloc(sizeof *scope);

	scope->outer = vars.scope;
	scope->saved = NULL;
	vars.scope = scope;
	vars.depth++;
}

/* The variable keeps its value; the scope remembers a copy of it. */
void
scope_save(struct var *var)
{
	struct saved *saved;

	for (saved = vars.scope->saved; saved; saved = saved->next)
		if (saved->var == var)
			return;
	saved = xmalloc(sizeof *saved);
	saved->var = var;
	saved->value = var->value ? xstrdup(var->value) : NULL;
	saved->capacity = var->value ? strlen(var->value) + 1 : 0;
	saved->flags = var->flags;
	saved->next = vars.scope->saved;
	vars.scope->saved = saved;
}

static void
restore(struct saved *saved)
{
	struct var *var = saved->var;

	if ((var->flags | saved->flags) & VAR_EXPORT)
		drop_environment();
	free(var->value);
	var->value = saved->value;
	var->capacity = saved->capacity;
	var->flags = saved->flags;
	note_change(var);
	free(saved);
}

void
scope_pop(void)
{
	struct scope *scope = vars.scope;

	vars.scope = scope->outer;
	vars.depth--;
	while (scope->saved != NULL) {
		struct saved *saved = scope->saved;

		scope->saved = saved->next;
		restore(saved);
	}
	free(scope);
}

int
scope_depth(void)
{
	return vars.depth;
}

void
scope_pop_to(int depth)
{
	while (vars.depth > depth)
		scope_pop();
}

/* At the start. */

static void
import(const char *entry)
{
	const char *equals = strchr(entry, '=');
	struct var *var;

	if (equals == NULL || !is_name_start((unsigned char)*entry))
		return;
	for (const char *p = entry; p < equals; p++)
		if (!is_name((unsigned char)*p))
			return;
	var = var_intern(entry, (size_t)(equals - entry));
	var_set(var, equals + 1);
	var->flags |= VAR_EXPORT;
}

static struct var *
own(const char *name, const char *value)
{
	struct var *var = var_named(name);

	if (value != NULL)
		var_set(var, value);
	return var;
}

void
vars_init(char **environment)
{
	var_path = own("PATH",
	    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
	var_ps1 = own("PS1", geteuid() == 0 ? "# " : "$ ");
	var_ps2 = own("PS2", "> ");
	var_ps4 = own("PS4", "+ ");
	for (; *environment != NULL; environment++)
		import(*environment);
	var_ifs = own("IFS", " \t\n");
	var_ifs->flags = 0;
	var_optind = own("OPTIND", "1");
	var_optarg = own("OPTARG", NULL);
	var_cdpath = own("CDPATH", NULL);
	var_home = own("HOME", NULL);
	var_oldpwd = own("OLDPWD", NULL);
	var_pwd = own("PWD", NULL);
	var_set_number(own("PPID", NULL), getppid());
	own("LINENO", NULL)->flags |= VAR_LINE;
}
