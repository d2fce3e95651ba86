#ifndef _SYS_STAT_H
#define _SYS_STAT_H

#include <bits/timespec.h>
#include <bits/types.h>

__BEGIN_DECLS

typedef __blkcnt_t blkcnt_t;
typedef __blksize_t blksize_t;
typedef __dev_t dev_t;
typedef __gid_t gid_t;
typedef __ino_t ino_t;
typedef __mode_t mode_t;
typedef __nlink_t nlink_t;
typedef __off_t off_t;
typedef __time_t time_t;
typedef __uid_t uid_t;

struct stat {
	dev_t st_dev;
	ino_t st_ino;
	nlink_t st_nlink;
	mode_t st_mode;
	uid_t st_uid;
	gid_t st_gid;
	unsigned int __st_pad;
	dev_t st_rdev;
	off_t st_size;
	blksize_t st_blksize;
	blkcnt_t st_blocks; /* of 512 bytes */
	struct timespec st_atim;
	struct timespec st_mtim;
	struct timespec st_ctim;
	long __st_unused[3];
};

#define st_atime st_atim.tv_sec
#define st_mtime st_mtim.tv_sec
#define st_ctime st_ctim.tv_sec

#define S_IFMT   0170000
#define S_IFSOCK 0140000
#define S_IFLNK  0120000
#define S_IFREG  0100000
#define S_IFBLK  0060000
#define S_IFDIR  0040000
#define S_IFCHR  0020000
#define S_IFIFO  0010000

#define S_ISSOCK(m)     (((m)&S_IFMT) == S_IFSOCK)
#define S_ISLNK(m)      (((m)&S_IFMT) == S_IFLNK)
#define S_ISREG(m)      (((m)&S_IFMT) == S_IFREG)
#define S_ISBLK(m)      (((m)&S_IFMT) == S_IFBLK)
#define S_ISDIR(m)      (((m)&S_IFMT) == S_IFDIR)
#define S_ISCHR(m)      (((m)&S_IFMT) == S_IFCHR)
#define S_ISFIFO(m)     (((m)&S_IFMT) == S_IFIFO)
#define S_TYPEISMQ(st)  0
#define S_TYPEISSEM(st) 0
#define S_TYPEISSHM(st) 0
#define S_TYPEISTMO(st) 0

#define S_ISUID 04000
#define S_ISGID 02000
#define S_ISVTX 01000
#define S_IRWXU 0700
#define S_IRUSR 0400
#define S_IWUSR 0200
#define S_IXUSR 0100
#define S_IRWXG 0070
#define S_IRGRP 0040
#define S_IWGRP 0020
#define S_IXGRP 0010
#define S_IRWXO 0007
#define S_IROTH 0004
#define S_IWOTH 0002
#define S_IXOTH 0001

/* tv_nsec values of futimens and utimensat. */
#define UTIME_NOW  0x3fffffffL
#define UTIME_OMIT 0x3ffffffeL

int chmod(const char *, mode_t);
int fchmod(int, mode_t);
int fchmodat(int, const char *, mode_t, int);
int fstat(int, struct stat *);
int fstatat(int, const char *__restrict, struct stat *__restrict, int);
int futimens(int, const struct timespec[2]);
int lstat(const char *__restrict, struct stat *__restrict);
int mkdir(const char *, mode_t);
int mkdirat(int, const char *, mode_t);
int mkfifo(const char *, mode_t);
int mkfifoat(int, const char *, mode_t);
int stat(const char *__restrict, struct stat *__restrict);
mode_t umask(mode_t);
int utimensat(int, const char *, const struct timespec[2], int);

#if __XSI_VISIBLE
int mknod(const char *, mode_t, dev_t);
int mknodat(int, const char *, mode_t, dev_t);
#endif

#if __MISC_VISIBLE
#define S_IREAD     S_IRUSR
#define S_IWRITE    S_IWUSR
#define S_IEXEC     S_IXUSR
#define S_BLKSIZE   512
#define ACCESSPERMS 0777
#define ALLPERMS    07777
#define DEFFILEMODE 0666
int lchmod(const char *, mode_t);
#endif

#if __GNU_VISIBLE
struct statx_timestamp {
	__int64_t tv_sec;
	__uint32_t tv_nsec;
	__int32_t __pad;
};

struct statx {
	__uint32_t stx_mask;
	__uint32_t stx_blksize;
	__uint64_t stx_attributes;
	__uint32_t stx_nlink;
	__uint32_t stx_uid;
	__uint32_t stx_gid;
	__uint16_t stx_mode;
	__uint16_t __stx_pad0;
	__uint64_t stx_ino;
	__uint64_t stx_size;
	__uint64_t stx_blocks;
	__uint64_t stx_attributes_mask;
	struct statx_timestamp stx_atime;
	struct statx_timestamp stx_btime;
	struct statx_timestamp stx_ctime;
	struct statx_timestamp stx_mtime;
	__uint32_t stx_rdev_major;
	__uint32_t stx_rdev_minor;
	__uint32_t stx_dev_major;
	__uint32_t stx_dev_minor;
	__uint64_t stx_mnt_id;
	__uint32_t stx_dio_mem_align;
	__uint32_t stx_dio_offset_align;
	__uint64_t __stx_spare[12];
};

#define STATX_TYPE        0x0001U
#define STATX_MODE        0x0002U
#define STATX_NLINK       0x0004U
#define STATX_UID         0x0008U
#define STATX_GID         0x0010U
#define STATX_ATIME       0x0020U
#define STATX_MTIME       0x0040U
#define STATX_CTIME       0x0080U
#define STATX_INO         0x0100U
#define STATX_SIZE        0x0200U
#define STATX_BLOCKS      0x0400U
#define STATX_BASIC_STATS 0x07ffU
#define STATX_BTIME       0x0800U
#define STATX_MNT_ID      0x1000U
#define STATX_DIOALIGN    0x2000U
#define STATX_ALL         0x0fffU
#define STATX__RESERVED   0x80000000U

#define STATX_ATTR_COMPRESSED 0x0004
#define STATX_ATTR_IMMUTABLE  0x0010
#define STATX_ATTR_APPEND     0x0020
#define STATX_ATTR_NODUMP     0x0040
#define STATX_ATTR_ENCRYPTED  0x0800
#define STATX_ATTR_AUTOMOUNT  0x1000
#define STATX_ATTR_MOUNT_ROOT 0x2000
#define STATX_ATTR_VERITY     0x00100000
#define STATX_ATTR_DAX        0x00200000

int statx(int, const char *__restrict, int, unsigned int,
    struct statx *__restrict);
#endif

#if __LFS64_VISIBLE
#define stat64    stat
#define fstat64   fstat
#define lstat64   lstat
#define fstatat64 fstatat
#endif

__END_DECLS

#endif
