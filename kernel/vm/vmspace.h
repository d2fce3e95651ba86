/*
 * Address spaces: the areas of user memory and the page tables that realize
 * them.
 *
 * Anonymous pages are owned by the page tables that map them, with a count in
 * struct page; file pages belong to the file's page cache.  The areas say what
 * may be; the page tables are only a cache of that, filled by faults.
 *
 * Locking: vm->lock (a sleeping rwlock) over the areas: faults read, everything
 * that changes areas writes.  vm->pt_lock over page-table entries.
 */
#ifndef VM_VMSPACE_H
#define VM_VMSPACE_H

#include "lib/interval.h"
#include "lib/list.h"
#include "lib/rbtree.h"
#include "sched/mutex.h"
#include "sync/refcount.h"
#include "vm/pagetable.h"

struct file;
struct pagecache;
struct vmspace;

/* vm_area.flags */
#define VM_READ        0x1u
#define VM_WRITE       0x2u
#define VM_EXEC        0x4u
#define VM_SHARED      0x8u
#define VM_GROWSDOWN   0x10u
#define VM_LOCKED      0x20u
#define VM_NORESERVE   0x40u
#define VM_DONTFORK    0x80u
#define VM_WIPEFORK    0x100u
#define VM_DONTDUMP    0x200u
#define VM_MAYWRITE    0x400u  /* mprotect may add PROT_WRITE */
#define VM_SPECIAL     0x800u  /* pages the kernel owns: vdso */
#define VM_NOEXEC      0x1000u /* mprotect may not add PROT_EXEC */
#define VM_LOCKONFAULT 0x2000u /* locked pages come in when touched */
#define VM_COUNTED     0x4000u /* its file is told of each such area */

/* vm.max_map_count: areas of a space. [a] */
extern u64 vm_max_areas;

/* A space's areas, by vm_read_lock() and vm_write_lock(). */
extern struct lock_role areas_role;

struct vm_area {
	struct rb_node node LOCK_ROLE(areas_role); /* by start */
	struct vmspace *vm;                        /* [I] */
	vaddr_t start LOCK_ROLE(areas_role);       /* page-aligned, half-open */
	vaddr_t end LOCK_ROLE(areas_role);
	u32 flags LOCK_ROLE(areas_role); /* VM_*; [a] by the list of its file */
	struct file *file;       /* [I] owned reference; NULL: anonymous */
	struct pagecache *cache; /* [I] the file's pages; NULL: anonymous */
	u64 pgoff LOCK_ROLE(areas_role); /* index in cache of start */
	/* Of the subtree in areas, when that sums up: its bounds (as
	 * area_low_end()) and the largest gap between two of it. */
	vaddr_t low LOCK_ROLE(areas_role);
	vaddr_t high LOCK_ROLE(areas_role);
	size_t gap LOCK_ROLE(areas_role);
	/* Of cache, on cache->mappings: others change its links. */
	struct interval mapping __aligned(64);
} __aligned(64);

struct vmspace {
	struct rwlock lock;
	struct rb_tree areas LOCK_ROLE(areas_role); /* by start */
	struct vm_area
	    *hint; /* [a] last area found; cleared by who changes areas */
	u32 nareas LOCK_ROLE(areas_role);
	struct refcount users; /* threads, and who looks from outside */
	struct refcount refs;  /* 1 for all users, 1 a CPU that has it loaded */
	struct spinlock pt_lock;
	struct pagetable pt OWN_LOCK(pt_lock);
	u64 tlb_gen;    /* [a] flushes asked for; see vm/tlb.c */
	cpumask_t cpus; /* [a] CPUs that may hold translations */
	u64 npages_total LOCK_ROLE(areas_role); /* mapped, RLIMIT_AS */
	u64 npages_peak LOCK_ROLE(areas_role);  /* the most so far */
	u64 npages_stack LOCK_ROLE(areas_role);
	u64 npages_exec LOCK_ROLE(areas_role); /* not writable */
	u64 npages_data
	    LOCK_ROLE(areas_role); /* private writable, RLIMIT_DATA */
	u64 npages_locked LOCK_ROLE(areas_role);
	u32 lock_flags
	    LOCK_ROLE(areas_role); /* VM_LOCK* of mappings to come (mlockall) */
	u64 rss_anon OWN_LOCK(pt_lock); /* pages present */
	u64 rss_file OWN_LOCK(pt_lock);
	u64 rss_peak OWN_LOCK(pt_lock);
	vaddr_t brk_start LOCK_ROLE(areas_role);
	vaddr_t brk LOCK_ROLE(areas_role);
	vaddr_t mmap_top;  /* [I] after exec: mappings are placed below */
	vaddr_t stack_top; /* [I] */
	vaddr_t code_start, code_end, data_start, data_end; /* [I] */
	vaddr_t arg_start, arg_end, env_start, env_end;     /* [I] */
	vaddr_t vdso;                                       /* [I] 0: none */
	bool reaped;      /* [a] its private pages were taken (vm/oom.c) */
	u8 dumpable;      /* [a] prctl(2): may its user look into it? */
	u64 auxv[48];     /* [I] for /proc/PID/auxv, zero-terminated */
	struct file *exe; /* [I] /proc/PID/exe; owned reference */
	bool barriers;    /* [a] membarrier(2) was announced */
} __aligned(64);

