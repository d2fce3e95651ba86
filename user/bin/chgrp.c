/*
 * chgrp: change the groups of files.
 */
#include <unistd.h>

#include "lib/chown.h"
#include "lib/options.h"
#include "lib/owner.h"

static const char help[] = "Usage: chgrp [OPTION]... GROUP FILE...\n"
			   "       chgrp [OPTION]... --reference=FILE FILE...\n"
			   "Change the group of the FILEs.\n\n" CHOWN_OPTIONS;

int
main(int argc, char **argv)
{
	struct chown_options options = { .uid = (uid_t)-1, .gid = (gid_t)-1 };
	bool good = true;
	int option;

	while ((option = option_next(argc, argv, help)) != -1)
		chown_option(&options, option);
	need_operands(argc, argv, options.has_reference ? 1 : 2, -1);
	if (!options.has_reference)
		options.gid = owner_parse_group(argv[optind++]);
	options.uid = (uid_t)-1;
	for (int i = optind; i < argc; i++)
		good &= chown_path(argv[i], &options);
	return good ? 0 : 1;
}
