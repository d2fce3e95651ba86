/*
 * What the headers of abi/ need to be read alike by kernel and user space: fixed
 * width types, and `__user`, which marks pointers into a program's memory. The
 * kernel's definition of it makes a direct dereference a build error; elsewhere it
 * means nothing.
 */
#ifndef ABI_TYPES_H
#define ABI_TYPES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __KERNEL__
#include "lib/compiler.h"
#endif

#ifndef __user
#define __user
#endif

/* A set of signals: signal n is bit n - 1. */
typedef unsigned long kernel_sigset_t;

#endif
