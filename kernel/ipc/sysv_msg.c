/*
 * System V message queues.
 *
 * A queue has its messages in the order of sending, and two lists of who waits: for a
 * message that suits, and for room.  Who sends looks for a receiver first, and who
 * receives makes room for senders: either does for the other what that waits for, so
 * that a sleeper wakes up with his message, or with his message sent.  Only when
 * rights or limits were changed (IPC_SET) they look again themselves.
 *
 * Nobody has to wait behind others: a small message goes past a large one that does not
 * fit, and who comes while there is room sends at once.
 *
 * Life: create() -> found by id -> msg_remove(), with which sleepers go on with EIDRM
 * -> freed with its last reference.  A message is its sender's, the queue's, its
 * receiver's; a reference is taken only to copy it (MSG_COPY): its bytes never change.
 *
 * Memory: a queue holds as many bytes, and as many messages, as its owner lets it; what
 * all of a user's take is counted besides (sysv_message.c).
 *
 * Locking: a queue by its object's lock, a sleeping one: loops are as long as a queue,
 * and look at the scheduler.  Copies from and to programs are made without it.
 */
#include "ipc/sysv_msg.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "cred/cred.h"
#include "ipc/sysv_ids.h"
#include "ipc/sysv_message.h"
#include "lib/text.h"
#include "mm/radix_slab.h"
#include "mm/slab.h"
#include "sched/restart.h"
#include "sched/sched.h"

#define QUEUES      32000
#define MESSAGE_MAX 8192
#define QUEUE_MAX   16384
#define LOOK_EACH   32 /* messages or sleepers between looks at the scheduler */

static struct ipc_table msg_table = IPC_TABLE(QUEUES);
u64 *const msg_queues_max = &msg_table.limit;
s64 *const msg_next_id = &msg_table.next_id;
struct msg_limits msg_limits = { MESSAGE_MAX, QUEUE_MAX };

/* --- Queues --- */

struct queue {
	struct ipc_object object;
	struct list messages LOCK_ROLE(ipc_role);
	u64 n LOCK_ROLE(ipc_role);      /* of them */
	u64 nbytes LOCK_ROLE(ipc_role); /* in them */
	u64 room LOCK_ROLE(ipc_role);   /* as many as may be, of each */
	s64 stime LOCK_ROLE(ipc_role), rtime LOCK_ROLE(ipc_role),
	    ctime LOCK_ROLE(ipc_role);
	s32 lspid LOCK_ROLE(ipc_role), lrpid LOCK_ROLE(ipc_role);
	struct list senders LOCK_ROLE(ipc_role);   /* of struct sender */
	struct list receivers LOCK_ROLE(ipc_role); /* of struct receiver */
};

static inline struct queue *
queue_of(struct ipc_object *o)
{
	return container_of(o, struct queue, object);
}

#define AGAIN 2 /* what a sleeper is woken with that is to look again itself */

struct sender {
	struct ipc_sleeper wait;
	struct message *m;
	bool again; /* rights have changed since it asked for them */
};

enum search {
	ANY,
	EQUAL,
	NOT_EQUAL,
	AT_MOST, /* the lowest type, not above that */
	NUMBER   /* the message at that place */
};

struct wanted {
	enum search search;
	long type;
	size_t size; /* what it may have */
	bool cut;    /* or more, and the rest is lost */
};

struct receiver {
	struct ipc_sleeper wait;
	const struct wanted *want;
	struct message *m; /* that it was given */
};

void
msg_init(void)
{
	ipc_table_init(&msg_table);
}

static void
free_queue(struct ipc_object *o)
{
	kfree(queue_of(o));
}

static int
check_any(const struct ipc_object *o, u64 size)
{
	(void)o;
	(void)size;
	return 0;
}

static long create(s32 key, int flags, u64 size);

static const struct ipc_kind kind = { .table = &msg_table,
	.create = create,
	.check = check_any,
	.free = free_queue };

static long
create(s32 key, int flags, u64 size)
{
	struct queue *q = kzalloc(sizeof(*q));
	long ret = -ENOMEM;

	(void)size;
	if (q)
		ret = ipc_object_init(&q->object, &kind, key, flags,
		    sizeof(*q));
	if (ret) {
		kfree(q);
		return ret;
	}
	ipc_lock(&q->object);
	list_init(&q->messages);
	list_init(&q->senders);
	list_init(&q->receivers);
	q->room = atomic_load(&msg_limits.queue);
	q->ctime = ipc_now();
	ret = ipc_object_add(&q->object);
	ipc_unlock(&q->object);
	if (ret) {
		ipc_object_end(&q->object);
		return ret;
	}
	ret = q->object.id;
	ipc_object_put(&q->object);
	return ret;
}

