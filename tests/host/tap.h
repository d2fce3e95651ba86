/*
 * TAP for host tests: `ok(condition, name)` for each test point, and
 * `return tap_done();` at the end of main, which prints the plan.
 *
 * The first line of a test, `// needs: FILE...`, lists what to link with it; the
 * second may be `// flags: OPTION...` for the compiler.
 * Tests build with gcc -std=gnu17 -I. -Ikernel -fsanitize=address,undefined.
 */
#ifndef TESTS_HOST_TAP_H
#define TESTS_HOST_TAP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

static int tap_count, tap_failures;

static inline bool
tap_ok(bool passed, const char *name, const char *file, int line)
{
	printf("%sok %d - %s\n", passed ? "" : "not ", ++tap_count, name);
	if (!passed) {
		printf("# failed at %s:%d\n", file, line);
		tap_failures++;
	}
	return passed;
}

#define ok(condition, name) tap_ok((condition), (name), __FILE__, __LINE__)

static inline int
tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failures != 0;
}

/* xorshift64*: the same numbers in every run. */
static inline uint64_t
tap_random(void)
{
	static uint64_t x = 88172645463325252;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	return x * 2685821657736338717;
}

#endif
