/*
 * System calls about the machine as a whole, and those few programs use.
 */
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/reboot.h>
#include <sys/statfs.h>
#include <sys/swap.h>
#include <sys/sysinfo.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "calls.h"

#define REBOOT_MAGIC1 0xfee1dead
#define REBOOT_MAGIC2 672274793

CALL(int, uname, (struct utsname * name), SYS_uname, name)
CALL(int, sysinfo, (struct sysinfo * info), SYS_sysinfo, info)
CALL(int, sethostname, (const char *name, size_t size), SYS_sethostname, name,
    size)
CALL(int, setdomainname, (const char *name, size_t size), SYS_setdomainname,
    name, size)
CALL(int, reboot, (int command), SYS_reboot, REBOOT_MAGIC1, REBOOT_MAGIC2,
    command, 0)
CALL(int, mount,
    (const char *source, const char *target, const char *type,
	unsigned long flags, const void *data),
    SYS_mount, source, target, type, flags, data)
CALL(int, umount, (const char *target), SYS_umount2, target, 0)
CALL(int, umount2, (const char *target, int flags), SYS_umount2, target, flags)
CALL(int, statfs, (const char *path, struct statfs *st), SYS_statfs, path, st)
CALL(int, fstatfs, (int fd, struct statfs *st), SYS_fstatfs, fd, st)
CALL(int, swapon, (const char *path, int flags), SYS_swapon, path, flags)
CALL(int, swapoff, (const char *path), SYS_swapoff, path)
CALL(int, klogctl, (int action, char *to, int size), SYS_syslog, action, to,
    size)
CALL_CP(ssize_t, getrandom, (void *to, size_t size, unsigned int flags),
    SYS_getrandom, to, size, flags)
CALL(int, vhangup, (void), SYS_vhangup)
CALL(ssize_t, process_vm_readv,
    (pid_t pid, const struct iovec *own, unsigned long own_count,
	const struct iovec *other, unsigned long other_count,
	unsigned long flags),
    SYS_process_vm_readv, pid, own, own_count, other, other_count, flags)
CALL(ssize_t, process_vm_writev,
    (pid_t pid, const struct iovec *own, unsigned long own_count,
	const struct iovec *other, unsigned long other_count,
	unsigned long flags),
    SYS_process_vm_writev, pid, own, own_count, other, other_count, flags)

CALL(ssize_t, getxattr,
    (const char *path, const char *name, void *to, size_t size), SYS_getxattr,
    path, name, to, size)
CALL(ssize_t, lgetxattr,
    (const char *path, const char *name, void *to, size_t size), SYS_lgetxattr,
    path, name, to, size)
CALL(ssize_t, fgetxattr, (int fd, const char *name, void *to, size_t size),
    SYS_fgetxattr, fd, name, to, size)
CALL(ssize_t, listxattr, (const char *path, char *to, size_t size),
    SYS_listxattr, path, to, size)
CALL(ssize_t, llistxattr, (const char *path, char *to, size_t size),
    SYS_llistxattr, path, to, size)
CALL(ssize_t, flistxattr, (int fd, char *to, size_t size), SYS_flistxattr, fd,
    to, size)
CALL(int, setxattr,
    (const char *path, const char *name, const void *value, size_t size,
	int flags),
    SYS_setxattr, path, name, value, size, flags)
CALL(int, lsetxattr,
    (const char *path, const char *name, const void *value, size_t size,
	int flags),
    SYS_lsetxattr, path, name, value, size, flags)
CALL(int, fsetxattr,
    (int fd, const char *name, const void *value, size_t size, int flags),
    SYS_fsetxattr, fd, name, value, size, flags)
CALL(int, removexattr, (const char *path, const char *name), SYS_removexattr,
    path, name)
CALL(int, lremovexattr, (const char *path, const char *name), SYS_lremovexattr,
    path, name)
CALL(int, fremovexattr, (int fd, const char *name), SYS_fremovexattr, fd, name)

void
sync(void)
{
	__syscall(SYS_sync);
}
