#ifndef _SETJMP_H
#define _SETJMP_H

#include <features.h>

__BEGIN_DECLS

/* rbx, rbp, r12 to r15, rsp, rip; then, for sigsetjmp, the signal mask. */
typedef struct __jmp_buf {
	unsigned long __registers[8];
	unsigned long __mask_saved;
	unsigned long __mask[16];
} jmp_buf[1];

int setjmp(jmp_buf) __attribute__((__returns_twice__));
__noreturn void longjmp(jmp_buf, int);
#define setjmp setjmp

#if __POSIX_VISIBLE
typedef jmp_buf sigjmp_buf;
int sigsetjmp(sigjmp_buf, int) __attribute__((__returns_twice__));
__noreturn void siglongjmp(sigjmp_buf, int);
#define sigsetjmp sigsetjmp
#endif

#if __XSI_VISIBLE
int _setjmp(jmp_buf) __attribute__((__returns_twice__));
__noreturn void _longjmp(jmp_buf, int);
#endif

__END_DECLS

#endif
