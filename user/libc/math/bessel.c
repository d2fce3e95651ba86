/*
 * Bessel functions of whole order: j0 j1 jn y0 y1 yn.
 *
 * Up to BACKWARD_MAX the J of all orders come from Miller's backward recurrence,
 *
 *	J(n-1) = 2n/x J(n) - J(n+1),  1 = J0 + 2 J2 + 2 J4 + ...
 *
 * which is stable in that direction, and Y0 from Neumann's series of the even ones,
 * Y1 from the Wronskian. Beyond it Hankel's asymptotic expansion is as good. Y of
 * higher order is the forward recurrence, stable for Y. Results are right
 * absolutely; near a zero their last digits are lost.
 */
#include <stdlib.h>

#include "core.h"

#define EULER        0.577215664901532860606512090082402431L
#define BACKWARD_MAX 30.0L

struct order01 {
	real j0, j1, y0, y1;
};

/* All of order 0 and 1, and J of order n if that is more. */
static real
backward(real x, int n, struct order01 *b)
{
	int top = (n > (int)x ? n : (int)x) + 60;
	real above = 0, here = 0x1p-8000L, sum = 0, neumann = 0, jn = 0;

	top += top & 1;
	for (int k = top; k > 0; k--) {
		real below = 2 * (real)k / x * here - above;

		if (k == n)
			jn = here;
		if (k % 2 == 0) {
			sum += 2 * here;
			neumann += (k % 4 == 0 ? here : -here) / (real)(k / 2);
		}
		above = here;
		here = below;
		if (__builtin_fabsl(here) > 0x1p8000L) {
			here *= 0x1p-8000L;
			above *= 0x1p-8000L;
			sum *= 0x1p-8000L;
			neumann *= 0x1p-8000L;
			jn *= 0x1p-8000L;
		}
	}
	sum += here;
	b->j0 = here / sum;
	b->j1 = above / sum;
	b->y0 = 2 / PI *
	    ((__math_log(x / 2) + EULER) * b->j0 - 2 * neumann / sum);
	b->y1 = (b->j1 * b->y0 - 2 / (PI * x)) / b->j0;
	return n == 0 ? b->j0 : n == 1 ? b->j1 : jn / sum;
}

/* Hankel's P and Q of order n (0 or 1). */
static void
hankel(int n, real x, real *p, real *q)
{
	real mu = 4 * (real)(n * n), term = 1, before;

	*p = 1;
	*q = 0;
	for (int k = 1; k < 60; k++) {
		real odd = 2 * (real)k - 1;

		before = __builtin_fabsl(term);
		term *= (mu - odd * odd) / ((real)k * 8 * x);
		if (__builtin_fabsl(term) > before ||
		    __builtin_fabsl(term) < 0x1p-70L)
			break;
		if (k % 2 == 1)
			*q += k % 4 == 1 ? term : -term;
		else
			*p += k % 4 == 0 ? term : -term;
	}
}

/* cos and sin of x - n pi/2 - pi/4, without loss for large x. */
static void
phase(int n, real x, real *c, real *s)
{
	real sine = sinl(x), cosine = cosl(x);
	real root = x87_sqrt(1 / (PI * x));

	if (n == 0) {
		*c = (sine + cosine) * root;
		*s = (sine - cosine) * root;
	} else {
		*c = (sine - cosine) * root;
		*s = -(sine + cosine) * root;
	}
}

static void
large(real x, struct order01 *b)
{
	real p, q, c, s;

	hankel(0, x, &p, &q);
	phase(0, x, &c, &s);
	b->j0 = p * c - q * s;
	b->y0 = p * s + q * c;
	hankel(1, x, &p, &q);
	phase(1, x, &c, &s);
	b->j1 = p * c - q * s;
	b->y1 = p * s + q * c;
}

static void
both_orders(real x, struct order01 *b)
{
	if (x < BACKWARD_MAX)
		backward(x, 0, b);
	else
		large(x, b);
}

static real
forward(int n, real x, real first, real second)
{
	for (int k = 1; k < n; k++) {
		real next = 2 * (real)k / x * second - first;

		first = second;
		second = next;
		if (__builtin_isinf(second))
			break;
	}
	return n == 0 ? first : second;
}

static real
core_jn(int n, real x)
{
	bool negative = false;
	struct order01 b;
	real r;

	if (__builtin_isnan(x))
		return x + x;
	if (n < 0) {
		n = n == -0x7fffffff - 1 ? 0x7fffffff : -n;
		x = -x;
	}
	if (x < 0) {
		negative = n & 1;
		x = -x;
	}
	if (__builtin_isinf(x) || (x == 0 && n > 0))
		return negative ? -0.0L : 0;
	if (x == 0)
		return 1;
	if (x < 0x1p-30L && n <= 1) {
		r = n == 0 ? 1 : x / 2;
	} else if (x < BACKWARD_MAX || (real)n > x) {
		/* So far beyond x that nothing is left of it. */
		r = (real)n > 20000 + 2 * x ? 0 : backward(x, n, &b);
	} else {
		large(x, &b);
		r = forward(n, x, b.j0, b.j1);
	}
	return negative ? -r : r;
}

static real
core_yn(int n, real x)
{
	bool negative = false;
	struct order01 b;
	real r;

	if (__builtin_isnan(x))
		return x + x;
	if (n < 0) {
		n = n == -0x7fffffff - 1 ? 0x7fffffff : -n;
		negative = n & 1;
	}
	if (x == 0)
		return pole(!negative);
	if (x < 0)
		return invalid(__builtin_infl());
	if (__builtin_isinf(x))
		return 0;
	if (x < 0x1p-30L) {
		b.y0 = 2 / PI * (__math_log(x / 2) + EULER);
		b.y1 = -2 / (PI * x);
	} else {
		both_orders(x, &b);
	}
	r = forward(n, x, b.y0, b.y1);
	return negative ? -r : r;
}

#define CORE(name, call)         \
	static real name(real x) \
	{                        \
		return call;     \
	}
CORE(core_j0, core_jn(0, x))
CORE(core_j1, core_jn(1, x))
CORE(core_y0, core_yn(0, x))
CORE(core_y1, core_yn(1, x))

MATH1(j0, core_j0)
MATH1(j1, core_j1)
MATH1(y0, core_y0)
MATH1(y1, core_y1)

#define ORDER(name, core, type)                                          \
	type name(int n, type x)                                         \
	{                                                                \
		real exact = core(n, x);                                 \
		type result = (type)exact;                               \
                                                                         \
		report(__builtin_isnan(x), __builtin_isfinite(x), exact, \
		    result == 0, __builtin_isinf(result));               \
		return result;                                           \
	}
ORDER(jn, core_jn, double)
ORDER(jnf, core_jn, float)
ORDER(jnl, core_jn, long double)
ORDER(yn, core_yn, double)
ORDER(ynf, core_yn, float)
ORDER(ynl, core_yn, long double)
