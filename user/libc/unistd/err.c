/*
 * Messages about errors, with the program's name: err, warn, error and so on.
 */
#include <err.h>
#include <errno.h>
#include <error.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libc.h"

/* NAME: MESSAGE, and what this error number means unless it is -1. */
static void
print(const char *format, va_list args, int error)
{
	fprintf(stderr, "%s: ", program_invocation_short_name);
	if (format)
		vfprintf(stderr, format, args);
	if (error >= 0)
		fprintf(stderr, "%s%s", format ? ": " : "", strerror(error));
	fputc('\n', stderr);
}

void
vwarn(const char *format, va_list args)
{
	print(format, args, errno);
}

void
vwarnx(const char *format, va_list args)
{
	print(format, args, -1);
}

__noreturn void
verr(int status, const char *format, va_list args)
{
	print(format, args, errno);
	exit(status);
}

__noreturn void
verrx(int status, const char *format, va_list args)
{
	print(format, args, -1);
	exit(status);
}

void
warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vwarn(format, args);
	va_end(args);
}

void
warnx(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vwarnx(format, args);
	va_end(args);
}

__noreturn void
err(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	verr(status, format, args);
}

__noreturn void
errx(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	verrx(status, format, args);
}

/* --- GNU's ------------------------------------------------------------------- */

unsigned int error_message_count;
int error_one_per_line;
void (*error_print_progname)(void);

/* PROGRAM: FILE:LINE: MESSAGE: ERROR, the file only if there is one. */
static void
report(int status, int error, const char *file, unsigned int line,
    const char *format, va_list args)
{
	fflush(stdout);
	if (error_print_progname)
		error_print_progname();
	else
		fprintf(stderr, "%s:%s", program_invocation_name,
		    file ? "" : " ");
	if (file)
		fprintf(stderr, "%s:%u: ", file, line);
	vfprintf(stderr, format, args);
	if (error)
		fprintf(stderr, ": %s", strerror(error));
	fputc('\n', stderr);
	fflush(stderr);
	error_message_count++;
	if (status)
		exit(status);
}

void
error(int status, int number, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(status, number, NULL, 0, format, args);
	va_end(args);
}

void
error_at_line(int status, int number, const char *file, unsigned int line,
    const char *format, ...)
{
	static const char *last_file;
	static unsigned int last_line;
	va_list args;

	if (error_one_per_line && file && last_file && line == last_line &&
	    strcmp(file, last_file) == 0)
		return;
	last_file = file;
	last_line = line;
	va_start(args, format);
	report(status, number, file, line, format, args);
	va_end(args);
}
