#ifndef _FENV_H
#define _FENV_H

#include <features.h>

__BEGIN_DECLS

#define FE_INVALID    0x01
#define FE_DIVBYZERO  0x04
#define FE_OVERFLOW   0x08
#define FE_UNDERFLOW  0x10
#define FE_INEXACT    0x20
#define FE_ALL_EXCEPT 0x3d

#define FE_TONEAREST  0x000
#define FE_DOWNWARD   0x400
#define FE_UPWARD     0x800
#define FE_TOWARDZERO 0xc00

typedef unsigned short fexcept_t;

/* What fnstenv stores, and MXCSR. */
typedef struct {
	unsigned short __control, __unused1;
	unsigned short __status, __unused2;
	unsigned short __tags, __unused3;
	unsigned int __eip;
	unsigned short __cs, __opcode;
	unsigned int __data_offset;
	unsigned short __data_selector, __unused4;
	unsigned int __mxcsr;
} fenv_t;

#define FE_DFL_ENV ((const fenv_t *)-1)

int feclearexcept(int);
int fegetenv(fenv_t *);
int fegetexceptflag(fexcept_t *, int);
int fegetround(void);
int feholdexcept(fenv_t *);
int feraiseexcept(int);
int fesetenv(const fenv_t *);
int fesetexceptflag(const fexcept_t *, int);
int fesetround(int);
int fetestexcept(int);
int feupdateenv(const fenv_t *);

#if __GNU_VISIBLE
#define FE_NOMASK_ENV ((const fenv_t *)-2)
int fedisableexcept(int);
int feenableexcept(int);
int fegetexcept(void);
#endif

__END_DECLS

#endif
