/*
 * From a pattern to a program.
 *
 * One pass, without a tree: each construct appends its code. What comes later in
 * the pattern but earlier in the program, the split before a repeated part or an
 * alternative, is inserted by moving code up; jumps are relative, so code that
 * moves as a whole stays right. Groups are kept on a stack of frames instead of
 * the machine's, so that nesting is bounded by memory only.
 *
 *	e*      split(body, end)  body  split(body, end)
 *	e+      body  split(body, end)
 *	e?      split(body, end)  body
 *	e{2,4}  e e split(.., end) e split(.., end) e
 *	a|b     split(a, b)  a  jump end  b
 *
 * The first choice of a split is the one that POSIX's and glibc's rules prefer,
 * which the matcher for groups follows.
 *
 * In a basic expression what is special depends on the place: `*` after the start
 * of an alternative or an anchor is itself, as is `^` elsewhere than at a start and
 * `$` elsewhere than at an end. GNU's \+ \? \| \w \W \s \S \< \> \b \B \` \' are
 * known to both kinds.
 */
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"

#define CODE_MAX   (1 << 19)
#define GROUPS_MAX (1 << 15)

/* --- Code --------------------------------------------------------------------- */

bool
__regex_reserve(struct compiler *c, int n)
{
	struct program *p = c->p;
	struct inst *code;
	int room = c->code_room;

	if (c->error != 0)
		return false;
	if (n > CODE_MAX - p->ncode) {
		c->error = REG_ESPACE;
		return false;
	}
	if (p->ncode + n <= room)
		return true;
	while (room < p->ncode + n)
		room = room == 0 ? 16 : room * 2;
	code = realloc(p->code, (size_t)room * sizeof *code);
	if (code == NULL) {
		c->error = REG_ESPACE;
		return false;
	}
	p->code = code;
	c->code_room = room;
	return true;
}

void
__regex_emit(struct compiler *c, enum op op, int x, int y)
{
	if (__regex_reserve(c, 1))
		c->p->code[c->p->ncode++] = (struct inst){ op, x, y };
}

void
__regex_insert(struct compiler *c, int pc, enum op op, int x, int y)
{
	struct program *p = c->p;

	if (!__regex_reserve(c, 1))
		return;
	memmove(p->code + pc + 1, p->code + pc,
	    (size_t)(p->ncode - pc) * sizeof *p->code);
	p->code[pc] = (struct inst){ op, x, y };
	p->ncode++;
}

static void
emit_atom(struct compiler *c, enum op op, int x)
{
	c->atom = c->p->ncode;
	__regex_emit(c, op, x, 0);
}

static void
emit_assert(struct compiler *c, enum assertion assertion)
{
	__regex_emit(c, OP_ASSERT, (int)assertion, 0);
	c->p->has_assertions = true;
	c->atom = NO_ATOM;
}

/* --- Groups and alternatives ---------------------------------------------------- */

static void
open_frame(struct compiler *c, int group)
{
	if (c->nframes == c->frames_room) {
		int room = c->frames_room * 2 + 8;
		struct frame *frames = realloc(c->frames,
		    (size_t)room * sizeof *frames);

		if (frames == NULL) {
			c->error = REG_ESPACE;
			return;
		}
		c->frames = frames;
		c->frames_room = room;
	}
	c->frames[c->nframes++] = (struct frame){ .group = group,
		.start = c->p->ncode,
		.branch = c->p->ncode + 1,
		.jumps = -1 };
	__regex_emit(c, OP_SAVE, 2 * group, 0);
	c->atom = NO_ATOM;
}

static void
open_group(struct compiler *c)
{
	if (c->p->ngroups == GROUPS_MAX)
		c->error = REG_ESPACE;
	else
		open_frame(c, c->p->ngroups++);
}

/* The end of an alternative that is not the last. */
static void
alternate(struct compiler *c)
{
	struct frame *f = &c->frames[c->nframes - 1];
	int length = c->p->ncode - f->branch;

	__regex_insert(c, f->branch, OP_SPLIT, 1, length + 2);
	__regex_emit(c, OP_JUMP, f->jumps, 0);
	f->jumps = c->p->ncode - 1;
	f->branch = c->p->ncode;
	c->atom = NO_ATOM;
}

static void
close_frame(struct compiler *c)
{
	struct frame *f = &c->frames[--c->nframes];
	int end = c->p->ncode;

	if (c->error != 0)
		return;
	for (int pc = f->jumps; pc >= 0;) {
		int next = c->p->code[pc].x;

		c->p->code[pc].x = end - pc;
		pc = next;
	}
	__regex_emit(c, OP_SAVE, 2 * f->group + 1, 0);
	c->atom = f->start;
	if (f->group < 10)
		c->closed |= 1u << f->group;
}

/* --- Single characters and their kind -------------------------------------------- */

static void
parse_literal(struct compiler *c)
{
	uint32_t symbol = *c->at;
	size_t n = 1;

	if (symbol >= c->p->nbytes)
		n = __regex_symbol_wide(c->at,
		    c->at + strnlen((const char *)c->at, 4), &symbol);
	c->at += n;
	if (c->p->icase)
		symbol = __regex_fold(c->p, symbol);
	emit_atom(c, OP_CHAR, (int)symbol);
}

static void
parse_bracket(struct compiler *c, const unsigned char *text,
    const unsigned char **end)
{
	int index;

	c->error = __regex_bracket(c->p, text, end, &index);
	if (c->error == 0)
		emit_atom(c, OP_SET, index);
}

