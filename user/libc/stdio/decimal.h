/*
 * Exact decimal digits of binary floating-point numbers.
 */
#ifndef STDIO_DECIMAL_H
#define STDIO_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

/* magnitude * 2^exponent, the magnitude an integer. */
struct binary {
	uint64_t magnitude;
	int exponent;
	bool negative;
};

/* Which digits are wanted. */
struct digits_wanted {
	bool significant; /* count from the first digit that is not 0 */
	long count;       /* else from the decimal point */
};

/*
 * 0.DIGITS * 10^point, rounded in the current rounding mode. There may be fewer
 * digits than were wanted: then all others are 0. Zero has none, and point 0.
 */
struct decimal {
	char *digits;
	int ndigits;
	int point;
};

/*
 * The most digits that a number has before and after the point, and the words of
 * 32 bits it takes. A double's are small enough for any stack.
 */
#define DOUBLE_MAX_DIGITS      (309 + 1074 + 18)
#define DOUBLE_MAX_WORDS       35
#define LONG_DOUBLE_MAX_DIGITS (4933 + 16445 + 18)
#define LONG_DOUBLE_MAX_WORDS  516

/* Memory for a conversion. */
struct decimal_space {
	uint32_t *words;
	char *digits;
};

void __decimal_convert(struct decimal *decimal, const struct binary *number,
    struct digits_wanted wanted, struct decimal_space space);

/* Takes a finite number apart. */
struct binary __binary_of_double(double value);
struct binary __binary_of_long_double(long double value);

#endif
