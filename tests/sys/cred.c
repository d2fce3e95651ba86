// covers: getuid getgid geteuid getegid setuid setgid setreuid setregid
// covers: setresuid setresgid getresuid getresgid setfsuid setfsgid getgroups
// covers: setgroups capget capset
/*
 * Who a process is: users, groups, capabilities.
 */
#include "tests/sys/tap.h"

struct ids {
	unsigned int r, e, s;
};

static struct ids
uids(void)
{
	struct ids i = { 0 };

	syscall(SYS_getresuid, &i.r, &i.e, &i.s);
	return i;
}

static struct ids
gids(void)
{
	struct ids i = { 0 };

	syscall(SYS_getresgid, &i.r, &i.e, &i.s);
	return i;
}

static bool
ids_are(struct ids i, unsigned int r, unsigned int e, unsigned int s)
{
	if (i.r == r && i.e == e && i.s == s)
		return true;
	diag("real %u, effective %u, saved %u", i.r, i.e, i.s);
	return false;
}

/* The system calls themselves: a libc's would act on all threads. */
static long
resuid(long r, long e, long s)
{
	return syscall(SYS_setresuid, r, e, s);
}

static void
root_setuid(void)
{
	is(syscall(SYS_setuid, 1000), 0, "root: setuid");
	ok(ids_are(uids(), 1000, 1000, 1000), "sets all three");
	is_errno(syscall(SYS_setuid, 0), EPERM, "and there is no way back");
	is(syscall(SYS_getuid), 1000, "getuid");
	is(syscall(SYS_geteuid), 1000, "geteuid");
}

static void
root_setgid(void)
{
	is(syscall(SYS_setgid, 1000), 0, "root: setgid");
	ok(ids_are(gids(), 1000, 1000, 1000), "sets all three");
	is(syscall(SYS_setgid, 5), 0, "being root, again");
	is(syscall(SYS_getgid), 5, "getgid");
	is(syscall(SYS_getegid), 5, "getegid");
	is(syscall(SYS_setregid, 6, 7), 0, "setregid");
	ok(ids_are(gids(), 6, 7, 7), "the saved one follows the effective");
	is(syscall(SYS_setresgid, -1, -1, 8), 0, "setresgid");
	ok(ids_are(gids(), 6, 7, 8), "-1 leaves as is");
}

static void
user_setuid(void)
{
	resuid(1000, 1001, 1002);
	is(syscall(SYS_setuid, 1000), 0, "a user: setuid to the real one");
	ok(ids_are(uids(), 1000, 1000, 1002), "sets the effective one only");
	is(syscall(SYS_setuid, 1002), 0, "to the saved one");
	ok(ids_are(uids(), 1000, 1002, 1002), "as well");
	is_errno(syscall(SYS_setuid, 1001), EPERM, "to another");
}

static void
user_setreuid(void)
{
	resuid(1000, 1001, 1002);
	is(syscall(SYS_setreuid, 1001, 1000), 0, "setreuid: swap");
	ok(ids_are(uids(), 1001, 1000, 1000), "the saved one follows");
	is_errno(syscall(SYS_setreuid, 5, -1), EPERM, "to another");
	is_errno(syscall(SYS_setreuid, -1, 5), EPERM, "effective to another");
	resuid(-1, -1, -1);
	is(syscall(SYS_setreuid, -1, 1001), 0, "effective to real");
	ok(ids_are(uids(), 1001, 1001, 1000), "leaves the saved one");
}

static void
user_setresuid(void)
{
	resuid(1000, 1001, 1002);
	is(resuid(1002, 1000, 1001), 0, "setresuid: any of the three");
	ok(ids_are(uids(), 1002, 1000, 1001), "in any order");
	is_errno(resuid(0, -1, -1), EPERM, "real to another");
	is_errno(resuid(-1, 0, -1), EPERM, "effective to another");
	is_errno(resuid(-1, -1, 0), EPERM, "saved to another");
	ok(ids_are(uids(), 1002, 1000, 1001), "a refusal changes nothing");
}

static void
user_setgid(void)
{
	syscall(SYS_setresgid, 1000, 1001, 1002);
	resuid(1000, 1000, 1000);
	is(syscall(SYS_setgid, 1002), 0, "a user: setgid to the saved one");
	ok(ids_are(gids(), 1000, 1002, 1002), "sets the effective one");
	is_errno(syscall(SYS_setgid, 5), EPERM, "to another");
	is_errno(syscall(SYS_setregid, 5, -1), EPERM, "setregid");
	is_errno(syscall(SYS_setresgid, -1, 5, -1), EPERM, "setresgid");
}

/* A set-user-id program that drops its privilege and takes it back. */
static void
drop_and_regain(void)
{
	is(resuid(1000, 0, 0), 0, "as a set-id program");
	is(syscall(SYS_setreuid, -1, 1000), 0, "drop");
	is_errno(syscall(SYS_chown, "f", 1, 1), EPERM, "without privilege");
	is(syscall(SYS_setreuid, -1, 0), 0, "regain");
	is(syscall(SYS_chown, "f", 0, 0), 0, "with it");
}

static void
fs_ids(void)
{
	make_file("shut", "x");
	chmod("shut", 0600);
	is(syscall(SYS_setfsuid, 1000), 0, "setfsuid gives the one before");
	is_errno(open("shut", O_RDONLY), EACCES, "files go by it");
	is(syscall(SYS_setfsuid, -1), 1000, "-1 only asks");
	is(syscall(SYS_setfsuid, 0), 1000, "back");
	is(close(open("shut", O_RDONLY)), 0, "with all rights");
	is(syscall(SYS_setfsgid, 1000), 0, "setfsgid");
	is(syscall(SYS_setfsgid, -1), 1000, "tells");
	resuid(1000, 1000, 1000);
	is(syscall(SYS_setfsuid, -1), 1000, "it follows the effective one");
	syscall(SYS_setfsuid, 5);
	is(syscall(SYS_setfsuid, -1), 1000, "a user cannot set another");
}

