/*
 * A set of signals. The kernel knows 64; the type has room for 1024, as on Linux,
 * because it is part of structures that programs and libraries exchange.
 */
#ifndef _BITS_SIGSET_H
#define _BITS_SIGSET_H

typedef struct __sigset {
	unsigned long __bits[16];
} sigset_t;

#endif
