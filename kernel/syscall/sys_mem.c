/* Memory: mmap and its relatives. */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/mman.h"
#include "abi/mount.h"
#include "arch/layout.h"
#include "cred/cred.h"
#include "cred/rlimit.h"
#include "debug/missing.h"
#include "fs/fdtable.h"
#include "fs/inode.h"
#include "fs/mount.h"
#include "fs/shmem.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "syscall/handlers.h"
#include "vm/usercopy.h"
#include "vm/vmspace.h"

/* Flags that mean nothing here but are not worth a report. */
#define MAP_HINTS                                                        \
	(MAP_DENYWRITE | MAP_EXECUTABLE | MAP_NORESERVE | MAP_NONBLOCK | \
	    MAP_STACK | MAP_POPULATE | MAP_LOCKED | MAP_GROWSDOWN | MAP_32BIT)

/* Is locking allowed at all? */
static bool
can_lock(void)
{
	return rlimit_current(RLIMIT_MEMLOCK) || capable(CAP_IPC_LOCK);
}

/* What is mapped, and how. */
struct mapping {
	struct file *file; /* NULL: none, or none yet */
	u64 pgoff;
	unsigned prot, flags;
	bool shared;
	unsigned vm_flags;
};

/* => errors: of mmap(2), in Linux's order */
static long
check_file(struct mapping *m)
{
	const struct file *f = m->file;

	if (m->shared && m->prot & PROT_WRITE && !(f->mode & FMODE_WRITE))
		return -EACCES;
	if (!(f->mode & FMODE_READ))
		return -EACCES;
	if (mount_has(f->path.mount, MS_NOEXEC)) {
		if (m->prot & PROT_EXEC)
			return -EPERM;
		m->vm_flags |= VM_NOEXEC;
	}
	if (!f->ops->mmap)
		return -ENODEV;
	if (!m->shared || f->mode & FMODE_WRITE)
		m->vm_flags |= VM_MAYWRITE;
	return 0;
}

static long
check_type(struct mapping *m)
{
	switch (m->flags & MAP_TYPE) {
	case MAP_PRIVATE:
		return 0;
	case MAP_SHARED_VALIDATE:
		if (!m->file)
			break;
		if (m->flags &
		    ~(unsigned)(MAP_TYPE | MAP_FIXED | MAP_FIXED_NOREPLACE |
			MAP_HINTS))
			return missing(-EOPNOTSUPP, "mmap",
			    "MAP_SHARED_VALIDATE with flags %#x", m->flags);
		/* fall through */
	case MAP_SHARED:
		m->shared = true;
		return 0;
	}
	return -EINVAL;
}

/* The end of the mapped part must be an offset of the file. */
static bool
is_too_far(const struct file *f, u64 offset, size_t length)
{
	mode_t mode = inode_mode(f->inode);
	u64 max = S_ISREG(mode) || S_ISBLK(mode) ? INT64_MAX : UINT64_MAX, end;

	return __builtin_add_overflow(offset, ALIGN_UP(length, PAGE_SIZE),
		   &end) ||
	    end > max;
}

/* All but the place. */
static long
check_mapping(struct mapping *m, u64 offset, size_t length)
{
	long err;

	if (m->flags & MAP_LOCKED && !can_lock())
		return -EPERM;
	if (m->file && is_too_far(m->file, offset, length))
		return -EOVERFLOW;
	err = check_type(m);
	if (!err && m->file)
		err = check_file(m);
	else if (!err)
		m->vm_flags |= VM_MAYWRITE;
	/* Stacks are private and anonymous. */
	if (!err && m->flags & MAP_GROWSDOWN && (m->shared || m->file))
		err = -EINVAL;
	return err;
}

static long
map(struct mapping *m, vaddr_t addr, size_t length)
{
	unsigned vm_flags = m->vm_flags | vm_flags_from_prot(m->prot);
	vaddr_t out;
	long err;

	vm_flags |= m->shared ? VM_SHARED : 0;
	vm_flags |= m->flags & MAP_NORESERVE ? VM_NORESERVE : 0;
	vm_flags |= m->flags & MAP_LOCKED ? VM_LOCKED : 0;
	vm_flags |= m->flags & MAP_GROWSDOWN ? VM_GROWSDOWN : 0;
	err = vm_map(current_vm(), addr, length, vm_flags, m->flags, m->file,
	    m->pgoff, &out);
	return err ? err : (long)out;
}

/* Shared memory of no file is a file of its own. */
static long
map_shared(struct mapping *m, vaddr_t addr, size_t length)
{
	long ret = vm_check_map(current_vm(), addr, length, m->flags, m->pgoff);

	if (!ret)
		ret = shmem_create(ALIGN_UP(length, PAGE_SIZE), &m->file);
	if (ret)
		return ret;
	m->pgoff = 0;
	ret = map(m, addr, length);
	file_put(m->file);
	return ret;
}

