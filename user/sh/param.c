/*
 * Parameter expansion: ${name}, with all its operators.
 *
 * A parameter has a value or is unset; $@ and $* have one value an argument. The
 * operators of the first kind (- = ? +) choose between value and word, those of
 * the second kind cut a piece off the value.
 */
#include "error.h"
#include "expand.h"
#include "expansion.h"
#include "options.h"
#include "pattern.h"
#include "shell.h"
#include "vars.h"

#include <stdio.h>
#include <string.h>

static bool
is_all(const struct param *param)
{
	return param->special == '@' || param->special == '*';
}

/* How messages name it. */
static const char *
name_of(const struct param *param, char *buffer, size_t size)
{
	if (param->var != NULL)
		return param->var->name;
	if (param->special)
		snprintf(buffer, size, "%c", param->special);
	else
		snprintf(buffer, size, "%u", param->number);
	return buffer;
}

static const char *
number_text(long value)
{
	char *text = arena_alloc(&scratch, 24);

	snprintf(text, 24, "%ld", value);
	return text;
}

static const char *
special_value(char special)
{
	switch (special) {
	case '#':
		return number_text(shell.params.count);
	case '?':
		return number_text(shell.status);
	case '$':
		return number_text(shell.pid);
	case '!':
		return shell.background ? number_text(shell.background) : NULL;
	default:
		return options_letters();
	}
}

/* What stands between the arguments in a single string: a byte, or nothing. */
static const char *
separator(size_t *length)
{
	const char *ifs = var_value(var_ifs);

	if (ifs == NULL)
		ifs = " ";
	*length = *ifs != '\0';
	return ifs;
}

/* $* and $@ as one string. */
static const char *
joined(void)
{
	struct str s = str_new(&scratch);
	size_t n;
	const char *between = separator(&n);

	for (int i = 0; i < shell.params.count; i++) {
		if (i > 0)
			str_add(&s, between, n);
		str_add_all(&s, shell.params.args[i]);
	}
	return str_text(&s);
}

/* => returns: the value, NULL if unset; it is good until the next command */
static const char *
value_of(const struct param *param)
{
	if (param->var != NULL)
		return var_value(param->var);
	if (is_all(param))
		return joined();
	if (param->special)
		return special_value(param->special);
	if (param->number == 0)
		return shell.arg0;
	if (param->number > (unsigned int)shell.params.count)
		return NULL;
	return shell.params.args[param->number - 1];
}

/* Pieces. */

/* => returns: the value without what the operator cuts off */
static const char *
trimmed(const char *value, enum param_op op, const char *pattern)
{
	bool longest = op == OP_TRIM_START_ALL || op == OP_TRIM_END_ALL;
	long n;

	if (op == OP_TRIM_START || op == OP_TRIM_START_ALL) {
		n = pattern_prefix(pattern, value, longest);
		return n < 0 ? value : value + n;
	}
	n = pattern_suffix(pattern, value, longest);
	if (n <= 0)
		return value;
	return arena_strndup(&scratch, value, strlen(value) - (size_t)n);
}

/* Values. */

/* $@ and $*, each argument cut by `pattern` if there is one. */
static void
put_all(struct expansion *e, const struct param *param, bool quoted,
    const char *pattern)
{
	bool separate = e->split && !(quoted && param->special == '*');
	size_t n;
	const char *between = separator(&n);

	if (quoted && param->special == '*')
		expansion_put(e, "", 0, true);
	for (int i = 0; i < shell.params.count; i++) {
		const char *arg = shell.params.args[i];

		if (pattern != NULL)
			arg = trimmed(arg, param->op, pattern);
		if (i > 0 && separate)
			expansion_break(e);
		else if (i > 0)
			expansion_put(e, between, n, true);
		expansion_put(e, arg, strlen(arg), quoted);
	}
}

static void
put_value(struct expansion *e, const struct param *param, const char *value,
    bool quoted)
{
	if (is_all(param))
		put_all(e, param, quoted, NULL);
	else if (value != NULL)
		expansion_put(e, value, strlen(value), quoted);
	else if (quoted)
		expansion_put(e, "", 0, true);
}

_Noreturn static void
unset_error(const struct param *param, const char *text)
{
	char buffer[16];

	sh_error("%s: %s", name_of(param, buffer, sizeof buffer), text);
}

static void
check_unset(const struct param *param, const char *value)
{
	if (value == NULL && option(OPT_NOUNSET) && !is_all(param))
		unset_error(param, "parameter not set");
}

/* Operators. */

static void
put_word_of(struct expansion *e, const struct word *word)
{
	bool outer = e->in_param;

	e->in_param = true;
	expansion_put_word(e, word);
	e->in_param = outer;
}

static void
assign_default(struct expansion *e, const struct param *param, bool quoted)
{
	const char *value = expand_string(param->word);
	char buffer[16];

	if (param->var == NULL)
		sh_error("%s: bad variable name",
		    name_of(param, buffer, sizeof buffer));
	var_set(param->var, value);
	put_value(e, param, value, quoted);
}

_Noreturn static void
complain(const struct param *param)
{
	const char *text = expand_string(param->word);

	if (*text == '\0')
		text = param->colon ? "parameter not set or null" :
				      "parameter not set";
	unset_error(param, text);
}

/* The operators that choose; `value` is NULL if the word is to be taken. */
static void
put_choice(struct expansion *e, const struct param *param, const char *value,
    bool quoted)
{
	if (param->op == OP_ALTERNATIVE) {
		if (value != NULL)
			put_word_of(e, param->word);
		else if (quoted)
			expansion_put(e, "", 0, true);
	} else if (value != NULL)
		put_value(e, param, value, quoted);
	else if (param->op == OP_DEFAULT) {
		if (quoted)
			expansion_put(e, "", 0, true);
		put_word_of(e, param->word);
	} else if (param->op == OP_ASSIGN)
		assign_default(e, param, quoted);
	else
		complain(param);
}

static void
put_trimmed(struct expansion *e, const struct param *param, bool quoted)
{
	/* Before the value is looked at: expanding may assign to it. */
	const char *pattern = expand_pattern(param->word);
	const char *value = value_of(param);

	if (is_all(param)) {
		put_all(e, param, quoted, pattern);
		return;
	}
	if (value != NULL)
		value = trimmed(value, param->op, pattern);
	put_value(e, param, value, quoted);
}

static void
put_length(struct expansion *e, const char *value, bool quoted)
{
	const char *text = number_text(value ? (long)strlen(value) : 0);

	expansion_put(e, text, strlen(text), quoted);
}

void
expansion_put_param(struct expansion *e, const struct param *param, bool quoted)
{
	const char *value;

	if (param->op == OP_BAD)
		sh_error("Bad substitution");
	value = param->op == OP_NONE && is_all(param) ? NULL : value_of(param);
	switch (param->op) {
	case OP_DEFAULT:
	case OP_ASSIGN:
	case OP_ERROR:
	case OP_ALTERNATIVE:
		if (param->colon && value != NULL && *value == '\0')
			value = NULL;
		put_choice(e, param, value, quoted);
		return;
	case OP_LENGTH:
		check_unset(param, value);
		put_length(e, value, quoted);
		return;
	case OP_TRIM_START:
	case OP_TRIM_START_ALL:
	case OP_TRIM_END:
	case OP_TRIM_END_ALL:
		check_unset(param, value);
		put_trimmed(e, param, quoted);
		return;
	case OP_NONE:
	case OP_BAD:
		check_unset(param, value);
		put_value(e, param, value, quoted);
	}
}
