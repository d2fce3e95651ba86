/*
 * A compiled regular expression. regex/regexec.c has the theory.
 */
#ifndef LIBC_REGEX_PROGRAM_H
#define LIBC_REGEX_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wctype.h>

/*
 * What the text consists of: in a single-byte locale the bytes, in UTF-8 the code
 * points, and above them the bytes that are part of none.
 */
#define SYMBOL_INVALID 0x110000u

enum op {
	OP_CHAR,    /* the symbol x */
	OP_ANY,     /* any symbol but NUL, and newline if `newline` */
	OP_SET,     /* a symbol of sets[x] */
	OP_SPLIT,   /* go on at pc + x or, less preferred, at pc + y */
	OP_JUMP,    /* go on at pc + x */
	OP_SAVE,    /* this position goes to slot x */
	OP_ASSERT,  /* what surrounds the position satisfies assertion x */
	OP_BACKREF, /* the text of group x again */
	OP_MATCH,
};

/* Jumps are relative, so that code can be moved and copied. */
struct inst {
	enum op op;
	int x, y;
};

enum assertion {
	ASSERT_LINE_START,
	ASSERT_LINE_END,
	ASSERT_TEXT_START,
	ASSERT_TEXT_END,
	ASSERT_WORD_START,
	ASSERT_WORD_END,
	ASSERT_WORD_EDGE,
	ASSERT_NO_WORD_EDGE,
};

/* What a position has on one side. */
#define SIDE_LINE \
	1u /* an end of a line: of the text too, unless told otherwise */
#define SIDE_TEXT 2u /* the end of the text */
#define SIDE_WORD 4u /* a character of a word */
#define NSIDES    8u

struct range {
	uint32_t first, last;
};

/* A bracket expression; negation and case are worked into `bits` already. */
struct set {
	uint64_t bits[4]; /* the symbols below program.nbytes */
	struct range *ranges;
	wctype_t *classes;
	uint32_t nranges, nclasses;
	bool negated, icase;
};

struct program {
	struct inst *code;
	int ncode, code_room;
	struct set *sets;
	int nsets, sets_room;
	int ngroups;
	unsigned int nbytes; /* symbols that are one byte: 128 or 256 */
	bool icase, newline, nosub;
	bool has_backrefs, has_assertions;
	volatile int lock; /* guards dfa */
	struct dfa *dfa;   /* made on first use */
};

struct text {
	const unsigned char *base;
	size_t from, end;           /* the match is sought in [from, end) */
	unsigned int before, after; /* the sides of offset 0 and of `end` */
};

/* --- compile.c, bracket.c ------------------------------------------------- */

int __regex_compile(struct program *p, const char *pattern, bool extended);
/* Parses after the `[`. => returns: a REG_ error; *end is past the `]` */
int __regex_bracket(struct program *p, const unsigned char *pattern,
    const unsigned char **end, int *index);
void __regex_free_sets(struct program *p);
/* Is a symbol that is not a single byte in the set? */
bool __regex_set_has_wide(const struct set *s, uint32_t symbol);

/* --- symbol.c -------------------------------------------------------------- */

/* The first symbol of [p, end); => returns: its length */
size_t __regex_symbol_wide(const unsigned char *p, const unsigned char *end,
    uint32_t *symbol);
uint32_t __regex_fold(const struct program *p, uint32_t symbol);
unsigned int __regex_side_of(const struct program *p, uint32_t symbol);
/* What lies before and after an offset of the text. */
unsigned int __regex_side_before(const struct program *p, const struct text *t,
    size_t at);
unsigned int __regex_side_after(const struct program *p, const struct text *t,
    size_t at);
bool __regex_holds(int assertion, unsigned int before, unsigned int after);

static inline size_t
symbol_at(const struct program *p, const struct text *t, size_t at,
    uint32_t *symbol)
{
	if (t->base[at] < p->nbytes) {
		*symbol = t->base[at];
		return 1;
	}
	return __regex_symbol_wide(t->base + at, t->base + t->end, symbol);
}

/* Does an instruction that consumes a symbol accept this one? */
static inline bool
inst_accepts(const struct program *p, const struct inst *i, uint32_t symbol)
{
	switch (i->op) {
	case OP_CHAR:
		return (uint32_t)i->x == symbol ||
		    (p->icase && (uint32_t)i->x == __regex_fold(p, symbol));
	case OP_ANY:
		return symbol != 0 && symbol < SYMBOL_INVALID &&
		    (symbol != '\n' || !p->newline);
	case OP_SET:
		if (symbol < p->nbytes)
			return p->sets[i->x].bits[symbol / 64] >> symbol % 64 &
			    1;
		return __regex_set_has_wide(&p->sets[i->x], symbol);
	default:
		return false;
	}
}

/*
 * The class of each byte, from 0; class_of is all zero before.
 * => returns: the number of classes
 */
int __regex_classes(const struct program *p, uint8_t class_of[256]);

/* --- The matchers. => returns: 0, REG_NOMATCH or REG_ESPACE ----------------- */

/*
 * Is there a match at all? If so, the leftmost one begins in [*low, *high]; if
 * both are equal, that is certain to be its start.
 * => holds: the program's lock
 */
int __regex_dfa_exists(struct program *p, const struct text *t, size_t *low,
    size_t *high);
/* The end of the longest match that begins at `start`. *steps counts symbols. */
int __regex_dfa_longest(struct program *p, const struct text *t, size_t start,
    size_t *end, size_t *steps);
void __regex_dfa_free(struct program *p);

/* The leftmost-longest match that begins at t->from or later. */
int __regex_nfa_find(const struct program *p, const struct text *t,
    size_t *start, size_t *end);
/* The groups of the match [start, end): 2 * ngroups slots, (size_t)-1 is unset. */
int __regex_nfa_groups(const struct program *p, const struct text *t,
    size_t start, size_t end, size_t *slots, int nslots);

/* Both, for programs with back-references. */
int __regex_backtrack(const struct program *p, const struct text *t,
    size_t *slots, int nslots);

#endif
