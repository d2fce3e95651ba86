/*
 * mkfifo: make named pipes.
 */
#include <err.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/mode.h"
#include "lib/options.h"

static const char help[] =
    "Usage: mkfifo [OPTION] NAME...\n"
    "Make named pipes.\n\n"
    "  -m, --mode=MODE           permissions as for chmod, not a=rw - umask\n";

int
main(int argc, char **argv)
{
	mode_t mode = 0666, mask = umask(0);
	bool has_mode = false, good = true;

	umask(mask);
	while (option_next(argc, argv, help) != -1) {
		has_mode = true;
		if (!mode_parse(optarg, 0666, false, mask, &mode))
			errx(1, "invalid mode");
	}
	need_operands(argc, argv, 1, -1);
	for (int i = optind; i < argc; i++) {
		if (mkfifo(argv[i], mode) < 0) {
			warn("cannot create fifo '%s'", argv[i]);
			good = false;
		} else if (has_mode && chmod(argv[i], mode) < 0) {
			warn("cannot set permissions of '%s'", argv[i]);
			good = false;
		}
	}
	return good ? 0 : 1;
}
