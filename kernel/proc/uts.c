/*
 * The system says that it is Linux, in a release that C libraries know, so that
 * programs take the ways they have tested; the version names the real one.
 */
#include "proc/uts.h"

#include "lib/compiler.h"
#include "lib/string.h"
#include "sync/spinlock.h"
#include "version.h"

static struct {
	struct spinlock lock;
	struct utsname names; /* [lock] */
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

static void
set(char *name, const char *s, size_t n)
{
	n = strnlen(s, min(n, (size_t)UTS_LEN - 1));
	spin_lock(&uts.lock);
	memset(name, 0, UTS_LEN);
	memcpy(name, s, n);
	spin_unlock(&uts.lock);
}

void
uts_set_nodename(const char *s, size_t n)
{
	set(uts.names.nodename, s, n);
}

void
uts_set_domainname(const char *s, size_t n)
{
	set(uts.names.domainname, s, n);
}
