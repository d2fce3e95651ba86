/* Extended attributes and access control lists of files. */
#ifndef USER_BIN_LIB_XATTR_H
#define USER_BIN_LIB_XATTR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define XATTR_ACL_ACCESS  "system.posix_acl_access"
#define XATTR_ACL_DEFAULT "system.posix_acl_default"

/* All names of a file, each with its NUL, to be freed; NULL: there are none. A link is
 * looked at itself unless it is followed. */
char *xattr_names(const char *path, bool follow, size_t *length);
/* A value, to be freed; NULL: it is not there, or errno says why not. */
char *xattr_value(const char *path, const char *name, bool follow,
    size_t *length);

/* Gives a file the access control lists of another, or none if that has none; false
 * after a message. Links have none. */
bool xattr_copy_acls(const char *source, const char *destination,
    bool is_directory);

/* Copies all other attributes. Quiet: those that can be. */
bool xattr_copy(const char *source, const char *destination, bool follow,
    bool quiet);

/* Is there more to say about who may what than the mode? */
bool xattr_has_acl(const char *path, bool is_directory);

#endif
