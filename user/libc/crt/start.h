/*
 * The ends of a program's life: what the linker and the crt objects provide.
 */
#ifndef CRT_START_H
#define CRT_START_H

#include <features.h>

typedef void init_function(int argc, char **argv, char **environment);
typedef void fini_function(void);

extern init_function *__preinit_array_start[], *__preinit_array_end[];
extern init_function *__init_array_start[], *__init_array_end[];
extern fini_function *__fini_array_start[], *__fini_array_end[];

void _init(void);
void _fini(void);

int main(int argc, char **argv, char **environment);

__noreturn void __libc_start(long *stack);

/* Gives the first thread its thread pointer. */
void __tls_start(void);

#endif
