/*
 * id: users and groups of a process or a user.
 */
#include <err.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/groups.h"
#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "Usage: id [OPTION]... [USER]...\n"
    "Print user and groups of this process, or of each USER.\n\n"
    "  -a                        (ignored)\n"
    "  -g, --group               only the effective group\n"
    "  -G, --groups              only all groups\n"
    "  -n, --name                names instead of numbers, with -ugG\n"
    "  -r, --real                real instead of effective ones, with -ugG\n"
    "  -u, --user                only the effective user\n"
    "  -z, --zero                NULs instead of spaces and newlines\n";

static int kind;
static bool names, real;
static char end = '\n';

static bool
print_user(uid_t uid)
{
	struct passwd *entry = names ? getpwuid(uid) : NULL;

	if (entry)
		fputs(entry->pw_name, stdout);
	else
		printf("%u", uid);
	if (names && !entry)
		warnx("cannot find name for user ID %u", uid);
	return entry || !names;
}

static bool
print_group(gid_t gid)
{
	struct group *entry = names ? getgrgid(gid) : NULL;

	if (entry)
		fputs(entry->gr_name, stdout);
	else
		printf("%u", gid);
	if (names && !entry)
		warnx("cannot find name for group ID %u", gid);
	return entry || !names;
}

static void
print_user_pair(const char *label, uid_t uid)
{
	struct passwd *entry = getpwuid(uid);

	printf("%s=%u", label, uid);
	if (entry)
		printf("(%s)", entry->pw_name);
}

static void
print_group_pair(const char *label, gid_t gid)
{
	struct group *entry = getgrgid(gid);

	printf("%s%u", label, gid);
	if (entry)
		printf("(%s)", entry->gr_name);
}

static void
print_all(const struct identity *who)
{
	print_user_pair("uid", who->uid);
	print_group_pair(" gid=", who->gid);
	if (who->euid != who->uid)
		print_user_pair(" euid", who->euid);
	if (who->egid != who->gid)
		print_group_pair(" egid=", who->egid);
	for (int i = 0; i < who->ngroups; i++)
		print_group_pair(i ? "," : " groups=", who->groups[i]);
}

static bool
print(const struct identity *who)
{
	bool good = true;

	switch (kind) {
	case 'u':
		good = print_user(real ? who->uid : who->euid);
		break;
	case 'g':
		good = print_group(real ? who->gid : who->egid);
		break;
	case 'G':
		for (int i = 0; i < who->ngroups; i++) {
			if (i)
				putchar(end ? ' ' : '\0');
			good &= print_group(who->groups[i]);
		}
		break;
	default:
		print_all(who);
	}
	putchar(end);
	return good;
}

int
main(int argc, char **argv)
{
	struct identity who;
	bool good = true;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'u':
		case 'g':
		case 'G':
			if (kind && kind != option)
				errx(1,
				    "cannot print \"only\" of more than "
				    "one choice");
			kind = option;
			break;
		case 'n':
			names = true;
			break;
		case 'r':
			real = true;
			break;
		case 'z':
			end = '\0';
			break;
		}
	}
	if (!kind && (names || real))
		errx(1,
		    "cannot print only names or real IDs in default "
		    "format");
	if (!kind && !end)
		errx(1, "option --zero not permitted in default format");
	if (optind == argc) {
		identity_of_process(&who);
		return print(&who) ? 0 : 1;
	}
	for (int i = optind; i < argc; i++) {
		if (identity_of_user(argv[i], &who)) {
			good &= print(&who);
		} else {
			warnx("'%s': no such user", argv[i]);
			good = false;
		}
	}
	return good ? 0 : 1;
}