long
msg_get(s32 key, int flags)
{
	return ipc_get(&kind, key, flags, 0);
}

static int
check(const struct queue *q, unsigned want) REQUIRES(ipc_role)
{
	if (q->object.removed)
		return -EIDRM;
	return ipc_allows(&q->object, want) ? 0 : -EACCES;
}

/* --- Sending --- */

static bool
fits(const struct queue *q, size_t size) REQUIRES(ipc_role)
{
	return size + q->nbytes <= q->room && q->n + 1 <= q->room;
}

static bool
suits(const struct message *m, const struct wanted *w)
{
	switch (w->search) {
	case ANY:
		return true;
	case EQUAL:
		return m->type == w->type;
	case NOT_EQUAL:
		return m->type != w->type;
	case AT_MOST:
		return m->type <= w->type;
	case NUMBER:
		break;
	}
	return false;
}

/* Gives it to the first receiver that it suits; those for whom it is too long are told.
 * => returns: false: nobody wants it */
static bool
hand_over(struct queue *q, struct message *m) REQUIRES(ipc_role)
{
	struct receiver *r, *next;
	unsigned n = 0;

	list_for_each_safe(r, next, &q->receivers, wait.node) {
		if (++n % LOOK_EACH == 0)
			sched_point();
		if (!suits(m, r->want))
			continue;
		if (m->size > r->want->size && !r->want->cut) {
			ipc_wake(&r->wait, -E2BIG);
			continue;
		}
		q->lrpid = r->wait.pid;
		q->rtime = ipc_now();
		r->m = m;
		ipc_wake(&r->wait, 0);
		return true;
	}
	return false;
}

/* m passes. */
static void
deliver(struct queue *q, struct message *m, s32 pid) REQUIRES(ipc_role)
{
	q->lspid = pid;
	q->stime = ipc_now();
	if (hand_over(q, m))
		return;
	list_add_tail(&q->messages, &m->node);
	q->nbytes += m->size;
	q->n++;
}

/* There is more room: sends what fits for those who wait. */
static void
admit_senders(struct queue *q) REQUIRES(ipc_role)
{
	struct sender *s, *next;
	unsigned n = 0;

	list_for_each_safe(s, next, &q->senders, wait.node) {
		if (++n % LOOK_EACH == 0)
			sched_point();
		if (q->n >= q->room)
			break;
		if (!fits(q, s->m->size))
			continue;
		if (s->again) {
			ipc_wake(&s->wait, AGAIN);
			continue;
		}
		deliver(q, s->m, s->wait.pid);
		ipc_wake(&s->wait, 0);
	}
}

/* => returns: 0: s->m has passed; IPC_WAITING: s waits for room; an error */
static int
try_to_send(struct queue *q, struct sender *s, int flags) REQUIRES(ipc_role)
{
	int err = check(q, IPC_WRITE);

	if (err)
		return err;
	if (fits(q, s->m->size)) {
		deliver(q, s->m, s->wait.pid);
		return 0;
	}
	if (flags & IPC_NOWAIT)
		return -EAGAIN;
	ipc_sleeper_init(&s->wait);
	s->again = false;
	list_add_tail(&q->senders, &s->wait.node);
	return IPC_WAITING;
}

/* Sleeps until it is over. => returns: the result, or why there is none */
static int
wait_for_result(struct queue *q, struct ipc_sleeper *s)
{
	int err = ipc_sleep(s, KTIME_FOREVER);

	if (!err)
		return ipc_result(s);
	ipc_lock(&q->object);
	if (ipc_result(s) != IPC_WAITING)
		err = ipc_result(s);
	else
		list_remove(&s->node);
	ipc_unlock(&q->object);
	return err == -ERESTARTSYS ? -ERESTARTNOHAND : err;
}

long
msg_send(int id, struct message *m, int flags)
{
	struct ipc_object *o = ipc_find(&msg_table, id, false);
	struct sender s = { .m = m };
	int err = AGAIN;

	if (!o) {
		message_put(m);
		return -EINVAL;
	}
	ipc_sleeper_init(&s.wait);
	while (err == AGAIN) {
		ipc_lock(o);
		err = try_to_send(queue_of(o), &s, flags);
		ipc_unlock(o);
		if (err == IPC_WAITING)
			err = wait_for_result(queue_of(o), &s.wait);
	}
	if (err)
		message_put(m);
	ipc_object_put(o);
	return err;
}

