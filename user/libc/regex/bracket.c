/*
 * Bracket expressions: [a-z], [^[:space:]_], [[.-.][=x=]].
 *
 * What is below program.nbytes, all of a single-byte locale and ASCII in UTF-8,
 * becomes a bitmap here, with negation, case and newlines worked in; a matcher
 * tests one bit. For the other symbols the ranges and classes are kept.
 *
 * The order of characters is that of their numbers, and every character is an
 * equivalence class of its own: the two locales have no other collation.
 */
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "program.h"

#define CLASS_NAME_MAX 14

struct bracket {
	struct program *p;
	struct set *set;
	const unsigned char *at;
};

static void
add_byte(struct bracket *b, uint32_t c)
{
	b->set->bits[c / 64] |= (uint64_t)1 << c % 64;
}

static int
add_range(struct bracket *b, uint32_t first, uint32_t last)
{
	struct set *s = b->set;
	struct range *ranges;

	for (uint32_t c = first; c <= last && c < b->p->nbytes; c++)
		add_byte(b, c);
	if (last < b->p->nbytes)
		return 0;
	ranges = realloc(s->ranges, (s->nranges + 1) * sizeof *ranges);
	if (ranges == NULL)
		return REG_ESPACE;
	s->ranges = ranges;
	s->ranges[s->nranges++] = (struct range){ first, last };
	return 0;
}

/* Bytes of a single-byte locale above ASCII are of no class. */
static int
add_class(struct bracket *b, wctype_t class)
{
	struct set *s = b->set;
	wctype_t *classes;

	for (uint32_t c = 0; c < 128; c++)
		if (iswctype((wint_t)c, class))
			add_byte(b, c);
	if (b->p->nbytes == 256)
		return 0;
	classes = realloc(s->classes, (s->nclasses + 1) * sizeof *classes);
	if (classes == NULL)
		return REG_ESPACE;
	s->classes = classes;
	s->classes[s->nclasses++] = class;
	return 0;
}

/* The text of [:name:], [.x.] or [=x=], of which `at` is past the opener. */
static int
delimited(struct bracket *b, char kind, const unsigned char **text, size_t *n)
{
	const unsigned char *start = b->at;

	while (b->at[0] != '\0' && !(b->at[0] == kind && b->at[1] == ']'))
		b->at++;
	if (b->at[0] == '\0')
		return REG_EBRACK;
	*text = start;
	*n = (size_t)(b->at - start);
	b->at += 2;
	return 0;
}

static int
parse_class(struct bracket *b)
{
	char name[CLASS_NAME_MAX + 1];
	const unsigned char *text;
	wctype_t class;
	size_t n;
	int error;

	error = delimited(b, ':', &text, &n);
	if (error != 0)
		return error;
	if (n > CLASS_NAME_MAX)
		return REG_ECTYPE;
	memcpy(name, text, n);
	name[n] = '\0';
	if (b->p->icase &&
	    (strcmp(name, "upper") == 0 || strcmp(name, "lower") == 0))
		memcpy(name, "alpha", 6);
	class = wctype(name);
	return class == 0 ? REG_ECTYPE : add_class(b, class);
}

/* One character, or a collating symbol, which here is one character too. */
static int
parse_element(struct bracket *b, uint32_t *symbol)
{
	const unsigned char *text = b->at;
	size_t n;
	int error;

	if (text[0] == '[' && (text[1] == '.' || text[1] == '=')) {
		b->at += 2;
		error = delimited(b, (char)text[1], &text, &n);
		if (error != 0)
			return error;
		if (n == 0)
			return REG_ECOLLATE;
		if (text[0] < b->p->nbytes)
			*symbol = text[0];
		else if (__regex_symbol_wide(text, text + n, symbol) == n)
			n = 1;
		return n == 1 ? 0 : REG_ECOLLATE;
	}
	if (text[0] == '\0')
		return REG_EBRACK;
	if (text[0] < b->p->nbytes) {
		*symbol = text[0];
		b->at++;
	} else {
		b->at += __regex_symbol_wide(text,
		    text + strnlen((const char *)text, 4), symbol);
	}
	return 0;
}

