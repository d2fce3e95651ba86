/*
 * Output of the built-ins.
 *
 * One buffer for descriptor 1, flushed after each built-in command, before a
 * message and before every fork. What a redirection changes is therefore always
 * an empty buffer's destination. Failed writes are remembered until out_flush()
 * is asked.
 */
#include "out.h"

#include "mem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct {
	char data[4096];
	size_t length;
	bool failed;
} out;

static bool
write_all(int fd, const char *data, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, data, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		data += done;
		n -= (size_t)done;
	}
	return true;
}

static void
empty(void)
{
	if (out.length > 0 && !write_all(STDOUT_FILENO, out.data, out.length))
		out.failed = true;
	out.length = 0;
}

void
out_char(char c)
{
	if (out.length == sizeof out.data)
		empty();
	out.data[out.length++] = c;
}

void
out_add(const char *data, size_t n)
{
	if (n > sizeof out.data - out.length)
		empty();
	if (n > sizeof out.data) {
		if (!write_all(STDOUT_FILENO, data, n))
			out.failed = true;
		return;
	}
	memcpy(out.data + out.length, data, n);
	out.length += n;
}

void
out_text(const char *text)
{
	out_add(text, strlen(text));
}

void
out_printf(const char *format, ...)
{
	char text[1024];
	va_list args;
	char *large;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (n < (int)sizeof text) {
		out_add(text, n > 0 ? (size_t)n : 0);
		return;
	}
	large = arena_alloc(&scratch, (size_t)n + 1);
	va_start(args, format);
	vsnprintf(large, (size_t)n + 1, format, args);
	va_end(args);
	out_add(large, (size_t)n);
}

bool
out_flush(void)
{
	bool good;

	empty();
	good = !out.failed;
	out.failed = false;
	return good;
}

void
out_discard(void)
{
	out.length = 0;
	out.failed = false;
}

void
out_error(const char *data, size_t n)
{
	(void)write_all(STDERR_FILENO, data, n);
}
