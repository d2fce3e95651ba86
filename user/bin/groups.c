/*
 * groups: the names of the groups that a user is in.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/groups.h"
#include "lib/options.h"
#include "lib/owner.h"

static const char help[] =
    "Usage: groups [USER]...\n"
    "Print the groups of this process, or of each USER.\n";

static void
print(const struct identity *who)
{
	for (int i = 0; i < who->ngroups; i++)
		printf("%s%s", i ? " " : "", owner_group(who->groups[i]));
	putchar('\n');
}

int
main(int argc, char **argv)
{
	struct identity who;
	int status = 0;

	option_next(argc, argv, help);
	if (optind == argc) {
		identity_of_process(&who);
		print(&who);
	}
	for (int i = optind; i < argc; i++) {
		if (!identity_of_user(argv[i], &who)) {
			warnx("'%s': no such user", argv[i]);
			status = 1;
			continue;
		}
		printf("%s : ", argv[i]);
		print(&who);
	}
	return status;
}
