/*
 * Credentials (credentials(7), capabilities(7)).
 *
 * Each call copies the current ones, edits the copy and commits it.
 */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/prctl.h"
#include "cred/cred.h"
#include "cred/user.h"
#include "mm/slab.h"
#include "proc/process.h"
#include "sched/sched.h"
#include "syscall/handlers.h"
#include "vm/usercopy.h"

#define KEEP ((uid_t)-1)
/* What becoming another user than root takes from the effective set, and
 * becoming root gives back, when only the filesystem uid changes. */
#define CAP_FS_MASK                                                \
	((u64)1 << CAP_CHOWN | (u64)1 << CAP_DAC_OVERRIDE |        \
	    (u64)1 << CAP_DAC_READ_SEARCH | (u64)1 << CAP_FOWNER | \
	    (u64)1 << CAP_FSETID | (u64)1 << CAP_LINUX_IMMUTABLE | \
	    (u64)1 << CAP_MKNOD | (u64)1 << CAP_MAC_OVERRIDE)

/* The effect of a change of user ids on capabilities (capabilities(7),
 * "Effect of user ID changes"). */
static void
fix_capabilities(struct cred *c, const struct cred *old)
{
	bool had_root = !old->uid || !old->euid || !old->suid;
	bool has_root = !c->uid || !c->euid || !c->suid;

	if (c->securebits & SECBIT_NO_SETUID_FIXUP)
		return;
	if (had_root && !has_root) {
		if (!(c->securebits & SECBIT_KEEP_CAPS))
			c->cap_permitted = c->cap_effective = 0;
		c->cap_ambient = 0;
	}
	if (!old->euid && c->euid)
		c->cap_effective = 0;
	if (old->euid && !c->euid)
		c->cap_effective = c->cap_permitted;
	if (!old->fsuid && c->fsuid)
		c->cap_effective &= ~CAP_FS_MASK;
	if (old->fsuid && !c->fsuid)
		c->cap_effective |= c->cap_permitted & CAP_FS_MASK;
}

static long
commit_uids(struct cred *c)
{
	/* As it is without the caller. */
	if (c->uid != current_cred()->uid)
		current()->nproc_exceeded = user_exceeds_nproc(c->user);
	fix_capabilities(c, current_cred());
	cred_commit(c);
	return 0;
}

#define EDIT(c)                                     \
	struct cred *c = cred_copy(current_cred()); \
	if (!(c))                                   \
	return -ENOMEM

static long
deny(struct cred *c, long err)
{
	cred_put(c);
	return err;
}

long
sys_getuid(void)
{
	return current_cred()->uid;
}

long
sys_geteuid(void)
{
	return current_cred()->euid;
}

long
sys_getgid(void)
{
	return current_cred()->gid;
}

long
sys_getegid(void)
{
	return current_cred()->egid;
}

long
sys_setuid(uid_t uid)
{
	EDIT(c);

	if (uid == KEEP)
		return deny(c, -EINVAL);
	if (!capable(CAP_SETUID)) {
		if (uid != c->uid && uid != c->suid)
			return deny(c, -EPERM);
	} else {
		if (cred_set_uid(c, uid))
			return deny(c, -EAGAIN);
		c->suid = uid;
	}
	c->euid = c->fsuid = uid;
	return commit_uids(c);
}

long
sys_setgid(gid_t gid)
{
	EDIT(c);

	if (gid == KEEP)
		return deny(c, -EINVAL);
	if (capable(CAP_SETGID))
		c->gid = c->sgid = gid;
	else if (gid != c->gid && gid != c->sgid)
		return deny(c, -EPERM);
	c->egid = c->fsgid = gid;
	cred_commit(c);
	return 0;
}

long
sys_setreuid(uid_t ruid, uid_t euid)
{
	const struct cred *old = current_cred();
	bool any = capable(CAP_SETUID);
	EDIT(c);

	if (ruid != KEEP) {
		if (!any && ruid != old->uid && ruid != old->euid)
			return deny(c, -EPERM);
		if (cred_set_uid(c, ruid))
			return deny(c, -EAGAIN);
	}
	if (euid != KEEP) {
		if (!any && euid != old->uid && euid != old->euid &&
		    euid != old->suid)
			return deny(c, -EPERM);
		c->euid = euid;
	}
	if (ruid != KEEP || (euid != KEEP && euid != old->uid))
		c->suid = c->euid;
	c->fsuid = c->euid;
	return commit_uids(c);
}

