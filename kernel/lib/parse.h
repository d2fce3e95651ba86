/*
 * Numbers from text.
 */
#ifndef LIB_PARSE_H
#define LIB_PARSE_H

#include "lib/compiler.h"
#include "lib/types.h"

/*
 * The digits at *cursor, which moves behind them. Base 0 takes 0x for 16, a leading
 * 0 for 8, else 10; base 16 allows 0x. Neither blanks nor signs are skipped.
 * => errors: -EINVAL no digit; -ERANGE more than 64 bits (cursor and value are
 *    unchanged)
 */
int __must_check parse_u64(const char **cursor, unsigned int base, u64 *value);

/*
 * A whole string that is one number, of at most `limit`; one newline may end it.
 * => errors: -EINVAL, -ERANGE
 */
int __must_check parse_number(const char *s, unsigned int base, u64 limit,
    u64 *value);

/*
 * A size at *cursor with an optional suffix: K M G T, large or small, for powers
 * of 1024. => errors: -EINVAL, -ERANGE
 */
int __must_check parse_size(const char **cursor, u64 *value);

#endif
