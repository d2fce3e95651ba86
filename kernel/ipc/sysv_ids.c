/*
 * Tables of the objects of System V IPC.
 *
 * A table gives indexes in turn: the lowest one after the last given that is free,
 * among half as many again as are in use, 64 at least; each time that one is not
 * higher than the last a round begins, whose number is the rest of the id.  So ids
 * are those that Linux would give.
 *
 * Life: ipc_object_init() -> ipc_object_add() -> found and locked, many times ->
 * ipc_object_remove(), by who finds it not yet removed -> the last ipc_object_put(),
 * and its memory after a grace period.
 *
 * Locking: look-ups take no lock: a radix tree by index and chains by key are read in
 * RCU sections, and a count that is zero is passed by.  object.lock is a sleeping one, so
 * that what goes through all that wait for an object may be interrupted; it is
 * taken before table.lock, which is held only to add, to remove, and to list.  So
 * whoever uses one object writes to nothing that is another's.
 *
 * Memory: who makes something has it counted until it is removed (USER_IPC_UNITS),
 * since it stays when he has gone.  A 16th of memory is a user's; root's is not
 * bounded but by the limits of each kind.
 */
#include "ipc/sysv_ids.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "cred/cred.h"
#include "cred/user.h"
#include "lib/hash.h"
#include "mm/page.h"
#include "proc/process.h"
#include "sched/sched.h"
#include "sync/rcu.h"
#include "time/clock.h"

#define INDEX_BITS 15
#define ROUNDS     65536 /* the id stays positive */
#define FEW_IDS    64
_Static_assert(IPC_IDS == 1 << INDEX_BITS, "ids");

#define USER_SHARE 16
#define IPC_UNIT   64

void
ipc_table_init(struct ipc_table *t)
{
	mutex_init(&t->lock, LC_IPC_TABLE);
}

/* --- Memory --- */

/* In units, so that processors count small things on their own. */
static u64
units(u64 n)
{
	return (n + IPC_UNIT - 1) / IPC_UNIT;
}

bool
ipc_charge(struct user *u, u64 n)
{
	u64 limit = page_total() * (PAGE_SIZE / IPC_UNIT) / USER_SHARE;

	return user_charge(u, USER_IPC_UNITS, units(n),
	    u == &root_user ? UINT64_MAX : limit);
}

void
ipc_uncharge(struct user *u, u64 n)
{
	user_uncharge(u, USER_IPC_UNITS, units(n));
}

/* --- Life --- */

int
ipc_object_init(struct ipc_object *o, const struct ipc_kind *kind, s32 key,
    int flags, u64 size)
{
	const struct cred *c = current_cred();

	o->user = current_user();
	if (!ipc_charge(o->user, size))
		return -ENOMEM;
	user_get(o->user);
	o->charged = size;
	ref_init(&o->refs, 1);
	mutex_init(&o->lock, LC_IPC_OBJECT);
	role_unshared(&ipc_role);
	o->kind = kind;
	o->key = o->first_key = key;
	o->mode = (u32)flags & 0777;
	o->uid = o->cuid = c->euid;
	o->gid = o->cgid = c->egid;
	o->removed = false;
	return 0;
}

static void
free_object(struct rcu_head *h)
{
	struct ipc_object *o = container_of(h, struct ipc_object, rcu);

	o->kind->free(o);
}

void
ipc_object_put(struct ipc_object *o)
{
	if (ref_put(&o->refs))
		rcu_call(&o->rcu, free_object);
}

void
ipc_object_end(struct ipc_object *o)
{
	ipc_uncharge(o->user, o->charged);
	user_put(o->user);
	ipc_object_put(o);
}

static struct rcu_link **
chain_of(struct ipc_table *t, s32 key)
{
	return &t->keys[hash_u64((u32)key) % IPC_BUCKETS];
}

/* => holds: the table's lock, or an RCU section => returns: it, borrowed, or NULL */
static struct ipc_object *
peek_key(struct ipc_table *t, s32 key)
{
	struct ipc_object *o;

	rcu_chain_for_each(o, chain_of(t, key),
	    key_link) if (atomic_load(&o->key) == key) return o;
	return NULL;
}

/* => returns: an index, or -ENOSPC */
static int
free_index(struct ipc_table *t) REQUIRES(t->lock)
{
	u32 among = clamp(t->in_use * 3 / 2, (u32)FEW_IDS, (u32)IPC_IDS);
	size_t i = bitmap_find_clear(t->used, among, (u32)(t->last + 1));

	if (i >= among)
		i = bitmap_find_clear(t->used, among, 0);
	return i < among ? (int)i : -ENOSPC;
}

