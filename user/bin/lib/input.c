/*
 * input: opening the operands of filters, and whole reads and writes.
 */
#include "input.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

static bool
is_stdin(const char *name)
{
	return strcmp(name, "-") == 0;
}

FILE *
input_open(const char *name)
{
	FILE *file = is_stdin(name) ? stdin : fopen(name, "re");

	if (!file)
		warn("%s", name);
	return file;
}

bool
input_close(FILE *file, const char *name)
{
	bool good = !ferror(file);

	if (!good)
		warn("%s", name);
	if (file == stdin)
		clearerr(stdin);
	else
		fclose(file);
	return good;
}

int
input_open_fd(const char *name)
{
	int fd = is_stdin(name) ? 0 : open(name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		warn("%s", name);
	return fd;
}

void
input_close_fd(int fd)
{
	if (fd != 0)
		close(fd);
}

int
input_each(int argc, char **argv,
    void (*function)(FILE *file, const char *name))
{
	static char *only_stdin[] = { (char *)"-", NULL };
	char **operand = optind < argc ? argv + optind : only_stdin;
	int status = 0;

	for (; *operand; operand++) {
		FILE *file = input_open(*operand);

		if (!file) {
			status = 1;
			continue;
		}
		function(file, *operand);
		if (!input_close(file, *operand))
			status = 1;
	}
	return status;
}

void
output_all(int fd, const void *data, size_t length)
{
	const char *p = data;

	while (length) {
		ssize_t n = write(fd, p, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			err(usage_status, "write error");
		p += n;
		length -= (size_t)n;
	}
}

ssize_t
input_read(int fd, void *data, size_t length)
{
	ssize_t n;

	do
		n = read(fd, data, length);
	while (n < 0 && errno == EINTR);
	return n;
}
