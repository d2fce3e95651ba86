/*
 * The system's names.
 *
 * It says Linux, with a release that programs and libraries take their Linux
 * paths for; the version string names Breenix and the commit.
 */
#include "proc/uts.h"

#include "lib/string.h"
#include "sync/spinlock.h"
#include "version.h"

static struct {
	struct spinlock lock;
	struct utsname names OWN_LOCK(lock);
} uts = {
	.lock = SPINLOCK_INIT(LC_FSCONTEXT),
	.names = {
		.sysname = "Linux",
		.nodename = "breenix",
		.release = "6.1.0-breenix",
		.version = "#1 SMP Breenix " BREENIX_COMMIT,
		.machine = "x86_64",
		.domainname = "(none)",
	},
};

void
uts_read(struct utsname *out)
{
	spin_lock(&uts.lock);
	*out = uts.names;
	spin_unlock(&uts.lock);
}

void
uts_set_hostname(const char *name)
{
	spin_lock(&uts.lock);
	memcpy(uts.names.nodename, name, UTS_LEN);
	spin_unlock(&uts.lock);
}

void
uts_set_domainname(const char *name)
{
	spin_lock(&uts.lock);
	memcpy(uts.names.domainname, name, UTS_LEN);
	spin_unlock(&uts.lock);
}
