/*
 * Pseudo-random numbers that are the same with every C library.
 */
#ifndef TESTS_LIBC_DIFF_RANDOM_H
#define TESTS_LIBC_DIFF_RANDOM_H

#include <stdint.h>

static uint64_t random_state = 0x9e3779b97f4a7c15u;

/* xorshift64* */
static inline uint64_t
random_bits(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 0x2545f4914f6cdd1du;
}

/* Below n. */
static inline unsigned int
random_below(unsigned int n)
{
	return (unsigned int)(random_bits() >> 33) % n;
}

#endif
