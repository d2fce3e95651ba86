/*
 * What the address sanitizer (make KASAN=1) wants to be told: which memory may
 * be touched, and of accesses that the compiler does not see.
 *
 * debug/kasan.c implements it.  In other builds all of this is nothing.
 */
#ifndef LIB_KASAN_H
#define LIB_KASAN_H

#include "lib/compiler.h"
#include "lib/types.h"

/* Shadow bytes: 0 all 8 bytes may be touched, 1 to 7 the first so many, from 128
 * on none, and why.  The compiler knows those of stacks and globals. */
enum kasan_why {
	KASAN_STACK_LEFT = 0xf1,
	KASAN_STACK_MID = 0xf2,
	KASAN_STACK_RIGHT = 0xf3,
	KASAN_GLOBAL = 0xf9,
	KASAN_FREE_OBJECT = 0xfb,
	KASAN_RED_ZONE = 0xfc,
	KASAN_LARGE_END = 0xfd,
	KASAN_FREE_PAGE = 0xfe,
	KASAN_NOTHING = 0xff, /* not mapped */
};

#ifdef KASAN
#define KASAN_ON 1

/* [p, p + n) may be touched.  => p is a multiple of 8; bytes up to the next such
 * address become forbidden */
void kasan_unpoison(const void *p, size_t n);
/* [p, p + n) must not be touched.  => p is a multiple of 8, n rounded up */
void kasan_poison(const void *p, size_t n, enum kasan_why why);
/* An access by assembly: a report when it is forbidden. */
void kasan_check(const void *p, size_t n, bool write);
/* Prints what is known of the slab object at or before addr, for a report or a
 * panic about it.  Implemented by mm/slab_check.c. */
void kasan_describe_object(vaddr_t addr);
#define kasan_note(p) kasan_describe_object((vaddr_t)(p))

/* For what reads behind the end of an object on purpose. */
#define __no_kasan __attribute__((no_sanitize_address))
#else
#define KASAN_ON 0
#define __no_kasan
#define kasan_note(p) ((void)(p))
static inline void
kasan_unpoison(const void *p, size_t n)
{
	(void)p;
	(void)n;
}

static inline void
kasan_poison(const void *p, size_t n, enum kasan_why why)
{
	(void)p;
	(void)n;
	(void)why;
}

static inline void
kasan_check(const void *p, size_t n, bool write)
{
	(void)p;
	(void)n;
	(void)write;
}
#endif

#endif
