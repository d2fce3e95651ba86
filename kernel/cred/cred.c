/*
 * Credentials and the permission check.
 *
 * All that a user's programs open refers to the same credentials.  So that they need
 * not be counted each time on a line that all CPUs share, a thread has spare
 * references to its own, and gives files some of them and takes them back.
 */
#include "cred/cred.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/stat.h"
#include "cred/user.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/thread.h"
#include "sync/rcu.h"

#define CAP_ALL (((u64)1 << (CAP_LAST_CAP + 1)) - 1)

#define COPIED_FROM __builtin_offsetof(struct cred, uid) /* all that is [I] */

static struct slab_cache cred_cache = SLAB_CACHE("cred", struct cred);

struct cred init_cred = {
	.refs = REFCOUNT_INIT(1),
	.user = &root_user,
	.cap_effective = CAP_ALL,
	.cap_permitted = CAP_ALL,
	.cap_bounding = CAP_ALL,
};

void
cred_get(struct cred *c)
{
	ref_get(&c->refs);
}

static void
groups_put(struct groups *g)
{
	if (g && ref_put(&g->refs))
		kfree(g);
}

static void
cred_free(struct rcu_head *h)
{
	struct cred *c = container_of(h, struct cred, rcu);

	groups_put(c->groups);
	user_put(c->user);
	slab_free(&cred_cache, c);
}

void
cred_put(struct cred *c)
{
	if (ref_put(&c->refs))
		rcu_call(&c->rcu, cred_free);
}

struct cred *
cred_copy(const struct cred *c)
{
	struct cred *copy = slab_alloc(&cred_cache);

	if (!copy)
		return NULL;
	/* Not the count, which others change meanwhile. */
	memcpy((char *)copy + COPIED_FROM, (const char *)c + COPIED_FROM,
	    sizeof(*copy) - COPIED_FROM);
	ref_init(&copy->refs, 1);
	if (copy->groups)
		ref_get(&copy->groups->refs);
	user_get(copy->user);
	return copy;
}

int
cred_set_uid(struct cred *c, uid_t uid)
{
	struct user *u;

	if (c->uid == uid)
		return 0;
	u = user_find(uid);
	if (!u)
		return -EAGAIN;
	user_put(c->user);
	c->user = u;
	c->uid = uid;
	return 0;
}

void
cred_set_groups(struct cred *c, struct groups *g)
{
	groups_put(c->groups);
	c->groups = g;
}

#define CRED_SPARE 32

/* --- A thread's ------------------------------------------------------------------ */

static struct cred *
own(void)
{
	struct cred *c = OWNED(struct cred, current()->cred);

	return c ? c : &init_cred;
}

const struct cred *
current_cred(void)
{
	const struct cred *acting = current()->acting;

	return unlikely(acting) ? acting : own();
}

const struct cred *
current_own_cred(void)
{
	return own();
}

struct cred *
cred_act(struct cred *c)
{
	struct cred *old = current()->acting;

	current()->acting = c;
	return old;
}

struct cred *
current_cred_get(void)
{
	struct cred *c = own();
	struct thread *t = current();

	if (unlikely(t->acting)) {
		cred_get(t->acting);
		return t->acting;
	}
	if (!t->cred_spare) {
		ref_get_many(&c->refs, CRED_SPARE);
		t->cred_spare = CRED_SPARE;
	}
	t->cred_spare--;
	return c;
}

void
current_cred_put(struct cred *c)
{
	struct thread *t = current();

	if (c == own() && t->cred_spare < 2 * CRED_SPARE)
		t->cred_spare++;
	else
		cred_put(c);
}

/* => holds: an RCU section */
static struct cred *
read_cred(const struct thread *t)
{
	struct cred *c = OWNED(struct cred, rcu_read(&t->cred));

	return c ? c : &init_cred;
}

const struct cred *
thread_cred_peek(const struct thread *t)
{
	return read_cred(t);
}

