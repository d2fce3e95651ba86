/*
 * tee: copy standard input to standard output and to files.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "Usage: tee [OPTION]... [FILE]...\n"
    "Copy standard input to standard output and to each FILE.\n\n"
    "  -a, --append              add to the FILEs\n"
    "  -i, --ignore-interrupts   ignore SIGINT\n"
    "  -p                        (ignored)\n";

struct output {
	const char *name;
	int fd; /* -1 after an error */
};

static bool
write_all(const struct output *output, const char *data, size_t length)
{
	while (length) {
		ssize_t n = write(output->fd, data, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			warn("%s", output->name);
			return false;
		}
		data += n;
		length -= (size_t)n;
	}
	return true;
}

int
main(int argc, char **argv)
{
	static char buffer[64 * 1024];
	int flags = O_WRONLY | O_CREAT | O_TRUNC, option, status = 0;
	struct output *outputs;
	size_t noutputs = 1;
	ssize_t n;

	while ((option = option_next(argc, argv, help)) != -1) {
		if (option == 'a')
			flags = O_WRONLY | O_CREAT | O_APPEND;
		else if (option == 'i')
			signal(SIGINT, SIG_IGN);
	}
	outputs = xcalloc((size_t)(argc - optind) + 1, sizeof *outputs);
	outputs[0] = (struct output){ "standard output", 1 };
	for (; optind < argc; optind++) {
		int fd = open(argv[optind], flags, 0666);

		if (fd < 0) {
			warn("%s", argv[optind]);
			status = 1;
			continue;
		}
		outputs[noutputs++] = (struct output){ argv[optind], fd };
	}
	while ((n = input_read(0, buffer, sizeof buffer)) > 0) {
		for (size_t i = 0; i < noutputs; i++) {
			if (outputs[i].fd >= 0 &&
			    !write_all(&outputs[i], buffer, (size_t)n)) {
				outputs[i].fd = -1;
				status = 1;
			}
		}
	}
	if (n < 0) {
		warn("read error");
		status = 1;
	}
	return status;
}
