/*
 * Repetition: * + ? and {m,n}.
 *
 * What is repeated is the code from the atom's start to the program's end. Splits are
 * put before it or after it; an interval appends copies, as code can be copied.
 */
#include <regex.h>
#include <string.h>

#include "compiler.h"

#define DUP_MAX 32767

static void
repeat_again(struct compiler *c, int start)
{
	__regex_emit(c, OP_SPLIT, start - c->p->ncode, 1);
}

static void
repeat_optional(struct compiler *c, int start)
{
	__regex_insert(c, start, OP_SPLIT, 1, c->p->ncode - start + 1);
}

static void
repeat_star(struct compiler *c, int start)
{
	repeat_again(c, start);
	repeat_optional(c, start);
}

/* Append the `length` instructions that now are at `from`. */
static void
append_copy(struct compiler *c, int from, int length)
{
	if (!__regex_reserve(c, length))
		return;
	memcpy(c->p->code + c->p->ncode, c->p->code + from,
	    (size_t)length * sizeof *c->p->code);
	c->p->ncode += length;
}

/* max < 0: without bound. */
static void
repeat_between(struct compiler *c, int start, int min, int max)
{
	int length = c->p->ncode - start;
	int optional = min == 0 ? 1 : 0;
	int end;

	if (max == 0) {
		c->p->ncode = start;
		return;
	}
	if (max < 0 && min <= 1) {
		if (min == 0)
			repeat_star(c, start);
		else
			repeat_again(c, start);
		return;
	}
	for (int i = 1; i < min; i++)
		append_copy(c, start, length);
	if (max < 0) {
		repeat_again(c, c->p->ncode - length);
		return;
	}
	if (optional)
		__regex_insert(c, start, OP_SPLIT, 1, 0);
	for (int i = min > 1 ? min : 1; i < max; i++) {
		__regex_emit(c, OP_SPLIT, 1, 0);
		append_copy(c, start + optional, length);
	}
	if (c->error != 0)
		return;
	/* The splits, which are length + 1 apart, all lead to the end. */
	end = c->p->ncode;
	for (int i = 1, pc = end - (length + 1); i <= max - min;
	     i++, pc -= length + 1)
		c->p->code[pc].y = end - pc;
}

/* Digits up to a `,` or the closing brace. => returns: -1 for none, -2 for bad */
static int
parse_number(struct compiler *c)
{
	int value = -1;

	for (;; c->at++) {
		if (*c->at == '\0' || *c->at == ',' || *c->at == '}' ||
		    (!c->extended && c->at[0] == '\\' && c->at[1] == '}'))
			return value;
		if (*c->at < '0' || *c->at > '9' || value == -2)
			value = -2;
		else if (value <= DUP_MAX)
			value = (value < 0 ? 0 : value) * 10 + *c->at - '0';
	}
}

static bool
skip_close_brace(struct compiler *c)
{
	if (!c->extended && *c->at == '\\')
		c->at++;
	else if (!c->extended)
		return false;
	if (*c->at != '}')
		return false;
	c->at++;
	return true;
}

void
__regex_repeat_interval(struct compiler *c)
{
	int start = c->atom;
	int min, max;

	if (start == NO_ATOM) {
		c->error = REG_BADRPT;
		return;
	}
	min = max = parse_number(c);
	if (*c->at == ',') {
		c->at++;
		max = parse_number(c);
		if (min == -1)
			min = 0;
	}
	if (*c->at == '\0')
		c->error = REG_EBRACE;
	else if (min < 0 || max == -2 || (max >= 0 && min > max))
		c->error = REG_BADBR;
	else if (!skip_close_brace(c))
		c->error = REG_EBRACE;
	else if (min > DUP_MAX || max > DUP_MAX)
		c->error = REG_ESIZE;
	else
		repeat_between(c, start, min, max);
}

void
__regex_repeat(struct compiler *c, char operator)
{
	if (c->atom == NO_ATOM)
		c->error = REG_BADRPT;
	else if (operator== '*')
		repeat_star(c, c->atom);
	else if (operator== '+')
		repeat_again(c, c->atom);
	else
		repeat_optional(c, c->atom);
}
