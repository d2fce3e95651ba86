/*
 * tool: what the shell's printf and test ask of a program that has them too. See
 * user/sh/tool.h.
 */
#include "../../sh/tool.h"

#include <err.h>
#include <stdarg.h>
#include <stdio.h>

void
tool_write(const char *data, size_t n)
{
	fwrite(data, 1, n, stdout);
}

void
tool_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vwarnx(format, args);
	va_end(args);
}