/* What the next object is called: *index and *round. */
static int
choose_id(struct ipc_table *t, u32 *index, u32 *round) REQUIRES(t->lock)
{
	s64 wanted = atomic_xchg(&t->next_id, -1);
	int i;

	if (wanted >= 0) {
		*round = (u32)(wanted >> INDEX_BITS);
		*index = (u32)bitmap_find_clear(t->used, IPC_IDS,
		    (u32)wanted % IPC_IDS);
		return *index < IPC_IDS ? 0 : -ENOSPC;
	}
	i = free_index(t);
	if (i < 0)
		return i;
	if (i <= t->last)
		t->rounds = (t->rounds + 1) % ROUNDS;
	t->last = i;
	*index = (u32)i;
	*round = t->rounds;
	return 0;
}

static int
add(struct ipc_table *t, struct ipc_object *o) REQUIRES(t->lock)
{
	u32 index, round;
	int err;

	if (o->key != IPC_PRIVATE && peek_key(t, o->key))
		return -EEXIST;
	if (t->in_use >= min(atomic_load(&t->limit), (u64)IPC_IDS))
		return -ENOSPC;
	err = choose_id(t, &index, &round);
	if (err)
		return err;
	o->id = (s32)(round << INDEX_BITS | index);
	err = radix_insert(&t->objects, index, o);
	if (err)
		return err;
	bitmap_set(t->used, index);
	t->in_use++;
	if (o->key != IPC_PRIVATE)
		rcu_chain_add(chain_of(t, o->key), &o->key_link);
	return 0;
}

int
ipc_object_add(struct ipc_object *o)
{
	struct ipc_table *t = o->kind->table;
	int err;

	mutex_lock(&t->lock);
	err = add(t, o);
	mutex_unlock(&t->lock);
	if (!err)
		ref_get(&o->refs);
	return err;
}

void
ipc_object_hide(struct ipc_object *o)
{
	struct ipc_table *t = o->kind->table;

	if (o->key == IPC_PRIVATE)
		return;
	mutex_lock(&t->lock);
	rcu_chain_remove(chain_of(t, o->first_key), &o->key_link);
	mutex_unlock(&t->lock);
	atomic_store(&o->key, IPC_PRIVATE);
}

void
ipc_object_remove(struct ipc_object *o)
{
	struct ipc_table *t = o->kind->table;
	u32 index = (u32)o->id % IPC_IDS;

	ipc_object_hide(o);
	o->removed = true;
	mutex_lock(&t->lock);
	(void)radix_remove(&t->objects, index);
	bitmap_clear(t->used, index);
	t->in_use--;
	mutex_unlock(&t->lock);
	ipc_uncharge(o->user, o->charged);
	user_put(o->user);
	ref_put_some(&o->refs, 1);
}

/* --- Finding --- */

struct ipc_object *
ipc_find(struct ipc_table *t, int id, bool by_index)
{
	struct ipc_object *o;

	if (id < 0)
		return NULL;
	rcu_section_begin();
	o = radix_peek(&t->objects, (u32)id % IPC_IDS);
	if (o && ((!by_index && o->id != id) || !ref_get_unless_zero(&o->refs)))
		o = NULL;
	rcu_section_end();
	return o;
}

struct ipc_object *
ipc_next(struct ipc_table *t, u32 *index)
{
	struct ipc_object *o = NULL;
	size_t i;

	mutex_lock(&t->lock);
	i = bitmap_find_set(t->used, IPC_IDS, *index);
	if (i < IPC_IDS) {
		o = radix_lookup(&t->objects, i);
		ref_get(&o->refs);
		*index = (u32)i;
	}
	mutex_unlock(&t->lock);
	return o;
}

int
ipc_highest(struct ipc_table *t)
{
	int i = IPC_IDS - 1;

	mutex_lock(&t->lock);
	while (i > 0 && !bitmap_test(t->used, (size_t)i))
		i -= t->used[i / 64] ? 1 : i % 64 + 1;
	mutex_unlock(&t->lock);
	return max(i, 0);
}

u32
ipc_count(struct ipc_table *t)
{
	u32 n;

	mutex_lock(&t->lock);
	n = t->in_use;
	mutex_unlock(&t->lock);
	return n;
}

static struct ipc_object *
find_key(struct ipc_table *t, s32 key)
{
	struct ipc_object *o;

	rcu_section_begin();
	do
		o = peek_key(t, key);
	while (o && !ref_get_unless_zero(&o->refs));
	rcu_section_end();
	return o;
}

