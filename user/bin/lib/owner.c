/*
 * owner: user and group names, with the last answer kept.
 *
 * Listings ask for the same few owners again and again, and each answer costs a
 * reading of /etc/passwd.
 */
#include "owner.h"

#include <err.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "options.h"

struct known {
	bool valid;
	unsigned int id;
	char name[64];
};

static const char *
remember(struct known *known, unsigned int id, const char *name)
{
	known->valid = true;
	known->id = id;
	if (name)
		snprintf(known->name, sizeof known->name, "%s", name);
	else
		snprintf(known->name, sizeof known->name, "%u", id);
	return known->name;
}

const char *
owner_user(uid_t uid)
{
	static struct known last;
	struct passwd *entry;

	if (last.valid && last.id == uid)
		return last.name;
	entry = getpwuid(uid);
	return remember(&last, uid, entry ? entry->pw_name : NULL);
}

const char *
owner_group(gid_t gid)
{
	static struct known last;
	struct group *entry;

	if (last.valid && last.id == gid)
		return last.name;
	entry = getgrgid(gid);
	return remember(&last, gid, entry ? entry->gr_name : NULL);
}

static bool
parse_id(const char *text, unsigned int *id)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || number >= (unsigned int)-1)
		return false;
	*id = (unsigned int)number;
	return true;
}

uid_t
owner_parse_user(const char *text)
{
	struct passwd *entry = getpwnam(text);
	unsigned int id;

	if (entry)
		return entry->pw_uid;
	if (!parse_id(text, &id))
		errx(usage_status, "invalid user: '%s'", text);
	return id;
}

gid_t
owner_parse_group(const char *text)
{
	struct group *entry = getgrnam(text);
	unsigned int id;

	if (entry)
		return entry->gr_gid;
	if (!parse_id(text, &id))
		errx(usage_status, "invalid group: '%s'", text);
	return id;
}
