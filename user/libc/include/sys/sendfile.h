#ifndef _SYS_SENDFILE_H
#define _SYS_SENDFILE_H

#include <bits/types.h>

#define __need_size_t
#include <stddef.h>

__BEGIN_DECLS

__ssize_t sendfile(int, int, __off_t *, size_t);
#if __LFS64_VISIBLE
#define sendfile64 sendfile
#endif

__END_DECLS

#endif
