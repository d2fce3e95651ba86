/* What tool.h asks of the shell. */
#include "tool.h"

#include "error.h"
#include "out.h"

#include <stdarg.h>
#include <stdio.h>

void
tool_write(const char *data, size_t n)
{
	out_add(data, n);
}

void
tool_error(const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	sh_warn("%s", text);
}
