/*
 * Matching by following all paths of the program at once.
 *
 * A thread is a place in the program with the positions its path saved. Threads
 * advance together, one symbol of the text at a time, in a list ordered by
 * preference; of two that meet at one place the first one stays, because what
 * follows is the same for both. So a list has at most one thread an instruction,
 * and time is the text's length times the program's, whatever the pattern.
 *
 * Two questions are answered so:
 *
 *   find    Where is the leftmost-longest match? Threads begin at every position
 *           and are ordered by where they began. One that reaches the end of the
 *           program ends those behind it, that began later.
 *   groups  What are the groups of the match [start, end)? Threads begin at
 *           `start` only, ordered as the splits prefer, and the first one that
 *           reaches the end of the program just at `end` has the answer.
 */
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

#define UNSET ((size_t)-1)

/* A set of places with constant-time insertion and emptying (Briggs, Torczon). */
struct list {
	int *places;
	int *index;
	int n;
	size_t *slots; /* nslots a place, in the order of `places` */
};

/* What to do after a path's end: go on at pc, or restore a slot. */
struct step {
	int pc;
	int slot; /* < 0: none to restore */
	size_t value;
};

struct nfa {
	const struct program *p;
	const struct text *t;
	int nslots;
	struct list now, next;
	struct step *stack;
	size_t *slots; /* of the path being followed */
	void *memory;
};

static bool
add(struct list *l, int pc)
{
	int i = l->index[pc];

	if (i < l->n && l->places[i] == pc)
		return false;
	l->index[pc] = l->n;
	l->places[l->n++] = pc;
	return true;
}

static int
init(struct nfa *m, const struct program *p, const struct text *t, int nslots)
{
	size_t n = (size_t)p->ncode, slots = (size_t)nslots;
	size_t size = (2 * n * slots + slots) * sizeof(size_t) +
	    (2 * n + 2) * sizeof(struct step) + 4 * n * sizeof(int);
	char *at = calloc(1, size);

	*m = (struct nfa){ .p = p, .t = t, .nslots = nslots, .memory = at };
	if (at == NULL)
		return REG_ESPACE;
	m->slots = (size_t *)at;
	m->now.slots = m->slots + slots;
	m->next.slots = m->now.slots + n * slots;
	m->stack = (struct step *)(m->next.slots + n * slots);
	m->now.places = (int *)(m->stack + 2 * n + 2);
	m->now.index = m->now.places + n;
	m->next.places = m->now.index + n;
	m->next.index = m->next.places + n;
	return 0;
}

/*
 * Adds the places that are reached from pc without a symbol, in order of
 * preference, with m->slots. The stack holds at most two steps a place.
 */
static void
follow(struct nfa *m, struct list *l, int first, size_t at, unsigned int before,
    unsigned int after)
{
	int depth = 0;

	m->stack[depth++] = (struct step){ first, -1, 0 };
	while (depth > 0) {
		struct step s = m->stack[--depth];
		const struct inst *i = &m->p->code[s.pc];

		if (s.slot >= 0) {
			m->slots[s.slot] = s.value;
			continue;
		}
		if (!add(l, s.pc))
			continue;
		switch (i->op) {
		case OP_JUMP:
			m->stack[depth++] = (struct step){ s.pc + i->x, -1, 0 };
			break;
		case OP_SPLIT:
			m->stack[depth++] = (struct step){ s.pc + i->y, -1, 0 };
			m->stack[depth++] = (struct step){ s.pc + i->x, -1, 0 };
			break;
		case OP_SAVE:
			if (i->x < m->nslots) {
				m->stack[depth++] = (struct step){ 0, i->x,
					m->slots[i->x] };
				m->slots[i->x] = at;
			}
			m->stack[depth++] = (struct step){ s.pc + 1, -1, 0 };
			break;
		case OP_ASSERT:
			if (__regex_holds(i->x, before, after))
				m->stack[depth++] = (struct step){ s.pc + 1, -1,
					0 };
			break;
		default:
			memcpy(l->slots +
				(size_t)(l->n - 1) * (size_t)m->nslots,
			    m->slots, (size_t)m->nslots * sizeof *m->slots);
			break;
		}
	}
}

