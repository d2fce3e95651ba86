/*
 * Sets of System V semaphores: their life, and the commands of semctl(2).
 *
 * A set has a fixed number of semaphores.  What operations on them do is in
 * sysv_semop.c, what is undone at the end of a process in sysv_sem_undo.c.
 *
 * Life: create() -> found by id -> sem_remove(), which lets all sleepers go with
 * EIDRM and forgets what was to be undone -> freed with its last reference.
 *
 * Locking: a set by its object's lock; the count of all semaphores, and the limits,
 * by compare-and-swap and single loads.
 *
 * The limits are Linux's, of which only four mean something; what semctl(IPC_INFO) tells
 * besides is derived from them there too.
 */
#include "ipc/sysv_sem.h"

#include "abi/errno.h"
#include "ipc/sysv_ids.h"
#include "ipc/sysv_sem_internal.h"
#include "lib/text.h"
#include "mm/radix_slab.h"
#include "mm/slab.h"
#include "sched/sched.h"

#define SETS      32000
#define SET_MAX   32000
#define OPS_MAX   500
#define LOOK_EACH 256 /* semaphores between looks at the scheduler */

struct ipc_table sem_table = IPC_TABLE(SETS);
s64 *const sem_next_id = &sem_table.next_id;

static u64 limits[] = { [SEM_MSL] = SET_MAX,
	[SEM_MNS] = (u64)SETS * SET_MAX,
	[SEM_OPM] = OPS_MAX }; /* [a] SEM_MNI is the table's */
static u64 used;               /* [a] semaphores of all sets */

u64
sem_limit(enum sem_limit which)
{
	return atomic_load(which == SEM_MNI ? &sem_table.limit :
					      &limits[which]);
}

int
sem_limits_set(const u64 values[SEM_LIMITS])
{
	if (values[SEM_MNI] > IPC_IDS)
		return -EINVAL;
	for (unsigned i = 0; i < ARRAY_SIZE(limits); i++)
		atomic_store(&limits[i], values[i]);
	atomic_store(&sem_table.limit, values[SEM_MNI]);
	return 0;
}

void
sem_init(void)
{
	ipc_table_init(&sem_table);
}

/* --- Life --- */

static void
free_set(struct ipc_object *o)
{
	kfree(sem_set_of(o));
}

static int
check_number(const struct ipc_object *o, u64 n)
{
	return n > container_of(o, struct sem_set, object)->n ? -EINVAL : 0;
}

static long create(s32 key, int flags, u64 n);

static const struct ipc_kind kind = { .table = &sem_table,
	.create = create,
	.check = check_number,
	.free = free_set };

/* n semaphores more, of as many as there may be. */
static int
count_up(u64 n)
{
	u64 now = atomic_load(&used);

	do {
		if (now + n > sem_limit(SEM_MNS))
			return -ENOSPC;
	} while (!atomic_cas(&used, &now, now + n));
	return 0;
}

static void
init_sems(struct sem_set *set)
{
	for (u32 i = 0; i < set->n; i++) {
		list_init(&set->sems[i].zero);
		list_init(&set->sems[i].more);
		if (i % LOOK_EACH == 0)
			sched_point();
	}
}

static int
make(s32 key, int flags, u32 n, struct sem_set **out)
{
	size_t size = sizeof(struct sem_set) + n * sizeof(struct sem);
	struct sem_set *set = kzalloc(size);
	int err = -ENOMEM;

	if (set)
		err = ipc_object_init(&set->object, &kind, key, flags, size);
	if (err) {
		kfree(set);
		return err;
	}
	role_unshared(&ipc_role);
	set->n = n;
	set->changed = SEM_LAST;
	set->ctime = ipc_now();
	list_init(&set->undos);
	list_init(&set->several);
	init_sems(set);
	*out = set;
	return 0;
}

static long
create(s32 key, int flags, u64 n)
{
	struct sem_set *set;
	long ret;

	if (!n)
		return -EINVAL;
	ret = count_up(n);
	if (ret)
		return ret;
	ret = make(key, flags, (u32)n, &set);
	if (ret) {
		atomic_sub(&used, n);
		return ret;
	}
	ipc_lock(&set->object);
	ret = ipc_object_add(&set->object);
	ipc_unlock(&set->object);
	if (ret) {
		atomic_sub(&used, n);
		ipc_object_end(&set->object);
		return ret;
	}
	ret = set->object.id;
	ipc_object_put(&set->object);
	return ret;
}

