/*
 * Page faults.
 *
 * A fault finds its area, checks the access against the area's rights, and
 * fills the page-table entry:
 *  - anonymous, read: the zero page, read-only;
 *  - anonymous, write: a fresh zeroed frame;
 *  - file, read or shared: the page of the file's cache, and those beside it
 *    that are cached too (fault-around: a file read through a mapping costs
 *    one fault in 16 pages);
 *  - private, write to a page that others may see: a copy (copy-on-write),
 *    or the page itself when its only reference is this entry.
 *
 * Frames are prepared without locks; the entry is put in under pt_lock, if it is
 * still what it was.  If not, the access is simply tried again.
 *
 * Stack areas (VM_GROWSDOWN) grow to the fault's address as far as
 * RLIMIT_STACK allows, with a gap to the area below (SDM says nothing of
 * stacks; Linux keeps 256 pages, so do we).
 */
#include "abi/errno.h"
#include "abi/signal.h"
#include "arch/cpu.h"
#include "arch/trap.h"
#include "cred/rlimit.h"
#include "lib/string.h"
#include "mm/page.h"
#include "sched/sched.h"
#include "vm/internal.h"
#include "vm/oom.h"
#include "vm/pagecache.h"
#include "vm/pagelru.h"
#include "vm/pagestate.h"
#include "vm/tlb.h"
#include "vm/writeback.h"

#define FAULT_AROUND 16 /* pages, a power of two */
#define SHRINK       32 /* pages of files, when there is no memory */

enum outcome {
	DONE,
	RETRY,
	WAIT, /* for a device: without the space's lock */
	KILLED,
	BAD_MAP,
	BAD_ACCESS,
	BAD_BUS,
	NO_MEMORY
};

/* The page that a fault waits for. */
struct fault_page {
	struct file *file; /* owned reference: keeps the cache */
	struct pagecache *cache;
	u64 index;
	bool write; /* shared: it is to be made writable */
};

static enum outcome
wait_for(const struct vm_area *a, u64 index, bool write, struct fault_page *w)
{
	vm_file_get(a->file);
	*w = (struct fault_page){ a->file, a->cache, index, write };
	return WAIT;
}

static void
count_page(struct vmspace *vm, const struct page *page) REQUIRES(vm->pt_lock)
{
	if (page == zero_page)
		return;
	if (atomic_load(&page->flags) & PAGE_CACHE)
		atomic_add_own(&vm->rss_file, 1);
	else
		atomic_add_own(&vm->rss_anon, 1);
	atomic_store(&vm->rss_peak,
	    max(vm->rss_peak, vm->rss_anon + vm->rss_file));
}

/* Puts page (whose reference passes on DONE) at an entry that held `old`. */
static enum outcome
install(struct vm_area *a, vaddr_t addr, pte_t old, struct page *page,
    bool write) REQUIRES_SHARED(areas_role)
{
	struct vmspace *vm = a->vm;
	unsigned prot = area_pte_prot(a) & ~(write ? 0 : PROT_PTE_WRITE);
	enum outcome out = RETRY;
	pte_t *e;

	spin_lock(&vm->pt_lock);
	e = pt_entry(&vm->pt, addr, true);
	if (!e)
		out = NO_MEMORY;
	/* A truncation may have taken the page meanwhile (pagecache.c), or it is being
	 * written (writeback.c). */
	else if (*e == old &&
	    !(page_is(page, PAGE_CACHE) && !(a->flags & VM_SPECIAL) &&
		(!READ_ONCE(page->file.cache) ||
		    (write && !page_may_write(page)))))
		out = DONE;
	if (out == DONE) {
		atomic_store(e, pte_make(page_to_phys(page), prot));
		count_page(vm, page);
	}
	spin_unlock(&vm->pt_lock);
	return out;
}

/* --- Anonymous ------------------------------------------------------------------ */

static enum outcome
fault_anonymous(struct vm_area *a, vaddr_t addr, bool write)
    REQUIRES_SHARED(areas_role)
{
	struct page *page;
	enum outcome out;

	if (!write)
		return install(a, addr, 0, zero_page, false);
	page = page_alloc(0, PA_ZERO);
	if (!page)
		return NO_MEMORY;
	out = install(a, addr, 0, page, true);
	if (out != DONE)
		page_put(page);
	return out;
}

