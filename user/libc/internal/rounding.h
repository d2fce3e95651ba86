/*
 * The current rounding mode, for what is computed with integers.
 */
#ifndef INTERNAL_ROUNDING_H
#define INTERNAL_ROUNDING_H

#include <stdbool.h>

/* MXCSR: bits 13 and 14. */
enum rounding {
	ROUND_NEAREST,
	ROUND_DOWN,
	ROUND_UP,
	ROUND_TO_ZERO,
};

static inline enum rounding
rounding_mode(void)
{
	unsigned int mxcsr;

	__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
	return (enum rounding)(mxcsr >> 13 & 3);
}

/*
 * Whether to round up what lies between two numbers: `odd` says that the lower one
 * is odd, `half` compares what was cut off with one half, `exact` that it was 0.
 * Up is away from 0.
 */
static inline bool
rounds_up(bool negative, bool odd, int half, bool exact)
{
	switch (rounding_mode()) {
	case ROUND_DOWN:
		return negative && !exact;
	case ROUND_UP:
		return !negative && !exact;
	case ROUND_TO_ZERO:
		return false;
	case ROUND_NEAREST:
		break;
	}
	return half > 0 || (half == 0 && odd);
}

#endif
