/*
 * Which names the headers show. ISO C's are always there. The others come in
 * four groups, chosen by the macros that POSIX and tradition define:
 *
 *	__POSIX_VISIBLE  POSIX.1-2017
 *	__XSI_VISIBLE    its X/Open extension
 *	__MISC_VISIBLE   what BSD and Linux programs take for granted
 *	__GNU_VISIBLE    the rest
 *
 * Without any macro the first three are shown, unless the compiler was asked for
 * strict ISO C (-std=c99 and the like): then none is.
 */
#ifndef _FEATURES_H
#define _FEATURES_H

#if defined(_GNU_SOURCE) || defined(_ALL_SOURCE)
#define __GNU_VISIBLE 1
#else
#define __GNU_VISIBLE 0
#endif

#if __GNU_VISIBLE || defined(_DEFAULT_SOURCE) || defined(_BSD_SOURCE) || \
    defined(_SVID_SOURCE) || defined(_NETBSD_SOURCE) ||                  \
    (!defined(__STRICT_ANSI__) && !defined(_POSIX_SOURCE) &&             \
	!defined(_POSIX_C_SOURCE) && !defined(_XOPEN_SOURCE))
#define __MISC_VISIBLE 1
#else
#define __MISC_VISIBLE 0
#endif

#if __MISC_VISIBLE || defined(_XOPEN_SOURCE)
#define __XSI_VISIBLE 1
#else
#define __XSI_VISIBLE 0
#endif

#if __XSI_VISIBLE || defined(_POSIX_SOURCE) || defined(_POSIX_C_SOURCE) || \
    !defined(__STRICT_ANSI__)
#define __POSIX_VISIBLE 1
#else
#define __POSIX_VISIBLE 0
#endif

/* The names of large-file interfaces, which here are the ordinary ones. */
#if __GNU_VISIBLE || defined(_LARGEFILE64_SOURCE)
#define __LFS64_VISIBLE 1
#else
#define __LFS64_VISIBLE 0
#endif

/* The edition of ISO C, as __STDC_VERSION__ counts; C++ sees all of C. */
#ifdef __cplusplus
#define __ISO_C_VISIBLE 202311L
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ > 201710L
#define __ISO_C_VISIBLE 202311L
#elif __MISC_VISIBLE || !defined(__STRICT_ANSI__)
#define __ISO_C_VISIBLE 201112L
#elif defined(__STDC_VERSION__)
#define __ISO_C_VISIBLE __STDC_VERSION__
#else
#define __ISO_C_VISIBLE 199901L
#endif

#include <sys/cdefs.h>

#endif
