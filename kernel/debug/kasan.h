/*
 * The address sanitizer's reports (make KASAN=1); what others tell it is in
 * lib/kasan.h.
 */
#ifndef DEBUG_KASAN_H
#define DEBUG_KASAN_H

#include "lib/compiler.h"
#include "lib/types.h"

#ifdef KASAN
/* Checks from here on. => once, at boot, before the frame allocator */
void kasan_init(void);

/* Ends the kernel, or counts in a test: an object was freed that was not to be. */
void kasan_report_free(const void *p, const char *what, u64 fp);

/* Runs access(), which is to be caught. => returns: how many reports it gave,
 * each printed as if it were the end; the first one's kind in *why */
unsigned kasan_catch(void (*access)(void), u8 *why);
#else
static inline void
kasan_init(void)
{
}
#endif

#endif
