#ifndef _SYS_XATTR_H
#define _SYS_XATTR_H

#include <bits/types.h>

#define __need_size_t
#include <stddef.h>

__BEGIN_DECLS

#define XATTR_CREATE  1
#define XATTR_REPLACE 2

int fremovexattr(int, const char *);
__ssize_t fgetxattr(int, const char *, void *, size_t);
__ssize_t flistxattr(int, char *, size_t);
int fsetxattr(int, const char *, const void *, size_t, int);
__ssize_t getxattr(const char *, const char *, void *, size_t);
__ssize_t lgetxattr(const char *, const char *, void *, size_t);
__ssize_t listxattr(const char *, char *, size_t);
__ssize_t llistxattr(const char *, char *, size_t);
int lremovexattr(const char *, const char *);
int lsetxattr(const char *, const char *, const void *, size_t, int);
int removexattr(const char *, const char *);
int setxattr(const char *, const char *, const void *, size_t, int);

__END_DECLS

#endif
