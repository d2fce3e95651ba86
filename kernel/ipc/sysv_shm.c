/*
 * System V shared memory.
 *
 * A segment is a file without a name, whose pages are its page cache, and what
 * shmctl(2) knows of it.  An area that shows it counts (nattch): the address space
 * tells the file when one comes or goes (VM_COUNTED), be it by shmat(), fork(), by
 * cutting one in two, by munmap() of all or a part, exec or exit.
 *
 * Life: create() -> found by id -> marked for destruction (SHM_DEST), and without a
 * key, by IPC_RMID -> segment_destroy(), when no area shows it: in shm_remove(), or by
 * who takes the last one away.  With kernel.shm_rmid_forced each goes so.  A segment that
 * nobody has marked stays for as long as the system.
 *
 * The file is the segment's and its areas'; so pages are freed when both have gone.  Its
 * store points back to the segment, for who counts: an area, which keeps it from being
 * destroyed.
 *
 * Memory: pages count for who made the segment (USER_SHM_PAGES) when they are
 * made, at most half of memory; beyond that who touches one gets SIGBUS, as in a full
 * tmpfs.  Nobody's end frees them, so they are not weighed when memory runs out, but
 * for those of segments that go with their last area.
 *
 * Locking: a segment by its object's lock, which comes after those of address spaces,
 * since areas come and go under these.  The file and the count of pages for SHM_LOCK
 * are given back without it.
 *
 * Who made a segment is remembered for shm_rmid_forced only, by a number that a thread
 * gets with its first segment: its end looks for segments of that number.
 *
 * Left out: pages are never swapped, so SHM_LOCK only counts; no huge pages.
 */
#include "ipc/sysv_shm.h"

#include "abi/errno.h"
#include "abi/mman.h"
#include "abi/stat.h"
#include "arch/layout.h"
#include "cred/cred.h"
#include "cred/user.h"
#include "debug/missing.h"
#include "debug/panic.h"
#include "fs/file.h"
#include "fs/pseudo.h"
#include "ipc/sysv_shm_internal.h"
#include "lib/fmt.h"
#include "mm/page.h"
#include "mm/radix_slab.h"
#include "mm/slab.h"
#include "proc/hooks.h"
#include "sched/sched.h"
#include "vm/pagecache.h"
#include "vm/vmspace.h"

#define SEGMENTS 4096
#define NO_LIMIT (UINT64_MAX - (1UL << 24)) /* as Linux says it */

struct ipc_table shm_table = IPC_TABLE(SEGMENTS);
u64 *const shm_segments_max = &shm_table.limit;
s64 *const shm_next_id = &shm_table.next_id;
struct shm_limits shm_limits = { NO_LIMIT, NO_LIMIT };
u64 shm_rmid_forced;

static struct pseudo_fs shm_fs = { .name = "", .magic = TMPFS_MAGIC };
u64 shm_total_pages;
static u64 last_maker; /* [a] */

void
shm_init(void)
{
	ipc_table_init(&shm_table);
	if (pseudo_fs_create(&shm_fs) != 0)
		panic("no memory for shared memory");
}

/* --- Its end --- */

static void
free_segment(struct ipc_object *o)
{
	kfree(segment_of(o));
}

void
segment_unlock(struct segment *seg, struct remains *r) REQUIRES(ipc_role)
{
	r->locker = seg->locker;
	r->npages = npages_of(seg->size);
	seg->locker = NULL;
	atomic_store(&seg->object.mode, seg->object.mode & ~(u32)SHM_LOCKED);
}

void
segment_destroy(struct segment *seg, struct remains *r) REQUIRES(ipc_role)
{
	segment_unlock(seg, r);
	r->file = seg->file;
	seg->file = NULL;
	atomic_sub(&shm_total_pages, npages_of(seg->size));
	ipc_object_remove(&seg->object);
}

void
segment_bury(const struct remains *r)
{
	if (r->locker) {
		user_uncharge(r->locker, USER_SHM_LOCKED, r->npages);
		user_put(r->locker);
	}
	if (r->file)
		file_put(r->file);
}

static bool
may_destroy(const struct segment *seg) REQUIRES(ipc_role)
{
	return !seg->nattch && !seg->object.removed &&
	    (seg->object.mode & SHM_DEST || atomic_load(&shm_rmid_forced));
}

/* --- Areas --- */

/* An area came: by whom and when. */
static void
attached(struct file *f)
{
	struct segment *seg = ((struct store *)f->private)->of;

	ipc_lock(&seg->object);
	seg->nattch++;
	seg->atime = ipc_now();
	seg->lpid = ipc_pid();
	ipc_unlock(&seg->object);
}

static void
detached(struct file *f)
{
	struct segment *seg = ((struct store *)f->private)->of;
	struct remains r = { 0 };

	/* With its areas the segment may go. */
	ref_get(&seg->object.refs);
	ipc_lock(&seg->object);
	seg->nattch--;
	seg->dtime = ipc_now();
	seg->lpid = ipc_pid();
	if (may_destroy(seg))
		segment_destroy(seg, &r);
	ipc_unlock(&seg->object);
	segment_bury(&r);
	ipc_object_put(&seg->object);
}