/* --- Receiving --- */

static struct wanted
wanted_of(long type, size_t size, int flags)
{
	struct wanted w = { .search = EQUAL,
		.type = type,
		.size = size,
		.cut = flags & MSG_NOERROR };

	if (flags & MSG_COPY) {
		w.search = NUMBER;
	} else if (!type) {
		w.search = ANY;
	} else if (type < 0) {
		w.search = AT_MOST;
		w.type = type == INT64_MIN ? INT64_MAX : -type;
	} else if (flags & MSG_EXCEPT) {
		w.search = NOT_EQUAL;
	}
	return w;
}

/* => returns: NULL: none */
static struct message *
find(struct queue *q, const struct wanted *want) REQUIRES(ipc_role)
{
	struct message *m, *found = NULL;
	struct wanted w = *want;
	long n = 0;

	list_for_each(m, &q->messages, node) {
		if (w.search == NUMBER ? n == w.type : suits(m, &w)) {
			found = m;
			if (w.search != AT_MOST || m->type == 1)
				break;
			w.type = m->type - 1; /* is there a lower one? */
		}
		if (++n % LOOK_EACH == 0)
			sched_point();
	}
	return found;
}

static void
take(struct queue *q, struct message *m) REQUIRES(ipc_role)
{
	list_remove(&m->node);
	q->n--;
	q->nbytes -= m->size;
	q->rtime = ipc_now();
	q->lrpid = ipc_pid();
	admit_senders(q);
}

/* => returns: as try_to_send(), with r->m */
static int
try_to_receive(struct queue *q, struct receiver *r, int flags)
    REQUIRES(ipc_role)
{
	const struct wanted *w = r->want;
	struct message *m;
	int err = check(q, IPC_READ);

	if (err)
		return err;
	m = find(q, w);
	if (m) {
		if (m->size > w->size && !w->cut)
			return -E2BIG;
		if (!(flags & MSG_COPY))
			take(q, m);
		else if (m->size > w->size)
			return -EINVAL;
		else
			ref_get(&m->refs);
		r->m = m;
		return 0;
	}
	if (flags & IPC_NOWAIT)
		return -ENOMSG;
	ipc_sleeper_init(&r->wait);
	list_add_tail(&q->receivers, &r->wait.node);
	return IPC_WAITING;
}

long
msg_receive(int id, size_t size, long type, int flags, struct message **out)
{
	const struct wanted want = wanted_of(type, size, flags);
	struct receiver r = { .want = &want };
	struct ipc_object *o;
	int err = AGAIN;

	if ((ssize_t)size < 0)
		return -EINVAL;
	if (flags & MSG_COPY && (flags & MSG_EXCEPT || !(flags & IPC_NOWAIT)))
		return -EINVAL;
	o = ipc_find(&msg_table, id, false);
	if (!o)
		return -EINVAL;
	while (err == AGAIN) {
		ipc_lock(o);
		err = try_to_receive(queue_of(o), &r, flags);
		ipc_unlock(o);
		if (err == IPC_WAITING)
			err = wait_for_result(queue_of(o), &r.wait);
	}
	if (!err)
		*out = r.m;
	ipc_object_put(o);
	return err;
}

/* --- msgctl(2) --- */

/* Lets all sleepers of a list go on. */
static void
wake_list(struct list *sleepers, int result)
{
	struct ipc_sleeper *s;

	while ((s = list_first(sleepers, struct ipc_sleeper, node))) {
		ipc_wake(s, result);
		sched_point();
	}
}

static void
free_messages(struct list *messages)
{
	struct message *m;

	while ((m = list_pop(messages, struct message, node))) {
		message_put(m);
		sched_point();
	}
}

static long
end_queue(struct ipc_object *o, void *messages)
{
	struct queue *q = queue_of(o);

	assert_ipc_locked(o);
	ipc_object_remove(o);
	wake_list(&q->receivers, -EIDRM);
	wake_list(&q->senders, -EIDRM);
	list_splice_tail(messages, &q->messages);
	q->n = q->nbytes = 0;
	return 0;
}

