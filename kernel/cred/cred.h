/*
 * Credentials: who a thread acts for.
 *
 * A struct cred never changes once a thread has it: to change, a thread
 * copies it, edits the copy and commits that.  So who holds a reference needs no
 * lock: a thread its own, a file that of its opener.
 *
 * Another thread may replace and drop its credentials at any moment, so they are
 * reached by thread_cred_get() and thread_uid() only (sync/rcu.h).
 */
#ifndef CRED_CRED_H
#define CRED_CRED_H

#include "lib/compiler.h"
#include "lib/types.h"
#include "sync/refcount.h"

struct thread;
struct user;

struct groups {
	struct refcount refs;
	u32 n;
	gid_t gid[]; /* [I] ascending */
};

struct cred {
	struct refcount refs;
	struct rcu_head rcu;

	/* What others read is on lines of its own. */
	uid_t uid __aligned(64), euid, suid,
	    fsuid; /* [I] all, once committed */
	gid_t gid, egid, sgid, fsgid;
	struct groups *groups; /* owned reference; NULL: none */
	struct user *user;     /* owned reference: of uid */
	u64 cap_effective, cap_permitted, cap_inheritable, cap_bounding;
	u64 cap_ambient;
	u32 securebits;
	bool no_new_privs;
} __aligned(64);

extern struct cred init_cred; /* root, all capabilities */

void cred_get(struct cred *c);
void cred_put(struct cred *c);

/* A private copy with one reference, or NULL. */
struct cred *cred_copy(const struct cred *c) __must_check;

/* Replaces a private copy's groups; ownership of g passes. */
void cred_set_groups(struct cred *c, struct groups *g);

/* Gives a private copy another real uid. => errors: -EAGAIN no memory for a
 * user, with nothing changed */
int cred_set_uid(struct cred *c, uid_t uid) __must_check;

/* The current thread's; borrowed, valid until the thread changes it. */
const struct cred *current_cred(void);
/* The same of the thread itself, whomever it acts for. */
const struct cred *current_own_cred(void);
/* The same with a reference, and one back that may be of these. */
struct cred *current_cred_get(void);
void current_cred_put(struct cred *c);

/* Any thread's, with a reference; it may have changed by now. => any thread of
 * user space, the ended ones too */
struct cred *thread_cred_get(const struct thread *t);
/* The same, borrowed. => holds: an RCU section, for as long as it is used */
const struct cred *thread_cred_peek(const struct thread *t);
/* Its real user id. */
uid_t thread_uid(const struct thread *t);

/* Makes c (ownership passes) the current thread's. When it gains or changes an
 * identity, what it has in memory is not for others to see from here on. */
void cred_commit(struct cred *c);
/* Are ids of its seen by others to differ, or has `now` a capability that `old`
 * had not?  (commit_creds() of Linux) */
bool cred_changes_identity(const struct cred *old, const struct cred *now);
/* cred_commit() by execve(), which cares for its new address space itself. */
void cred_install(struct cred *c);
/* Makes c the current thread's for a moment (access(2)). Others may see it: it
 * lacks rights, and gives none. => returns: what cred_restore() puts back */
struct cred *cred_override(struct cred *c) __must_check;
void cred_restore(struct cred *old);
/* The current thread acts by the rights of c, borrowed, in what it does for a file system
 * that stands on others; for others it is who it was.
 * => returns: what cred_act() takes at the end of that */
struct cred *cred_act(struct cred *c) __must_check;
/* The credentials of a thread that does not run yet; a reference passes. It is
 * counted from here on to cred_drop(). */
void cred_give(struct thread *t, struct cred *c);
/* Of one that has ended. */
void cred_drop(struct thread *t);

/* The current thread is about to change its identity: its memory and the signal
 * that it asked for at its parent's death belong to the old one. Implemented by
 * proc/access.c. */
void cred_identity_changes(void);

/* Capability numbers of Linux (abi/capability.h). */
bool cred_capable(const struct cred *c, int cap);
/* Has the current thread the capability? */
bool capable(int cap);

/* Is gid the filesystem gid or among the groups? */
bool cred_in_group(const struct cred *c, gid_t gid);

/* What capabilities grant beyond owner, mode and ACL (capabilities(7)); of the mode the
 * type and that there is an x count. */
bool cred_overrides(const struct cred *c, mode_t mode, unsigned may);

#define MAY_EXEC  1u
#define MAY_WRITE 2u
#define MAY_READ  4u

/* The one permission check for objects with owner, group and mode bits
 * (POSIX XBD 4.5), root's capabilities included.
 * => returns: 0 or -EACCES */
int cred_permission(const struct cred *c, uid_t uid, gid_t gid, mode_t mode,
    unsigned may) __must_check;

#endif
