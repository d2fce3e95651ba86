/*
 * Users, by uid.
 *
 * A table of chains under one spinlock, which is taken when credentials get
 * another uid, and when a user's last reference goes; counting takes no lock, and is
 * by CPU as long as no limit is near.  A thread has spare references to its own
 * user, as to its credentials.  Each has
 * a list of its threads, with a lock, so that what concerns a user looks at nothing else.
 * A user whose count of references is zero is on its way out of the table: a
 * look-up passes it by and makes another, so that for a moment two may have one
 * uid; the first counts nothing any more.
 */
#include "cred/user.h"

#include "abi/resource.h"
#include "cred/cred.h"
#include "cred/rlimit.h"
#include "lib/hash.h"
#include "mm/slab.h"
#include "sched/thread.h"
#include "sync/rcu.h"
#include "sync/spinlock.h"

#define NBUCKETS 64

static struct slab_cache user_cache = SLAB_CACHE("user", struct user);

struct user root_user = { .refs = REFCOUNT_INIT(1),
	.lock = SPINLOCK_INIT(LC_USERS),
	.threads = LIST_INIT(root_user.threads) };

static struct {
	struct spinlock lock;
	struct user *bucket[NBUCKETS] OWN_LOCK(lock); /* root_user is in none */
} users = { .lock = SPINLOCK_INIT(LC_USERS) };

static struct user **
bucket_of(uid_t uid)
{
	return &users.bucket[hash_u64(uid) % NBUCKETS];
}

/* With a reference, or NULL. */
static struct user *
look_up(uid_t uid) REQUIRES(users.lock)
{
	struct user *u;

	for (u = *bucket_of(uid); u; u = u->next)
		if (u->uid == uid && ref_get_unless_zero(&u->refs))
			return u;
	return NULL;
}

static void
counts_fini(struct user *u)
{
	for (unsigned i = 0; i < USER_KINDS; i++)
		cpucount_fini(&u->count[i]);
}

/* => returns: false: no memory */
static bool
counts_init(struct user *u)
{
	int err = 0;

	for (unsigned i = 0; i < USER_KINDS; i++)
		err |= cpucount_init(&u->count[i]);
	if (err)
		counts_fini(u);
	return !err;
}

void
user_init(void)
{
	if (!counts_init(&root_user))
		panic("no memory for the first user");
}

struct user *
user_find(uid_t uid)
{
	struct user *u, *fresh;

	if (uid == 0) {
		user_get(&root_user);
		return &root_user;
	}
	spin_lock(&users.lock);
	u = look_up(uid);
	spin_unlock(&users.lock);
	if (u)
		return u;
	fresh = slab_zalloc(&user_cache);
	if (!fresh)
		return NULL;
	if (!counts_init(fresh)) {
		slab_free(&user_cache, fresh);
		return NULL;
	}
	ref_init(&fresh->refs, 1);
	spin_init(&fresh->lock, LC_USERS);
	spin_unshared(&fresh->lock);
	list_init(&fresh->threads);
	fresh->uid = uid;
	spin_lock(&users.lock);
	u = look_up(uid);
	if (!u) {
		fresh->next = *bucket_of(uid);
		*bucket_of(uid) = fresh;
	}
	spin_unlock(&users.lock);
	if (!u)
		return fresh;
	counts_fini(fresh);
	slab_free(&user_cache, fresh);
	return u;
}

/* --- References --- */

#define SPARE 32

void
user_get(struct user *u)
{
	struct thread *t = current();

	if (u != current_user()) {
		ref_get(&u->refs);
		return;
	}
	if (!t->user_spare) {
		ref_get_many(&u->refs, SPARE);
		t->user_spare = SPARE;
	}
	t->user_spare--;
}

void
user_give_spares_back(struct thread *t, struct user *u)
{
	if (t->user_spare)
		ref_put_some(&u->refs, t->user_spare);
	t->user_spare = 0;
}

void
user_put(struct user *u)
{
	struct thread *t = current();
	struct user **link;

	if (u == current_user() && t->user_spare < 2 * SPARE) {
		t->user_spare++;
		return;
	}
	if (!ref_put(&u->refs))
		return;
	spin_lock(&users.lock);
	link = bucket_of(u->uid);
	while (*link != u)
		link = &(*link)->next;
	*link = u->next;
	spin_unlock(&users.lock);
	for (unsigned i = 0; i < USER_KINDS; i++)
		assert(!user_count(u, i));
	counts_fini(u);
	slab_free(&user_cache, u);
}

struct user *
current_user(void)
{
	return current_own_cred()->user;
}

struct user *
thread_user_get(const struct thread *t)
{
	struct cred *c;
	struct user *u;

	if (t == current()) {
		u = current_user();
		user_get(u);
		return u;
	}
	c = thread_cred_get(t);
	u = c->user;
	user_get(u);
	cred_put(c);
	return u;
}

/* --- Its threads --- */

void
user_enter_thread(struct user *u, struct thread *t)
{
	struct thread_node *maker = &current()->user_node;
	bool siblings = t != current() && !list_empty(&maker->list) &&
	    current_user() == u;

	/* Without a limit: fork() looks at the count, exec() cannot. */
	(void)!user_charge(u, USER_THREADS, 1, UINT64_MAX);
	spin_lock(&u->lock);
	t->user_node.thread = t;
	list_add_head(siblings ? &maker->list : &u->threads,
	    &t->user_node.list);
	spin_unlock(&u->lock);
}

void
user_leave_thread(struct user *u, struct thread *t)
{
	spin_lock(&u->lock);
	list_remove(&t->user_node.list);
	spin_unlock(&u->lock);
	user_uncharge(u, USER_THREADS, 1);
}

struct thread *
user_next_thread(struct user *u, struct thread_node *mark)
{
	struct list *place;
	struct thread *t = NULL;

	spin_lock(&u->lock);
	place = mark->list.next ? &mark->list : &u->threads;
	while (!t && (place = place->next) != &u->threads) {
		t = container_of(place, struct thread_node, list)->thread;
		/* It may be on its way out. */
		if (t && !ref_get_unless_zero(&t->refs))
			t = NULL;
	}
	if (mark->list.next)
		list_remove(&mark->list);
	if (t)
		list_add_head(place, &mark->list);
	spin_unlock(&u->lock);
	return t;
}

/* --- Counts --- */

bool
user_charge(struct user *u, enum user_kind kind, u64 n, u64 limit)
{
	return cpucount_add(&u->count[kind], (s64)n, limit);
}

void
user_uncharge(struct user *u, enum user_kind kind, u64 n)
{
	cpucount_sub(&u->count[kind], (s64)n);
}

u64
user_count(struct user *u, enum user_kind kind)
{
	return cpucount_read(&u->count[kind]);
}

bool
user_exceeds(struct user *u, enum user_kind kind, u64 limit)
{
	return cpucount_exceeds(&u->count[kind], limit);
}

bool
user_exceeds_nproc(struct user *u)
{
	return u != &root_user &&
	    user_exceeds(u, USER_THREADS, rlimit_current(RLIMIT_NPROC));
}