long
msg_remove(int id)
{
	struct list messages = LIST_INIT(messages);
	long ret = ipc_call(&msg_table, id, IPC_OWNER, end_queue, &messages);

	free_messages(&messages);
	return ret;
}

/* Receivers may not be allowed to any more, and more may fit. */
static void
after_setting(struct queue *q) REQUIRES(ipc_role)
{
	struct sender *s;

	q->ctime = ipc_now();
	wake_list(&q->receivers, AGAIN);
	list_for_each(s, &q->senders, wait.node) {
		s->again = true;
		sched_point();
	}
	admit_senders(q);
}

static long
set(struct ipc_object *o, void *arg)
{
	struct queue *q = queue_of(o);
	const struct msqid_ds *ds = arg;
	int err;

	assert_ipc_locked(o);
	if (ds->msg_qbytes > atomic_load(&msg_limits.queue) &&
	    !capable(CAP_SYS_RESOURCE))
		return -EPERM;
	err = ipc_perm_set(o, &ds->msg_perm);
	if (err)
		return err;
	q->room = ds->msg_qbytes;
	after_setting(q);
	return 0;
}

long
msg_set(int id, struct msqid_ds *ds)
{
	return ipc_call(&msg_table, id, IPC_OWNER, set, ds);
}

static long
stat(struct ipc_object *o, void *arg)
{
	const struct queue *q = queue_of(o);
	struct msqid_ds *ds = arg;

	assert_ipc_locked(o);
	*ds = (struct msqid_ds){ .msg_stime = q->stime,
		.msg_rtime = q->rtime,
		.msg_ctime = q->ctime,
		.msg_cbytes = q->nbytes,
		.msg_qnum = q->n,
		.msg_qbytes = q->room,
		.msg_lspid = q->lspid,
		.msg_lrpid = q->lrpid };
	ipc_perm_get(o, &ds->msg_perm);
	return o->id;
}

long
msg_stat(int id, unsigned how, struct msqid_ds *ds)
{
	return ipc_call(&msg_table, id, how, stat, ds);
}

/* --- All queues --- */

/* Who asks adds up; else all queues would share what counts. */
static void
add_up(struct msginfo *info)
{
	struct ipc_object *o;
	u64 n = 0, nbytes = 0;

	for (u32 i = 0; (o = ipc_next(&msg_table, &i)); i++) {
		struct queue *q = queue_of(o);

		ipc_lock(&q->object);
		n += q->n;
		nbytes += q->nbytes;
		ipc_unlock(&q->object);
		ipc_object_put(o);
		sched_point();
	}
	info->msgpool = (s32)ipc_count(&msg_table);
	info->msgmap = (s32)min(n, (u64)INT32_MAX);
	info->msgtql = (s32)min(nbytes, (u64)INT32_MAX);
}

long
msg_info(bool usage, struct msginfo *info)
{
	*info = (struct msginfo){ .msgpool = MSGPOOL,
		.msgmap = QUEUE_MAX,
		.msgmax = (s32)atomic_load(&msg_limits.max),
		.msgmnb = (s32)atomic_load(&msg_limits.queue),
		.msgmni = (s32)atomic_load(msg_queues_max),
		.msgssz = MSGSSZ,
		.msgtql = QUEUE_MAX,
		.msgseg = MSGSEG };
	if (usage)
		add_up(info);
	return ipc_highest(&msg_table);
}

static void
show_queue(struct text *t, struct queue *q)
{
	const struct ipc_object *o = &q->object;

	ipc_lock(&q->object);
	text_printf(t,
	    "%10d %10d  %4o  %10lu %10lu %5u %5u %5u %5u %5u %5u %10ld %10ld "
	    "%10ld\n",
	    o->key, o->id, o->mode, q->nbytes, q->n, (u32)q->lspid,
	    (u32)q->lrpid, o->uid, o->gid, o->cuid, o->cgid, q->stime, q->rtime,
	    q->ctime);
	ipc_unlock(&q->object);
}

void
msg_show(struct text *t)
{
	u32 index = (u32)t->at;
	struct ipc_object *o;

	if (!t->at)
		text_literal(t,
		    "       key      msqid perms      cbytes       qnum lspid "
		    "lrpid   uid   gid  cuid  cgid      stime      rtime      "
		    "ctime\n");
	o = ipc_next(&msg_table, &index);
	if (!o)
		return;
	show_queue(t, queue_of(o));
	text_next(t, (u64)index + 1);
	ipc_object_put(o);
}