static size_t *
slots_of(const struct nfa *m, const struct list *l, int i)
{
	return l->slots + (size_t)i * (size_t)m->nslots;
}

/* Move thread i over a symbol that ends at `at`. */
static void
advance(struct nfa *m, int i, uint32_t symbol, size_t at, unsigned int before,
    unsigned int after)
{
	int pc = m->now.places[i];

	if (!inst_accepts(m->p, &m->p->code[pc], symbol))
		return;
	memcpy(m->slots, slots_of(m, &m->now, i),
	    (size_t)m->nslots * sizeof *m->slots);
	follow(m, &m->next, pc + 1, at, before, after);
}

static void
swap(struct nfa *m)
{
	struct list now = m->now;

	m->now = m->next;
	m->next = now;
	m->next.n = 0;
}

static bool
is_match(const struct nfa *m, int i)
{
	return m->p->code[m->now.places[i]].op == OP_MATCH;
}

/* The first thread at the end of the program, which ends those behind it. */
static bool
find_match(struct nfa *m, size_t *start)
{
	for (int i = 0; i < m->now.n; i++) {
		if (is_match(m, i)) {
			*start = slots_of(m, &m->now, i)[0];
			return true;
		}
	}
	return false;
}

/* Forget the threads that began after `start`. */
static void
drop_later(struct nfa *m, size_t start)
{
	int kept = m->now.n;

	/* Places that are no ends of paths have no slots: look at the others. */
	for (int i = 0; i < m->now.n; i++) {
		enum op op = m->p->code[m->now.places[i]].op;

		if (op != OP_CHAR && op != OP_ANY && op != OP_SET &&
		    op != OP_MATCH)
			continue;
		if (slots_of(m, &m->now, i)[0] > start) {
			kept = i;
			break;
		}
	}
	m->now.n = kept;
}

int
__regex_nfa_find(const struct program *p, const struct text *t, size_t *start,
    size_t *end)
{
	struct nfa m;
	bool found = false;
	size_t at = t->from;
	unsigned int before = __regex_side_before(p, t, at);

	if (init(&m, p, t, 1) != 0)
		return REG_ESPACE;
	for (;;) {
		unsigned int after = __regex_side_after(p, t, at);
		uint32_t symbol;
		size_t s;

		if (!found)
			follow(&m, &m.now, 0, at, before, after);
		if (find_match(&m, &s) && (!found || s <= *start)) {
			found = true;
			*start = s;
			*end = at;
		}
		if (found)
			drop_later(&m, *start);
		if (at >= t->end || (found && m.now.n == 0))
			break;
		at += symbol_at(p, t, at, &symbol);
		before = after;
		after = __regex_side_after(p, t, at);
		for (int i = 0; i < m.now.n; i++)
			advance(&m, i, symbol, at, before, after);
		swap(&m);
	}
	free(m.memory);
	return found ? 0 : REG_NOMATCH;
}

int
__regex_nfa_groups(const struct program *p, const struct text *t, size_t start,
    size_t end, size_t *slots, int nslots)
{
	struct nfa m;
	size_t at = start;
	unsigned int before = __regex_side_before(p, t, at);
	unsigned int after = __regex_side_after(p, t, at);
	int result = REG_NOMATCH;

	if (init(&m, p, t, nslots) != 0)
		return REG_ESPACE;
	memset(m.slots, 0xff, (size_t)nslots * sizeof *m.slots);
	follow(&m, &m.now, 0, at, before, after);
	while (at < end) {
		uint32_t symbol;

		at += symbol_at(p, t, at, &symbol);
		before = __regex_side_of(p, symbol);
		after = __regex_side_after(p, t, at);
		for (int i = 0; i < m.now.n; i++)
			advance(&m, i, symbol, at, before, after);
		swap(&m);
	}
	for (int i = 0; i < m.now.n && result != 0; i++) {
		if (is_match(&m, i)) {
			memcpy(slots, slots_of(&m, &m.now, i),
			    (size_t)nslots * sizeof *slots);
			result = 0;
		}
	}
	free(m.memory);
	return result;
}
