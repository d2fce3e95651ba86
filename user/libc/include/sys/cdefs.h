/*
 * How the headers are written for several languages and compilers.
 */
#ifndef _SYS_CDEFS_H
#define _SYS_CDEFS_H

#ifdef __cplusplus
#define __BEGIN_DECLS extern "C" {
#define __END_DECLS   }
#define __THROW       throw()
#else
#define __BEGIN_DECLS
#define __END_DECLS
#define __THROW
#endif

#ifndef __GNUC__
#define __attribute__(x)
#define __extension__
#define __inline inline
#define __const const
#define __signed__ signed
#define __volatile__ volatile
#endif

#ifdef __cplusplus
#define __noreturn __attribute__((__noreturn__))
#elif defined(__GNUC__)
#define __noreturn __attribute__((__noreturn__))
#else
#define __noreturn _Noreturn
#endif

#define __printflike(format, first) \
	__attribute__((__format__(__printf__, format, first)))
#define __scanflike(format, first) \
	__attribute__((__format__(__scanf__, format, first)))

/* Names of old for what every compiler now does. */
#define __P(args)      args
#define __CONCAT(a, b) a##b
#define __STRING(x)    #x
#define __ptr_t        void *

#endif
