#ifndef _LIBGEN_H
#define _LIBGEN_H

#include <features.h>

__BEGIN_DECLS

char *dirname(char *);
#undef basename
char *basename(char *);

__END_DECLS

#endif
