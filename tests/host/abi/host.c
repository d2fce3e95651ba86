/* The layouts of the host's headers; see layout.h. */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/posix_acl_xattr.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <time.h>
#include <ucontext.h>
#include <utime.h>

#include "tests/host/abi/layout.h"

const struct layout layout_host[] = {
#include "tests/host/abi/layout.def"
	{ NULL, 0 },
};
