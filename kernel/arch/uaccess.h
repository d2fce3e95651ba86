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

/* A fault at label 1 goes on at the C label `fault`. */
#define EXTABLE_INLINE                   \
	".pushsection .extable, \"a\"\n" \
	".balign 4\n"                    \
	".long 1b - .\n"                 \
	".long %l[fault] - .\n"          \
	".popsection"

/* => returns: bytes not copied / not cleared */
size_t user_copy(void *dst, const void *src, size_t n);
size_t user_clear(void *dst, size_t n);

/* One number at any address. => returns: false at a fault */
#define USER_ACCESS(size, type, insn)                                  \
	static inline bool user_read##size(type *dst, const void *src) \
	{                                                              \
		type value;                                            \
                                                                       \
		__asm__ goto("1: " insn " %1, %0\n" EXTABLE_INLINE     \
			     : "=r"(value)                             \
			     : "m"(*(const type *)src)                 \
			     :                                         \
			     : fault);                                 \
		*dst = value;                                          \
		return true;                                           \
fault:                                                                 \
		return false;                                          \
	}                                                              \
	static inline bool user_write##size(void *dst, type value)     \
	{                                                              \
		__asm__ goto("1: " insn " %0, (%1)\n" EXTABLE_INLINE   \
			     :                                         \
			     : "r"(value), "r"(dst)                    \
			     : "memory"                                \
			     : fault);                                 \
		return true;                                           \
fault:                                                                 \
		return false;                                          \
	}
USER_ACCESS(1, u8, "movb")
USER_ACCESS(2, u16, "movw")
USER_ACCESS(4, u32, "movl")
USER_ACCESS(8, u64, "movq")

/* => returns: 0, or -1 at a fault */
/* *expected becomes what the word was. */
long user_cmpxchg4(u32 *uaddr, u32 *expected, u32 desired);

#endif
