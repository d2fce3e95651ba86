#ifndef _SYS_STATFS_H
#define _SYS_STATFS_H

#include <bits/types.h>

__BEGIN_DECLS

typedef long __fsword_t;

typedef struct __fsid {
	int __val[2];
} __fsid_t;

struct statfs {
	long f_type;
	long f_bsize;
	__fsblkcnt_t f_blocks;
	__fsblkcnt_t f_bfree;
	__fsblkcnt_t f_bavail;
	__fsfilcnt_t f_files;
	__fsfilcnt_t f_ffree;
	__fsid_t f_fsid;
	long f_namelen;
	long f_frsize;
	long f_flags;
	long f_spare[4];
};

int fstatfs(int, struct statfs *);
int statfs(const char *, struct statfs *);
#if __LFS64_VISIBLE
#define statfs64  statfs
#define fstatfs64 fstatfs
#endif

__END_DECLS

#endif
