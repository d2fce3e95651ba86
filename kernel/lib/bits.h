/*
 * Bits of a word. Bits count from 0 at the least significant.
 */
#ifndef LIB_BITS_H
#define LIB_BITS_H

#include "lib/types.h"

#define BIT(n) (1UL << (n))

/* The lowest bit that is set. => x != 0 */
static inline unsigned int
ffs64(u64 x)
{
	return __builtin_ctzl(x);
}

/* The highest bit that is set. => x != 0 */
static inline unsigned int
fls64(u64 x)
{
	return 63 - __builtin_clzl(x);
}

/* The logarithm to base 2, rounded down. => x != 0 */
static inline unsigned int
ilog2(u64 x)
{
	return fls64(x);
}

static inline bool
is_pow2(u64 x)
{
	return x && !(x & (x - 1));
}

/* The least power of two that is not below `x`. => 0 < x <= 2^63 */
static inline u64
roundup_pow2(u64 x)
{
	return x == 1 ? 1 : 2UL << fls64(x - 1);
}

/* The number of bits set; without the instruction that old CPUs lack. */
static inline unsigned int
popcount64(u64 x)
{
	x -= (x >> 1) & 0x5555555555555555;
	x = (x & 0x3333333333333333) + ((x >> 2) & 0x3333333333333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (x * 0x0101010101010101) >> 56;
}

#endif
