/*
 * What programs may ask and tell a stream beyond <stdio.h>, as Solaris defined it.
 */
#ifndef _STDIO_EXT_H
#define _STDIO_EXT_H

#include <stdio.h>

__BEGIN_DECLS

#define FSETLOCKING_QUERY    0
#define FSETLOCKING_INTERNAL 1
#define FSETLOCKING_BYCALLER 2

size_t __fbufsize(FILE *);
int __flbf(FILE *);
size_t __fpending(FILE *);
void __fpurge(FILE *);
int __freadable(FILE *);
int __freading(FILE *);
int __fsetlocking(FILE *, int);
int __fwritable(FILE *);
int __fwriting(FILE *);
void _flushlbf(void);

/* How many bytes can be read without asking the file, where they are, and on. */
size_t __freadahead(FILE *);
const char *__freadptr(FILE *, size_t *);
void __freadptrinc(FILE *, size_t);

void __fseterr(FILE *);

__END_DECLS

#endif
