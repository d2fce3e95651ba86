/*
 * Arrays of bits in unsigned longs, not atomic: the caller holds a lock.
 */
#ifndef LIB_BITMAP_H
#define LIB_BITMAP_H

#include "lib/bits.h"
#include "lib/compiler.h"

#define BITMAP_LONGS(nbits) (((nbits) + 63) / 64)
#define BITMAP(name, nbits) unsigned long name[BITMAP_LONGS(nbits)]

static inline bool
bitmap_test(const unsigned long *map, size_t bit)
{
	return map[bit / 64] >> (bit % 64) & 1;
}

static inline void
bitmap_set(unsigned long *map, size_t bit)
{
	map[bit / 64] |= BIT(bit % 64);
}

static inline void
bitmap_clear(unsigned long *map, size_t bit)
{
	map[bit / 64] &= ~BIT(bit % 64);
}

/* The first bit from `start` on that differs from those of `skip`, all 0 or 1. */
static inline size_t
bitmap_find_(const unsigned long *map, size_t nbits, size_t start,
    unsigned long skip)
{
	unsigned long word;
	size_t i = start / 64;

	if (start >= nbits)
		return nbits;
	word = (map[i] ^ skip) & (~0UL << (start % 64));
	while (!word) {
		if (++i >= BITMAP_LONGS(nbits))
			return nbits;
		word = map[i] ^ skip;
	}
	return min(i * 64 + ffs64(word), nbits);
}

/* The first bit set, or clear, in [start, nbits). => returns: nbits if none */
static inline size_t
bitmap_find_set(const unsigned long *map, size_t nbits, size_t start)
{
	return bitmap_find_(map, nbits, start, 0);
}

static inline size_t
bitmap_find_clear(const unsigned long *map, size_t nbits, size_t start)
{
	return bitmap_find_(map, nbits, start, ~0UL);
}

#define bitmap_for_each_set(bit, map, nbits)                      \
	for (bit = bitmap_find_set(map, nbits, 0); bit < (nbits); \
	     bit = bitmap_find_set(map, nbits, bit + 1))

#endif
