/* Arithmetic expansion. */
#ifndef SH_ARITH_H
#define SH_ARITH_H

#include <stdint.h>

/* => returns: the value of the expression
 * => errors: unwinds with a message */
intmax_t arith_evaluate(const char *text);

#endif
