/* 64 x 64 / 64 bits through a 128-bit product. */
#ifndef ARCH_MULDIV_H
#define ARCH_MULDIV_H

#include "lib/types.h"

/* a * b / c, rounded down. => the quotient must fit 64 bits: else #DE */
static inline u64
mul_div(u64 a, u64 b, u64 c)
{
	u64 high, low, quotient, rest;

	__asm__("mulq %3" : "=a"(low), "=d"(high) : "a"(a), "r"(b));
	__asm__("divq %4"
		: "=a"(quotient), "=d"(rest)
		: "a"(low), "d"(high), "r"(c));
	(void)rest;
	return quotient;
}

#endif
