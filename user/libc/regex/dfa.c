/*
 * Matching by a table that is made while it is used.
 *
 * A state stands for a set of places in the program, and has for each class of
 * bytes the state that follows. Bytes that no instruction of the program tells
 * apart are one class. A transition is computed when it is first taken; after that
 * a symbol of the text costs one look into the table. When the states take up more
 * than CACHE_BYTES all are forgotten, so that memory is bounded and time stays
 * linear: a pattern whose table is too large only pays more for each symbol.
 *
 * Whether an assertion holds depends on both sides of a position. A state knows
 * what came before (`before`) and keeps its assertions as places; only when the
 * next symbol is known are they followed. So it is the transition that says
 * "there was a match before this symbol" (ACCEPTS), and one more class stands for
 * the end of the text.
 *
 * A symbol of more than one byte has no column in the table; its transitions are
 * kept in a small cache.
 *
 *   1. The places of a state are sorted and unique; a state is found by them,
 *      `before`, `searching` and `fresh`.
 *   2. A searching state contains the start of the program: a match may begin at
 *      its position. It is fresh if no match is under way that began earlier.
 */
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

#define CACHE_BYTES ((size_t)512 * 1024)
#define NCHAINS     256
#define NWIDE       256

/* A transition: a state, and whether a match ended before the symbol. */
#define ACCEPTS ((uintptr_t)1)

struct kind {
	uint8_t before;
	bool searching, fresh;
};

struct state {
	struct state *chain;
	uint32_t hash;
	int nplaces;
	int *places;
	struct kind kind;
	uintptr_t next[]; /* nclasses, and one for the end of the text */
};

struct wide {
	struct state *state;
	uint32_t symbol;
	uintptr_t next;
};

struct dfa {
	uint8_t class_of[256];
	int nclasses;
	struct state *chains[NCHAINS];
	struct state *starts[2][NSIDES]; /* by searching and before */
	struct wide wide[NWIDE];
	size_t bytes;
	/* While a transition is computed. */
	uint64_t *seen;
	int *stack;
	int *places;
};

static struct dfa *
create(const struct program *p)
{
	size_t n = (size_t)p->ncode;
	struct dfa *d = calloc(1, sizeof *d);

	if (d == NULL)
		return NULL;
	d->seen = calloc(n / 64 + 1, sizeof *d->seen);
	d->stack = calloc(2 * n + 2, sizeof *d->stack);
	d->places = calloc(n + 1, sizeof *d->places);
	if (d->seen == NULL || d->stack == NULL || d->places == NULL) {
		free(d->seen);
		free(d->stack);
		free(d->places);
		free(d);
		return NULL;
	}
	d->nclasses = __regex_classes(p, d->class_of);
	return d;
}

/* --- States --------------------------------------------------------------------- */

static void
forget_states(struct dfa *d)
{
	for (int i = 0; i < NCHAINS; i++) {
		while (d->chains[i] != NULL) {
			struct state *s = d->chains[i];

			d->chains[i] = s->chain;
			free(s);
		}
	}
	memset(d->starts, 0, sizeof d->starts);
	memset(d->wide, 0, sizeof d->wide);
	d->bytes = 0;
}

/* Follow what needs no symbol; assertions only if `sides` says they may be. */
static void
follow(const struct program *p, struct dfa *d, int first, bool assertions,
    unsigned int before, unsigned int after)
{
	int depth = 0;

	d->stack[depth++] = first;
	while (depth > 0) {
		int pc = d->stack[--depth];
		const struct inst *i = &p->code[pc];

		if (d->seen[pc / 64] >> pc % 64 & 1)
			continue;
		d->seen[pc / 64] |= (uint64_t)1 << pc % 64;
		if (i->op == OP_SPLIT)
			d->stack[depth++] = pc + i->y;
		if (i->op == OP_SPLIT || i->op == OP_JUMP)
			d->stack[depth++] = pc + i->x;
		else if (i->op == OP_SAVE ||
		    (i->op == OP_ASSERT && assertions &&
			__regex_holds(i->x, before, after)))
			d->stack[depth++] = pc + 1;
	}
}

/* The places in d->seen where something remains to be done. */
static int
collect(const struct program *p, struct dfa *d)
{
	int n = 0;

	for (int word = 0; word <= (p->ncode - 1) / 64; word++) {
		uint64_t bits = d->seen[word];

		d->seen[word] = 0;
		for (; bits != 0; bits &= bits - 1) {
			int pc = word * 64 + __builtin_ctzl(bits);
			enum op op = p->code[pc].op;

			if (op != OP_SPLIT && op != OP_JUMP && op != OP_SAVE)
				d->places[n++] = pc;
		}
	}
	return n;
}

