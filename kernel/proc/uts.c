/*
 * The system's names.
 *
 * It says Linux, with a release that programs and libraries take their Linux
 * paths for; the version string names Breenix and the commit.
 */
#include "proc/uts.h"

#include "abi/errno.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sync/rcu.h"
#include "sync/spinlock.h"
#include "version.h"

struct uts {
	struct rcu_head rcu;
	struct utsname names; /* [I] once it is .now */
};

static struct uts first = { .names = {
				.sysname = "Linux",
				.nodename = "breenix",
				.release = "6.1.0-breenix",
				.version = "#1 SMP Breenix " BREENIX_COMMIT,
				.machine = "x86_64",
				.domainname = "(none)",
			    } };

static struct {
	struct spinlock lock; /* of changes */
	struct uts *now;      /* read in RCU sections */
} uts = { .lock = SPINLOCK_INIT(LC_FSCONTEXT), .now = &first };

void
uts_read(struct utsname *out)
{
	rcu_section_begin();
	*out = rcu_read(&uts.now)->names;
	rcu_section_end();
}

static void
uts_free(struct rcu_head *h)
{
	struct uts *u = container_of(h, struct uts, rcu);

	if (u != &first)
		kfree(u);
}

int
uts_set(enum uts_name which, const char *name)
{
	struct uts *u = kmalloc(sizeof(*u)), *old;

	if (!u)
		return -ENOMEM;
	spin_lock(&uts.lock);
	old = uts.now;
	u->names = old->names;
	memcpy(which == UTS_HOST ? u->names.nodename : u->names.domainname,
	    name, UTS_LEN);
	rcu_set(&uts.now, u);
	spin_unlock(&uts.lock);
	rcu_call(&old->rcu, uts_free);
	return 0;
}