static bool
at_equivalence(const struct bracket *b)
{
	return b->at[0] == '[' && b->at[1] == '=';
}

/* A character, or a range of them. */
static int
parse_range(struct bracket *b, bool first)
{
	bool equivalence = at_equivalence(b);
	bool literal_dash = b->at[0] == '-';
	uint32_t low, high;
	int error;

	error = parse_element(b, &low);
	if (error != 0)
		return error;
	if (b->at[0] != '-' || b->at[1] == ']' || b->at[1] == '\0')
		return add_range(b, low, low);
	if (equivalence || (literal_dash && !first && b->at[1] != '-'))
		return REG_ERANGE;
	b->at++;
	if (at_equivalence(b) || (b->at[0] == '[' && b->at[1] == ':'))
		return REG_ERANGE;
	error = parse_element(b, &high);
	if (error != 0)
		return error;
	return low > high ? REG_ERANGE : add_range(b, low, high);
}

static int
parse_items(struct bracket *b)
{
	bool first = true;
	int error = 0;

	while (error == 0 && (first || b->at[0] != ']')) {
		if (b->at[0] == '\0')
			return REG_EBRACK;
		if (b->at[0] == '[' && b->at[1] == ':') {
			b->at += 2;
			error = parse_class(b);
		} else {
			error = parse_range(b, first);
		}
		first = false;
	}
	b->at++;
	return error;
}

static void
finish_bits(struct bracket *b)
{
	struct set *s = b->set;

	if (s->icase) {
		for (uint32_t c = 'a'; c <= 'z'; c++) {
			uint64_t either = (s->bits[1] >> (c - 64) |
					      s->bits[1] >> (c - 96)) &
			    1;

			s->bits[1] |= either << (c - 64) | either << (c - 96);
		}
	}
	if (!s->negated)
		return;
	for (uint32_t i = 0; i < b->p->nbytes / 64; i++)
		s->bits[i] = ~s->bits[i];
	if (b->p->newline)
		s->bits[0] &= ~((uint64_t)1 << '\n');
}

static struct set *
new_set(struct program *p)
{
	if (p->nsets == p->sets_room) {
		int room = p->sets_room * 2 + 4;
		struct set *sets = realloc(p->sets,
		    (size_t)room * sizeof *sets);

		if (sets == NULL)
			return NULL;
		p->sets = sets;
		p->sets_room = room;
	}
	p->sets[p->nsets] = (struct set){ .icase = p->icase };
	return &p->sets[p->nsets++];
}

int
__regex_bracket(struct program *p, const unsigned char *pattern,
    const unsigned char **end, int *index)
{
	struct bracket b = { p, new_set(p), pattern };
	int error;

	if (b.set == NULL)
		return REG_ESPACE;
	*index = p->nsets - 1;
	if (b.at[0] == '^') {
		b.set->negated = true;
		b.at++;
	}
	error = parse_items(&b);
	if (error != 0)
		return error;
	finish_bits(&b);
	*end = b.at;
	return 0;
}

static bool
listed(const struct set *s, uint32_t symbol)
{
	for (uint32_t i = 0; i < s->nranges; i++)
		if (symbol >= s->ranges[i].first && symbol <= s->ranges[i].last)
			return true;
	for (uint32_t i = 0; i < s->nclasses; i++)
		if (iswctype((wint_t)symbol, s->classes[i]))
			return true;
	return false;
}

/* A byte that is part of no character is in no set, not even a negated one. */
bool
__regex_set_has_wide(const struct set *s, uint32_t symbol)
{
	bool has;

	if (symbol >= SYMBOL_INVALID)
		return false;
	has = listed(s, symbol);
	if (!has && s->icase)
		has = listed(s, (uint32_t)towlower((wint_t)symbol)) ||
		    listed(s, (uint32_t)towupper((wint_t)symbol));
	return has != s->negated;
}

void
__regex_free_sets(struct program *p)
{
	for (int i = 0; i < p->nsets; i++) {
		free(p->sets[i].ranges);
		free(p->sets[i].classes);
	}
	free(p->sets);
}
