/*
 * groups: identities, for id and groups.
 */
#include "groups.h"

#include <err.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

static void
add(struct identity *who, gid_t gid)
{
	for (int i = 0; i < who->ngroups; i++) {
		if (who->groups[i] == gid)
			return;
	}
	if (who->ngroups < MAX_GROUPS)
		who->groups[who->ngroups++] = gid;
}

void
identity_of_process(struct identity *who)
{
	gid_t groups[MAX_GROUPS];
	int n = getgroups(MAX_GROUPS, groups);

	*who = (struct identity){
		.uid = getuid(),
		.euid = geteuid(),
		.gid = getgid(),
		.egid = getegid(),
	};
	if (n < 0)
		err(1, "cannot get groups");
	add(who, who->egid);
	for (int i = 0; i < n; i++)
		add(who, groups[i]);
}

bool
identity_of_user(const char *name, struct identity *who)
{
	struct passwd *entry = getpwnam(name);
	gid_t groups[MAX_GROUPS];
	int n = MAX_GROUPS;
	char *end;

	if (!entry && *name) {
		unsigned long uid = strtoul(name, &end, 10);

		entry = *end ? NULL : getpwuid((uid_t)uid);
	}
	if (!entry)
		return false;
	*who = (struct identity){
		.uid = entry->pw_uid,
		.euid = entry->pw_uid,
		.gid = entry->pw_gid,
		.egid = entry->pw_gid,
	};
	add(who, entry->pw_gid);
	if (getgrouplist(entry->pw_name, entry->pw_gid, groups, &n) < 0)
		n = MAX_GROUPS;
	for (int i = 0; i < n; i++)
		add(who, groups[i]);
	return true;
}
