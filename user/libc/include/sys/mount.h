#ifndef _SYS_MOUNT_H
#define _SYS_MOUNT_H

#include <sys/ioctl.h>

#include <abi/mount.h>

__BEGIN_DECLS

#define MS_POSIXACL  (1 << 16)
#define MS_KERNMOUNT (1 << 22)
#define MS_I_VERSION (1 << 23)
#define MS_ACTIVE    (1 << 30)
#define MS_NOUSER    (1U << 31)
#define MS_RMT_MASK \
	(MS_RDONLY | MS_SYNCHRONOUS | MS_MANDLOCK | MS_I_VERSION | MS_LAZYTIME)

#define BLKROSET     _IO(0x12, 93)
#define BLKROGET     _IO(0x12, 94)
#define BLKRRPART    _IO(0x12, 95)
#define BLKGETSIZE   _IO(0x12, 96)
#define BLKFLSBUF    _IO(0x12, 97)
#define BLKRASET     _IO(0x12, 98)
#define BLKRAGET     _IO(0x12, 99)
#define BLKSSZGET    _IO(0x12, 104)
#define BLKBSZGET    _IOR(0x12, 112, unsigned long)
#define BLKBSZSET    _IOW(0x12, 113, unsigned long)
#define BLKGETSIZE64 _IOR(0x12, 114, unsigned long)

int mount(const char *, const char *, const char *, unsigned long,
    const void *);
int umount(const char *);
int umount2(const char *, int);

__END_DECLS

#endif
