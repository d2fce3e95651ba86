/*
 * regcomp, regexec, regfree.
 *
 * A pattern becomes a program for a simple machine (compile.c): consume a symbol,
 * try one way and then another, note a position. Matching follows all paths of the
 * program at once, so that its time is the text's length times the program's and
 * no pattern makes it explode. From cheap to dear, and only as far as is asked:
 *
 *   1. Is there a match at all? A lazily built table (dfa.c): a few instructions
 *      a byte. For most lines of most texts this is the end.
 *   2. Where? The leftmost match begins between the last position where nothing
 *      was under way and the first end of a match. From each of these positions
 *      the table tells the longest match. Should that take more steps than a few
 *      times the text's length, the machine (nfa.c) finds it in one pass.
 *   3. What are the groups? The machine again, over the match only.
 *
 * Patterns with back-references go another way (backtrack.c).
 *
 * Where POSIX leaves groups open or is followed by nobody, they are as in glibc:
 * among the paths of the longest match the one that prefers earlier alternatives
 * and more rounds of a loop.
 *
 * The tables of a pattern belong to its regex_t and are guarded by its lock, so
 * that threads may share it.
 */
#include <limits.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "lock.h"
#include "program.h"

#define UNSET ((size_t)-1)

int
regcomp(regex_t *re, const char *pattern, int flags)
{
	struct program *p = calloc(1, sizeof *p);
	int error;

	re->re_nsub = 0;
	re->__program = NULL;
	if (p == NULL)
		return REG_ESPACE;
	p->nbytes = MB_CUR_MAX > 1 ? 128 : 256;
	p->icase = flags & REG_ICASE;
	p->newline = flags & REG_NEWLINE;
	p->nosub = flags & REG_NOSUB;
	re->__program = p;
	error = __regex_compile(p, pattern, flags & REG_EXTENDED);
	if (error != 0)
		regfree(re);
	else
		re->re_nsub = (size_t)p->ngroups - 1;
	return error;
}

void
regfree(regex_t *re)
{
	struct program *p = re->__program;

	if (p == NULL)
		return;
	__regex_dfa_free(p);
	__regex_free_sets(p);
	free(p->code);
	free(p);
	re->__program = NULL;
}

/* The table first, and within a budget; => holds: the program's lock */
static int
find_by_table(struct program *p, const struct text *t, size_t *start,
    size_t *end)
{
	size_t low, high, steps = 0;
	size_t budget = 4 * (t->end - t->from) + 1024;
	int result = __regex_dfa_exists(p, t, &low, &high);
	uint32_t symbol;

	if (result != 0 || start == NULL)
		return result;
	while (low <= high && steps < budget) {
		result = __regex_dfa_longest(p, t, low, end, &steps);
		if (result == 0)
			*start = low;
		if (result != REG_NOMATCH)
			return result;
		low += low < t->end ? symbol_at(p, t, low, &symbol) : 1;
	}
	return __regex_nfa_find(p, t, start, end);
}

/* => returns: also the slots, at least those of the whole match */
static int
match(struct program *p, const struct text *t, size_t *slots, int nslots)
{
	size_t *start = nslots == 0 ? NULL : &slots[0];
	int result;

	if (p->has_backrefs)
		return __regex_backtrack(p, t, slots, nslots);
	__lock(&p->lock);
	result = find_by_table(p, t, start, &slots[1]);
	__unlock(&p->lock);
	if (result == 0 && nslots > 2)
		result = __regex_nfa_groups(p, t, slots[0], slots[1], slots,
		    nslots);
	return result;
}

static void
report(regmatch_t *matches, size_t nmatch, const size_t *slots, size_t nslots)
{
	for (size_t i = 0; i < nmatch; i++) {
		bool set = 2 * i < nslots && slots[2 * i] != UNSET &&
		    slots[2 * i + 1] != UNSET;

		matches[i].rm_so = set ? (regoff_t)slots[2 * i] : -1;
		matches[i].rm_eo = set ? (regoff_t)slots[2 * i + 1] : -1;
	}
}

int
regexec(const regex_t *re, const char *string, size_t nmatch,
    regmatch_t *matches, int flags)
{
	struct program *p = re->__program;
	struct text t = { .base = (const unsigned char *)string,
		.before = SIDE_TEXT | (flags & REG_NOTBOL ? 0 : SIDE_LINE),
		.after = SIDE_TEXT | (flags & REG_NOTEOL ? 0 : SIDE_LINE) };
	size_t few[20], *slots = few;
	size_t nslots;
	int result;

	if (flags & REG_STARTEND) {
		t.from = (size_t)matches[0].rm_so;
		t.end = (size_t)matches[0].rm_eo;
	} else {
		t.end = strlen(string);
	}
	if (p->nosub)
		nmatch = 0;
	if (t.end > INT_MAX || t.from > t.end)
		return t.from > t.end ? REG_NOMATCH : REG_ESPACE;
	nslots = nmatch > re->re_nsub ? re->re_nsub + 1 : nmatch;
	nslots *= 2;
	if (nslots > sizeof few / sizeof few[0]) {
		slots = calloc(nslots, sizeof *slots);
		if (slots == NULL)
			return REG_ESPACE;
	}
	result = match(p, &t, slots, (int)nslots);
	if (result == 0)
		report(matches, nmatch, slots, nslots);
	if (slots != few)
		free(slots);
	return result;
}