long
sys_setregid(gid_t rgid, gid_t egid)
{
	const struct cred *old = current_cred();
	bool any = capable(CAP_SETGID);
	EDIT(c);

	if (rgid != KEEP) {
		if (!any && rgid != old->gid && rgid != old->egid)
			return deny(c, -EPERM);
		c->gid = rgid;
	}
	if (egid != KEEP) {
		if (!any && egid != old->gid && egid != old->egid &&
		    egid != old->sgid)
			return deny(c, -EPERM);
		c->egid = egid;
	}
	if (rgid != KEEP || (egid != KEEP && egid != old->gid))
		c->sgid = c->egid;
	c->fsgid = c->egid;
	cred_commit(c);
	return 0;
}

/* Is id one of the three, or left alone? */
static bool
one_of(u32 id, u32 a, u32 b, u32 c)
{
	return id == KEEP || id == a || id == b || id == c;
}

long
sys_setresuid(uid_t ruid, uid_t euid, uid_t suid)
{
	const struct cred *o = current_cred();
	EDIT(c);

	if (!capable(CAP_SETUID) &&
	    (!one_of(ruid, o->uid, o->euid, o->suid) ||
		!one_of(euid, o->uid, o->euid, o->suid) ||
		!one_of(suid, o->uid, o->euid, o->suid)))
		return deny(c, -EPERM);
	if (ruid != KEEP && cred_set_uid(c, ruid))
		return deny(c, -EAGAIN);
	if (euid != KEEP)
		c->euid = euid;
	if (suid != KEEP)
		c->suid = suid;
	c->fsuid = c->euid;
	return commit_uids(c);
}

long
sys_setresgid(gid_t rgid, gid_t egid, gid_t sgid)
{
	const struct cred *o = current_cred();
	EDIT(c);

	if (!capable(CAP_SETGID) &&
	    (!one_of(rgid, o->gid, o->egid, o->sgid) ||
		!one_of(egid, o->gid, o->egid, o->sgid) ||
		!one_of(sgid, o->gid, o->egid, o->sgid)))
		return deny(c, -EPERM);
	if (rgid != KEEP)
		c->gid = rgid;
	if (egid != KEEP)
		c->egid = egid;
	if (sgid != KEEP)
		c->sgid = sgid;
	c->fsgid = c->egid;
	cred_commit(c);
	return 0;
}

static long
put_three(u32 a, u32 b, u32 c, u32 __user *ua, u32 __user *ub, u32 __user *uc)
{
	return put_user(a, ua) || put_user(b, ub) || put_user(c, uc) ? -EFAULT :
								       0;
}

long
sys_getresuid(u32 __user *ruid, u32 __user *euid, u32 __user *suid)
{
	const struct cred *c = current_cred();

	return put_three(c->uid, c->euid, c->suid, ruid, euid, suid);
}

long
sys_getresgid(u32 __user *rgid, u32 __user *egid, u32 __user *sgid)
{
	const struct cred *c = current_cred();

	return put_three(c->gid, c->egid, c->sgid, rgid, egid, sgid);
}

long
sys_setfsuid(uid_t uid)
{
	const struct cred *o = current_cred();
	long old = o->fsuid;
	EDIT(c);

	if (uid == KEEP ||
	    (!capable(CAP_SETUID) && uid != o->uid && uid != o->euid &&
		uid != o->suid && uid != o->fsuid))
		return deny(c, old);
	c->fsuid = uid;
	(void)commit_uids(c);
	return old;
}

long
sys_setfsgid(gid_t gid)
{
	const struct cred *o = current_cred();
	long old = o->fsgid;
	EDIT(c);

	if (gid == KEEP ||
	    (!capable(CAP_SETGID) && gid != o->gid && gid != o->egid &&
		gid != o->sgid && gid != o->fsgid))
		return deny(c, old);
	c->fsgid = gid;
	cred_commit(c);
	return old;
}

/* --- Groups ------------------------------------------------------------------------ */

long
sys_getgroups(int size, u32 __user *list)
{
	const struct groups *g = current_cred()->groups;
	int n = g ? (int)g->n : 0;

	if (size < 0)
		return -EINVAL;
	if (!size)
		return n;
	if (n > size)
		return -EINVAL;
	if (n && copy_to_user(list, g->gid, (size_t)n * sizeof(gid_t)))
		return -EFAULT;
	return n;
}