static uint32_t
hash_places(const int *places, int n, const struct kind *kind)
{
	uint32_t hash = 2166136261u ^ kind->before ^
	    (uint32_t)kind->searching << 8 ^ (uint32_t)kind->fresh << 9;

	for (int i = 0; i < n; i++)
		hash = (hash ^ (uint32_t)places[i]) * 16777619u;
	return hash ^ hash >> 15;
}

static bool
is_state(const struct state *s, const struct dfa *d, int n,
    const struct kind *kind)
{
	return s->nplaces == n && s->kind.searching == kind->searching &&
	    s->kind.before == kind->before && s->kind.fresh == kind->fresh &&
	    memcmp(s->places, d->places, (size_t)n * sizeof(int)) == 0;
}

/* The state of the places in d->places. => returns: NULL without memory */
static struct state *
find_state(struct dfa *d, int n, struct kind kind)
{
	uint32_t hash = hash_places(d->places, n, &kind);
	size_t row = (size_t)(d->nclasses + 1) * sizeof(uintptr_t);
	struct state *s = d->chains[hash % NCHAINS];
	size_t size;

	for (; s != NULL; s = s->chain)
		if (s->hash == hash && is_state(s, d, n, &kind))
			return s;
	size = sizeof *s + row + (size_t)n * sizeof(int);
	s = calloc(1, size);
	if (s == NULL)
		return NULL;
	s->hash = hash;
	s->nplaces = n;
	s->places = (int *)((char *)s + sizeof *s + row);
	memcpy(s->places, d->places, (size_t)n * sizeof(int));
	s->kind = kind;
	s->chain = d->chains[hash % NCHAINS];
	d->chains[hash % NCHAINS] = s;
	d->bytes += size;
	return s;
}

static struct state *
start_state(const struct program *p, struct dfa *d, bool searching,
    unsigned int before)
{
	struct state **slot;

	if (!p->has_assertions)
		before = 0;
	slot = &d->starts[searching][before];
	if (*slot == NULL) {
		follow(p, d, 0, false, 0, 0);
		*slot = find_state(d, collect(p, d),
		    (struct kind){ (uint8_t)before, searching, true });
	}
	return *slot;
}

/*
 * The transition from s over a symbol, or over the end of the text, after which
 * comes `after`. => returns: 0 without memory
 */
static uintptr_t
step(const struct program *p, struct dfa *d, const struct state *s, bool at_end,
    uint32_t symbol, unsigned int after)
{
	struct kind kind = { .searching = s->kind.searching, .fresh = true };
	uintptr_t accepts = 0;
	struct state *next;
	int n;

	if (p->has_assertions)
		for (int i = 0; i < s->nplaces; i++)
			follow(p, d, s->places[i], true, s->kind.before, after);
	else
		for (int i = 0; i < s->nplaces; i++)
			d->seen[s->places[i] / 64] |= (uint64_t)1
			    << s->places[i] % 64;
	n = collect(p, d);
	for (int i = 0; i < n; i++) {
		const struct inst *inst = &p->code[d->places[i]];

		if (inst->op == OP_MATCH)
			accepts = ACCEPTS;
		d->stack[2 * p->ncode - 1 - i] = !at_end &&
			inst_accepts(p, inst, symbol) ?
		    d->places[i] + 1 :
		    -1;
	}
	/* Followed paths use the stack's bottom half, these lie at its top. */
	for (int i = 0; i < n; i++) {
		int pc = d->stack[2 * p->ncode - 1 - i];

		if (pc >= 0) {
			follow(p, d, pc, false, 0, 0);
			kind.fresh = false;
		}
	}
	if (kind.searching && !at_end)
		follow(p, d, 0, false, 0, 0);
	if (p->has_assertions && !at_end)
		kind.before = (uint8_t)after;
	next = find_state(d, collect(p, d), kind);
	return next == NULL ? 0 : (uintptr_t)next | accepts;
}

/* The states are too many: begin anew with this one alone. */
static struct state *
restart(struct dfa *d, const struct state *s)
{
	struct kind kind = s->kind;
	int n = s->nplaces;

	memcpy(d->places, s->places, (size_t)n * sizeof(int));
	forget_states(d);
	return find_state(d, n, kind);
}

