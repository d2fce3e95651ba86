/*
 * Who a process is, or a user would be.
 */
#ifndef USER_BIN_LIB_GROUPS_H
#define USER_BIN_LIB_GROUPS_H

#include <stdbool.h>
#include <sys/types.h>

enum {
	MAX_GROUPS = 256
};

struct identity {
	uid_t uid, euid;
	gid_t gid, egid;
	gid_t groups[MAX_GROUPS]; /* the effective one first, none twice */
	int ngroups;
};

void identity_of_process(struct identity *who);

/* A user by name or number, from /etc/passwd; false if there is none. */
bool identity_of_user(const char *name, struct identity *who);

#endif
