/*
 * The instructions that touch user memory.  vm/usercopy.c is the only user;
 * everyone else calls that.
 *
 * Each function takes ranges that were checked to be user space, and survives
 * a fault by reporting it.
 */
#ifndef ARCH_UACCESS_H
#define ARCH_UACCESS_H

#include "arch/x86_64/cpufeat.h"
#include "lib/compiler.h"
#include "lib/types.h"

/* Between begin and end the kernel may touch user pages (SMAP). */
static inline void
user_access_begin(void)
{
	if (cpu_features.smap)
		__asm__ volatile("stac" : : : "memory");
}

static inline void
user_access_end(void)
{
	if (cpu_features.smap)
		__asm__ volatile("clac" : : : "memory");
}

/* => returns: bytes not copied / not cleared */
size_t user_copy(void *dst, const void *src, size_t n);
size_t user_clear(void *dst, size_t n);

/* => returns: 0, or -1 at a fault */
long user_read8(u64 *dst, const u64 *src);
long user_read4(u32 *dst, const u32 *src);
long user_read1(u8 *dst, const u8 *src);
/* *expected becomes what the word was. */
long user_cmpxchg4(u32 *uaddr, u32 *expected, u32 desired);

#endif