static uintptr_t
make_transition(const struct program *p, struct dfa *d, struct state *s,
    int class, uint32_t symbol, unsigned int after)
{
	uintptr_t next;

	if (d->bytes > CACHE_BYTES) {
		s = restart(d, s);
		if (s == NULL)
			return 0;
	}
	next = step(p, d, s, class == d->nclasses, symbol, after);
	if (class >= 0)
		s->next[class] = next;
	return next;
}

static uintptr_t
wide_transition(const struct program *p, struct dfa *d, struct state *s,
    uint32_t symbol)
{
	struct wide *w = &d->wide[(symbol ^ (uintptr_t)s >> 5) % NWIDE];

	if (w->state != s || w->symbol != symbol) {
		uintptr_t next = make_transition(p, d, s, -1, symbol,
		    __regex_side_of(p, symbol));

		/* The states may have been forgotten, and s with them. */
		if (d->bytes > CACHE_BYTES || next == 0)
			return next;
		*w = (struct wide){ s, symbol, next };
	}
	return w->next;
}

/* The transition at a position of the text, and the position after it. */
static inline uintptr_t
transition(const struct program *p, struct dfa *d, const struct text *t,
    struct state *s, size_t *at)
{
	unsigned char c = t->base[*at];
	uint32_t symbol;
	uintptr_t next;
	int class;

	if (c >= p->nbytes) {
		*at += __regex_symbol_wide(t->base + *at, t->base + t->end,
		    &symbol);
		return wide_transition(p, d, s, symbol);
	}
	++*at;
	class = d->class_of[c];
	next = s->next[class];
	if (__builtin_expect(next == 0, 0))
		next = make_transition(p, d, s, class, c,
		    __regex_side_of(p, c));
	return next;
}

/* Not remembered: what is after the end differs between calls. */
static uintptr_t
end_transition(const struct program *p, struct dfa *d, const struct text *t,
    struct state *s)
{
	if (d->bytes > CACHE_BYTES) {
		s = restart(d, s);
		if (s == NULL)
			return 0;
	}
	return step(p, d, s, true, 0, t->after);
}

static struct state *
state_of(uintptr_t transition)
{
	return (struct state *)(transition & ~ACCEPTS);
}

int
__regex_dfa_exists(struct program *p, const struct text *t, size_t *low,
    size_t *high)
{
	struct dfa *d = p->dfa == NULL ? (p->dfa = create(p)) : p->dfa;
	size_t at = t->from;
	struct state *s;
	uintptr_t next;

	if (d == NULL)
		return REG_ESPACE;
	s = start_state(p, d, true, __regex_side_before(p, t, at));
	*low = at;
	while (s != NULL && at < t->end) {
		*high = at;
		next = transition(p, d, t, s, &at);
		if (next & ACCEPTS)
			return 0;
		s = state_of(next);
		if (s != NULL && s->kind.fresh)
			*low = at;
	}
	if (s == NULL)
		return REG_ESPACE;
	*high = at;
	next = end_transition(p, d, t, s);
	if (next == 0)
		return REG_ESPACE;
	return next & ACCEPTS ? 0 : REG_NOMATCH;
}

int
__regex_dfa_longest(struct program *p, const struct text *t, size_t start,
    size_t *end, size_t *steps)
{
	struct dfa *d = p->dfa;
	size_t at = start;
	struct state *s = start_state(p, d, false,
	    __regex_side_before(p, t, at));
	int result = REG_NOMATCH;
	uintptr_t next;

	while (s != NULL && s->nplaces != 0 && at < t->end) {
		size_t here = at;

		next = transition(p, d, t, s, &at);
		++*steps;
		if (next & ACCEPTS) {
			*end = here;
			result = 0;
		}
		s = state_of(next);
	}
	if (s == NULL)
		return REG_ESPACE;
	if (at >= t->end && s->nplaces != 0) {
		next = end_transition(p, d, t, s);
		if (next == 0)
			return REG_ESPACE;
		if (next & ACCEPTS) {
			*end = at;
			result = 0;
		}
	}
	return result;
}

void
__regex_dfa_free(struct program *p)
{
	struct dfa *d = p->dfa;

	if (d == NULL)
		return;
	forget_states(d);
	free(d->seen);
	free(d->stack);
	free(d->places);
	free(d);
	p->dfa = NULL;
}
