/* Access control lists as extended attributes (Linux's uapi/linux/posix_acl*.h). */
#ifndef ABI_ACL_H
#define ABI_ACL_H

#include "abi/types.h"

#define XATTR_NAME_POSIX_ACL_ACCESS  "system.posix_acl_access"
#define XATTR_NAME_POSIX_ACL_DEFAULT "system.posix_acl_default"

#define POSIX_ACL_XATTR_VERSION 2

/* e_tag, in the order that entries have. */
#define ACL_USER_OBJ  0x01
#define ACL_USER      0x02
#define ACL_GROUP_OBJ 0x04
#define ACL_GROUP     0x08
#define ACL_MASK      0x10
#define ACL_OTHER     0x20

#define ACL_UNDEFINED_ID 0xffffffff /* e_id of all but ACL_USER, ACL_GROUP */

struct posix_acl_xattr_header {
	uint32_t a_version;
};

struct posix_acl_xattr_entry {
	uint16_t e_tag;
	uint16_t e_perm;
	uint32_t e_id;
};

#endif