static inline void
vm_read_lock(struct vmspace *vm)
    ACQUIRE_SHARED(areas_role) NO_THREAD_SAFETY_ANALYSIS
{
	read_lock(&vm->lock);
}

static inline bool
vm_read_trylock(struct vmspace *vm)
    TRY_ACQUIRE_SHARED(true, areas_role) NO_THREAD_SAFETY_ANALYSIS
{
	return read_trylock(&vm->lock);
}

static inline void
vm_read_unlock(struct vmspace *vm)
    RELEASE_SHARED(areas_role) NO_THREAD_SAFETY_ANALYSIS
{
	read_unlock(&vm->lock);
}

static inline void
vm_write_lock(struct vmspace *vm) ACQUIRE(areas_role)
NO_THREAD_SAFETY_ANALYSIS
{
	write_lock(&vm->lock);
}

static inline void
vm_write_unlock(struct vmspace *vm) RELEASE(areas_role)
NO_THREAD_SAFETY_ANALYSIS
{
	write_unlock(&vm->lock);
}

/* This CPU goes on with another space than its thread's last (exec, exit);
 * NULL: with whatever is loaded, until the next switch. */
void vm_activate(struct vmspace *vm);

/* What areas need of files; implemented by fs/. */
void vm_file_get(struct file *f);
void vm_file_put(struct file *f);
/* Writes what a shared mapping has changed, as fdatasync() would. => sleeps */
int vm_file_sync(struct file *f) __must_check;
/* May the current thread know which of its pages are cached?  Who could write them, or
 * owns it. => sleeps */
bool vm_file_tells(struct file *f);
/* Prepares a to show f: sets its cache, or refuses.  Not for files that cannot
 * be mapped: the caller asked. */
int vm_file_map(struct file *f, struct vm_area *a) __must_check;
/* There is one VM_COUNTED area more that shows f, or fewer. => sleeps; holds: vm->lock */
void vm_file_areas(struct file *f, bool more);

/* An empty space with one user, or -ENOMEM. */
int vmspace_create(struct vmspace **out) __must_check;
/* A copy-on-write copy of the current one (fork). */
int vmspace_fork(struct vmspace *parent, struct vmspace **out) __must_check;
void vmspace_get(struct vmspace *vm);
/* Has anybody but the current thread it?  Who looks at it through /proc counts. */
static inline bool
vmspace_is_shared(const struct vmspace *vm)
{
	return ref_read(&vm->users) > 1;
}

/* The last user's put unmaps all. => sleeps */
void vmspace_put(struct vmspace *vm);
/* Keeps the space itself, not what is mapped in it: the areas may go as soon as
 * vm->lock is not held. */
void vmspace_hold(struct vmspace *vm);
/* Drops such a reference, or a CPU's; the last frees the tables. => any context but
 * interrupts */
void vmspace_drop(struct vmspace *vm);

/* The area that holds addr, or the first above it (NULL: none).
 * => holds: vm->lock */
struct vm_area *vm_area_find(struct vmspace *vm, vaddr_t addr)
    REQUIRES_SHARED(areas_role);
struct vm_area *vm_area_next(struct vm_area *a) REQUIRES_SHARED(areas_role);

/* What is at an address of the current space: memory of its own, *cache 0, or a byte
 * of a page cache that it shares, by pagecache_number().
 * => errors: -EFAULT: nothing */
int vm_identify(vaddr_t addr, u64 *cache, u64 *offset) __must_check;

/* mmap(2): maps [addr, addr + len) with VM_* flags and MAP_* bits.  Without
 * MAP_FIXED addr is a hint.  file may be NULL.
 * => returns: 0 and *out the address; errors of mmap(2) */
