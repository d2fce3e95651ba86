/*
 * Names of users and groups.
 */
#ifndef USER_BIN_LIB_OWNER_H
#define USER_BIN_LIB_OWNER_H

#include <sys/types.h>

/* The name, or the number in decimal; good until the next call. */
const char *owner_user(uid_t uid);
const char *owner_group(gid_t gid);

/* The number of a name or a number in decimal; says "invalid user" and ends. */
uid_t owner_parse_user(const char *text);
gid_t owner_parse_group(const char *text);

#endif