/* As many as there may be, the even places low and the odd ones high: a sort that
 * compares what is far apart first has the work still before it then. */
static void
test_many_groups(void)
{
	enum {
		MANY = 65536
	};
	static gid_t set[MANY], got[MANY];
	bool ascend = true;
	int i;

	for (i = 0; i < MANY; i++)
		set[i] = (gid_t)(i / 2 + (i % 2 ? MANY : 0));
	is(syscall(SYS_setgroups, MANY, set), 0, "the most there may be");
	is(syscall(SYS_getgroups, MANY, got), MANY, "are there");
	for (i = 1; i < MANY; i++)
		ascend &= got[i - 1] < got[i];
	ok(ascend, "in order");
}

static void
groups(void)
{
	gid_t set[3] = { 30, 10, 20 }, got[8];
	long n;

	is(syscall(SYS_setgroups, 3, set), 0, "setgroups");
	is(syscall(SYS_getgroups, 0, NULL), 3, "how many");
	n = syscall(SYS_getgroups, 8, got);
	is(n, 3, "getgroups");
	ok(got[0] + got[1] + got[2] == 60, "the same");
	is_errno(syscall(SYS_getgroups, 2, got), EINVAL, "too little room");
	is_errno(syscall(SYS_getgroups, -1, got), EINVAL, "negative room");
	is_errno(syscall(SYS_getgroups, 8, UNMAPPED), EFAULT, "a bad pointer");
	is_errno(syscall(SYS_setgroups, 65537, set), EINVAL, "too many");
	is_errno(syscall(SYS_setgroups, 3, UNMAPPED), EFAULT, "a bad pointer");
	is(syscall(SYS_setgroups, 0, NULL), 0, "none");
	is(syscall(SYS_getgroups, 0, NULL), 0, "are left");
	test_many_groups();
	syscall(SYS_setgroups, 3, set);
	make_file("gf", "x");
	chown("gf", 0, 20);
	chmod("gf", 0040);
	resuid(1000, 1000, 1000);
	is(close(open("gf", O_RDONLY)), 0, "a supplementary group counts");
	is_errno(syscall(SYS_setgroups, 0, NULL), EPERM, "a user: setgroups");
}

struct cap_header {
	uint32_t version;
	int pid;
};

struct cap_data {
	uint32_t effective, permitted, inheritable;
};

static void
capabilities(void)
{
	struct cap_header h = { 0x20080522, 0 };
	struct cap_data d[2] = { { 0 } };

	is(syscall(SYS_capget, &h, d), 0, "capget");
	ok(d[0].effective & 1, "root may do all");
	h.version = 1;
	is_errno(syscall(SYS_capget, &h, d), EINVAL, "an unknown version");
	is(h.version, 0x20080522, "which tells the right one");
	h.pid = 999999;
	is_errno(syscall(SYS_capget, &h, d), ESRCH, "no such process");
	h.pid = 0;
	is_errno(syscall(SYS_capget, UNMAPPED, d), EFAULT, "a bad pointer");
	is(syscall(SYS_capget, &h, d), 0, "capget");
	is(syscall(SYS_capset, &h, d), 0, "capset of what is");
	make_file("cf", "x");
	d[0].effective &= ~1u; /* CAP_CHOWN */
	is(syscall(SYS_capset, &h, d), 0, "without one");
	is_errno(syscall(SYS_chown, "cf", 1, 1), EPERM,
	    "root is not what it was");
	d[0].effective |= 1;
	is(syscall(SYS_capset, &h, d), 0, "it can be taken back");
	is(syscall(SYS_chown, "cf", 1, 1), 0, "then it works");
	d[0].permitted &= ~1u;
	d[0].effective &= ~1u;
	is(syscall(SYS_capset, &h, d), 0, "given up for good");
	d[0].permitted |= 1;
	is_errno(syscall(SYS_capset, &h, d), EPERM, "it does not come back");
	resuid(1000, 1000, 1000);
	is(syscall(SYS_capget, &h, d), 0, "capget");
	is(d[0].effective | d[0].permitted | d[1].permitted, 0,
	    "a user has none");
	d[0].effective = d[0].permitted = 2;
	is_errno(syscall(SYS_capset, &h, d), EPERM, "and gets none");
}

static void
test_errors(void)
{
	is_errno(syscall(SYS_getresuid, UNMAPPED, UNMAPPED, UNMAPPED), EFAULT,
	    "getresuid");
	is_errno(syscall(SYS_getresgid, UNMAPPED, UNMAPPED, UNMAPPED), EFAULT,
	    "getresgid");
	is_errno(syscall(SYS_setuid, -1), EINVAL, "setuid(-1)");
	is_errno(syscall(SYS_setgid, -1), EINVAL, "setgid(-1)");
}

int
main(void)
{
	static void (*const parts[])(void) = { root_setuid, root_setgid,
		user_setuid, user_setreuid, user_setresuid, user_setgid,
		drop_and_regain, fs_ids, groups, capabilities };
	size_t i;

	make_file("f", "");
	test_errors();
	if (geteuid() != 0) {
		skip("needs root");
		return done();
	}
	for (i = 0; i < sizeof parts / sizeof parts[0]; i++)
		is(in_child(parts[i]), 0, "part %d", (int)i);
	return done();
}
