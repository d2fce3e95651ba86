/* Terminals that come and go, for tests, in the debug kernels. */
#ifndef TTY_TTYTEST_H
#define TTY_TTYTEST_H

#if defined(DEBUG) || defined(KCSAN)
void ttytest_init(void);
#else
static inline void
ttytest_init(void)
{
}
#endif

#endif
