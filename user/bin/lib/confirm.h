/*
 * Asking before something is overwritten or removed.
 */
#ifndef USER_BIN_LIB_CONFIRM_H
#define USER_BIN_LIB_CONFIRM_H

#include <stdbool.h>
#include <sys/types.h>

/* "NAME: question" on standard error; true if the answer begins with y. */
__attribute__((format(printf, 1, 2))) bool confirm(const char *format, ...);

/* "regular file", "directory" ... of a mode. */
const char *file_kind(mode_t mode, off_t size);

#endif
