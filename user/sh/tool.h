/*
 * echo, printf and test as functions that the shell and separate programs share.
 *
 * builtin_echo.c, builtin_printf.c and builtin_test.c depend on the C library and
 * on this header alone. Whoever links them provides the two functions below; the
 * shell's are in tool.c. A program wraps one like this:
 *
 *	int main(int argc, char **argv)
 *	{
 *		int status = builtin_test(argc, argv);
 *		return fflush(stdout) == 0 ? status : 2;
 *	}
 */
#ifndef SH_TOOL_H
#define SH_TOOL_H

#include <stddef.h>

/* => provided by the user: append to standard output */
void tool_write(const char *data, size_t n);
/* => provided by the user: a line to standard error, after the program's name */
void tool_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* => returns: the exit status */
int builtin_echo(int argc, char **argv);
int builtin_printf(int argc, char **argv);
/* As `[` if argv[0] begins so. */
int builtin_test(int argc, char **argv);

/*
 * The escape at *p, past its backslash, as echo and %b know them.
 * => returns: the byte; -1 for \c; -2 if it is none, and *p is where it was
 */
int tool_escape(const char **p);

#endif
