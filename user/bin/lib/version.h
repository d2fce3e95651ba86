/*
 * The order of version numbers in names.
 */
#ifndef USER_BIN_LIB_VERSION_H
#define USER_BIN_LIB_VERSION_H

/* Like strcmp(), but runs of digits compare by value: a2 < a10. */
int version_compare(const char *a, const char *b);

#endif
