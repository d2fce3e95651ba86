/*
 * Numbers as utilities read and print them.
 */
#ifndef USER_BIN_LIB_NUMBER_H
#define USER_BIN_LIB_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A count with an optional unit: b (512), K or KiB (1024), kB or KB (1000), and
 * so on with M G T P E. False when the text is anything else; a number too large
 * becomes UINTMAX_MAX.
 */
bool number_parse(const char *text, uintmax_t *number);

/* The same for an option's argument: says "invalid WHAT 'TEXT'" and ends. */
uintmax_t number_argument(const char *text, const char *what);

/* A decimal integer in [min, max], or "invalid WHAT 'TEXT'". */
intmax_t integer_argument(const char *text, intmax_t min, intmax_t max,
    const char *what);

/*
 * bytes as ls -h and df -h print it, rounded up: "0", "999", "1.5K", "12M".
 * base: 1024, or 1000 for --si, whose kilo is a small k.
 */
enum {
	HUMAN_SIZE = 24
};
const char *number_human(uintmax_t bytes, unsigned int base, char *buffer);

#endif
