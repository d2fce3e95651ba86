/*
 * Decimal digits times a power of ten, as a binary number of at least 64 bits.
 */
#ifndef STDLIB_SCALE_H
#define STDLIB_SCALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Between high * 2^exponent and (high + 1) * 2^exponent; `inexact` says that it is
 * not the former. If it is inexact, high has at least 66 bits.
 */
struct scaled {
	unsigned __int128 high;
	int exponent;
	bool inexact;
};

/* Digits as they are in a text, with perhaps a point among them. */
struct digit_run {
	const char *first; /* not 0 */
	size_t count;      /* digits, the point not counted */
};

/*
 * What an exact conversion of a double and of a long double needs: so many digits
 * decide it, and its integers have so many words. A digit that was left out is as
 * good as any other that is not 0.
 */
#define DOUBLE_DIGITS      800
#define DOUBLE_WORDS       128
#define LONG_DOUBLE_DIGITS 11600
#define LONG_DOUBLE_WORDS  1280

/* run * 10^exponent10; two arrays of nwords words, for at most max_digits. */
struct scaled __scale(struct digit_run run, int exponent10, size_t max_digits,
    uint32_t *words[2]);

#endif
