/*
 * The words of the kernel's command line, up to a word "--".
 *
 * Words are separated by blanks; one in double quotes, or with a quoted part
 * behind its "=", may have blanks in it.  The quotes stay in the words and are
 * taken off values.
 */
#ifndef LIB_CMDLINE_H
#define LIB_CMDLINE_H

#include "lib/types.h"

/* The word at or behind *cursor, which moves past it.
 * => returns: NULL at the end, or at "--" */
const char *cmdline_next(const char **cursor, size_t *len);

/* The value of the last word KEY=VALUE, terminated and cut to size.
 * => returns: there is one */
bool cmdline_value(const char *cmdline, const char *key, char *value,
    size_t size);

/* The same as a number (0x for hexadecimal, 0 for octal). */
bool cmdline_number(const char *cmdline, const char *key, u64 *value);

/* The same with a minus sign allowed. */
bool cmdline_signed(const char *cmdline, const char *key, s64 *value);

/* Is there a word KEY, alone? */
bool cmdline_has(const char *cmdline, const char *key);

#endif
