/*
 * dmesg: the kernel's log.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: dmesg [OPTION]...\n"
    "Print the kernel's log.\n\n"
    "  -c, --read-clear          and clear it\n"
    "  -C, --clear               only clear it\n"
    "  -n, --console-level=LEVEL print messages below LEVEL on the console\n"
    "  -r, --raw                 with the levels in front\n"
    "  -s SIZE                   (ignored)\n"
    "  -t, --notime              without the times\n";

/* syslog(2) */
enum {
	READ_ALL = 3,
	READ_CLEAR = 4,
	CLEAR = 5,
	CONSOLE_LEVEL = 8,
	SIZE = 10
};

static void
print(const char *text, bool raw, bool no_time)
{
	while (*text) {
		const char *end = strchr(text, '\n');
		size_t n = end ? (size_t)(end - text) : strlen(text);
		const char *p = text;

		if (!raw && *p == '<') {
			p++;
			while (isdigit((unsigned char)*p))
				p++;
			p += *p == '>';
		}
		if (no_time && *p == '[') {
			const char *close = memchr(p, ']', n);

			if (close)
				p = close + 1 + (close[1] == ' ');
		}
		printf("%.*s\n", (int)(n - (size_t)(p - text)), p);
		text += n + (end != NULL);
	}
}

int
main(int argc, char **argv)
{
	bool raw = false, no_time = false;
	int option, action = READ_ALL, size;
	char *text;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'c':
			action = READ_CLEAR;
			break;
		case 'C':
			action = CLEAR;
			break;
		case 'n':
			if (klogctl(CONSOLE_LEVEL, NULL,
				(int)integer_argument(optarg, 1, 8, "level")) <
			    0)
				err(1, "klogctl");
			return 0;
		case 'r':
			raw = true;
			break;
		case 't':
			no_time = true;
			break;
		}
	}
	if (action == CLEAR) {
		if (klogctl(CLEAR, NULL, 0) < 0)
			err(1, "klogctl");
		return 0;
	}
	size = klogctl(SIZE, NULL, 0);
	if (size < 1 << 16)
		size = 1 << 16;
	text = xmalloc((size_t)size + 1);
	size = klogctl(action, text, size);
	if (size < 0)
		err(1, "read kernel buffer failed");
	text[size] = '\0';
	print(text, raw, no_time);
	free(text);
	return 0;
}
