/*
 * The groups of a user: getgrouplist, initgroups.
 */
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <sys/types.h>

#define GROUPS_MAX_ 65536

static int
has_member(const struct group *g, const char *user)
{
	for (char **member = g->gr_mem; *member != NULL; member++)
		if (strcmp(*member, user) == 0)
			return 1;
	return 0;
}

/* => returns: the number of groups, or -1 if there is no room for all of them */
int
getgrouplist(const char *user, gid_t group, gid_t *groups, int *ngroups)
{
	int room = *ngroups, count = 0;
	const struct group *g;

	if (count < room)
		groups[count] = group;
	count++;
	setgrent();
	while ((g = getgrent()) != NULL) {
		if (g->gr_gid == group || !has_member(g, user))
			continue;
		if (count < room)
			groups[count] = g->gr_gid;
		count++;
	}
	endgrent();
	*ngroups = count;
	return count > room ? -1 : count;
}

int
initgroups(const char *user, gid_t group)
{
	int room = 64, n, result = -1;
	gid_t *groups = NULL;

	do {
		gid_t *more = realloc(groups, (size_t)room * sizeof *groups);

		if (more == NULL) {
			free(groups);
			return -1;
		}
		groups = more;
		n = room;
		result = getgrouplist(user, group, groups, &n);
		room = n;
	} while (result < 0 && room <= GROUPS_MAX_);
	result = setgroups((size_t)n, groups);
	free(groups);
	return result;
}
