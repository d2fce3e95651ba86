#ifndef _SYS_UIO_H
#define _SYS_UIO_H

#include <bits/iovec.h>
#include <bits/types.h>

__BEGIN_DECLS

typedef __ssize_t ssize_t;

#define UIO_MAXIOV 1024

ssize_t readv(int, const struct iovec *, int);
ssize_t writev(int, const struct iovec *, int);
#if __MISC_VISIBLE
ssize_t preadv(int, const struct iovec *, int, __off_t);
ssize_t pwritev(int, const struct iovec *, int, __off_t);
#endif
#if __GNU_VISIBLE
#define RWF_HIPRI  0x01
#define RWF_DSYNC  0x02
#define RWF_SYNC   0x04
#define RWF_NOWAIT 0x08
#define RWF_APPEND 0x10
ssize_t preadv2(int, const struct iovec *, int, __off_t, int);
ssize_t pwritev2(int, const struct iovec *, int, __off_t, int);
ssize_t process_vm_readv(__pid_t, const struct iovec *, unsigned long,
    const struct iovec *, unsigned long, unsigned long);
ssize_t process_vm_writev(__pid_t, const struct iovec *, unsigned long,
    const struct iovec *, unsigned long, unsigned long);
#endif
#if __LFS64_VISIBLE
#define preadv64  preadv
#define pwritev64 pwritev
#endif

__END_DECLS

#endif