/* Lets v[i], the root of a heap of n, sink to its place. */
static void
sink(gid_t *v, u32 i, u32 n)
{
	gid_t x = v[i];

	for (u32 child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && v[child + 1] > v[child])
			child++;
		if (v[child] <= x)
			break;
		v[i] = v[child];
	}
	v[i] = x;
}

/* Heap sort: in place, no recursion, and no order of the user's makes it slow. */
static void
sort(gid_t *v, u32 n)
{
	for (u32 i = n / 2; i > 0; i--) {
		sink(v, i - 1, n);
		sched_point();
	}
	for (u32 end = n; end > 1; end--) {
		gid_t largest = v[0];

		v[0] = v[end - 1];
		v[end - 1] = largest;
		sink(v, 0, end - 1);
		sched_point();
	}
}

long
sys_setgroups(int size, const u32 __user *list)
{
	struct groups *g;
	struct cred *c;

	if (!capable(CAP_SETGID))
		return -EPERM;
	if ((unsigned)size > NGROUPS_MAX)
		return -EINVAL;
	g = kmalloc(sizeof(*g) + (size_t)size * sizeof(gid_t));
	if (!g)
		return -ENOMEM;
	ref_init(&g->refs, 1);
	g->n = (u32)size;
	if (copy_from_user(g->gid, list, (size_t)size * sizeof(gid_t))) {
		kfree(g);
		return -EFAULT;
	}
	c = cred_copy(current_cred());
	if (!c) {
		kfree(g);
		return -ENOMEM;
	}
	sort(g->gid, g->n);
	cred_set_groups(c, g);
	cred_commit(c);
	return 0;
}

/* --- Capabilities --------------------------------------------------------------------- */

/* The version's number of 32-bit words a set; an unknown version is answered
 * with the one we prefer. => errors: -EINVAL, -EFAULT */
static int
words_of(struct cap_user_header __user *uh, struct cap_user_header *h)
{
	u32 preferred = LINUX_CAPABILITY_VERSION_3;

	if (copy_from_user(h, uh, sizeof(*h)))
		return -EFAULT;
	switch (h->version) {
	case LINUX_CAPABILITY_VERSION_1:
		return 1;
	case LINUX_CAPABILITY_VERSION_2:
	case LINUX_CAPABILITY_VERSION_3:
		return 2;
	}
	return put_user(preferred, &uh->version) ? -EFAULT : -EINVAL;
}

long
sys_capget(struct cap_user_header __user *uh, void __user *data)
{
	struct cap_user_data d[2];
	struct cap_user_header h;
	int words = words_of(uh, &h);
	struct thread *t;
	const struct cred *c;

	if (words < 0)
		return words == -EINVAL && !data ? 0 : words;
	if (h.pid < 0)
		return -EINVAL;
	t = h.pid ? thread_find(h.pid) : current();
	if (!t)
		return -ESRCH;
	rcu_section_begin();
	c = thread_cred_peek(t);
	for (int i = 0; i < 2; i++)
		d[i] = (struct cap_user_data){
			.effective = (u32)(c->cap_effective >> (32 * i)),
			.permitted = (u32)(c->cap_permitted >> (32 * i)),
			.inheritable = (u32)(c->cap_inheritable >> (32 * i))
		};
	rcu_section_end();
	if (h.pid)
		thread_put(t);
	return copy_to_user(data, d, (size_t)words * sizeof(d[0]));
}

long
sys_capset(struct cap_user_header __user *uh, void __user *data)
{
	struct cap_user_data d[2] = { 0 };
	struct cap_user_header h;
	int words = words_of(uh, &h);
	u64 eff, perm, inh;

	if (words < 0)
		return words;
	if (h.pid && h.pid != current()->tid)
		return -EPERM;
	if (copy_from_user(d, data, (size_t)words * sizeof(d[0])))
		return -EFAULT;
	EDIT(c);
	eff = d[0].effective | (u64)d[1].effective << 32;
	perm = d[0].permitted | (u64)d[1].permitted << 32;
	inh = d[0].inheritable | (u64)d[1].inheritable << 32;
	if ((perm & ~c->cap_permitted) || (eff & ~perm) ||
	    (inh & ~(c->cap_inheritable | c->cap_bounding)) ||
	    ((inh & ~(c->cap_inheritable | c->cap_permitted)) &&
		!capable(CAP_SETPCAP)))
		return deny(c, -EPERM);
	c->cap_effective = eff;
	c->cap_permitted = perm;
	c->cap_inheritable = inh;
	c->cap_ambient &= perm & inh;
	cred_commit(c);
	return 0;
}
