/*
 * The one source of randomness.
 *
 * Seeded at boot from the CPU's generator, the clocks and what the boot loader
 * gave; or, with "seed=N" on the command line, from N alone: then every run
 * draws the same numbers.
 */
#ifndef TIME_RANDOM_H
#define TIME_RANDOM_H

#include "lib/types.h"

/* Seeds the generator. => once, at boot, when arch_clock_init() has run */
void random_init(void);

/* What a reader of many bytes asks for at once, and puts on his stack. */
#define RANDOM_PIECE 1024

/* => any context */
void random_bytes(void *buf, size_t n);

/* One word, for hash keys and address slides: cheap. => any context */
u64 random_u64(void);

/* Stirs n bytes in; nothing is ever made weaker by it.  Ignored with
 * "seed=". => any context */
void random_mix(const void *data, size_t n);

#endif
