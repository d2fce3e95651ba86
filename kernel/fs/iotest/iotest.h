/* A file system for tests of the page cache, in the debug kernels. */
#ifndef FS_IOTEST_H
#define FS_IOTEST_H

#if defined(DEBUG) || defined(KCSAN)
void iotest_init(void);
#else
static inline void
iotest_init(void)
{
}
#endif

#endif
