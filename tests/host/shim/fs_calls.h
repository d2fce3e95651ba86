/* The file system under test, for programs that also use the host's: the two
 * sets of headers cannot meet. All give 0 or a count, or -errno. */
#ifndef TESTS_HOST_SHIM_FS_CALLS_H
#define TESTS_HOST_SHIM_FS_CALLS_H

#include <stddef.h>
#include <stdint.h>

struct fs_stat {
	unsigned mode, nlink;
	uint64_t size, ino;
};

void fs_start(void);
int fs_mkdir(const char *path, unsigned mode);
int fs_mknod(const char *path, unsigned mode, unsigned dev);
int fs_rmdir(const char *path);
int fs_unlink(const char *path);
int fs_rename(const char *old, const char *new, unsigned flags);
int fs_link(const char *old, const char *new, int flags);
int fs_symlink(const char *target, const char *path);
int fs_chdir(const char *path);
/* And goes there.  NULL: the first root. */
int fs_chroot(const char *path);
int fs_getcwd(char *buf, size_t size);
int fs_stat(const char *path, int follow, struct fs_stat *st);
int fs_readlink(const char *path, char *buf, size_t size);
int fs_truncate(const char *path, long size);
/* Opens and closes. */
int fs_touch(const char *path, int flags, unsigned mode);
/* Opens; the result is a descriptor. */
int fs_open(const char *path, int flags, unsigned mode);
int fs_close(int fd);
long fs_write(int fd, const void *buf, size_t n, long at);
long fs_read(int fd, void *buf, size_t n, long at);
long fs_seek(int fd, long offset, int whence);
int fs_fallocate(int fd, unsigned mode, long offset, long len);
/* Entries from *pos on: calls fn for each. */
int fs_list(const char *path, void (*fn)(void *arg, const char *name),
    void *arg);
int fs_unpack(const void *archive, size_t size);
int fs_mount(const char *source, const char *target, const char *type,
    unsigned long flags, const char *data);
int fs_umount(const char *target, unsigned flags);
/* Frees what is cached. => returns: dentries freed */
uint64_t fs_shrink(void);

#endif
