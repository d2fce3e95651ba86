/*
 * Ambient capabilities (capabilities(7)): what may be raised, what takes it back, and
 * what a program has of them after exec.
 */
// covers: prctl execve capset setresuid
#include "tap.h"
#include <sys/auxv.h>
#include <sys/prctl.h>

enum {
	USER = 1000,
	CHOWN = 0, /* CAP_CHOWN */
	SETPCAP = 8,
	LAST = 40,
	NO_RAISE = 64, /* SECBIT_NO_CAP_AMBIENT_RAISE */
	NOROOT = 1
};

struct header {
	uint32_t version;
	int pid;
};

struct data {
	uint32_t effective, permitted, inheritable;
};

static long
ambient(long op, long cap)
{
	return prctl(PR_CAP_AMBIENT, op, cap, 0, 0);
}

static long
caps(long call, struct data d[2])
{
	struct header h = { 0x20080522, 0 };

	return syscall(call, &h, d);
}

static long
set_inheritable(uint32_t low)
{
	struct data d[2];

	if (caps(SYS_capget, d))
		return -1;
	d[0].inheritable = low;
	d[1].inheritable = 0;
	return caps(SYS_capset, d);
}

/* A user that has CHOWN as ambient capability, and no other. */
static void
user_with_chown(void)
{
	struct data d[2] = { { 0 } };

	if (prctl(PR_SET_KEEPCAPS, 1))
		_exit(97);
	become_user(USER, USER);
	d[0].permitted = d[0].inheritable = 1u << CHOWN;
	if (caps(SYS_capset, d) || ambient(PR_CAP_AMBIENT_RAISE, CHOWN))
		_exit(96);
}

/* What the new program says of CHOWN: 1 effective, 2 permitted, 4 ambient, 8 inheritable;
 * 16: AT_SECURE. */
static int
show(void)
{
	struct data d[2];

	if (caps(SYS_capget, d))
		return 95;
	return (d[0].effective & 1) | (d[0].permitted & 1) << 1 |
	    (int)ambient(PR_CAP_AMBIENT_IS_SET, CHOWN) << 2 |
	    (d[0].inheritable & 1) << 3 | (getauxval(AT_SECURE) != 0) << 4;
}

/* Runs `prepare` in a child, then this program from `path`: its status is show()'s. */
static void
shows(int wanted, const char *path, void (*prepare)(void), const char *what)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		prepare();
		execl(path, path, "show", NULL);
		_exit(94);
	}
	status = wait_for(pid);
	is(WIFEXITED(status) ? WEXITSTATUS(status) : -1, wanted, "%s", what);
}

static void
refused(void)
{
	is_errno(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 1, 0, 0),
	    EINVAL, "CLEAR_ALL of one");
	is_errno(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 1),
	    EINVAL, "with more");
	is_errno(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 0, 1, 0), EINVAL,
	    "IS_SET with more");
	is_errno(ambient(PR_CAP_AMBIENT_IS_SET, LAST + 1), EINVAL,
	    "no such capability");
	is_errno(ambient(PR_CAP_AMBIENT_RAISE, -1), EINVAL, "nor this");
	is_errno(ambient(PR_CAP_AMBIENT_LOWER, 64), EINVAL, "nor to lower");
	is_errno(ambient(5, 0), EINVAL, "no such operation");
	is_errno(ambient(0, 0), EINVAL, "nor this");
	is_errno(ambient(5, 99), EINVAL, "of no such capability");
}

static void
raising(void)
{
	is(ambient(PR_CAP_AMBIENT_IS_SET, CHOWN), 0, "none at first");
	is_errno(ambient(PR_CAP_AMBIENT_RAISE, CHOWN), EPERM,
	    "it is not inheritable");
	is(ambient(PR_CAP_AMBIENT_LOWER, CHOWN), 0, "but lowered it can be");
	is(set_inheritable(1u << CHOWN), 0, "now it is");
	is(ambient(PR_CAP_AMBIENT_RAISE, CHOWN), 0, "and is raised");
	is(ambient(PR_CAP_AMBIENT_RAISE, CHOWN), 0, "twice");
	is(ambient(PR_CAP_AMBIENT_IS_SET, CHOWN), 1, "it is set");
	is(ambient(PR_CAP_AMBIENT_IS_SET, SETPCAP), 0, "another is not");
	is(ambient(PR_CAP_AMBIENT_LOWER, CHOWN), 0, "lowered");
	is(ambient(PR_CAP_AMBIENT_IS_SET, CHOWN), 0, "it is not set");
	is(ambient(PR_CAP_AMBIENT_RAISE, CHOWN), 0, "raised");
	is(ambient(PR_CAP_AMBIENT_CLEAR_ALL, 0), 0, "all are cleared");
	is(ambient(PR_CAP_AMBIENT_IS_SET, CHOWN), 0, "it is not set");
	is(ambient(PR_CAP_AMBIENT_RAISE, CHOWN), 0, "raised");
	is(set_inheritable(0), 0, "no more inheritable");
	is(ambient(PR_CAP_AMBIENT_IS_SET, CHOWN), 0, "so not ambient");
	is(set_inheritable(1u << CHOWN), 0, "inheritable again");
	is(ambient(PR_CAP_AMBIENT_IS_SET, CHOWN), 0, "does not bring it back");
}

