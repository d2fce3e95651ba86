/*
 * The floating-point environment, of which there are two: the x87's, for long double,
 * and MXCSR, for float and double. They are set alike; an exception is raised if
 * either says so.
 */
#include <fenv.h>

#define ROUND_MASK      0xc00
#define MXCSR_ROUND     3 /* MXCSR has the rounding bits 3 higher, */
#define MXCSR_MASKS     7 /* and the exception masks 7 higher than the flags */
#define MXCSR_DEFAULT   0x1f80
#define CONTROL_DEFAULT 0x37f

static unsigned int
get_mxcsr(void)
{
	unsigned int mxcsr;

	__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
	return mxcsr;
}

static void
set_mxcsr(unsigned int mxcsr)
{
	__asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
}

static unsigned short
get_status(void)
{
	unsigned short status;

	__asm__ volatile("fnstsw %0" : "=am"(status));
	return status;
}

static unsigned short
get_control(void)
{
	unsigned short control;

	__asm__ volatile("fnstcw %0" : "=m"(control));
	return control;
}

static void
set_control(unsigned short control)
{
	__asm__ volatile("fldcw %0" : : "m"(control));
}

static void
store_x87(fenv_t *e)
{
	/* Storing masks all exceptions: loading gives them back. */
	__asm__ volatile("fnstenv %0; fldenv %0" : "=m"(*e));
}

static void
load_x87(const fenv_t *e)
{
	__asm__ volatile("fldenv %0" : : "m"(*e));
}

int
feclearexcept(int which)
{
	unsigned short flags = (unsigned short)(which & FE_ALL_EXCEPT);
	fenv_t e;

	if (get_status() & flags) {
		store_x87(&e);
		e.__status &= (unsigned short)~flags;
		load_x87(&e);
	}
	set_mxcsr(get_mxcsr() & ~(unsigned int)flags);
	return 0;
}

int
fetestexcept(int which)
{
	return (int)(get_status() | get_mxcsr()) & which & FE_ALL_EXCEPT;
}

/* By the x87, whose next instruction would trap if that is unmasked. */
int
feraiseexcept(int which)
{
	fenv_t e;

	store_x87(&e);
	e.__status |= (unsigned short)(which & FE_ALL_EXCEPT);
	load_x87(&e);
	__asm__ volatile("fwait");
	set_mxcsr(get_mxcsr() | (unsigned int)(which & FE_ALL_EXCEPT));
	return 0;
}

int
fegetexceptflag(fexcept_t *flags, int which)
{
	*flags = (fexcept_t)fetestexcept(which);
	return 0;
}

int
fesetexceptflag(const fexcept_t *flags, int which)
{
	fenv_t e;

	feclearexcept(which);
	store_x87(&e);
	e.__status |= (unsigned short)(*flags & which & FE_ALL_EXCEPT);
	load_x87(&e);
	return 0;
}

int
fegetround(void)
{
	return get_control() & ROUND_MASK;
}

int
fesetround(int round)
{
	if (round & ~ROUND_MASK)
		return 1;
	set_control((unsigned short)((get_control() & ~ROUND_MASK) | round));
	set_mxcsr((get_mxcsr() & ~((unsigned int)ROUND_MASK << MXCSR_ROUND)) |
	    (unsigned int)round << MXCSR_ROUND);
	return 0;
}

int
fegetenv(fenv_t *e)
{
	store_x87(e);
	e->__mxcsr = get_mxcsr();
	return 0;
}

int
fesetenv(const fenv_t *e)
{
	fenv_t standard;

	if (e == FE_DFL_ENV || e == FE_NOMASK_ENV) {
		unsigned int masks = e == FE_DFL_ENV ? FE_ALL_EXCEPT : 0;

		store_x87(&standard);
		standard.__control = (unsigned short)((CONTROL_DEFAULT &
							  ~FE_ALL_EXCEPT) |
		    masks);
		standard.__status = 0;
		standard.__mxcsr = (MXCSR_DEFAULT &
				       ~((unsigned int)FE_ALL_EXCEPT
					   << MXCSR_MASKS)) |
		    masks << MXCSR_MASKS;
		e = &standard;
	}
	load_x87(e);
	set_mxcsr(e->__mxcsr);
	return 0;
}

int
feholdexcept(fenv_t *e)
{
	fegetenv(e);
	feclearexcept(FE_ALL_EXCEPT);
	fedisableexcept(FE_ALL_EXCEPT);
	return 0;
}

int
feupdateenv(const fenv_t *e)
{
	int raised = fetestexcept(FE_ALL_EXCEPT);

	fesetenv(e);
	return feraiseexcept(raised);
}

int
fegetexcept(void)
{
	return ~get_control() & FE_ALL_EXCEPT;
}

/* The mask bits say which exceptions do not trap. */
static int
set_masks(int masks)
{
	int old = fegetexcept();

	set_control((unsigned short)((get_control() & ~FE_ALL_EXCEPT) | masks));
	set_mxcsr((get_mxcsr() &
		      ~((unsigned int)FE_ALL_EXCEPT << MXCSR_MASKS)) |
	    (unsigned int)masks << MXCSR_MASKS);
	return old;
}

int
feenableexcept(int which)
{
	return set_masks(FE_ALL_EXCEPT & ~(fegetexcept() | which));
}

int
fedisableexcept(int which)
{
	return set_masks(FE_ALL_EXCEPT & ~(fegetexcept() & ~which));
}