/* --- Copy on write --------------------------------------------------------------- */

/* A write to a present, read-only page of a private area. */
static enum outcome
fault_copy(struct vm_area *a, vaddr_t addr, pte_t old)
    REQUIRES_SHARED(areas_role)
{
	struct vmspace *vm = a->vm;
	struct page *page = phys_to_page(pte_addr(old)), *copy;
	enum outcome out = RETRY;
	bool again;
	pte_t *e;

	/* Ours alone: nobody else can gain a reference while vm->lock is held
	 * for reading, since fork holds it for writing. */
	spin_lock(&vm->pt_lock);
	e = pt_entry(&vm->pt, addr, false);
	again = !e || *e != old;
	if (!again && page != zero_page &&
	    !(atomic_load(&page->flags) & PAGE_CACHE) &&
	    ref_read(&page->refs) == 1) {
		atomic_store(e, pte_make(page_to_phys(page), area_pte_prot(a)));
		out = DONE;
	} else if (!again && page != zero_page) {
		page_get(page);
	}
	spin_unlock(&vm->pt_lock);
	if (again || out == DONE) {
		/* Without the flush the stale entry faults once more at most,
		 * here or on another CPU; this one goes now. */
		tlb_flush_page_local(addr);
		return out;
	}

	copy = page_alloc(0, page == zero_page ? PA_ZERO : 0);
	if (copy && page != zero_page)
		page_copy(page_address(copy), page_address(page));
	if (!copy)
		out = NO_MEMORY;
	if (copy) {
		spin_lock(&vm->pt_lock);
		e = pt_entry(&vm->pt, addr, false);
		if (e && *e == old) {
			atomic_store(e,
			    pte_make(page_to_phys(copy), area_pte_prot(a)));
			count_page(vm, copy);
			if (atomic_load(&page->flags) & PAGE_CACHE)
				atomic_add_own(&vm->rss_file, -1);
			else if (page != zero_page)
				atomic_add_own(&vm->rss_anon, -1);
			out = DONE;
		}
		spin_unlock(&vm->pt_lock);
	}
	if (out == DONE)
		tlb_flush_range(vm, addr, addr + PAGE_SIZE);
	else if (copy)
		page_put(copy);
	if (page != zero_page) {
		page_put(page); /* the reference taken above */
		if (out == DONE)
			page_put(page); /* the entry's */
	}
	return out;
}

/* --- Files ------------------------------------------------------------------------ */

static bool
beyond_end(const struct vm_area *a, u64 index)
{
	return a->cache->size &&
	    index >= (READ_ONCE(*a->cache->size) + PAGE_SIZE - 1) / PAGE_SIZE;
}

/* Maps read-only the cached pages around addr whose entries are empty. */
static void
fault_around(struct vm_area *a, vaddr_t addr) REQUIRES_SHARED(areas_role)
{
	struct page *pages[FAULT_AROUND];
	vaddr_t window = ALIGN_DOWN(addr, FAULT_AROUND * PAGE_SIZE);
	vaddr_t start = max(window, a->start);
	vaddr_t end = min(window + FAULT_AROUND * PAGE_SIZE, a->end);
	unsigned n = (unsigned)((end - start) / PAGE_SIZE);
	u64 first = area_page_index(a, start);
	unsigned prot = area_pte_prot(a) & ~PROT_PTE_WRITE;
	struct vmspace *vm = a->vm;
	pte_t *e;

	if (!pagecache_find_run(a->cache, first, n, pages))
		return;
	spin_lock(&vm->pt_lock);
	e = pt_entry(&vm->pt, start, true);
	for (unsigned i = 0; i < n; i++) {
		if (!pages[i])
			continue;
		if (e && !e[i] && READ_ONCE(pages[i]->file.cache) &&
		    !beyond_end(a, first + i)) {
			atomic_store(&e[i],
			    pte_make(page_to_phys(pages[i]), prot));
			count_page(vm, pages[i]);
			pages[i] = NULL;
		}
	}
	spin_unlock(&vm->pt_lock);
	for (unsigned i = 0; i < n; i++)
		if (pages[i])
			page_put(pages[i]);
}

/* The page of the file; what its cache has not is waited for. */
static enum outcome
file_page(struct vm_area *a, u64 index, bool write, struct fault_page *w,
    struct page **out)
{
	int err = pagecache_get_inside(a->cache, index, out);

