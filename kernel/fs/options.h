/* The options of mount(2), as a file system gets them: "name=value,name,...". */
#ifndef FS_OPTIONS_H
#define FS_OPTIONS_H

#include "lib/compiler.h"

/* Calls set() for each of them in turn, value NULL where there is no "=", until one
 * fails.  cut() ends the option at s, and gives what follows it, or NULL: options_cut(),
 * or what knows of commas in values.
 * => errors: -ENOMEM; of set() */
int options_parse(const char *options, char *(*cut)(char *s),
    int (*set)(void *arg, const char *name, const char *value), void *arg)
    __must_check;
char *options_cut(char *s);

#endif