long
sem_get(s32 key, int n, int flags)
{
	if (n < 0 || (u64)n > sem_limit(SEM_MSL))
		return -EINVAL;
	return ipc_get(&kind, key, flags, (u64)n);
}

static long
end_set(struct ipc_object *o, void *arg)
{
	struct sem_set *set = sem_set_of(o);

	(void)arg;
	assert_ipc_locked(o);
	sem_undo_end(set);
	ipc_object_remove(o);
	sem_wake_all(set);
	atomic_sub(&used, (u64)set->n);
	return 0;
}

long
sem_remove(int id)
{
	return ipc_call(&sem_table, id, IPC_OWNER, end_set, NULL);
}

/* --- One semaphore --- */

struct one {
	int number;
	enum sem_figure which; /* to get */
	s32 value;             /* to set */
};

static bool
is_there(const struct sem_set *set, int number)
{
	return number >= 0 && (u32)number < set->n;
}

/* Is it the semaphore that stops the call now?  Another one may have been lowered since
 * it was tried. */
static bool
is_stopped_by(struct sem_set *set, struct sem_sleeper *s, u32 number, bool zero)
    REQUIRES(ipc_role)
{
	unsigned before = s->stopped_by;
	bool is = false;

	if (sem_try(set, s) == IPC_WAITING) {
		const struct sembuf *op = &s->ops[s->stopped_by];

		is = op->sem_num == number && !op->sem_op == zero;
	}
	s->stopped_by = before;
	return is;
}

static long
count_waiters(struct sem_set *set, u32 number, bool zero) REQUIRES(ipc_role)
{
	struct list *list = zero ? &set->sems[number].zero :
				   &set->sems[number].more;
	struct sem_sleeper *s;
	long n = 0;

	list_for_each(s, list, wait.node) {
		n += s->n == 1;
		sched_point();
	}
	list_for_each(s, &set->several, several_node) {
		n += is_stopped_by(set, s, number, zero);
		sched_point();
	}
	return n;
}

static long
get_one(struct ipc_object *o, void *arg)
{
	struct sem_set *set = sem_set_of(o);
	const struct one *one = arg;

	assert_ipc_locked(o);
	if (!is_there(set, one->number))
		return -EINVAL;
	switch (one->which) {
	case SEM_VALUE:
		return set->sems[one->number].value;
	case SEM_PID:
		return set->sems[one->number].pid;
	case SEM_WAIT_ZERO:
	case SEM_WAIT_MORE:
		break;
	}
	return count_waiters(set, (u32)one->number,
	    one->which == SEM_WAIT_ZERO);
}

long
sem_get_one(int id, int number, enum sem_figure which)
{
	struct one one = { .number = number, .which = which };

	return ipc_call(&sem_table, id, IPC_READ, get_one, &one);
}

/* Values have been set by semctl(). */
static void
after_setting(struct sem_set *set) REQUIRES(ipc_role)
{
	set->ctime = ipc_now();
	if (sem_settle(set))
		set->otime = ipc_now();
}

/* The number is looked at before the rights, as by Linux. */
static long
set_one(struct ipc_object *o, void *arg)
{
	struct sem_set *set = sem_set_of(o);
	const struct one *one = arg;
	u32 number = (u32)one->number;

	assert_ipc_locked(o);
	if (!is_there(set, one->number))
		return -EINVAL;
	if (!ipc_allows(o, IPC_WRITE))
		return -EACCES;
	sem_undo_forget(set, number);
	set->sems[number].value = one->value;
	set->sems[number].pid = ipc_pid();
	sem_changed(set, number);
	after_setting(set);
	return 0;
}

long
sem_set_one(int id, int number, int value)
{
	struct one one = { .number = number, .value = value };

	if (value < 0 || value > SEMVMX)
		return -ERANGE;
	return ipc_call(&sem_table, id, 0, set_one, &one);
}

/* --- All of a set --- */

static long
count_all(struct ipc_object *o, void *values)
{
	((struct sem_values *)values)->n = sem_set_of(o)->n;
	return 0;
}

long
sem_prepare_all(int id, struct sem_values *v)
{
	return ipc_call(&sem_table, id, IPC_WRITE, count_all, v);
}