	if (err == -EAGAIN)
		return wait_for(a, index, write, w);
	if (err)
		return err == -ENOMEM ? NO_MEMORY : BAD_BUS;
	return DONE;
}

/* A write to a private area: a copy of the file's page. */
static enum outcome
fault_private(struct vm_area *a, vaddr_t addr, struct fault_page *w)
    REQUIRES_SHARED(areas_role)
{
	u64 index = area_page_index(a, addr);
	struct page *copy = page_alloc(0, 0), *page;
	enum outcome out = DONE;

	if (!copy)
		return NO_MEMORY;
	if (!pagecache_copy(a->cache, index, page_address(copy))) {
		out = file_page(a, index, false, w, &page);
		if (out == DONE) {
			page_copy(page_address(copy), page_address(page));
			page_put(page);
		}
	}
	if (out == DONE)
		out = install(a, addr, 0, copy, true);
	if (out != DONE)
		page_put(copy);
	return out;
}

static enum outcome
fault_file(struct vm_area *a, vaddr_t addr, bool write, struct fault_page *w)
    REQUIRES_SHARED(areas_role)
{
	u64 index = area_page_index(a, addr);
	struct page *page;
	enum outcome out;

	if (write && !(a->flags & VM_SHARED))
		return fault_private(a, addr, w);
	out = file_page(a, index, write, w, &page);
	if (out != DONE)
		return out;
	if (write && !page_may_write(page)) {
		page_put(page);
		return wait_for(a, index, true, w);
	}
	out = install(a, addr, 0, page, write);
	if (out != DONE)
		page_put(page);
	else if (!write)
		fault_around(a, addr);
	return out;
}

/* A present entry that the access may not use, though the area allows it. */
static enum outcome
fault_present(struct vm_area *a, vaddr_t addr, pte_t old, bool write,
    struct fault_page *w) REQUIRES_SHARED(areas_role)
{
	struct vmspace *vm = a->vm;
	bool may = true;
	pte_t *e;

	if (!write || pte_writable(old)) {
		tlb_flush_page_local(addr); /* a stale translation */
		return DONE;
	}
	if (!(a->flags & VM_SHARED))
		return fault_copy(a, addr, old);
	spin_lock(&vm->pt_lock);
	e = pt_entry(&vm->pt, addr, false);
	if (e && *e == old)
		may = page_may_write(phys_to_page(pte_addr(old)));
	if (e && *e == old && may)
		atomic_store(e, pte_make(pte_addr(old), area_pte_prot(a)));
	spin_unlock(&vm->pt_lock);
	if (!may)
		return wait_for(a, area_page_index(a, addr), true, w);
	tlb_flush_page_local(addr);
	return DONE;
}

static enum outcome
fault_in_area(struct vm_area *a, vaddr_t addr, unsigned access,
    struct fault_page *w) REQUIRES_SHARED(areas_role)
{
	bool write = access & VM_FAULT_WRITE;
	pte_t *e, old;

	if (write                      ? !(a->flags & VM_WRITE) :
		access & VM_FAULT_EXEC ? !(a->flags & VM_EXEC) :
					 !area_accessible(a))
		return BAD_ACCESS;
	addr = ALIGN_DOWN(addr, PAGE_SIZE);
	spin_lock(&a->vm->pt_lock);
	e = pt_entry(&a->vm->pt, addr, false);
	old = e ? *e : 0;
	spin_unlock(&a->vm->pt_lock);
	if (old)
		return fault_present(a, addr, old, write, w);
	if (a->cache)
		return fault_file(a, addr, write, w);
	return fault_anonymous(a, addr, write);
}

/* --- Stacks ------------------------------------------------------------------------ */

/* Grows a stack area down to addr. => holds: vm->lock for writing */
static bool
grow_stack(struct vmspace *vm, struct vm_area *a, vaddr_t addr)
    REQUIRES(areas_role)
{
	struct vm_area *prev = area_prev(a);
	vaddr_t start = ALIGN_DOWN(addr, PAGE_SIZE);

	if (a->end - start > rlimit_current(RLIMIT_STACK))
		return false;
	if (prev && start < prev->end)
		return false;
	if (prev && !(prev->flags & VM_GROWSDOWN) && area_accessible(prev) &&
	    start - prev->end < STACK_GUARD)
		return false;
	if (vm_check_limits(vm, (a->start - start) / PAGE_SIZE, 0))
		return false;
	if (a->flags & VM_LOCKED &&
	    vm_check_locked(vm, (a->start - start) / PAGE_SIZE))
		return false;
	area_resize(vm, a, start, a->end);
	return true;
}