struct cred *
thread_cred_get(const struct thread *t)
{
	struct cred *c;

	rcu_section_begin();
	/* A count of zero: the thread has others by now. */
	while (!ref_get_unless_zero(&(c = read_cred(t))->refs))
		;
	rcu_section_end();
	return c;
}

uid_t
thread_uid(const struct thread *t)
{
	uid_t uid;

	rcu_section_begin();
	uid = read_cred(t)->uid;
	rcu_section_end();
	return uid;
}

/* The spare references go back to those that t had. */
static void
give_spares_back(struct thread *t)
{
	struct cred *c = OWNED(struct cred, t->cred);

	c = c ? c : &init_cred;
	if (t->cred_spare)
		ref_put_some(&c->refs, t->cred_spare);
	t->cred_spare = 0;
}

static void
set(struct thread *t, struct cred *c)
{
	const struct cred *old = OWNED(struct cred, t->cred);

	if ((old ? old : &init_cred)->user != c->user)
		user_give_spares_back(t, (old ? old : &init_cred)->user);
	give_spares_back(t);
	rcu_set(&t->cred, PRIVATE(struct cred, c));
}

void
cred_give(struct thread *t, struct cred *c)
{
	user_enter_thread(c->user, t);
	set(t, c);
}

void
cred_drop(struct thread *t)
{
	struct cred *c = OWNED(struct cred, t->cred);

	if (!c)
		return;
	give_spares_back(t);
	user_give_spares_back(t, c->user);
	user_leave_thread(c->user, t);
	cred_put(c);
}

bool
cred_changes_identity(const struct cred *old, const struct cred *now)
{
	return old->euid != now->euid || old->egid != now->egid ||
	    old->fsuid != now->fsuid || old->fsgid != now->fsgid ||
	    (now->cap_permitted & ~old->cap_permitted);
}

void
cred_install(struct cred *c)
{
	struct cred *old = own();

	if (c->user != old->user) {
		user_leave_thread(old->user, current());
		user_enter_thread(c->user, current());
	}
	set(current(), c);
	cred_put(old);
}

void
cred_commit(struct cred *c)
{
	/* Before anybody can see the new ones. */
	if (cred_changes_identity(own(), c))
		cred_identity_changes();
	cred_install(c);
}

struct cred *
cred_override(struct cred *c)
{
	struct cred *old = own();

	set(current(), c);
	return old;
}

void
cred_restore(struct cred *old)
{
	set(current(), old);
}

bool
cred_capable(const struct cred *c, int cap)
{
	return c->cap_effective >> cap & 1;
}

bool
capable(int cap)
{
	return cred_capable(current_cred(), cap);
}

static bool
in_groups(const struct groups *g, gid_t gid)
{
	u32 low = 0, high = g ? g->n : 0;

	while (low < high) {
		u32 mid = low + (high - low) / 2;

		if (g->gid[mid] == gid)
			return true;
		if (g->gid[mid] < gid)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

bool
cred_in_group(const struct cred *c, gid_t gid)
{
	return c->fsgid == gid || in_groups(c->groups, gid);
}

bool
cred_overrides(const struct cred *c, mode_t mode, unsigned may)
{
	bool dir = (mode & S_IFMT) == S_IFDIR;

	if ((dir || !(may & MAY_EXEC) || (mode & 0111)) &&
	    cred_capable(c, CAP_DAC_OVERRIDE))
		return true;
	return (may == MAY_READ || (dir && !(may & MAY_WRITE))) &&
	    cred_capable(c, CAP_DAC_READ_SEARCH);
}

int
cred_permission(const struct cred *c, uid_t uid, gid_t gid, mode_t mode,
    unsigned may)
{
	mode_t bits = mode;

	if (c->fsuid == uid)
		bits >>= 6;
	else if (cred_in_group(c, gid))
		bits >>= 3;
	if (likely((bits & may) == may))
		return 0;
	return cred_overrides(c, mode, may) ? 0 : -EACCES;
}
