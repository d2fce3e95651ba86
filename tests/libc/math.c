/*
 * <math.h> and <fenv.h>: special values with their errors, exactness where there is
 * any, and the double functions against the long double ones at random arguments.
 */
#include "tests/sys/tap.h"

#include <fenv.h>
#include <float.h>
#include <math.h>

static uint64_t state = 88172645463325252u;

static uint64_t
bits(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* --- Special values ------------------------------------------------------------------- */

static bool
same(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) && isnan(b);
	return a == b && !signbit(a) == !signbit(b);
}

typedef double function(double);

static const struct special {
	const char *name;
	function *f;
	double x, wanted;
	int error, raised; /* errno, and the exception that has to be there */
} specials[] = {
#define F(f) #f, f
	{ F(sin), INFINITY, NAN, EDOM, FE_INVALID },
	{ F(sin), -0.0, -0.0, 0, 0 },
	{ F(cos), 0, 1, 0, 0 },
	{ F(tan), -INFINITY, NAN, EDOM, FE_INVALID },
	{ F(asin), 1.5, NAN, EDOM, FE_INVALID },
	{ F(acos), 1, 0, 0, 0 },
	{ F(acos), -2, NAN, EDOM, FE_INVALID },
	{ F(atan), -0.0, -0.0, 0, 0 },
	{ F(exp), INFINITY, INFINITY, 0, 0 },
	{ F(exp), -INFINITY, 0, 0, 0 },
	{ F(exp), 0, 1, 0, 0 },
	{ F(exp), 1e6, INFINITY, ERANGE, FE_OVERFLOW },
	{ F(exp), -1e6, 0, ERANGE, FE_UNDERFLOW },
	{ F(exp2), 10, 1024, 0, 0 },
	{ F(exp2), -1074, 0x1p-1074, 0, 0 },
	{ F(expm1), -0.0, -0.0, 0, 0 },
	{ F(expm1), -INFINITY, -1, 0, 0 },
	{ F(expm1), 1e5, INFINITY, ERANGE, FE_OVERFLOW },
	{ F(log), 0, -INFINITY, ERANGE, FE_DIVBYZERO },
	{ F(log), -1, NAN, EDOM, FE_INVALID },
	{ F(log), 1, 0, 0, 0 },
	{ F(log), INFINITY, INFINITY, 0, 0 },
	{ F(log2), 8, 3, 0, 0 },
	{ F(log10), 1000, 3, 0, 0 },
	{ F(log1p), -1, -INFINITY, ERANGE, FE_DIVBYZERO },
	{ F(log1p), -2, NAN, EDOM, FE_INVALID },
	{ F(log1p), -0.0, -0.0, 0, 0 },
	{ F(sqrt), -1, NAN, EDOM, FE_INVALID },
	{ F(sqrt), -0.0, -0.0, 0, 0 },
	{ F(cbrt), -8, -2, 0, 0 },
	{ F(sinh), 1e5, INFINITY, ERANGE, FE_OVERFLOW },
	{ F(sinh), -0.0, -0.0, 0, 0 },
	{ F(cosh), -INFINITY, INFINITY, 0, 0 },
	{ F(tanh), INFINITY, 1, 0, 0 },
	{ F(tanh), -50, -1, 0, 0 },
	{ F(asinh), -INFINITY, -INFINITY, 0, 0 },
	{ F(acosh), 1, 0, 0, 0 },
	{ F(acosh), 0.5, NAN, EDOM, FE_INVALID },
	{ F(atanh), 1, INFINITY, ERANGE, FE_DIVBYZERO },
	{ F(atanh), -1.5, NAN, EDOM, FE_INVALID },
	{ F(erf), INFINITY, 1, 0, 0 },
	{ F(erf), -0.0, -0.0, 0, 0 },
	{ F(erfc), -INFINITY, 2, 0, 0 },
	{ F(erfc), 100, 0, ERANGE, FE_UNDERFLOW },
	{ F(tgamma), 5, 24, 0, 0 },
	{ F(tgamma), 0, INFINITY, ERANGE, FE_DIVBYZERO },
	{ F(tgamma), -0.0, -INFINITY, ERANGE, FE_DIVBYZERO },
	{ F(tgamma), -3, NAN, EDOM, FE_INVALID },
	{ F(tgamma), 200, INFINITY, ERANGE, FE_OVERFLOW },
	{ F(lgamma), 1, 0, 0, 0 },
	{ F(lgamma), 2, 0, 0, 0 },
	{ F(lgamma), -2, INFINITY, ERANGE, FE_DIVBYZERO },
	{ F(lgamma), -INFINITY, INFINITY, 0, 0 },
	{ F(logb), 0, -INFINITY, 0, FE_DIVBYZERO },
	{ F(logb), 0x1p-1074, -1074, 0, 0 },
	{ F(floor), -0.5, -1, 0, 0 },
	{ F(floor), INFINITY, INFINITY, 0, 0 },
	{ F(ceil), -INFINITY, -INFINITY, 0, 0 },
	{ F(trunc), INFINITY, INFINITY, 0, 0 },
	{ F(round), -INFINITY, -INFINITY, 0, 0 },
	{ F(floor), 0x1p60, 0x1p60, 0, 0 },
	{ F(floor), -0.0, -0.0, 0, 0 },
	{ F(ceil), -0.5, -0.0, 0, 0 },
	{ F(trunc), -1.9, -1, 0, 0 },
	{ F(round), 0.49999999999999994, 0, 0, 0 },
	{ F(round), -2.5, -3, 0, 0 },
	{ F(rint), 2.5, 2, 0, 0 },
	{ F(rint), -0.3, -0.0, 0, 0 },
	{ F(nearbyint), 3.5, 4, 0, 0 },
	{ F(fabs), -INFINITY, INFINITY, 0, 0 },
#undef F
};