/* Finds the stack area above addr and grows it. */
static bool
try_grow(struct vmspace *vm, vaddr_t addr)
{
	struct vm_area *a;
	bool ok;

	vm_write_lock(vm);
	a = vm_area_find(vm, addr);
	ok = a &&
	    (addr >= a->start ||
		((a->flags & VM_GROWSDOWN) && grow_stack(vm, a, addr)));
	vm_write_unlock(vm);
	return ok;
}

/* --- Entry ------------------------------------------------------------------------- */

/* Pages, a power of two: what a server sends at once (kernel/fs/9p/client.h). */
#define READ_AROUND 32

/* Begins to read the block of pages around one, and the next if it goes on like that. */
static void
read_around(struct pagecache *pc, u64 index)
{
	u64 first = ALIGN_DOWN(index, (u64)READ_AROUND);
	struct page *before = first ? pagecache_find_any(pc, first - 1) : NULL;

	pagecache_read_ahead(pc, first, READ_AROUND * (before ? 2 : 1));
	if (before)
		page_put(before);
}

/* Has the page read, or made writable.  Consumes what w refers to.
 * => returns: RETRY, or why not => sleeps; holds: no lock of the space */
static enum outcome
finish_wait(struct fault_page *w)
{
	struct page *page;
	int err;

	if (w->write) {
		/* Before: the page is to be dirty when the fault comes again. */
		pagecache_throttle(w->cache);
		err = pagecache_make_writable(w->cache, w->index);
	} else {
		read_around(w->cache, w->index);
		err = pagecache_read(w->cache, w->index, &page);
		if (!err)
			page_put(page);
	}
	vm_file_put(w->file);
	if (!err || err == -ENODATA)
		return RETRY;
	if (err == -EINTR)
		return KILLED;
	return err == -ENOMEM ? NO_MEMORY : BAD_BUS;
}

static enum outcome
fault_once(struct vmspace *vm, vaddr_t addr, unsigned access)
{
	struct fault_page w;
	struct vm_area *a;
	enum outcome out = BAD_MAP;
	bool grows;

	vm_read_lock(vm);
	a = vm_area_find(vm, addr);
	if (a && addr >= a->start)
		out = fault_in_area(a, addr, access, &w);
	grows = a && (a->flags & VM_GROWSDOWN);
	vm_read_unlock(vm);
	if (unlikely(out == WAIT))
		return finish_wait(&w);
	if (out == BAD_MAP && grows && addr >= USER_MIN && try_grow(vm, addr))
		return RETRY;
	return out;
}

struct vm_fault
vm_handle_fault(struct vmspace *vm, vaddr_t addr, unsigned access)
{
	bool tried = false;

	for (;;) {
		if (unlikely(atomic_load(&vm->reaped)))
			return (struct vm_fault){ SIGKILL, SI_KERNEL };
		switch (fault_once(vm, addr, access)) {
		case DONE:
			if (unlikely(tried)) /* it is no call that failed */
				atomic_and(&current()->work, ~WORK_NO_MEMORY);
			return (struct vm_fault){ 0 };
		case WAIT:
		case RETRY:
			sched_point();
			break;
		case KILLED:
			return (struct vm_fault){ SIGKILL, SI_KERNEL };
		case BAD_MAP:
			return (struct vm_fault){ SIGSEGV, SEGV_MAPERR };
		case BAD_ACCESS:
			return (struct vm_fault){ SIGSEGV, SEGV_ACCERR };
		case BAD_BUS:
			return (struct vm_fault){ SIGBUS, BUS_ADRERR };
		case NO_MEMORY:
			/* Somebody may have freed a frame meanwhile, and no
			 * lock of a space is held here. */
			if (!tried || pagelru_shrink(SHRINK, true)) {
				tried = true;
				break;
			}
			/* Ends a process, maybe this one: then give up, the
			 * signal is on its way. */
			if (!oom_kill(OOM_FAULT))
				return (struct vm_fault){ SIGKILL, SI_KERNEL };
			if (thread_killed())
				return (struct vm_fault){ SIGKILL, SI_KERNEL };
			break;
		}
	}
}

