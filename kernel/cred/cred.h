/*
 * Credentials: who a thread acts for.
 *
 * A struct cred never changes once a thread has it: to change, a thread
 * copies it, edits the copy and commits that.  So readers need no lock, and a
 * reference keeps the identity that opened a file.
 */
#ifndef CRED_CRED_H
#define CRED_CRED_H

#include "lib/compiler.h"
#include "lib/types.h"
#include "sync/refcount.h"

struct groups {
	struct refcount refs;
	u32 n;
	gid_t gid[]; /* [I] ascending */
};

struct cred {
	struct refcount refs;
	uid_t uid, euid, suid, fsuid; /* [I] all, once committed */
	gid_t gid, egid, sgid, fsgid;
	struct groups *groups; /* owned reference; NULL: none */
	u64 cap_effective, cap_permitted, cap_inheritable, cap_bounding;
	u64 cap_ambient;
	u32 securebits;
	bool no_new_privs;
};

extern struct cred init_cred; /* root, all capabilities */

void cred_get(struct cred *c);
void cred_put(struct cred *c);

/* A private copy with one reference, or NULL. */
struct cred *cred_copy(const struct cred *c) __must_check;

/* Replaces a private copy's groups; ownership of g passes. */
void cred_set_groups(struct cred *c, struct groups *g);

/* The current thread's; borrowed, valid until the thread changes it. */
const struct cred *current_cred(void);

/* Makes c (ownership passes) the current thread's. */
void cred_commit(struct cred *c);
/* Called after each commit; the process layer sets it. May be NULL. */
extern void (*cred_changed)(const struct cred *old, const struct cred *now);

/* Capability numbers of Linux (abi/capability.h). */
bool cred_capable(const struct cred *c, int cap);
/* Has the current thread the capability? */
bool capable(int cap);

/* Is gid the filesystem gid or among the groups / the effective gid or so? */
bool cred_in_group(const struct cred *c, gid_t gid);
bool cred_in_egroup(const struct cred *c, gid_t gid);

#define MAY_EXEC  1u
#define MAY_WRITE 2u
#define MAY_READ  4u

/* The one permission check for objects with owner, group and mode bits
 * (POSIX XBD 4.5), root's capabilities included.
 * => returns: 0 or -EACCES */
int cred_permission(const struct cred *c, uid_t uid, gid_t gid, mode_t mode,
    unsigned may) __must_check;

#endif
