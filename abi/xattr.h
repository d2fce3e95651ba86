/* Extended attributes (Linux's include/uapi/linux/xattr.h and limits.h). */
#ifndef ABI_XATTR_H
#define ABI_XATTR_H

#define XATTR_NAME_MAX 255   /* characters of a name */
#define XATTR_SIZE_MAX 65536 /* of a value */
#define XATTR_LIST_MAX 65536 /* of all names of a file, each with its NUL */

/* Flags of setxattr(). */
#define XATTR_CREATE  1 /* it must not exist */
#define XATTR_REPLACE 2 /* it must exist */

#define XATTR_USER_PREFIX     "user."
#define XATTR_TRUSTED_PREFIX  "trusted."
#define XATTR_SECURITY_PREFIX "security."
#define XATTR_SYSTEM_PREFIX   "system."

#define XATTR_NAME_CAPS "security.capability"

/* Value of XATTR_NAME_CAPS: its first word says which of two lengths it has. */
#define VFS_CAP_REVISION_MASK 0xff000000u
#define VFS_CAP_REVISION_2    0x02000000u
#define VFS_CAP_REVISION_3    0x03000000u
#define XATTR_CAPS_SZ_2       20
#define XATTR_CAPS_SZ_3       24

#endif