static long
map_checked(struct mapping *m, vaddr_t addr, size_t length, u64 offset)
{
	long err, bad_place;

	if (m->flags & MAP_HUGETLB)
		return missing(-EINVAL, "mmap", "MAP_HUGETLB");
	err = check_mapping(m, offset, length);
	if (likely(!err))
		return m->shared && !m->file ? map_shared(m, addr, length) :
					       map(m, addr, length);
	/* A place that cannot be is what Linux finds first. */
	bad_place = vm_check_map(current_vm(), addr, length, m->flags,
	    m->pgoff);
	return bad_place ? bad_place : err;
}

long
sys_mmap(unsigned long addr, size_t length, unsigned prot, unsigned flags,
    int fd, loff_t offset)
{
	struct mapping m = {
		.pgoff = (u64)offset >> PAGE_SHIFT, .prot = prot, .flags = flags
	};
	struct fdref r = { NULL, false };
	long ret;

	if (offset & ~PAGE_MASK)
		return -EINVAL;
	if (!(flags & MAP_ANONYMOUS)) {
		r = fd_get(fd);
		if (!r.file)
			return -EBADF;
		m.file = r.file;
	}
	ret = map_checked(&m, addr, length, (u64)offset);
	fd_put(r);
	return ret;
}

long
sys_munmap(unsigned long addr, size_t length)
{
	return vm_unmap(current_vm(), addr, length);
}

long
sys_mprotect(unsigned long addr, size_t length, unsigned prot)
{
	return vm_protect(current_vm(), addr, length, prot & ~PROT_SEM);
}

long
sys_brk(unsigned long addr)
{
	return (long)vm_brk(current_vm(), addr);
}

long
sys_mremap(unsigned long addr, size_t old_length, size_t new_length,
    unsigned flags, unsigned long new_addr)
{
	vaddr_t out;
	long err = vm_remap(current_vm(), addr, old_length, new_length, flags,
	    new_addr, &out);

	return err ? err : (long)out;
}

long
sys_madvise(unsigned long addr, size_t length, int advice)
{
	return vm_advise(current_vm(), addr, length, advice);
}

/* File pages need no write-back yet: every file is in memory. */
long
sys_msync(unsigned long addr, size_t length, unsigned flags)
{
	vaddr_t end;

	if (flags & ~(unsigned)(MS_ASYNC | MS_INVALIDATE | MS_SYNC))
		return -EINVAL;
	if (addr & ~PAGE_MASK)
		return -EINVAL;
	if ((flags & MS_ASYNC) && (flags & MS_SYNC))
		return -EINVAL;
	length = ALIGN_UP(length, PAGE_SIZE);
	if (__builtin_add_overflow(addr, length, &end))
		return -ENOMEM;
	return vm_sync(current_vm(), addr, end, flags);
}

long
sys_mincore(unsigned long addr, size_t length, void __user *vec)
{
	u8 present[256];
	u8 __user *out = vec;

	if (addr & ~PAGE_MASK)
		return -EINVAL;
	if (addr > USER_END || length > USER_END - addr)
		return -ENOMEM;
	if (!user_range_ok(vec, ALIGN_UP(length, PAGE_SIZE) / PAGE_SIZE))
		return -EFAULT;
	length = ALIGN_UP(length, PAGE_SIZE);
	for (vaddr_t end = addr + length; addr < end;) {
		size_t n = vm_resident(current_vm(), addr,
		    min((end - addr) / PAGE_SIZE, sizeof(present)), present);

		if (!n)
			return -ENOMEM;
		if (copy_to_user(out, present, n))
			return -EFAULT;
		out += n;
		addr += n * PAGE_SIZE;
		if (thread_killed())
			return -EINTR;
		sched_point();
	}
	return 0;
}

static long
lock_range(unsigned long addr, size_t length, unsigned flags)
{
	if (!can_lock())
		return -EPERM;
	return vm_lock_range(current_vm(), addr, length, flags);
}

long
sys_mlock(unsigned long addr, size_t length)
{
	return lock_range(addr, length, VM_LOCKED);
}

long
sys_mlock2(unsigned long addr, size_t length, unsigned flags)
{
	if (flags & ~(unsigned)MLOCK_ONFAULT)
		return -EINVAL;
	return lock_range(addr, length,
	    VM_LOCKED | (flags & MLOCK_ONFAULT ? VM_LOCKONFAULT : 0));
}

long
sys_munlock(unsigned long addr, size_t length)
{
	return vm_lock_range(current_vm(), addr, length, 0);
}

long
sys_mlockall(unsigned flags)
{
	if (!flags ||
	    (flags & ~(unsigned)(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)) ||
	    flags == MCL_ONFAULT)
		return -EINVAL;
	if (!can_lock())
		return -EPERM;
	return vm_lock_all(current_vm(), flags);
}

long
sys_munlockall(void)
{
	return vm_lock_all(current_vm(), 0);
}
