/*
 * The commands of shmctl(2), and what /proc shows of segments.
 *
 * What a segment is, and how it goes, is in sysv_shm.c.  Its lock is held while it is
 * looked at or changed (ipc_call); its file, and the count of locked pages, are given
 * back after that.
 */
#include "abi/capability.h"
#include "abi/errno.h"
#include "cred/cred.h"
#include "cred/rlimit.h"
#include "cred/user.h"
#include "fs/file.h"
#include "ipc/sysv_shm_internal.h"
#include "lib/text.h"
#include "sched/sched.h"

static long
stat(struct ipc_object *o, void *arg)
{
	const struct segment *seg = segment_of(o);
	struct shmid_ds *ds = arg;

	assert_ipc_locked(o);
	*ds = (struct shmid_ds){ .shm_segsz = seg->size,
		.shm_atime = seg->atime,
		.shm_dtime = seg->dtime,
		.shm_ctime = seg->ctime,
		.shm_cpid = seg->cpid,
		.shm_lpid = seg->lpid,
		.shm_nattch = seg->nattch };
	ipc_perm_get(o, &ds->shm_perm);
	return o->id;
}

long
shm_stat(int id, unsigned how, struct shmid_ds *ds)
{
	return ipc_call(&shm_table, id, how, stat, ds);
}

static long
set(struct ipc_object *o, void *ds)
{
	int err;

	assert_ipc_locked(o);
	err = ipc_perm_set(o, &((struct shmid_ds *)ds)->shm_perm);
	if (!err)
		segment_of(o)->ctime = ipc_now();
	return err;
}

long
shm_set(int id, struct shmid_ds *ds)
{
	return ipc_call(&shm_table, id, IPC_OWNER, set, ds);
}

static long
mark_or_destroy(struct ipc_object *o, void *remains)
{
	struct segment *seg = segment_of(o);

	assert_ipc_locked(o);
	if (!seg->nattch) {
		segment_destroy(seg, remains);
		return 0;
	}
	atomic_store(&o->mode, o->mode | SHM_DEST);
	atomic_store(&((struct store *)seg->file->private)->goes, true);
	ipc_object_hide(o);
	return 0;
}

long
shm_remove(int id)
{
	struct remains r = { 0 };
	long ret = ipc_call(&shm_table, id, IPC_OWNER, mark_or_destroy, &r);

	segment_bury(&r);
	return ret;
}

/* Owner and creator may, as far as RLIMIT_MEMLOCK goes. */
static int
check_lock(const struct segment *seg, bool lock) REQUIRES(ipc_role)
{
	uid_t euid = current_cred()->euid;

	if (capable(CAP_IPC_LOCK))
		return 0;
	if (euid != seg->object.uid && euid != seg->object.cuid)
		return -EPERM;
	return lock && !rlimit_current(RLIMIT_MEMLOCK) ? -EPERM : 0;
}

static long
lock_pages(struct ipc_object *o, void *arg)
{
	struct segment *seg = segment_of(o);
	struct user *user = current_user();
	u64 limit = capable(CAP_IPC_LOCK) ?
	    UINT64_MAX :
	    rlimit_current(RLIMIT_MEMLOCK) / PAGE_SIZE;
	int err;

	(void)arg;
	assert_ipc_locked(o);
	err = check_lock(seg, true);
	if (err || seg->locker)
		return err;
	if (!user_charge(user, USER_SHM_LOCKED, npages_of(seg->size), limit))
		return -ENOMEM;
	user_get(user);
	seg->locker = user;
	atomic_store(&o->mode, o->mode | SHM_LOCKED);
	return 0;
}

static long
unlock_all(struct ipc_object *o, void *remains)
{
	int err;

	assert_ipc_locked(o);
	err = check_lock(segment_of(o), false);
	if (!err)
		segment_unlock(segment_of(o), remains);
	return err;
}

long
shm_lock(int id, bool lock)
{
	struct remains r = { 0 };
	long ret = ipc_call(&shm_table, id, 0, lock ? lock_pages : unlock_all,
	    &r);

	segment_bury(&r);
	return ret;
}

/* --- All segments --- */

long
shm_limits_info(struct shminfo *info)
{
	*info = (struct shminfo){ .shmmax = atomic_load(&shm_limits.max),
		.shmmin = 1,
		.shmmni = atomic_load(shm_segments_max),
		.shmseg = atomic_load(shm_segments_max),
		.shmall = atomic_load(&shm_limits.all) };
	return ipc_highest(&shm_table);
}

/* Pages that it has. */
static u64
resident(const struct segment *seg) REQUIRES(ipc_role)
{
	const struct store *s = seg->file ? seg->file->private : NULL;

	return s ? atomic_load(&s->cache.npages) : 0;
}

long
shm_usage_info(struct shm_info *info)
{
	struct ipc_object *o;

	*info = (struct shm_info){ .used_ids = (s32)ipc_count(&shm_table),
		.shm_tot = atomic_load(&shm_total_pages) };
	for (u32 i = 0; (o = ipc_next(&shm_table, &i)); i++) {
		struct segment *seg = segment_of(o);

		ipc_lock(&seg->object);
		info->shm_rss += resident(seg);
		ipc_unlock(&seg->object);
		ipc_object_put(o);
		sched_point();
	}
	return ipc_highest(&shm_table);
}

static void
show_segment(struct text *t, struct segment *seg)
{
	const struct ipc_object *o = &seg->object;

	ipc_lock(&seg->object);
	text_printf(t,
	    "%10d %10d  %4o %21lu %5u %5u  %5lu %5u %5u %5u %5u %10ld %10ld "
	    "%10ld %21lu %21u\n",
	    o->key, o->id, o->mode, seg->size, (u32)seg->cpid, (u32)seg->lpid,
	    seg->nattch, o->uid, o->gid, o->cuid, o->cgid, seg->atime,
	    seg->dtime, seg->ctime, resident(seg) * PAGE_SIZE, 0);
	ipc_unlock(&seg->object);
}

void
shm_show(struct text *t)
{
	u32 index = (u32)t->at;
	struct ipc_object *o;

	if (!t->at)
		text_literal(t,
		    "       key      shmid perms                  size  cpid  "
		    "lpid nattch   uid   gid  cuid  cgid      atime      dtime  "
		    "    ctime                   rss                  swap\n");
	o = ipc_next(&shm_table, &index);
	if (!o)
		return;
	show_segment(t, segment_of(o));
	text_next(t, (u64)index + 1);
	ipc_object_put(o);
}
