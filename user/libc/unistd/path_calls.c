/*
 * System calls about names: making, removing, renaming and describing files.
 *
 * The forms without a directory are the ones with, given AT_FDCWD: so programs need
 * only the newer calls of the kernel.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "calls.h"

CALL(int, access, (const char *path, int mode), SYS_faccessat, AT_FDCWD, path,
    mode)
CALL(int, chdir, (const char *path), SYS_chdir, path)
CALL(int, chroot, (const char *path), SYS_chroot, path)
CALL(int, chmod, (const char *path, mode_t mode), SYS_fchmodat, AT_FDCWD, path,
    mode)
CALL(int, chown, (const char *path, uid_t owner, gid_t group), SYS_fchownat,
    AT_FDCWD, path, owner, group, 0)
CALL(int, lchown, (const char *path, uid_t owner, gid_t group), SYS_fchownat,
    AT_FDCWD, path, owner, group, AT_SYMLINK_NOFOLLOW)
CALL(int, fchownat,
    (int dir, const char *path, uid_t owner, gid_t group, int flags),
    SYS_fchownat, dir, path, owner, group, flags)
CALL(int, link, (const char *old, const char *new), SYS_linkat, AT_FDCWD, old,
    AT_FDCWD, new, 0)
CALL(int, linkat,
    (int old_dir, const char *old, int new_dir, const char *new, int flags),
    SYS_linkat, old_dir, old, new_dir, new, flags)
CALL(int, symlink, (const char *target, const char *path), SYS_symlinkat,
    target, AT_FDCWD, path)
CALL(int, symlinkat, (const char *target, int dir, const char *path),
    SYS_symlinkat, target, dir, path)
CALL(int, unlink, (const char *path), SYS_unlinkat, AT_FDCWD, path, 0)
CALL(int, unlinkat, (int dir, const char *path, int flags), SYS_unlinkat, dir,
    path, flags)
CALL(int, rmdir, (const char *path), SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR)
CALL(int, rename, (const char *old, const char *new), SYS_renameat, AT_FDCWD,
    old, AT_FDCWD, new)
CALL(int, renameat,
    (int old_dir, const char *old, int new_dir, const char *new), SYS_renameat,
    old_dir, old, new_dir, new)
CALL(int, renameat2,
    (int old_dir, const char *old, int new_dir, const char *new,
	unsigned int flags),
    SYS_renameat2, old_dir, old, new_dir, new, flags)
CALL(int, mkdir, (const char *path, mode_t mode), SYS_mkdirat, AT_FDCWD, path,
    mode)
CALL(int, mkdirat, (int dir, const char *path, mode_t mode), SYS_mkdirat, dir,
    path, mode)
CALL(int, mknod, (const char *path, mode_t mode, dev_t dev), SYS_mknodat,
    AT_FDCWD, path, mode, dev)
CALL(int, mknodat, (int dir, const char *path, mode_t mode, dev_t dev),
    SYS_mknodat, dir, path, mode, dev)
CALL(int, mkfifo, (const char *path, mode_t mode), SYS_mknodat, AT_FDCWD, path,
    mode | S_IFIFO, 0)
CALL(int, mkfifoat, (int dir, const char *path, mode_t mode), SYS_mknodat, dir,
    path, mode | S_IFIFO, 0)
CALL(ssize_t, readlink,
    (const char *restrict path, char *restrict to, size_t size), SYS_readlinkat,
    AT_FDCWD, path, to, size)
CALL(ssize_t, readlinkat,
    (int dir, const char *restrict path, char *restrict to, size_t size),
    SYS_readlinkat, dir, path, to, size)
CALL(int, truncate, (const char *path, off_t size), SYS_truncate, path, size)
CALL(int, stat, (const char *restrict path, struct stat *restrict st),
    SYS_newfstatat, AT_FDCWD, path, st, 0)
CALL(int, lstat, (const char *restrict path, struct stat *restrict st),
    SYS_newfstatat, AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW)
CALL(int, fstatat,
    (int dir, const char *restrict path, struct stat *restrict st, int flags),
    SYS_newfstatat, dir, path, st, flags)
CALL(int, statx,
    (int dir, const char *restrict path, int flags, unsigned int mask,
	struct statx *restrict st),
    SYS_statx, dir, path, flags, mask, st)
CALL(int, utimensat,
    (int dir, const char *path, const struct timespec times[2], int flags),
    SYS_utimensat, dir, path, times, flags)
CALL(int, acct, (const char *path), SYS_acct, path)
