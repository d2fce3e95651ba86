/*
 * Matching with back-references, which no automaton does: by trying.
 *
 * From each start all paths are followed, the preferred first, and the longest
 * match is kept. What remains to be tried lies on a stack of our own. That can
 * take exponential time (with back-references the problem is NP-hard), so the
 * number of steps is bounded, as is the stack: beyond it the answer is REG_ESPACE,
 * "out of memory", rather than a wrong one.
 *
 * A loop whose body matched nothing is not entered again: `entered` has for each
 * backward split where the path was when it last went round.
 */
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

#define STEPS_MAX ((size_t)1 << 27)
#define STACK_MAX ((size_t)1 << 22)
#define UNSET     ((size_t)-1)

enum kind {
	TRY,
	RESTORE_SLOT,
	RESTORE_ENTERED
};

struct choice {
	enum kind kind;
	int n; /* pc, or index of what is restored */
	size_t value;
};

struct search {
	const struct program *p;
	const struct text *t;
	size_t *slots, *best; /* 2 * ngroups each */
	size_t *entered;      /* one a pc */
	struct choice *stack;
	size_t depth, room;
	size_t steps;
	bool found;
};

static bool
push(struct search *s, enum kind kind, int n, size_t value)
{
	if (s->depth == s->room) {
		size_t room = s->room * 2 + 64;
		struct choice *stack;

		if (room > STACK_MAX)
			return false;
		stack = realloc(s->stack, room * sizeof *stack);
		if (stack == NULL)
			return false;
		s->stack = stack;
		s->room = room;
	}
	s->stack[s->depth++] = (struct choice){ kind, n, value };
	return true;
}

/* Does the text at *at repeat group n? Moves *at past it. */
static bool
repeats(const struct search *s, int n, size_t *at)
{
	size_t from = s->slots[2 * n], to = s->slots[2 * n + 1];
	size_t here = *at;

	if (from == UNSET || to == UNSET)
		return false;
	while (from < to) {
		uint32_t a, b;

		if (here >= s->t->end)
			return false;
		from += symbol_at(s->p, s->t, from, &a);
		here += symbol_at(s->p, s->t, here, &b);
		if (a != b &&
		    (!s->p->icase ||
			__regex_fold(s->p, a) != __regex_fold(s->p, b)))
			return false;
	}
	*at = here;
	return true;
}

static void
keep_longest(struct search *s, size_t at)
{
	if (s->found && s->best[1] >= at)
		return;
	s->found = true;
	s->slots[1] = at;
	memcpy(s->best, s->slots, 2 * (size_t)s->p->ngroups * sizeof *s->best);
}

enum outcome {
	GO_ON,
	DEAD_END,
	NO_ROOM
};

static enum outcome
take_split(struct search *s, int *pc, size_t at)
{
	const struct inst *i = &s->p->code[*pc];

	if (i->x < 0) {
		if (s->entered[*pc] == at) {
			*pc += i->y;
			return GO_ON;
		}
		if (!push(s, TRY, *pc + i->y, at) ||
		    !push(s, RESTORE_ENTERED, *pc, s->entered[*pc]))
			return NO_ROOM;
		s->entered[*pc] = at;
	} else if (!push(s, TRY, *pc + i->y, at)) {
		return NO_ROOM;
	}
	*pc += i->x;
	return GO_ON;
}

static bool
assertion_holds(const struct search *s, int assertion, size_t at)
{
	return __regex_holds(assertion, __regex_side_before(s->p, s->t, at),
	    __regex_side_after(s->p, s->t, at));
}

/* One instruction of a path. */
static enum outcome
take_step(struct search *s, int *pc, size_t *at)
{
	const struct inst *i = &s->p->code[*pc];
	uint32_t symbol;

	switch (i->op) {
	case OP_CHAR:
	case OP_ANY:
	case OP_SET:
		if (*at >= s->t->end)
			return DEAD_END;
		*at += symbol_at(s->p, s->t, *at, &symbol);
		if (!inst_accepts(s->p, i, symbol))
			return DEAD_END;
		break;
	case OP_SPLIT:
		return take_split(s, pc, *at);
	case OP_JUMP:
		*pc += i->x;
		return GO_ON;
	case OP_SAVE:
		if (!push(s, RESTORE_SLOT, i->x, s->slots[i->x]))
			return NO_ROOM;
		s->slots[i->x] = *at;
		break;
	case OP_ASSERT:
		if (!assertion_holds(s, i->x, *at))
			return DEAD_END;
		break;
	case OP_BACKREF:
		if (!repeats(s, i->x, at))
			return DEAD_END;
		break;
	case OP_MATCH:
		keep_longest(s, *at);
		return DEAD_END;
	}
	++*pc;
	return GO_ON;
}

/* All matches that begin at `start`. */
static int
search_from(struct search *s, size_t start)
{
	memset(s->slots, 0xff, 2 * (size_t)s->p->ngroups * sizeof *s->slots);
	memset(s->entered, 0xff, (size_t)s->p->ncode * sizeof *s->entered);
	s->depth = 0;
	if (!push(s, TRY, 0, start))
		return REG_ESPACE;
	while (s->depth > 0) {
		struct choice c = s->stack[--s->depth];
		enum outcome outcome = GO_ON;
		size_t at = c.value;
		int pc = c.n;

		if (c.kind == RESTORE_SLOT) {
			s->slots[c.n] = c.value;
			continue;
		}
		if (c.kind == RESTORE_ENTERED) {
			s->entered[c.n] = c.value;
			continue;
		}
		while (outcome == GO_ON && s->steps++ < STEPS_MAX)
			outcome = take_step(s, &pc, &at);
		if (outcome != DEAD_END)
			return REG_ESPACE;
		/* There is no longer one. */
		if (s->found && s->best[1] == s->t->end)
			return 0;
	}
	return s->found ? 0 : REG_NOMATCH;
}

int
__regex_backtrack(const struct program *p, const struct text *t, size_t *slots,
    int nslots)
{
	size_t n = 2 * (size_t)p->ngroups;
	size_t *memory = calloc(2 * n + (size_t)p->ncode, sizeof *memory);
	struct search s = { .p = p,
		.t = t,
		.slots = memory,
		.best = memory + n,
		.entered = memory + 2 * n };
	int result = REG_NOMATCH;
	uint32_t symbol;

	if (memory == NULL)
		return REG_ESPACE;
	for (size_t at = t->from; result == REG_NOMATCH && at <= t->end;) {
		result = search_from(&s, at);
		at += at < t->end ? symbol_at(p, t, at, &symbol) : 1;
	}
	if (result == 0)
		memcpy(slots, s.best, (size_t)nslots * sizeof *slots);
	free(s.stack);
	free(memory);
	return result;
}
