/* Standard output and standard error of the built-ins. */
#ifndef SH_OUT_H
#define SH_OUT_H

#include <stdbool.h>
#include <stddef.h>

/* Collected, and written by out_flush() or when there is much of it. */
void out_char(char c);
void out_add(const char *data, size_t n);
void out_text(const char *text);
void out_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* => returns: false if anything since the last call was not written */
bool out_flush(void);
/* Forget what was not written: a child's copy is its parent's to write. */
void out_discard(void);

/* Written at once, to standard error. */
void out_error(const char *data, size_t n);

#endif