/* => in a child */
static void
securebits(void)
{
	is(ambient(PR_CAP_AMBIENT_RAISE, CHOWN), 0, "raised");
	is(prctl(PR_SET_SECUREBITS, NO_RAISE), 0, "NO_CAP_AMBIENT_RAISE");
	is_errno(ambient(PR_CAP_AMBIENT_RAISE, CHOWN), EPERM, "is heeded");
	is(ambient(PR_CAP_AMBIENT_IS_SET, CHOWN), 1, "what is raised stays");
	is(prctl(PR_SET_SECUREBITS, 0), 0, "taken back");
}

static void
change_of_user(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		bool kept, gone;

		kept = !ambient(PR_CAP_AMBIENT_RAISE, CHOWN) &&
		    !seteuid(USER) &&
		    ambient(PR_CAP_AMBIENT_IS_SET, CHOWN) == 1 && !seteuid(0);
		prctl(PR_SET_KEEPCAPS, 1);
		become_user(USER, USER);
		gone = ambient(PR_CAP_AMBIENT_IS_SET, CHOWN) == 0;
		_exit(kept | gone << 1 |
		    (ambient(PR_CAP_AMBIENT_RAISE, CHOWN) == 0) << 2);
	}
	ok(exited_with(wait_for(pid), 7),
	    "who leaves root for good loses it, kept or not");
}

static void
root_without(void)
{
	ambient(PR_CAP_AMBIENT_CLEAR_ALL, 0);
}

static void
user_without(void)
{
	user_with_chown();
	ambient(PR_CAP_AMBIENT_CLEAR_ALL, 0);
}

static void
user_no_new_privs(void)
{
	user_with_chown();
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* Root without CHOWN. */
static void
lesser_root(void)
{
	struct data d[2];

	caps(SYS_capget, d);
	d[0].permitted &= ~1u;
	d[0].effective &= ~1u;
	d[0].inheritable &= ~1u;
	if (caps(SYS_capset, d))
		_exit(93);
}

static void
lesser_root_no_new_privs(void)
{
	lesser_root();
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static void
root_noroot(void)
{
	ambient(PR_CAP_AMBIENT_RAISE, CHOWN);
	prctl(PR_SET_SECUREBITS, NOROOT);
}

/* A copy of this program. */
static bool
make_program(const char *path, mode_t mode, uid_t uid, gid_t gid)
{
	char buf[65536];
	int in = open("/proc/self/exe", O_RDONLY);
	int out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0700);
	ssize_t n = -1;

	while (in >= 0 && out >= 0 && (n = read(in, buf, sizeof buf)) > 0)
		if (write(out, buf, (size_t)n) != n)
			return false;
	close(in);
	close(out);
	return n == 0 && !chown(path, uid, gid) && chmod(path, mode) == 0;
}

static void
programs(void)
{
	chmod(".", 0755);
	ok(make_program("plain", 0755, 0, 0) &&
		make_program("setuid", 04755, USER + 1, 0) &&
		make_program("own", 04755, USER, 0) &&
		make_program("setgid", 02755, 0, USER + 1) &&
		make_program("root", 04755, 0, 0),
	    "programs");
	shows(1 | 2 | 4 | 8, "./plain", user_with_chown, "a user keeps it");
	shows(8, "./plain", user_without, "what is only inheritable is not");
	shows(1 | 2 | 4 | 8, "./plain", user_no_new_privs,
	    "kept with no_new_privs");
	shows(8 | 16, "./setuid", user_with_chown, "a set-user-ID program");
	shows(8 | 16, "./setgid", user_with_chown, "a set-group-ID program");
	shows(1 | 2 | 4 | 8, "./own", user_with_chown, "one of oneself");
	shows(1 | 2 | 4 | 8, "./setuid", user_no_new_privs,
	    "one that has no effect");
	shows(1 | 2 | 8 | 16, "./root", user_with_chown, "one of root's");
	shows(1 | 2 | 8, "./plain", root_without, "root has it all the same");
	shows(1 | 2, "./plain", lesser_root, "root gets back what it gave up");
	shows(0, "./plain", lesser_root_no_new_privs,
	    "but not with no_new_privs");
	shows(1 | 2 | 4 | 8, "./plain", root_noroot,
	    "without root's privileges it is what is left");
}

/* => in the state that raising() leaves */
static void
bounding(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct data d[2];
		int kept, refused;

		ambient(PR_CAP_AMBIENT_RAISE, CHOWN);
		prctl(PR_CAPBSET_DROP, CHOWN, 0, 0, 0);
		kept = ambient(PR_CAP_AMBIENT_IS_SET, CHOWN) == 1;
		set_inheritable(0);
		refused = set_inheritable(1u << CHOWN) == -1 && errno == EPERM;
		caps(SYS_capget, d);
		d[0].permitted &= ~4u;
		d[0].effective &= ~4u;
		d[0].inheritable = 4;
		_exit(kept | refused << 1 | (caps(SYS_capset, d) == 0) << 2);
	}
	ok(exited_with(wait_for(pid), 7),
	    "the bounding set says what becomes inheritable");
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "show") == 0)
		return show();
	(void)argv;
	refused();
	raising();
	securebits();
	change_of_user();
	bounding();
	programs();
	return done();
}
