#ifndef STDLIB_TEMP_H
#define STDLIB_TEMP_H

/*
 * Fill in the name's X and make it, until one is free.
 * => returns: what `make` returned, which is -1 with EEXIST for names in use
 */
int __temp_make(char *name, int suffix_size, int (*make)(const char *, int),
    int flags);

/* Two ways of making. */
int __temp_open(const char *name, int flags);
int __temp_is_free(const char *name, int flags);

#endif
