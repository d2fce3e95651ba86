/*
 * sync: write what is only in memory to the disks.
 */
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#include "lib/options.h"

static const char help[] =
    "Usage: sync [OPTION] [FILE]...\n"
    "Write all data that is only in memory to the disks, or that of the FILEs.\n\n"
    "  -d, --data                only the data of the FILEs, not their attributes\n"
    "  -f, --file-system         all of the file systems the FILEs are on\n";

int
main(int argc, char **argv)
{
	int option, how = 0;
	bool good = true;

	while ((option = option_next(argc, argv, help)) != -1)
		how = option;
	if (optind == argc)
		sync();
	for (int i = optind; i < argc; i++) {
		int fd = open(argv[i], O_RDONLY | O_NONBLOCK);
		int result = fd < 0 ? -1 :
		    how == 'd'      ? fdatasync(fd) :
		    how == 'f'      ? syncfs(fd) :
				      fsync(fd);

		if (result < 0) {
			warn("error syncing '%s'", argv[i]);
			good = false;
		}
		if (fd >= 0)
			close(fd);
	}
	return good ? 0 : 1;
}
