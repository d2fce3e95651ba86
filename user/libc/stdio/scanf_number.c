/*
 * Numbers in scanf.
 *
 * An input item is the longest sequence of characters that a number could begin
 * with; if it is not a number in the end, nothing matches, and what was taken is
 * gone: one character can be given back, not more (C17 7.21.6.2). So "0xz" and
 * "100ergs" match neither %i nor %f.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "scanf.h"

static int
digit_value(wint_t c)
{
	if (c - (wint_t)'0' < 10)
		return (int)(c - '0');
	if ((c | 0x20) - (wint_t)'a' < 26)
		return (int)((c | 0x20) - 'a') + 10;
	return 99;
}

static bool
scan_sign(struct scanner *s)
{
	wint_t c = scan_get(s);

	if (c == '-' || c == '+')
		return c == '-';
	scan_unget(s, c);
	return false;
}

static wint_t
peek(struct scanner *s)
{
	wint_t c = scan_get(s);

	scan_unget(s, c);
	return c;
}

enum scan_result
__scan_integer(struct scanner *s, unsigned int base, unsigned long *magnitude,
    bool *negative, bool *overflow)
{
	bool any = false;
	wint_t c;

	*magnitude = 0;
	*overflow = false;
	*negative = scan_sign(s);
	if ((base == 0 || base == 16) && scan_letter(s, '0')) {
		any = true;
		if (scan_letter(s, 'x')) {
			any = false;
			base = 16;
		}
	}
	if (base == 0)
		base = any ? 8 : 10;
	while (digit_value(c = scan_get(s)) < (int)base) {
		any = true;
		if (__builtin_mul_overflow(*magnitude, base, magnitude) ||
		    __builtin_add_overflow(*magnitude,
			(unsigned long)digit_value(c), magnitude))
			*overflow = true;
	}
	scan_unget(s, c);
	return any ? SCAN_MATCHED : SCAN_NO_MATCH;
}

/* --- Floating point --------------------------------------------------------- */

/* The item's text, for strtod: as long as the input's digits go on. */
struct item {
	char *text;
	size_t size, room;
	bool failed;
	char local[64];
};

static void
item_add(struct item *item, char c)
{
	if (item->size == item->room) {
		char *text = malloc(item->room * 2);

		if (!text) {
			item->failed = true;
			return;
		}
		memcpy(text, item->text, item->size);
		if (item->text != item->local)
			free(item->text);
		item->text = text;
		item->room *= 2;
	}
	item->text[item->size++] = c;
}

static bool
take_letter(struct scanner *s, struct item *item, char letter)
{
	if (!scan_letter(s, letter))
		return false;
	item_add(item, letter);
	return true;
}

static void
take_sign(struct scanner *s, struct item *item)
{
	wint_t c = peek(s);

	if (c == '-' || c == '+')
		item_add(item, (char)scan_get(s));
}

/* => returns: whether there was any */
static bool
take_digits(struct scanner *s, struct item *item, int base)
{
	bool any = false;
	wint_t c;

	for (; digit_value(c = scan_get(s)) < base; any = true)
		item_add(item, (char)c);
	scan_unget(s, c);
	return any;
}

static bool
take_point(struct scanner *s, struct item *item)
{
	if (peek(s) != '.')
		return false;
	item_add(item, (char)scan_get(s));
	return true;
}

static bool
take_rest_of_word(struct scanner *s, struct item *item, const char *word)
{
	for (; *word; word++)
		if (!take_letter(s, item, *word))
			return false;
	return true;
}

static bool
take_infinity(struct scanner *s, struct item *item)
{
	if (!take_rest_of_word(s, item, "nf"))
		return false;
	return !take_letter(s, item, 'i') || take_rest_of_word(s, item, "nity");
}

static bool
take_nan(struct scanner *s, struct item *item)
{
	wint_t c;

	if (!take_rest_of_word(s, item, "an"))
		return false;
	if (peek(s) != '(')
		return true;
	do {
		c = scan_get(s);
		item_add(item, (char)c);
	} while (c == '(' || c == '_' || (c < 128 && isalnum((int)c)));
	return c == ')';
}

/* => returns: whether the item is a number */
static bool
take_number(struct scanner *s, struct item *item)
{
	int base = 10;
	bool any;

	take_sign(s, item);
	if (take_letter(s, item, 'i'))
		return take_infinity(s, item);
	if (take_letter(s, item, 'n'))
		return take_nan(s, item);
	any = take_letter(s, item, '0');
	if (any && take_letter(s, item, 'x')) {
		base = 16;
		any = false;
	}
	any |= take_digits(s, item, base);
	if (take_point(s, item))
		any |= take_digits(s, item, base);
	if (!any)
		return false;
	if (!take_letter(s, item, base == 16 ? 'p' : 'e'))
		return true;
	take_sign(s, item);
	return take_digits(s, item, 10);
}

enum scan_result
__scan_float(struct scanner *s, enum scan_length length, void *to)
{
	struct item item = { .room = sizeof(item.local) };
	enum scan_result result = SCAN_NO_MATCH;

	item.text = item.local;
	if (take_number(s, &item)) {
		item_add(&item, 0);
		result = item.failed ? SCAN_NO_MEMORY : SCAN_MATCHED;
	}
	if (result == SCAN_MATCHED && to) {
		if (length == SCAN_LONG_DOUBLE)
			*(long double *)to = strtold(item.text, NULL);
		else if (length == SCAN_LONG)
			*(double *)to = strtod(item.text, NULL);
		else
			*(float *)to = strtof(item.text, NULL);
	}
	if (item.text != item.local)
		free(item.text);
	return result;
}
