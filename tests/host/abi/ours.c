/* The layouts of abi/; see layout.h. */
#include "abi/acl.h"
#include "abi/capability.h"
#include "abi/dirent.h"
#include "abi/elf.h"
#include "abi/fcntl.h"
#include "abi/futex.h"
#include "abi/poll.h"
#include "abi/resource.h"
#include "abi/sched.h"
#include "abi/signal.h"
#include "abi/stat.h"
#include "abi/sysinfo.h"
#include "abi/termios.h"
#include "abi/uio.h"
#include "abi/utsname.h"
#include "tests/host/abi/layout.h"

/* The host's names for our types. */
typedef struct elf64_ehdr Elf64_Ehdr;
typedef struct elf64_phdr Elf64_Phdr;
typedef struct elf64_shdr Elf64_Shdr;
typedef struct elf64_sym Elf64_Sym;
typedef struct elf64_dyn Elf64_Dyn;
typedef struct elf64_rela Elf64_Rela;
typedef struct sigaltstack stack_t;
typedef struct siginfo siginfo_t;
typedef struct ucontext ucontext_t;
#define si_pid     u.rt.pid
#define si_value   u.rt.value
#define si_status  u.child.status
#define si_utime   u.child.utime
#define si_addr    u.fault.addr
#define si_fd      u.poll.fd
#define si_syscall u.sys.syscall

const struct layout layout_ours[] = {
#include "tests/host/abi/layout.def"
	{ NULL, 0 },
};
