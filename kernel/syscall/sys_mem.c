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

/* What a mapping of this file needs (mmap(2), ERRORS). */
static long
check_file(const struct file *f, unsigned prot, bool shared, unsigned *flags)
{
	if (!(f->mode & FMODE_READ))
		return -EACCES;
	if (shared && (prot & PROT_WRITE) && !(f->mode & FMODE_WRITE))
		return -EACCES;
	if (!f->ops->mmap)
		return -ENODEV;
	if (mount_has(f->path.mount, MS_NOEXEC)) {
		if (prot & PROT_EXEC)
			return -EPERM;
		*flags |= VM_NOEXEC;
	}
	if (!shared || (f->mode & FMODE_WRITE))
		*flags |= VM_MAYWRITE;
	return 0;
}

/* Is locking allowed at all? */
static bool
can_lock(void)
{
	return rlimit_current(RLIMIT_MEMLOCK) || capable(CAP_IPC_LOCK);
}

static long
map_type(unsigned long flags, bool *shared)
{
	switch (flags & MAP_TYPE) {
	case MAP_PRIVATE:
		*shared = false;
		return 0;
	case MAP_SHARED_VALIDATE:
		if (flags &
		    ~(unsigned long)(MAP_TYPE | MAP_FIXED | MAP_ANONYMOUS |
			MAP_FIXED_NOREPLACE | MAP_HINTS))
			return missing(-EOPNOTSUPP, "mmap",
			    "MAP_SHARED_VALIDATE with flags %#lx", flags);
		/* fall through */
	case MAP_SHARED:
		*shared = true;
		return 0;
	}
	return -EINVAL;
}

static long
map(struct file *f, vaddr_t addr, size_t length, unsigned prot,
    unsigned long flags, bool shared, u64 pgoff)
{
	unsigned vm_flags = vm_flags_from_prot(prot);
	vaddr_t out;
	long err;

	if (f) {
		err = check_file(f, prot, shared, &vm_flags);
		if (err)
			return err;
	} else {
		vm_flags |= VM_MAYWRITE;
	}
	vm_flags |= shared ? VM_SHARED : 0;
	vm_flags |= flags & MAP_NORESERVE ? VM_NORESERVE : 0;
	vm_flags |= flags & MAP_LOCKED ? VM_LOCKED : 0;
	vm_flags |= flags & MAP_GROWSDOWN ? VM_GROWSDOWN : 0;
	err = vm_map(current_vm(), addr, length, vm_flags, (unsigned)flags, f,
	    pgoff, &out);
	return err ? err : (long)out;
}

long
sys_mmap(unsigned long addr, size_t length, unsigned prot, unsigned flags,
    int fd, loff_t offset)
{
	struct fdref r = { NULL, false };
	struct file *shm = NULL;
	bool shared = false;
	long err;

	if (offset & ~PAGE_MASK)
		return -EINVAL;
	if (!(flags & MAP_ANONYMOUS)) {
		r = fd_get(fd);
		if (!r.file)
			return -EBADF;
	}
	if (flags & MAP_HUGETLB)
		err = missing(-EINVAL, "mmap", "MAP_HUGETLB");
	else
		err = map_type(flags, &shared);
	/* Stacks are private and anonymous. */
	if (!err && (flags & MAP_GROWSDOWN) && (shared || r.file))
		err = -EINVAL;
	if (!err && (flags & MAP_LOCKED) && !can_lock())
		err = -EPERM;
	if (!err && !length)
		err = -EINVAL;
	if (!err && length > USER_END)
		err = -ENOMEM;
	/* The end of the mapped part must be a file offset. */
	if (!err && r.file &&
	    (offset < 0 || (u64)offset + length > (u64)INT64_MAX))
		err = -EOVERFLOW;
	if (!err && !r.file && shared)
		err = shmem_create(ALIGN_UP(length, PAGE_SIZE), &shm);
	if (!err)
		err = map(shm ? shm : r.file, addr, length, prot, flags, shared,
		    shm ? 0 : (u64)offset >> PAGE_SHIFT);
	if (shm)
		file_put(shm);
	fd_put(r);
	return err;
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
	u8 __user *out = vec;

	if (addr & ~PAGE_MASK)
		return -EINVAL;
	if (addr > USER_END || length > USER_END - addr)
		return -ENOMEM;
	for (vaddr_t end = addr + length; addr < end; addr += PAGE_SIZE) {
		int resident = vm_resident(current_vm(), addr);

		if (resident < 0)
			return -ENOMEM;
		if (put_user((u8)resident, out++))
			return -EFAULT;
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
