/*
 * chown: change the owners and groups of files.
 */
#include <err.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/chown.h"
#include "lib/memory.h"
#include "lib/options.h"
#include "lib/owner.h"

static const char help[] =
    "Usage: chown [OPTION]... [OWNER][:[GROUP]] FILE...\n"
    "       chown [OPTION]... --reference=FILE FILE...\n"
    "Change the owner, the group or both of the FILEs.\n"
    "OWNER: alone means OWNER and its login group.\n\n" CHOWN_OPTIONS;

static void
parse_owner(const char *text, struct chown_options *options)
{
	char *user = xstrdup(text), *group = strchr(user, ':');

	if (!group)
		group = strchr(user, '.');
	if (group && *group == '.' && getpwnam(user))
		group = NULL;
	if (group)
		*group++ = '\0';
	if (*user)
		options->uid = owner_parse_user(user);
	if (group && *group) {
		options->gid = owner_parse_group(group);
	} else if (group && *user) {
		struct passwd *entry = getpwuid(options->uid);

		if (!entry)
			errx(1, "invalid spec: '%s'", text);
		options->gid = entry->pw_gid;
	}
	free(user);
}

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
		parse_owner(argv[optind++], &options);
	for (int i = optind; i < argc; i++)
		good &= chown_path(argv[i], &options);
	return good ? 0 : 1;
}
