#ifndef _SYS_STATVFS_H
#define _SYS_STATVFS_H

#include <bits/types.h>

__BEGIN_DECLS

typedef __fsblkcnt_t fsblkcnt_t;
typedef __fsfilcnt_t fsfilcnt_t;

struct statvfs {
	unsigned long f_bsize;
	unsigned long f_frsize;
	fsblkcnt_t f_blocks;
	fsblkcnt_t f_bfree;
	fsblkcnt_t f_bavail;
	fsfilcnt_t f_files;
	fsfilcnt_t f_ffree;
	fsfilcnt_t f_favail;
	unsigned long f_fsid;
	unsigned long f_flag;
	unsigned long f_namemax;
	int __reserved[6];
};

#define ST_RDONLY 1
#define ST_NOSUID 2
#if __GNU_VISIBLE
#define ST_NODEV       4
#define ST_NOEXEC      8
#define ST_SYNCHRONOUS 16
#define ST_MANDLOCK    64
#define ST_NOATIME     1024
#define ST_NODIRATIME  2048
#define ST_RELATIME    4096
#endif

int fstatvfs(int, struct statvfs *__restrict);
int statvfs(const char *__restrict, struct statvfs *__restrict);
#if __LFS64_VISIBLE
#define statvfs64  statvfs
#define fstatvfs64 fstatvfs
#endif

__END_DECLS

#endif
