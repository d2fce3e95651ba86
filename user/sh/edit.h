/* The line editor. */
#ifndef SH_EDIT_H
#define SH_EDIT_H

#include <stddef.h>

/*
 * Let the user edit a line.
 * => returns: the line with its newline, the editor's own until the next call; NULL
 *    at the end of the input (^D)
 * => errors: unwinds with UNWIND_INTERRUPT for ^C, or as a trap does
 */
const char *edit_line(const char *prompt, size_t *length);

#endif
