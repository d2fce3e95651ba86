/*
 * Symbols of the text, and what is on either side of a position.
 */
#include <string.h>
#include <wchar.h>

#include "program.h"

static bool
is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

size_t
__regex_symbol_wide(const unsigned char *p, const unsigned char *end,
    uint32_t *symbol)
{
	size_t room = (size_t)(end - p);
	uint32_t c = p[0];

	if (c >= 0xc2 && c < 0xe0 && room >= 2 && is_tail(p[1])) {
		*symbol = (c & 0x1f) << 6 | (p[1] & 0x3fu);
		return 2;
	}
	if (c >= 0xe0 && c < 0xf0 && room >= 3 && is_tail(p[1]) &&
	    is_tail(p[2])) {
		c = (c & 0x0f) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
		*symbol = c;
		if (c >= 0x800 && (c < 0xd800 || c > 0xdfff))
			return 3;
	}
	c = p[0];
	if (c >= 0xf0 && c < 0xf5 && room >= 4 && is_tail(p[1]) &&
	    is_tail(p[2]) && is_tail(p[3])) {
		c = (c & 0x07) << 18 | (p[1] & 0x3fu) << 12 |
		    (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
		*symbol = c;
		if (c >= 0x10000 && c < 0x110000)
			return 4;
	}
	*symbol = SYMBOL_INVALID | p[0];
	return 1;
}

uint32_t
__regex_fold(const struct program *p, uint32_t symbol)
{
	(void)p;
	if (symbol < 128)
		return symbol - 'A' < 26 ? symbol | 0x20 : symbol;
	if (symbol >= SYMBOL_INVALID || p->nbytes == 256)
		return symbol;
	/* By way of upper case, which joins what has two lower cases. */
	return (uint32_t)towlower(towupper((wint_t)symbol));
}

unsigned int
__regex_side_of(const struct program *p, uint32_t symbol)
{
	if (symbol == '\n')
		return p->newline ? SIDE_LINE : 0;
	if (symbol < 128)
		return (symbol | 0x20) - 'a' < 26 || symbol - '0' < 10 ||
			symbol == '_' ?
		    SIDE_WORD :
		    0;
	return symbol < SYMBOL_INVALID && p->nbytes == 128 &&
		iswalnum((wint_t)symbol) ?
	    SIDE_WORD :
	    0;
}

unsigned int
__regex_side_before(const struct program *p, const struct text *t, size_t at)
{
	uint32_t symbol;
	size_t start;

	if (at == 0)
		return t->before;
	start = at - 1;
	if (p->nbytes == 128)
		while (start > 0 && at - start < 4 && is_tail(t->base[start]))
			start--;
	if (symbol_at(p, t, start, &symbol) != at - start)
		symbol = SYMBOL_INVALID;
	return __regex_side_of(p, symbol);
}

unsigned int
__regex_side_after(const struct program *p, const struct text *t, size_t at)
{
	uint32_t symbol;

	if (at >= t->end)
		return t->after;
	symbol_at(p, t, at, &symbol);
	return __regex_side_of(p, symbol);
}

bool
__regex_holds(int assertion, unsigned int before, unsigned int after)
{
	bool word_before = before & SIDE_WORD, word_after = after & SIDE_WORD;

	switch ((enum assertion)assertion) {
	case ASSERT_LINE_START:
		return before & SIDE_LINE;
	case ASSERT_LINE_END:
		return after & SIDE_LINE;
	case ASSERT_TEXT_START:
		return before & SIDE_TEXT;
	case ASSERT_TEXT_END:
		return after & SIDE_TEXT;
	case ASSERT_WORD_START:
		return !word_before && word_after;
	case ASSERT_WORD_END:
		return word_before && !word_after;
	case ASSERT_WORD_EDGE:
		return word_before != word_after;
	case ASSERT_NO_WORD_EDGE:
		return word_before == word_after;
	}
	return false;
}
