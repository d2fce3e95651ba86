#ifndef SETJMP_SIGMASK_H
#define SETJMP_SIGMASK_H

#include <setjmp.h>

/* For setjmp.S. */
void __sigsetjmp_save(sigjmp_buf buffer);
void __siglongjmp_restore(sigjmp_buf buffer);

#endif