int vm_map(struct vmspace *vm, vaddr_t addr, size_t len, unsigned vm_flags,
    unsigned map_flags, struct file *file, u64 pgoff, vaddr_t *out)
    __must_check;
/* What vm_map() would say of the place alone. */
int vm_check_map(struct vmspace *vm, vaddr_t addr, size_t len,
    unsigned map_flags, u64 pgoff) __must_check;
int vm_unmap(struct vmspace *vm, vaddr_t addr, size_t len) __must_check;
int vm_protect(struct vmspace *vm, vaddr_t addr, size_t len, unsigned prot)
    __must_check;
int vm_remap(struct vmspace *vm, vaddr_t old, size_t old_len, size_t new_len,
    unsigned flags, vaddr_t fixed, vaddr_t *out) __must_check;
int vm_advise(struct vmspace *vm, vaddr_t addr, size_t len, int advice)
    __must_check;
/* brk(2): tries to move the break. => returns: the break after */
vaddr_t vm_brk(struct vmspace *vm, vaddr_t brk);
/* mlock(2) & co: marks with VM_LOCK* flags (0: unlocks), and brings the pages
 * in. => errors: -ENOMEM a hole, the limit or what cannot be brought in; -EAGAIN
 */
int vm_lock_range(struct vmspace *vm, vaddr_t addr, size_t len, unsigned flags)
    __must_check;
/* mlockall(2): flags MCL_*; 0: munlockall(2). => errors: -ENOMEM the limit */
int vm_lock_all(struct vmspace *vm, unsigned flags) __must_check;
/* msync(2), its arguments checked: a question only, since files are in memory.
 * => errors: -ENOMEM a hole, -EBUSY a locked area (MS_INVALIDATE) */
int vm_sync(struct vmspace *vm, vaddr_t start, vaddr_t end, unsigned flags)
    __must_check;
/* mincore(2) for the pages from addr on, at most n: is it present? to present[].
 * => returns: how many of them it told; 0: addr is not mapped */
size_t vm_resident(struct vmspace *vm, vaddr_t addr, size_t n, u8 *present);

/* A page of zeroes, which nobody writes to. */
const void *vm_zeroes(void);

/* VM_* of PROT_* bits. */
unsigned vm_flags_from_prot(unsigned prot);

/* shmdt(2): unmaps the counted areas of one file that show it as if it began at addr.
 * => errors: -EINVAL: there are none */
int vm_unmap_counted(struct vmspace *vm, vaddr_t addr) __must_check;

/* Removes the page-table entries of pages [first, end) of a cache from every
 * area that maps them; those of private copies too (`copies`: truncation) or
 * not (a hole). => sleeps */
void vm_unmap_cache(struct pagecache *pc, u64 first, u64 end, bool copies);
/* The same for who holds pc->mappings_lock. */
void vm_unmap_cache_locked(struct pagecache *pc, u64 first, u64 end,
    bool copies);
/* Is the page locked in memory by any of them?  For who holds it, too. */
bool vm_cache_is_locked(struct pagecache *pc, u64 index);
/* Makes the entries of shared areas for a page read-only. => sleeps */
void vm_protect_cache(struct pagecache *pc, u64 index);

/* Reads or writes another process's memory (procfs mem, cmdline, environ,
 * ptrace). => returns: bytes copied, fewer at a hole; -EFAULT when none */
ssize_t vm_access(struct vmspace *vm, vaddr_t addr, void *buf, size_t n,
    bool write);

/* The outcome of a user page fault. */
struct vm_fault {
	int signo; /* 0: resolved; else SIGSEGV or SIGBUS */
	int code;  /* si_code */
};
#define VM_FAULT_WRITE 1u
#define VM_FAULT_EXEC  2u
struct vm_fault vm_handle_fault(struct vmspace *vm, vaddr_t addr,
    unsigned access);

/* Page faults resolved since boot. */
u64 vm_fault_count(void);

/* What the page tables hold of an area, in pages; pss: in 1/4096 of pages, each
 * shared among those who map it. */
#define PSS_ONE 4096u
struct vm_usage {
	u64 rss, pss, pss_dirty, pss_anon, pss_file;
	u64 shared_clean, shared_dirty, private_clean, private_dirty;
	u64 anonymous;
};
/* Adds a's. => holds: vm->lock for reading */
void vm_area_usage(struct vm_area *a, struct vm_usage *u)
    REQUIRES_SHARED(areas_role);

/* Once, at boot. */
void vm_init(void);

#endif
