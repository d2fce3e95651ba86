/* No guard: each inclusion looks at NDEBUG anew (C17 7.2). */
#include <features.h>

#undef assert
#ifdef NDEBUG
#define assert(expression) ((void)0)
#else
#define assert(expression) \
	((expression) ?    \
		(void)0 :  \
		__assert_fail(#expression, __FILE__, __LINE__, __func__))
#endif

#if !defined(__cplusplus) && __ISO_C_VISIBLE >= 201112L && \
    __ISO_C_VISIBLE < 202311L
#undef static_assert
#define static_assert _Static_assert
#endif

__BEGIN_DECLS
__noreturn void __assert_fail(const char *, const char *, int, const char *);
__END_DECLS
