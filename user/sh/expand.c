/*
 * Word expansion (XCU 2.6), but for what a parameter's name and operator mean:
 * that is param.c's.
 *
 * An expansion puts bytes into the field under construction, `text`, and beside
 * each byte a mark: whether it was quoted. What is unquoted and comes from an
 * expansion is split where IFS says, as it arrives, so there is no second pass.
 * When a field is complete and has an unquoted `*`, `?` or `[`, text and marks make
 * a pattern for pathname expansion.
 *
 * Splitting has three states (enum field_state). White space of IFS ends a field
 * and is then skipped together with at most one other delimiter; another delimiter
 * always ends a field, be it empty.
 *
 * The same machine makes single strings: without splitting there is one field.
 * Marks are only kept where someone will look at them.
 *
 * A constant word needs none of this: the parser has found that out.
 */
#include "expand.h"

#include "arith.h"
#include "chars.h"
#include "error.h"
#include "expansion.h"
#include "options.h"
#include "parse.h"
#include "pattern.h"
#include "shell.h"
#include "substitute.h"
#include "vars.h"

#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#define IFS_SPACE 1 /* white space that is in IFS */
#define IFS_OTHER 2

static unsigned char ifs_class[256];

/* Called when IFS changes. */
void
expand_note_ifs(const char *ifs)
{
	memset(ifs_class, 0, sizeof ifs_class);
	for (ifs = ifs ? ifs : " \t\n"; *ifs != '\0'; ifs++)
		ifs_class[(unsigned char)*ifs] = strchr(" \t\n", *ifs) ?
		    IFS_SPACE :
		    IFS_OTHER;
}

int
ifs_kind(int c)
{
	return ifs_class[(unsigned char)c];
}

/* Fields. */

static bool
is_magic(const struct expansion *e)
{
	for (size_t i = 0; i < e->text.length; i++) {
		char c = e->text.data[i];

		if (e->marks.data[i])
			continue;
		if (c == '*' || c == '?' || c == '[')
			return true;
		/* A backslash that an expansion brought. */
		if (c == '\\')
			i++;
	}
	return false;
}

/* The field with a backslash before each quoted byte that needs one. */
static char *
as_pattern(const struct expansion *e)
{
	struct str pattern = str_new(&scratch);

	for (size_t i = 0; i < e->text.length; i++) {
		char c = e->text.data[i];

		if (e->marks.data[i] && is_pattern((unsigned char)c))
			str_char(&pattern, '\\');
		str_char(&pattern, c);
	}
	return str_text(&pattern);
}

static void
finish_field(struct expansion *e)
{
	if (!option(OPT_NOGLOB) && is_magic(e) &&
	    glob_expand(as_pattern(e), e->fields)) {
		e->text.length = 0;
	} else {
		list_add(e->fields, str_text(&e->text));
		e->text = str_new(&scratch);
	}
	e->marks.length = 0;
}

/* End the field, if one has begun. */
void
expansion_break(struct expansion *e)
{
	if (e->state == FIELD_OPEN)
		finish_field(e);
	e->state = FIELD_NONE;
}

/* Putting bytes. */

static void
put(struct expansion *e, const char *text, size_t length, bool quoted)
{
	if (e->marked) {
		str_reserve(&e->marks, length);
		memset(e->marks.data + e->marks.length, quoted, length);
		e->marks.length += length;
	}
	str_add(&e->text, text, length);
}

static void
split_at(struct expansion *e, int kind)
{
	if (e->state == FIELD_OPEN) {
		finish_field(e);
		e->state = kind == IFS_SPACE ? FIELD_SPACE : FIELD_NONE;
	} else if (kind == IFS_OTHER) {
		if (e->state == FIELD_NONE)
			finish_field(e);
		e->state = FIELD_NONE;
	}
}

static void
put_split(struct expansion *e, const char *text, size_t length)
{
	const char *end = text + length;

	while (text < end) {
		const char *start = text;

		while (text < end && !ifs_class[(unsigned char)*text])
			text++;
		if (text > start) {
			put(e, start, (size_t)(text - start), false);
			e->state = FIELD_OPEN;
		}
		if (text < end)
			split_at(e, ifs_class[(unsigned char)*text++]);
	}
}

void
expansion_put(struct expansion *e, const char *text, size_t length, bool quoted)
{
	if (e->split && !quoted) {
		put_split(e, text, length);
		return;
	}
	if (length > 0)
		put(e, text, length, quoted);
	if (quoted || length > 0)
		e->state = FIELD_OPEN;
}