static void
test_specials(void)
{
	for (size_t i = 0; i < sizeof specials / sizeof *specials; i++) {
		const struct special *s = &specials[i];
		volatile double x = s->x;
		double got;
		int raised;

		feclearexcept(FE_ALL_EXCEPT);
		errno = 0;
		got = s->f(x);
		raised = fetestexcept(FE_ALL_EXCEPT);
		ok(same(got, s->wanted), "%s(%g) is %g, wanted %g", s->name,
		    s->x, got, s->wanted);
		if (s->error != 0)
			is(errno, s->error, "%s(%g) sets errno", s->name, s->x);
		ok((raised & s->raised) == s->raised,
		    "%s(%g) raises what it should", s->name, s->x);
		if (s->raised == 0)
			ok((raised &
			       (FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW)) == 0,
			    "%s(%g) raises no error", s->name, s->x);
	}
}

static void
test_pow(void)
{
	static const struct {
		double x, y, wanted;
		int error;
	} cases[] = { { 2, 10, 1024, 0 }, { 0, 0, 1, 0 }, { NAN, 0, 1, 0 },
		{ 1, NAN, 1, 0 }, { -1, INFINITY, 1, 0 }, { -2, 3, -8, 0 },
		{ -2, 0.5, NAN, EDOM }, { 0, -1, INFINITY, ERANGE },
		{ -0.0, -3, -INFINITY, ERANGE }, { -0.0, 3, -0.0, 0 },
		{ 0.5, INFINITY, 0, 0 }, { 0.5, -INFINITY, INFINITY, 0 },
		{ -INFINITY, 3, -INFINITY, 0 }, { -INFINITY, -3, -0.0, 0 },
		{ INFINITY, -2, 0, 0 }, { 10, 400, INFINITY, ERANGE },
		{ 10, -400, 0, ERANGE }, { -10, 401, -INFINITY, ERANGE },
		{ 10, 15, 1e15, 0 }, { 3, 20, 3486784401.0, 0 },
		{ 2, -1074, 0x1p-1074, 0 } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		volatile double x = cases[i].x, y = cases[i].y;
		double got;

		errno = 0;
		got = pow(x, y);
		ok(same(got, cases[i].wanted), "pow(%g, %g) is %g, wanted %g",
		    cases[i].x, cases[i].y, got, cases[i].wanted);
		is(errno, cases[i].error, "pow(%g, %g): errno", cases[i].x,
		    cases[i].y);
	}
}

