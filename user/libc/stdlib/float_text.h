/*
 * The text of a floating-point number, taken apart.
 */
#ifndef STDLIB_FLOAT_TEXT_H
#define STDLIB_FLOAT_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "scale.h"

enum float_notation {
	NO_NUMBER,
	DECIMAL,
	HEXADECIMAL,
	INFINITY_WORD,
	NAN_WORD,
};

/* A number's digits: 0.RUN * 10^point */
struct decimal_text {
	struct digit_run run;
	long point;
};

struct float_text {
	const char *end;
	enum float_notation notation;
	bool negative;
	struct decimal_text decimal;
	struct scaled bits; /* HEXADECIMAL: bits * 2^exponent */
	long exponent;
	uint64_t payload; /* NAN_WORD */
};

/* What the text begins with, after white space. */
void __float_read_text(const char *p, struct float_text *t);

#endif
