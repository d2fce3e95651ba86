/*
 * Formatted output, as by C's printf, without floating point.
 *
 * Conversions d i u x X o c s p %, flags - + space 0 #, width and precision (both
 * also *), lengths hh h l ll z t. %p prints 0x and hexadecimal digits.
 */
#ifndef LIB_FMT_H
#define LIB_FMT_H

#include <stdarg.h>

#include "lib/compiler.h"
#include "lib/types.h"

/*
 * Write to `size` bytes, cut off if need be, terminated unless `size` is 0.
 * => any context
 * => returns: the length had there been room
 */
int vsnprintf(char *buf, size_t size, const char *format, va_list args)
    __printf(3, 0);
int snprintf(char *buf, size_t size, const char *format, ...) __printf(3, 4);

/* The same. => returns: the length that was written */
int scnprintf(char *buf, size_t size, const char *format, ...) __printf(3, 4);

#define FMT_DECIMAL_MAX 20
#define FMT_HEX_MAX     16

/* Digits alone, at most as many as these, behind blanks up to a width, or behind zeros;
 * no NUL.  => returns: how many characters */
unsigned fmt_decimal(char *to, u64 value, unsigned width);
unsigned fmt_hex(char *to, u64 value, unsigned least);

#endif