static long
get_all(struct ipc_object *o, void *arg)
{
	struct sem_set *set = sem_set_of(o);
	struct sem_values *v = arg;

	assert_ipc_locked(o);
	v->n = set->n;
	v->values = kmalloc(v->n * sizeof(u16));
	if (!v->values)
		return -ENOMEM;
	for (u32 i = 0; i < v->n; i++) {
		v->values[i] = (u16)set->sems[i].value;
		if (i % LOOK_EACH == 0)
			sched_point();
	}
	return 0;
}

long
sem_get_all(int id, struct sem_values *v)
{
	return ipc_call(&sem_table, id, IPC_READ, get_all, v);
}

/* All have their values before anybody goes on. */
static long
set_all(struct ipc_object *o, void *arg)
{
	struct sem_set *set = sem_set_of(o);
	const struct sem_values *v = arg;
	s32 pid = ipc_pid();

	assert_ipc_locked(o);
	if (set->n != v->n)
		return -EIDRM; /* it is another set */
	for (u32 i = 0; i < set->n; i++) {
		set->sems[i].value = v->values[i];
		set->sems[i].pid = pid;
		if (i % LOOK_EACH == 0)
			sched_point();
	}
	sem_undo_forget_all(set);
	for (u32 i = 0; i < set->n; i++) {
		sem_changed(set, i);
		if (i % LOOK_EACH == 0)
			sched_point();
	}
	after_setting(set);
	return 0;
}

long
sem_set_all(int id, struct sem_values *v)
{
	for (u32 i = 0; i < v->n; i++)
		if (v->values[i] > SEMVMX)
			return -ERANGE;
	return ipc_call(&sem_table, id, IPC_WRITE, set_all, v);
}

static long
stat(struct ipc_object *o, void *arg)
{
	const struct sem_set *set = sem_set_of(o);
	struct semid_ds *ds = arg;

	assert_ipc_locked(o);
	*ds = (struct semid_ds){ .sem_otime = set->otime,
		.sem_ctime = set->ctime,
		.sem_nsems = set->n };
	ipc_perm_get(o, &ds->sem_perm);
	return o->id;
}

long
sem_stat(int id, unsigned how, struct semid_ds *ds)
{
	return ipc_call(&sem_table, id, how, stat, ds);
}

static long
set_perm(struct ipc_object *o, void *ds)
{
	int err;

	assert_ipc_locked(o);
	err = ipc_perm_set(o, &((struct semid_ds *)ds)->sem_perm);
	if (!err)
		sem_set_of(o)->ctime = ipc_now();
	return err;
}

long
sem_set_perm(int id, struct semid_ds *ds)
{
	return ipc_call(&sem_table, id, IPC_OWNER, set_perm, ds);
}

/* --- All sets --- */

long
sem_info(bool usage, struct seminfo *info)
{
	s32 mns = (s32)sem_limit(SEM_MNS), opm = (s32)sem_limit(SEM_OPM);

	*info = (struct seminfo){ .semmni = (s32)sem_limit(SEM_MNI),
		.semmns = mns,
		.semmsl = (s32)sem_limit(SEM_MSL),
		.semopm = opm,
		.semvmx = SEMVMX,
		.semmap = SETS * SET_MAX,
		.semmnu = SETS * SET_MAX,
		.semume = OPS_MAX,
		.semusz = SEMUSZ,
		.semaem = SEMAEM };
	if (usage) {
		info->semusz = (s32)ipc_count(&sem_table);
		info->semaem = (s32)atomic_load(&used);
	}
	return ipc_highest(&sem_table);
}

static void
show_set(struct text *t, struct sem_set *set)
{
	const struct ipc_object *o = &set->object;

	ipc_lock(&set->object);
	text_printf(t, "%10d %10d  %4o %10u %5u %5u %5u %5u %10ld %10ld\n",
	    o->key, o->id, o->mode, set->n, o->uid, o->gid, o->cuid, o->cgid,
	    set->otime, set->ctime);
	ipc_unlock(&set->object);
}

void
sem_show(struct text *t)
{
	u32 index = (u32)t->at;
	struct ipc_object *o;

	if (!t->at)
		text_literal(t,
		    "       key      semid perms      nsems   uid   gid  cuid  "
		    "cgid      otime      ctime\n");
	o = ipc_next(&sem_table, &index);
	if (!o)
		return;
	show_set(t, sem_set_of(o));
	text_next(t, (u64)index + 1);
	ipc_object_put(o);
}
