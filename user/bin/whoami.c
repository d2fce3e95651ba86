/*
 * whoami: the name of the effective user.
 */
#include <err.h>
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/options.h"

static const char help[] = "Usage: whoami\n"
			   "Print the name of the user that you are.\n";

int
main(int argc, char **argv)
{
	struct passwd *entry;

	option_next(argc, argv, help);
	need_operands(argc, argv, 0, 0);
	entry = getpwuid(geteuid());
	if (!entry)
		errx(1, "cannot find name for user ID %u", geteuid());
	puts(entry->pw_name);
	return 0;
}