/* Tildes. */

static const char *
home_of(const char *name, size_t length)
{
	struct passwd *entry;

	if (length == 0)
		return var_value(var_home);
	entry = getpwnam(arena_strndup(&scratch, name, length));
	return entry ? entry->pw_dir : NULL;
}

/*
 * text[0] is an unquoted tilde where one counts.
 * => returns: how much of the text the expansion stands for, 0 if none
 */
static size_t
put_tilde(struct expansion *e, const char *text, size_t length, bool last)
{
	size_t n = 1;
	const char *home;

	while (n < length && text[n] != '/' && !(e->colons && text[n] == ':'))
		n++;
	/* A name that goes on in a quoted part or an expansion is none. */
	if (n == length && !last)
		return 0;
	home = home_of(text + 1, n - 1);
	if (home == NULL)
		return 0;
	expansion_put(e, home, strlen(home), true);
	return n;
}

/* An unquoted text of the script itself. */
static void
put_text(struct expansion *e, const struct part *part, bool first)
{
	const char *text = part->text.data;
	const char *end = text + part->text.length;
	bool tilde = first && e->tilde;
	/* Within ${x-word} the script's own text is split too. */
	bool quoted = part->quoted;

	while (text < end) {
		size_t n = (size_t)(end - text);
		size_t done = 0;

		if (tilde && *text == '~')
			done = put_tilde(e, text, n, part->next == NULL);
		tilde = false;
		if (done == 0 && e->colons) {
			const char *colon = memchr(text, ':', n);

			tilde = colon != NULL;
			if (tilde)
				n = (size_t)(colon + 1 - text);
		}
		if (done == 0) {
			done = n;
			if (e->in_param)
				expansion_put(e, text, n, quoted);
			else {
				put(e, text, n, quoted);
				e->state = FIELD_OPEN;
			}
		}
		text += done;
	}
}

/* Parts. */

static void
put_arith(struct expansion *e, const struct part *part)
{
	char text[24];
	const char *expression = expand_string(part->arith);
	int n = snprintf(text, sizeof text, "%" PRIdMAX,
	    arith_evaluate(expression));

	expansion_put(e, text, (size_t)n, part->quoted);
}

static void
put_command(struct expansion *e, const struct part *part)
{
	struct str output = str_new(&scratch);

	substitute_command(part->command, &output);
	expansion_put(e, str_text(&output), output.length, part->quoted);
}

void
expansion_put_word(struct expansion *e, const struct word *word)
{
	const struct part *part;

	check_stack();
	for (part = word->parts; part != NULL; part = part->next) {
		switch (part->kind) {
		case PART_TEXT:
			if (part->quoted)
				expansion_put(e, part->text.data,
				    part->text.length, true);
			else
				put_text(e, part, part == word->parts);
			break;
		case PART_PARAM:
			expansion_put_param(e, part->param, part->quoted);
			break;
		case PART_COMMAND:
			put_command(e, part);
			break;
		case PART_ARITH:
			put_arith(e, part);
			break;
		}
	}
}

/* What others ask for. */

void
expand_words(const struct word *words, struct list *fields)
{
	struct expansion e = { .text = str_new(&scratch),
		.marks = str_new(&scratch),
		.fields = fields,
		.split = true,
		.marked = true,
		.tilde = true };

	for (; words != NULL; words = words->next) {
		if (words->literal != NULL) {
			list_add(fields, (char *)words->literal);
			continue;
		}
		expansion_put_word(&e, words);
		expansion_break(&e);
	}
}

static const char *
expand_single(struct expansion *e, const struct word *word)
{
	e->text = str_new(&scratch);
	e->marks = str_new(&scratch);
	expansion_put_word(e, word);
	return str_text(&e->text);
}

const char *
expand_value(const struct word *word)
{
	struct expansion e = { .tilde = true, .colons = true };

	if (word->literal != NULL)
		return word->literal;
	return expand_single(&e, word);
}

const char *
expand_string(const struct word *word)
{
	struct expansion e = { .tilde = true };

	if (word->literal != NULL)
		return word->literal;
	return expand_single(&e, word);
}

const char *
expand_pattern(const struct word *word)
{
	struct expansion e = { .tilde = true, .marked = true };

	if (word->plain != NULL && word->literal != NULL)
		return word->literal;
	expand_single(&e, word);
	return as_pattern(&e);
}

const char *
expand_text(const char *text)
{
	if (strpbrk(text, "$`\\") == NULL)
		return text;
	return expand_string(parse_text(text));
}