static struct {
	u64 n;                    /* resolved */
} __aligned(64) faults[MAX_CPUS]; /* [p] */

u64
vm_fault_count(void)
{
	u64 sum = 0;

	for (unsigned i = 0; i < MAX_CPUS; i++)
		sum += READ_ONCE(faults[i].n);
	return sum;
}

bool
vm_fault_trap(struct regs *r, vaddr_t addr, bool write, bool exec, bool user,
    bool protection)
{
	struct thread *t = current();
	unsigned access = (write ? VM_FAULT_WRITE : 0) |
	    (exec ? VM_FAULT_EXEC : 0);
	struct vm_fault f;

	(void)protection;
	if (!current_vm())
		return false;
	f = vm_handle_fault(current_vm(), addr, access);
	if (!f.signo) {
		atomic_add_own(&t->min_flt, 1);
		atomic_add_own(&faults[cpu_id()].n, 1);
		return true;
	}
	if (user)
		signal_trap(r, f.signo, f.code, addr, 14);
	return false;
}

/* --- Bringing in ahead --- */

static unsigned
populate_access(const struct vm_area *a, enum populate how)
    REQUIRES_SHARED(areas_role)
{
	bool write = how == POPULATE_READ ? false :
	    how == POPULATE_WRITE         ? true :
					    (a->flags & (VM_WRITE | VM_SHARED)) ==
		VM_WRITE;

	return write ? VM_FAULT_WRITE : 0;
}

/* What the area lets `how` do. => returns: 0; -EINVAL; 1: nothing, go on behind it */
static int
populate_check(const struct vm_area *a, enum populate how)
    REQUIRES_SHARED(areas_role)
{
	if (how == POPULATE_LOCKED || how == POPULATE_ALL)
		return !area_is_filled(a);
	if (how == POPULATE_NEW)
		return 0;
	if (a->flags & VM_SPECIAL)
		return -EINVAL;
	return a->flags & (how == POPULATE_WRITE ? VM_WRITE : VM_READ) ?
	    0 :
	    -EINVAL;
}

#define STRETCH 64 /* pages between two looks who else wants the lock */

/* Brings in pages of [*at, end) under one hold of the lock; *at moves behind them.
 * => errors: -EINVAL, -ENOMEM: a hole; else what *out says */
static int
populate_some(struct vmspace *vm, vaddr_t *at, vaddr_t end, enum populate how,
    enum outcome *out, struct fault_page *w)
{
	int err = 0;

	vm_read_lock(vm);
	*out = DONE;
	for (unsigned n = 0; n < STRETCH && *at < end; n++) {
		struct vm_area *a = vm_area_find(vm, *at);
		bool hole = !a || *at < a->start;

		if (hole && (how == POPULATE_LOCKED || how == POPULATE_ALL)) {
			*at = a ? min(a->start, end) : end;
			continue;
		}
		err = hole ? -ENOMEM : populate_check(a, how);
		if (err == 1)
			*at = min(a->end, end);
		if (err < 0)
			break;
		if (err == 1) {
			err = 0;
			continue;
		}
		*out = fault_in_area(a, *at, populate_access(a, how), w);
		if (*out == RETRY)
			continue;
		if (*out != DONE)
			break;
		*at += PAGE_SIZE;
	}
	vm_read_unlock(vm);
	return err;
}

int
vm_populate(struct vmspace *vm, vaddr_t start, vaddr_t end, enum populate how)
{
	vaddr_t at = start;

	while (at < end) {
		struct fault_page w;
		enum outcome out;
		int err = populate_some(vm, &at, end, how, &out, &w);

		if (err)
			return err;
		if (out == WAIT)
			out = finish_wait(&w);
		if (out == KILLED || thread_killed())
			return -EINTR;
		if (out != DONE && out != RETRY && how == POPULATE_ALL)
			at += PAGE_SIZE;
		else if (out != DONE && out != RETRY)
			return out == NO_MEMORY ? -ENOMEM : -EFAULT;
		sched_point();
	}
	return 0;
}