static int
shm_mmap(struct file *f, struct vm_area *area)
{
	struct store *s = f->private;

	role_unshared(&areas_role); /* it is in no space yet */
	area->cache = &s->cache;
	area->flags |= VM_COUNTED;
	attached(f);
	return 0;
}

static void
shm_areas(struct file *f, bool more)
{
	if (more)
		attached(f);
	else
		detached(f);
}

static u64
shm_pages(const struct file *f)
{
	const struct store *s = f->private;

	return atomic_load(&s->goes) ? atomic_load(&s->cache.npages) : 0;
}

static void
store_free(struct store *s)
{
	pagecache_fini(&s->cache);
	user_uncharge(s->user, USER_SHM_PAGES, s->charged);
	user_put(s->user);
	kfree(s);
}

static void
shm_release(struct file *f)
{
	store_free(f->private);
}

static const struct file_ops shm_ops = { .mmap = shm_mmap,
	.areas = shm_areas,
	.pages = shm_pages,
	.release = shm_release };

/* --- Its file --- */

/* A page for which two pay, since both were to make it, is one too many: at most as many
 * are counted as there can be. */
static int
charge(struct pagecache *pc)
{
	struct store *s = container_of(pc, struct store, cache);

	if (atomic_load(&s->charged) >= npages_of(s->size))
		return 0;
	if (!user_charge(s->user, USER_SHM_PAGES, 1,
		s->user == &root_user ? UINT64_MAX : page_total() / 2))
		return -ENOSPC;
	atomic_add(&s->charged, 1UL);
	return 0;
}

static const struct pagecache_ops cache_ops = { .charge = charge };

static struct store *
store_create(struct segment *seg)
{
	struct store *s = kzalloc(sizeof(*s));

	if (!s)
		return NULL;
	pagecache_init(&s->cache, &cache_ops);
	s->size = seg->size;
	s->cache.size = &s->size;
	s->user = current_user();
	user_get(s->user);
	s->of = seg;
	return s;
}

static int
make_file(struct segment *seg, s32 key)
{
	struct store *s = store_create(seg);
	struct path at;
	char name[16];
	int err;

	if (!s)
		return -ENOMEM;
	snprintf(name, sizeof(name), "SYSV%08x", (u32)key);
	err = pseudo_path_create_named(&shm_fs, S_IFREG | 0777, name, &at);
	if (err) {
		store_free(s);
		return err;
	}
	role_unshared(&ipc_role);
	err = file_alloc(&at, O_RDWR, FMODE_READ | FMODE_WRITE, &shm_ops,
	    &seg->file);
	if (err) {
		path_put(&at);
		store_free(s);
		return err == -ENFILE ? -ENFILE : -ENOMEM;
	}
	seg->file->private = s;
	return 0;
}

/* --- shmget(2) --- */

static int
check_size(const struct ipc_object *o, u64 size)
{
	return container_of(o, struct segment, object)->size < size ? -EINVAL :
								      0;
}

static long create(s32 key, int flags, u64 size);

static const struct ipc_kind kind = { .table = &shm_table,
	.create = create,
	.check = check_size,
	.free = free_segment };

/* The number by which segments know the current thread. */
static u64
own_number(void)
{
	struct thread *t = current();

	if (!t->shm_maker)
		t->shm_maker = atomic_fetch_add(&last_maker, 1UL) + 1;
	return t->shm_maker;
}

static int
count_up(u64 npages)
{
	u64 now = atomic_load(&shm_total_pages), more;

	do {
		if (__builtin_add_overflow(now, npages, &more) ||
		    more > atomic_load(&shm_limits.all))
			return -ENOSPC;
	} while (!atomic_cas(&shm_total_pages, &now, more));
	return 0;
}

/* A size that can never be had is refused, as by mmap(). */
static int
check_new(u64 size, int flags)
{
	if (size < 1 || size > atomic_load(&shm_limits.max))
		return -EINVAL;
	if (npages_of(size) > UINT64_MAX / PAGE_SIZE)
		return -ENOSPC;
	if (flags & SHM_HUGETLB)
		return (int)missing(-EINVAL, "shmget", "SHM_HUGETLB");
	if (size > INT64_MAX)
		return -EINVAL;
	if (npages_of(size) > page_total() && !(flags & SHM_NORESERVE))
		return -ENOMEM;
	return 0;
}

static int
make(s32 key, int flags, u64 size, struct segment **out)
{
	struct segment *seg = kzalloc(sizeof(*seg));
	int err = -ENOMEM;

	if (seg)
		err = ipc_object_init(&seg->object, &kind, key, flags,
		    sizeof(*seg) + sizeof(struct store));
	if (err) {
		kfree(seg);
		return err;
	}
	role_unshared(&ipc_role);
	seg->size = size;
	seg->ctime = ipc_now();
	seg->cpid = ipc_pid();
	seg->maker = own_number();
	err = make_file(seg, key);
	if (err) {
		ipc_object_end(&seg->object);
		return err;
	}
	*out = seg;
	return 0;
}

