#ifndef _FNMATCH_H
#define _FNMATCH_H

#include <features.h>

__BEGIN_DECLS

#define FNM_PATHNAME (1 << 0)
#define FNM_NOESCAPE (1 << 1)
#define FNM_PERIOD   (1 << 2)

#define FNM_NOMATCH 1
#define FNM_NOSYS   (-1)

#if __MISC_VISIBLE
#define FNM_LEADING_DIR (1 << 3)
#define FNM_CASEFOLD    (1 << 4)
#define FNM_FILE_NAME   FNM_PATHNAME
#endif
#if __GNU_VISIBLE
#define FNM_EXTMATCH (1 << 5)
#endif

int fnmatch(const char *, const char *, int);

__END_DECLS

#endif