/* \w and the like stand for a bracket expression, \W for newlines too. */
static void
emit_named_set(struct compiler *c, const char *text)
{
	const unsigned char *end;
	bool newline = c->p->newline;

	c->p->newline = false;
	parse_bracket(c, (const unsigned char *)text, &end);
	c->p->newline = newline;
}

static void
parse_backref(struct compiler *c, int group)
{
	if (!(c->closed >> group & 1)) {
		c->error = REG_ESUBREG;
		return;
	}
	c->p->has_backrefs = true;
	emit_atom(c, OP_BACKREF, group);
}

/* GNU's escapes, the same in both kinds. => returns: false if it is none */
static bool
parse_gnu_escape(struct compiler *c, unsigned char e)
{
	static const char assertions[] = "`'<>bB";
	static const enum assertion meaning[] = { ASSERT_TEXT_START,
		ASSERT_TEXT_END, ASSERT_WORD_START, ASSERT_WORD_END,
		ASSERT_WORD_EDGE, ASSERT_NO_WORD_EDGE };
	const char *found = strchr(assertions, e);

	if (found != NULL)
		emit_assert(c, meaning[found - assertions]);
	else if (e == 'w')
		emit_named_set(c, "[:alnum:]_]");
	else if (e == 'W')
		emit_named_set(c, "^[:alnum:]_]");
	else if (e == 's')
		emit_named_set(c, "[:space:]]");
	else if (e == 'S')
		emit_named_set(c, "^[:space:]]");
	else if (e >= '1' && e <= '9')
		parse_backref(c, e - '0');
	else
		return false;
	return true;
}

/* --- The two syntaxes -------------------------------------------------------------- */

static void
close_group(struct compiler *c)
{
	if (c->nframes == 1)
		c->error = REG_EPAREN;
	else
		close_frame(c);
}

/* After a backslash; c->at is at the character after it. */
static void
parse_escape(struct compiler *c)
{
	unsigned char e = *c->at;

	if (e == '\0') {
		c->error = REG_EESCAPE;
		return;
	}
	c->at++;
	if (parse_gnu_escape(c, e))
		return;
	if (c->extended || strchr("(){|+?", e) == NULL) {
		c->at--;
		parse_literal(c);
	} else if (e == '(') {
		open_group(c);
	} else if (e == ')') {
		close_group(c);
	} else if (e == '{') {
		__regex_repeat_interval(c);
	} else if (e == '|') {
		alternate(c);
	} else if (c->atom == NO_ATOM) {
		emit_atom(c, OP_CHAR, e);
	} else {
		__regex_repeat(c, (char)e);
	}
}

/* `^` in a basic expression: at its start, or at that of a group or alternative. */
static bool
caret_is_anchor(const struct compiler *c)
{
	const unsigned char *s = c->at;

	return c->extended || s == c->pattern ||
	    (s - c->pattern >= 2 && s[-2] == '\\' &&
		(s[-1] == '(' || s[-1] == '|') &&
		c->p->code[c->p->ncode - 1].op != OP_CHAR);
}

static bool
dollar_is_anchor(const struct compiler *c)
{
	return c->extended || c->at[1] == '\0' ||
	    (c->at[1] == '\\' && (c->at[2] == ')' || c->at[2] == '|'));
}

/* What only an extended expression knows. => returns: false if it is none */
static bool
parse_extended(struct compiler *c)
{
	unsigned char e = *c->at;

	if (!c->extended || strchr("(|)+?{", e) == NULL ||
	    (e == ')' && c->nframes == 1))
		return false;
	c->at++;
	if (e == '(')
		open_group(c);
	else if (e == '|')
		alternate(c);
	else if (e == ')')
		close_frame(c);
	else if (e == '{')
		__regex_repeat_interval(c);
	else
		__regex_repeat(c, (char)e);
	return true;
}

static void
parse_one(struct compiler *c)
{
	if (parse_extended(c))
		return;
	if (*c->at == '\\') {
		c->at++;
		parse_escape(c);
	} else if (*c->at == '[') {
		parse_bracket(c, c->at + 1, &c->at);
	} else if (*c->at == '.') {
		c->at++;
		emit_atom(c, OP_ANY, 0);
	} else if (*c->at == '*' && (c->extended || c->atom != NO_ATOM)) {
		c->at++;
		__regex_repeat(c, '*');
	} else if (*c->at == '^' && caret_is_anchor(c)) {
		c->at++;
		emit_assert(c, ASSERT_LINE_START);
	} else if (*c->at == '$' && dollar_is_anchor(c)) {
		c->at++;
		emit_assert(c, ASSERT_LINE_END);
	} else {
		parse_literal(c);
	}
}

int
__regex_compile(struct program *p, const char *pattern, bool extended)
{
	struct compiler c = { .p = p,
		.pattern = (const unsigned char *)pattern,
		.at = (const unsigned char *)pattern,
		.extended = extended };

	p->ngroups = 1;
	open_frame(&c, 0);
	while (c.error == 0 && *c.at != '\0')
		parse_one(&c);
	if (c.error == 0 && c.nframes > 1)
		c.error = REG_EPAREN;
	if (c.error == 0) {
		close_frame(&c);
		__regex_emit(&c, OP_MATCH, 0, 0);
	}
	free(c.frames);
	return c.error;
}