/* --- Parts and neighbours ---------------------------------------------------------------- */

static void
test_parts(void)
{
	volatile double tiny = 0x1p-1074, big = DBL_MAX;
	int e, quotient;
	double whole;

	ok(same(frexp(tiny, &e), 0.5) && e == -1073, "frexp of the least");
	ok(same(frexp(-8, &e), -0.5) && e == 4, "frexp");
	ok(same(ldexp(0.5, -1073), tiny), "ldexp down to it");
	ok(same(scalbn(tiny, 2097), 0x1p1023), "scalbn from end to end");
	ok(same(modf(-3.25, &whole), -0.25) && whole == -3, "modf");
	ok(same(modf(-INFINITY, &whole), -0.0) && isinf(whole), "modf(-inf)");
	is(ilogb(tiny), -1074, "ilogb of the least");
	is(ilogb(1023.0), 9, "ilogb");
	is(ilogb(0), FP_ILOGB0, "ilogb(0)");
	is(ilogb(INFINITY), 0x7fffffff, "ilogb(inf)");
	ok(same(nextafter(0, 1), tiny), "nextafter 0");
	ok(same(nextafter(tiny, 0), 0), "and back");
	ok(same(nextafter(1, 2), 1 + DBL_EPSILON), "nextafter 1");
	ok(isinf(nextafter(big, INFINITY)), "nextafter the largest");
	ok(nextafterl(1, 0) == 1 - LDBL_EPSILON / 2, "nextafterl down");
	ok(nexttoward(1, 1 + LDBL_EPSILON) == 1 + DBL_EPSILON, "nexttoward");
	ok(same(fmod(-7, 3), -1) && same(fmod(6, -3), 0), "fmod");
	ok(fmod(1e300, 3) >= 0 && fmod(1e300, 3) < 3, "fmod of far apart");
	ok(same(remainder(5, 2), 1) && same(remainder(7, 2), -1), "remainder");
	ok(same(remquo(29, 3, &quotient), -1) && (quotient & 7) == 10 % 8,
	    "remquo");
	ok(same(fmax(NAN, 3), 3) && same(fmin(3, NAN), 3), "fmax, fmin, NaN");
	ok(same(fdim(5, 3), 2) && same(fdim(3, 5), 0), "fdim");
	ok(same(copysign(3, -0.0), -3), "copysign");
	ok(same(hypot(3, 4), 5) && isinf(hypot(NAN, INFINITY)), "hypot");
	ok(isfinite(hypot(1e308, 1e308)), "hypot of large numbers");
	is(lrint(2.5), 2, "lrint");
	is(lround(-2.5), -3, "lround");
	is(llrintl(-1234567890123456789.0L), -1234567890123456789, "llrintl");
	ok(same(atan2(-0.0, -1), -M_PI) && same(atan2(1, -INFINITY), M_PI),
	    "atan2");
}

static void
test_fma(void)
{
	volatile double x = 1 + DBL_EPSILON, y = 1 - DBL_EPSILON;

	ok(fma(x, y, -1) == -DBL_EPSILON * DBL_EPSILON, "fma rounds once");
	ok(fma(0x1p1000, 0x1p1000, -INFINITY) == -INFINITY, "an infinite fma");
	ok(fmaf(16777217.0f / 2, 2, 0.5f) != 0, "fmaf");
	ok(fmal(1 + LDBL_EPSILON, 1 - LDBL_EPSILON, -1) ==
		-LDBL_EPSILON * LDBL_EPSILON,
	    "fmal");
}

/* --- Environment --------------------------------------------------------------------------- */

