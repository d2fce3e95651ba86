/*
 * File attributes: stat, statx, statfs, and the mode bits.
 */
#ifndef ABI_STAT_H
#define ABI_STAT_H

#include "abi/time.h"
#include "abi/types.h"

struct stat {
	unsigned long st_dev;
	unsigned long st_ino;
	unsigned long st_nlink;
	unsigned int st_mode;
	unsigned int st_uid;
	unsigned int st_gid;
	unsigned int st_pad0_;
	unsigned long st_rdev;
	long st_size;
	long st_blksize;
	long st_blocks; /* of 512 bytes */
	struct timespec st_atim;
	struct timespec st_mtim;
	struct timespec st_ctim;
	long st_unused_[3];
};
_Static_assert(sizeof(struct stat) == 144, "ABI");
_Static_assert(offsetof(struct stat, st_atim) == 72, "ABI");

#define S_IFMT   0170000
#define S_IFSOCK 0140000
#define S_IFLNK  0120000
#define S_IFREG  0100000
#define S_IFBLK  0060000
#define S_IFDIR  0040000
#define S_IFCHR  0020000
#define S_IFIFO  0010000
#define S_ISUID  0004000
#define S_ISGID  0002000
#define S_ISVTX  0001000

#define S_ISSOCK(m) (((m)&S_IFMT) == S_IFSOCK)
#define S_ISLNK(m)  (((m)&S_IFMT) == S_IFLNK)
#define S_ISREG(m)  (((m)&S_IFMT) == S_IFREG)
#define S_ISBLK(m)  (((m)&S_IFMT) == S_IFBLK)
#define S_ISDIR(m)  (((m)&S_IFMT) == S_IFDIR)
#define S_ISCHR(m)  (((m)&S_IFMT) == S_IFCHR)
#define S_ISFIFO(m) (((m)&S_IFMT) == S_IFIFO)

#define S_IRWXU 00700
#define S_IRUSR 00400
#define S_IWUSR 00200
#define S_IXUSR 00100
#define S_IRWXG 00070
#define S_IRGRP 00040
#define S_IWGRP 00020
#define S_IXGRP 00010
#define S_IRWXO 00007
#define S_IROTH 00004
#define S_IWOTH 00002
#define S_IXOTH 00001

struct statx_timestamp {
	int64_t tv_sec;
	uint32_t tv_nsec;
	int32_t pad_;
};

struct statx {
	uint32_t stx_mask;
	uint32_t stx_blksize;
	uint64_t stx_attributes;
	uint32_t stx_nlink;
	uint32_t stx_uid;
	uint32_t stx_gid;
	uint16_t stx_mode;
	uint16_t stx_pad0_;
	uint64_t stx_ino;
	uint64_t stx_size;
	uint64_t stx_blocks;
	uint64_t stx_attributes_mask;
	struct statx_timestamp stx_atime;
	struct statx_timestamp stx_btime;
	struct statx_timestamp stx_ctime;
	struct statx_timestamp stx_mtime;
	uint32_t stx_rdev_major;
	uint32_t stx_rdev_minor;
	uint32_t stx_dev_major;
	uint32_t stx_dev_minor;
	uint64_t stx_mnt_id;
	uint32_t stx_dio_mem_align;
	uint32_t stx_dio_offset_align;
	uint64_t stx_spare_[12];
};
_Static_assert(sizeof(struct statx) == 256, "ABI");
_Static_assert(offsetof(struct statx, stx_mnt_id) == 144, "ABI");

#define STATX_TYPE            0x0001
#define STATX_MODE            0x0002
#define STATX_NLINK           0x0004
#define STATX_UID             0x0008
#define STATX_GID             0x0010
#define STATX_ATIME           0x0020
#define STATX_MTIME           0x0040
#define STATX_CTIME           0x0080
#define STATX_INO             0x0100
#define STATX_SIZE            0x0200
#define STATX_BLOCKS          0x0400
#define STATX_BASIC_STATS     0x07ff
#define STATX_BTIME           0x0800
#define STATX_MNT_ID          0x1000
#define STATX_DIOALIGN        0x2000
#define STATX__RESERVED       0x80000000U
#define STATX_ATTR_IMMUTABLE  0x0010
#define STATX_ATTR_APPEND     0x0020
#define STATX_ATTR_MOUNT_ROOT 0x2000

struct statfs {
	long f_type;
	long f_bsize;
	long f_blocks;
	long f_bfree;
	long f_bavail;
	long f_files;
	long f_ffree;
	int f_fsid[2];
	long f_namelen;
	long f_frsize;
	long f_flags;
	long f_spare_[4];
};
_Static_assert(sizeof(struct statfs) == 120, "ABI");

/* f_type */
#define TMPFS_MAGIC           0x01021994
#define PROC_SUPER_MAGIC      0x9fa0
#define SYSFS_MAGIC           0x62656572
#define DEVPTS_SUPER_MAGIC    0x1cd1
#define EXT2_SUPER_MAGIC      0xef53
#define PIPEFS_MAGIC          0x50495045
#define SOCKFS_MAGIC          0x534f434b
#define ANON_INODE_FS_MAGIC   0x09041934
#define OVERLAYFS_SUPER_MAGIC 0x794c7630

/* f_flags */
#define ST_RDONLY      0x0001
#define ST_NOSUID      0x0002
#define ST_NODEV       0x0004
#define ST_NOEXEC      0x0008
#define ST_SYNCHRONOUS 0x0010
#define ST_VALID       0x0020
#define ST_NOATIME     0x0400
#define ST_NODIRATIME  0x0800
#define ST_RELATIME    0x1000

#endif