/* An object was found by its key. => returns: its id */
static long
get_found(struct ipc_object *o, int flags, u64 size)
{
	int err;

	if (flags & IPC_CREAT && flags & IPC_EXCL)
		return -EEXIST;
	err = o->kind->check(o, size);
	if (err)
		return err;
	ipc_lock(o);
	err = ipc_allows(o, (u32)flags & 0777) ? 0 : -EACCES;
	ipc_unlock(o);
	return err ? err : o->id;
}

/* Another may make one with the key, and it may be removed again, while this is on its
 * way: then all begins anew. */
long
ipc_get(const struct ipc_kind *kind, s32 key, int flags, u64 size)
{
	struct ipc_object *o;
	long ret;

	if (key == IPC_PRIVATE)
		return kind->create(key, flags, size);
	do {
		o = find_key(kind->table, key);
		if (o) {
			ret = get_found(o, flags, size);
			ipc_object_put(o);
			return ret;
		}
		if (!(flags & IPC_CREAT))
			return -ENOENT;
		ret = kind->create(key, flags, size);
	} while (ret == -EEXIST);
	return ret;
}

/* --- Rights --- */

bool
ipc_allows(const struct ipc_object *o, unsigned want)
{
	const struct cred *c = current_cred();
	unsigned granted = o->mode;

	want |= want >> 6 | want >> 3;
	if (c->euid == o->cuid || c->euid == o->uid)
		granted >>= 6;
	else if (cred_in_group(c, o->cgid) || cred_in_group(c, o->gid))
		granted >>= 3;
	return !(want & ~granted & 7) || capable(CAP_IPC_OWNER);
}

static int
check(const struct ipc_object *o, unsigned how) REQUIRES(ipc_role)
{
	uid_t euid = current_cred()->euid;

	if (o->removed)
		return -EIDRM;
	if (how & IPC_OWNER)
		return euid == o->cuid || euid == o->uid ||
			capable(CAP_SYS_ADMIN) ?
		    0 :
		    -EPERM;
	return ipc_allows(o, how & 0777) ? 0 : -EACCES;
}

long
ipc_call(struct ipc_table *t, int id, unsigned how, ipc_fn *fn, void *arg)
{
	struct ipc_object *o = ipc_find(t, id, how & IPC_BY_INDEX);
	long ret;

	if (!o)
		return -EINVAL;
	ipc_lock(o);
	ret = check(o, how);
	if (!ret)
		ret = fn(o, arg);
	ipc_unlock(o);
	ipc_object_put(o);
	return ret;
}

void
ipc_perm_get(const struct ipc_object *o, struct ipc_perm *p)
{
	*p = (struct ipc_perm){ .key = o->key,
		.uid = o->uid,
		.gid = o->gid,
		.cuid = o->cuid,
		.cgid = o->cgid,
		.mode = o->mode,
		.seq = (u16)(o->id >> INDEX_BITS) };
}

int
ipc_perm_set(struct ipc_object *o, const struct ipc_perm *p)
{
	if (p->uid == UINT32_MAX || p->gid == UINT32_MAX)
		return -EINVAL;
	o->uid = p->uid;
	o->gid = p->gid;
	atomic_store(&o->mode, (o->mode & ~0777u) | (p->mode & 0777));
	return 0;
}

/* --- What they note --- */

s64
ipc_now(void)
{
	return clock_realtime() / NSEC_PER_SEC;
}

s32
ipc_pid(void)
{
	return current_process() ? current_process()->pid : 0;
}

/* --- Who waits --- */

void
ipc_sleeper_init(struct ipc_sleeper *s)
{
	list_init(&s->node);
	s->thread = current();
	s->pid = ipc_pid();
	s->result = IPC_WAITING;
}

/* The sleeper may return as soon as it has its result, and end. */
void
ipc_wake(struct ipc_sleeper *s, int result)
{
	struct thread *t = s->thread;

	list_remove(&s->node);
	thread_get(t);
	store_release(&s->result, result);
	thread_wake(t);
	thread_put(t);
}

int
ipc_sleep(struct ipc_sleeper *s, ktime_t deadline)
{
	int err = 0;

	while (ipc_result(s) == IPC_WAITING && !err) {
		thread_set_state(THREAD_SLEEPING_INTR);
		if (ipc_result(s) == IPC_WAITING)
			err = wait_sleep(deadline, WAIT_INTERRUPTIBLE);
		thread_set_state(THREAD_RUNNABLE);
	}
	return err;
}