static void
test_environment(void)
{
	static const int modes[] = { FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO,
		FE_TONEAREST };
	static const double wanted[] = { -3, -2, -2, -2 };
	/* The compiler would compute the call at another time. */
	double (*volatile call_rint)(double) = rint;
	long (*volatile call_lrint)(double) = lrint;
	volatile double x = -2.5, one = 1, three = 3;
	volatile long double lone = 1, lthree = 3;
	fenv_t saved;

	for (int i = 0; i < 4; i++) {
		is(fesetround(modes[i]), 0, "fesetround");
		is(fegetround(), modes[i], "fegetround");
		ok(same(call_rint(x), wanted[i]), "rint in that mode");
		is(call_lrint(x), (long)wanted[i], "lrint in that mode");
	}
	fesetround(FE_UPWARD);
	ok(one / three > 0.33333333333333331, "division goes upward");
	fesetround(FE_DOWNWARD);
	ok(lone / lthree < 1 / 3.0L, "of long doubles downward");
	fesetround(FE_TONEAREST);
	ok(fesetround(12345) != 0, "no such mode");
	feclearexcept(FE_ALL_EXCEPT);
	is(fetestexcept(FE_ALL_EXCEPT), 0, "cleared");
	feraiseexcept(FE_DIVBYZERO | FE_INEXACT);
	is(fetestexcept(FE_ALL_EXCEPT), FE_DIVBYZERO | FE_INEXACT, "raised");
	feholdexcept(&saved);
	is(fetestexcept(FE_ALL_EXCEPT), 0, "held");
	feraiseexcept(FE_INVALID);
	feupdateenv(&saved);
	is(fetestexcept(FE_ALL_EXCEPT), FE_DIVBYZERO | FE_INEXACT | FE_INVALID,
	    "updated");
	fesetenv(FE_DFL_ENV);
	is(fetestexcept(FE_ALL_EXCEPT), 0, "the default environment");
}

/* --- Precision ------------------------------------------------------------------------------ */

typedef long double long_function(long double);

/* Units of the double's last place between the two. */
static double
distance(double got, long double exact)
{
	int e;

	if (isnan(got) || isnan(exact))
		return isnan(got) && isnan(exact) ? 0 : 1e9;
	if (isinf(got) || fabsl(exact) > DBL_MAX)
		return isinf(got) ? 0 : 1e9;
	frexpl(exact, &e);
	if (e < -1021)
		e = -1021;
	return (double)(fabsl((long double)got - exact) / ldexpl(1, e - 53));
}

static double
some_number(int i)
{
	double x = (double)(int64_t)bits() / 9.3e18;

	return i % 4 == 0 ? x :
	    i % 4 == 1    ? x * 10 :
	    i % 4 == 2    ? x * 700 :
			    ldexp(x, (int)(bits() % 400) - 200);
}

static void
precise(const char *name, function *f, long_function *exact, double bound)
{
	double worst = 0, where = 0;

	for (int i = 0; i < 20000; i++) {
		double x = some_number(i), d = distance(f(x), exact(x));

		if (d > worst) {
			worst = d;
			where = x;
		}
	}
	ok(worst <= bound, "%s: %.3f units at %a", name, worst, where);
}

static void
test_precision(void)
{
#define P(f, bound) precise(#f, f, f##l, bound)
	P(sin, 1);
	P(cos, 1);
	P(tan, 1);
	P(asin, 1);
	P(acos, 1);
	P(atan, 1);
	P(exp, 1);
	P(exp2, 1);
	P(expm1, 1);
	P(log, 1);
	P(log2, 1);
	P(log10, 2);
	P(log1p, 1);
	P(sinh, 2);
	P(cosh, 2);
	P(tanh, 2.5);
	P(asinh, 2);
	P(acosh, 2);
	P(atanh, 2);
	P(cbrt, 4);
	P(erf, 1);
	P(erfc, 5);
	P(tgamma, 10);
#undef P
	ok(fabs(sin(1e22) - -0.8522008497671888) < 1e-15,
	    "the sine of a large number");
	ok(fabs(cos(0x1p1023) - -0.826369834614148) < 1e-14,
	    "the cosine of the largest power of two");
}

int
main(void)
{
	test_specials();
	test_pow();
	test_parts();
	test_fma();
	test_environment();
	test_precision();
	return done();
}