/* => returns: its id */
static long
publish(struct segment *seg)
{
	struct ipc_object *o = &seg->object;
	int err;

	ipc_lock(&seg->object);
	err = ipc_object_add(&seg->object);
	if (!err) /* what maps shows */
		seg->file->inode->ino = (u64)o->id;
	ipc_unlock(&seg->object);
	if (!err)
		return o->id;
	return err;
}

static long
create(s32 key, int flags, u64 size)
{
	struct segment *seg;
	long ret = check_new(size, flags);

	if (!ret)
		ret = count_up(npages_of(size));
	if (ret)
		return ret;
	ret = make(key, flags, size, &seg);
	if (ret) {
		atomic_sub(&shm_total_pages, npages_of(size));
		return ret;
	}
	ret = publish(seg);
	if (ret >= 0) {
		ipc_object_put(&seg->object);
		return ret;
	}
	atomic_sub(&shm_total_pages, npages_of(size));
	role_unshared(&ipc_role);
	file_put(seg->file);
	ipc_object_end(&seg->object);
	return ret;
}

long
shm_get(s32 key, size_t size, int flags)
{
	return ipc_get(&kind, key, flags, size);
}

/* --- shmat(2) --- */

static int
check_place(vaddr_t *addr, int flags)
{
	if (!*addr)
		return flags & SHM_REMAP ? -EINVAL : 0;
	if (*addr % SHMLBA) {
		if (!(flags & SHM_RND))
			return -EINVAL;
		*addr -= *addr % SHMLBA;
		if (!*addr && flags & SHM_REMAP)
			return -EINVAL;
	}
	return 0;
}

static unsigned
rights_wanted(int flags)
{
	return IPC_READ | (flags & SHM_RDONLY ? 0 : IPC_WRITE) |
	    (flags & SHM_EXEC ? IPC_EXEC : 0);
}

/* Its file, with a reference; it is not destroyed until end_attach(). */
static int
begin_attach(struct segment *seg, int flags, struct file **out)
{
	int err = 0;

	ipc_lock(&seg->object);
	if (seg->object.removed)
		err = -EIDRM;
	else if (!ipc_allows(&seg->object, rights_wanted(flags)))
		err = -EACCES;
	if (!err) {
		seg->nattch++;
		file_get(seg->file);
		*out = seg->file;
	}
	ipc_unlock(&seg->object);
	return err;
}

static void
end_attach(struct segment *seg, struct file *f)
{
	struct remains r = { 0 };

	ipc_lock(&seg->object);
	seg->nattch--;
	if (may_destroy(seg))
		segment_destroy(seg, &r);
	ipc_unlock(&seg->object);
	segment_bury(&r);
	file_put(f);
}

static int
map(const struct segment *seg, struct file *f, vaddr_t addr, bool fixed,
    int flags, vaddr_t *out)
{
	unsigned vm_flags = VM_READ | VM_SHARED;
	unsigned map_flags = MAP_SHARED;
	int err;

	if (!(flags & SHM_RDONLY))
		vm_flags |= VM_WRITE | VM_MAYWRITE;
	if (flags & SHM_EXEC)
		vm_flags |= VM_EXEC;
	if (fixed)
		map_flags |= flags & SHM_REMAP ? MAP_FIXED :
						 MAP_FIXED_NOREPLACE;
	if (fixed && !(flags & SHM_REMAP) && addr + seg->size < addr)
		return -EINVAL;
	err = vm_map(current_vm(), addr, seg->size, vm_flags, map_flags, f, 0,
	    out);
	return err == -EEXIST ? -EINVAL : err;
}

int
shm_attach(int id, vaddr_t addr, int flags, vaddr_t *out)
{
	/* An address that is rounded down to 0 is one. */
	bool fixed = addr;
	struct ipc_object *o;
	struct file *f;
	int err;

	if (id < 0)
		return -EINVAL;
	err = check_place(&addr, flags);
	if (err)
		return err;
	o = ipc_find(&shm_table, id, false);
	if (!o)
		return -EINVAL;
	err = begin_attach(segment_of(o), flags, &f);
	if (!err) {
		err = map(segment_of(o), f, addr, fixed, flags, out);
		end_attach(segment_of(o), f);
	}
	ipc_object_put(o);
	return err;
}

/* --- Segments without their makers --- */

/* The maker of that number has ended, 0: has any. */
static void
look_at(struct segment *seg, u64 maker)
{
	struct remains r = { 0 };

	ipc_lock(&seg->object);
	if (seg->maker == maker) {
		seg->maker = 0;
		if (may_destroy(seg))
			segment_destroy(seg, &r);
	}
	ipc_unlock(&seg->object);
	segment_bury(&r);
}

static void
look_at_all(u64 maker)
{
	struct ipc_object *o;

	for (u32 i = 0; (o = ipc_next(&shm_table, &i)); i++) {
		look_at(segment_of(o), maker);
		ipc_object_put(o);
		sched_point();
	}
}

void
shm_rmid_changed(void)
{
	if (atomic_load(&shm_rmid_forced))
		look_at_all(0);
}

void
thread_leaves_segments(struct thread *t)
{
	if (t->shm_maker)
		look_at_all(t->shm_maker);
}
