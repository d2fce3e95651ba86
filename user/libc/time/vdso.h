/*
 * The functions of the kernel's shared object.
 */
#ifndef LIBC_TIME_VDSO_H
#define LIBC_TIME_VDSO_H

#include <stdbool.h>
#include <stdint.h>

/* => returns: NULL if there is no such function */
void *__vdso_find(const char *name);

#endif
