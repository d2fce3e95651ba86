/* The prototypes of all system-call handlers, from abi/syscalls.def. */
#ifndef SYSCALL_HANDLERS_H
#define SYSCALL_HANDLERS_H

#include "abi/fcntl.h"
#include "abi/mount.h"
#include "abi/poll.h"
#include "abi/resource.h"
#include "abi/sched.h"
#include "abi/signal.h"
#include "abi/stat.h"
#include "abi/syscall_args.h"
#include "abi/sysinfo.h"
#include "abi/time.h"
#include "abi/uio.h"
#include "abi/utsname.h"

struct cap_user_header;

#define SYSCALL_ROW(nr, name, family, nargs, params, args, descs) \
	long sys_##name params;
#define NOSYS(nr, name, family, reason)
#include "abi/syscalls.def"
#undef SYSCALL_ROW
#undef NOSYS

#endif
