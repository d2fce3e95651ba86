/*
 * Extended attributes and access control lists that are changed while others look at
 * them: a value is one that was set, whole; a list has all names that nobody changes; and
 * nobody gets, or loses, a right but by what some list said at one moment.
 *
 * One or more processes change, the others look, on four CPUs.
 */
#include "tests/sys/tap.h"
#include <sys/mount.h>
#include <sys/xattr.h>
#include <time.h>

#define LOOKERS 3
#define MS      400 /* of each */
#define ACCESS  "system.posix_acl_access"
#define DEFAULT "system.posix_acl_default"
#define USER    1001 /* named, and neither owner nor in a group */

struct shared {
	volatile bool stop;
	unsigned long changes, looks, wrong;
	int err; /* errno at the last that was wrong */
};
static struct shared *shared;
static unsigned seed;

#define COUNT(x) __atomic_fetch_add(&shared->x, 1, __ATOMIC_RELAXED)

static void
wrong(void)
{
	shared->err = errno;
	COUNT(wrong);
}

static unsigned
draw(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

static long
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
loop(void (*fn)(void), uid_t uid)
{
	seed = (unsigned)getpid();
	if (uid &&
	    (syscall(SYS_setgroups, 0, NULL) < 0 || setgid(uid) < 0 ||
		setuid(uid) < 0))
		wrong();
	while (!shared->stop)
		fn();
	_exit(0);
}

/* Who looks is that user; 0: root. */
static void
run(const char *what, void (*change)(void), void (*look)(void), uid_t uid)
{
	long end = now_ms() + MS;
	pid_t pid[LOOKERS];

	memset(shared, 0, sizeof(*shared));
	for (int i = 0; i < LOOKERS; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			loop(look, uid);
	}
	/* At least one of each, on the slowest machine. */
	while (now_ms() < end || !shared->changes || !shared->looks)
		change();
	shared->stop = true;
	for (int i = 0; i < LOOKERS; i++)
		is(wait_for(pid[i]), 0, "who looks has come to the end");
	is(shared->wrong, 0, "%s", what);
	if (shared->wrong)
		diag("%lu changes, %lu looks; %s", shared->changes,
		    shared->looks, strerror(shared->err));
}

/* --- Values and lists ------------------------------------------------------------- */

#define LONGEST 5000

static int file;

static const char *
name_drawn(void)
{
	static char name[32];

	sprintf(name, "user.%u", draw(20));
	return name;
}

/* The first byte says what the rest is, and how much. */
static void
set_value(int fd)
{
	static char value[LONGEST];
	unsigned char first = (unsigned char)draw(256);

	memset(value, first, sizeof value);
	if (fsetxattr(fd, name_drawn(), value, 1 + first * 19u, 0) < 0)
		wrong();
}

static void
get_value(int fd)
{
	static unsigned char value[LONGEST];
	ssize_t n = fgetxattr(fd, name_drawn(), value, sizeof value);

	if (n < 0 && errno != ENODATA)
		wrong();
	if (n > 0 && n != 1 + value[0] * 19)
		wrong();
	for (ssize_t i = 1; i < n; i++)
		if (value[i] != value[0])
			wrong();
}

static void
remove_value(int fd)
{
	if (fremovexattr(fd, name_drawn()) < 0 && errno != ENODATA)
		wrong();
}

static void
list_names(int fd)
{
	char list[1000];
	ssize_t n = flistxattr(fd, list, sizeof list);
	int kept = 0;

	if (n < 0 || (n && list[n - 1]))
		wrong();
	for (ssize_t at = 0; at < n; at += (ssize_t)strlen(list + at) + 1) {
		if (strncmp(list + at, "user.", 5))
			wrong();
		kept += strncmp(list + at, "user.kept", 9) == 0;
	}
	if (kept != 3)
		wrong();
}

static void
use_attributes(void)
{
	set_value(file);
	get_value(file);
	list_names(file);
	if (draw(2))
		remove_value(file);
	COUNT(changes);
	COUNT(looks);
}

/* The file goes, by all its names, while others have it open. */
static void
replace_file(void)
{
	int fd = open("new", O_RDWR | O_CREAT | O_EXCL, 0666);

	for (int i = 0; i < 3; i++) {
		char name[32];

		sprintf(name, "user.kept%d", i);
		if (fsetxattr(fd, name, "v", 1, 0) < 0)
			wrong();
	}
	set_value(fd);
	if (close(fd) < 0 || rename("new", "file") < 0)
		wrong();
	COUNT(changes);
}

static void
use_replaced(void)
{
	int fd = open("file", O_RDWR);
	struct stat st;

	if (fd < 0)
		wrong();
	for (int i = 0; i < 4; i++) {
		set_value(fd);
		get_value(fd);
		list_names(fd);
	}
	if (fstat(fd, &st) < 0 || close(fd) < 0)
		wrong();
	COUNT(looks);
}

/* --- Access ----------------------------------------------------------------------- */

struct entry {
	unsigned short tag, perm;
	unsigned id;
};

struct list {
	unsigned version;
	struct entry e[5];
};

static struct list
list_of(unsigned user, unsigned mask, unsigned other)
{
	return (struct list){ 2,
		{ { 1, 7, -1U }, { 2, (unsigned short)user, USER },
		    { 4, 0, -1U }, { 16, (unsigned short)mask, -1U },
		    { 32, (unsigned short)other, -1U } } };
}

static void
set_list(const char *path, const struct list *l)
{
	if (setxattr(path, ACCESS, l, sizeof *l, 0) < 0)
		wrong();
}

/* None of these gives the user anything, each half of one and half of another would.  On
 * Linux it does, now and then: there mode and list change one after the other. */
static void
set_denying(void)
{
	/* A list that says no more than a mode: the same as chmod(). */
	static const struct {
		unsigned version;
		struct entry e[3];
	} none = { 2, { { 1, 7, -1U }, { 4, 0, -1U }, { 32, 0, -1U } } };
	struct list l;

	switch (draw(4)) {
	case 0:
		l = list_of(4, 2, 0);
		set_list("file", &l);
		break;
	case 1:
		l = list_of(2, 4, 0);
		set_list("file", &l);
		break;
	case 2:
		l = list_of(0, 7, 7);
		set_list("file", &l);
		break;
	default:
		if (setxattr("file", ACCESS, &none, sizeof none, 0) < 0)
			wrong();
	}
	COUNT(changes);
}

static void
look_denied(void)
{
	if (access("file", R_OK) == 0 || access("file", W_OK) == 0 ||
	    open("file", O_RDONLY) >= 0)
		wrong();
	COUNT(looks);
}

/* Each of these lets him search. */
static void
set_granting(void)
{
	struct list l;

	switch (draw(5)) {
	case 0:
		l = list_of(1, 7, 0);
		set_list("dir", &l);
		break;
	case 1:
		l = list_of(7, 1, 0);
		set_list("dir", &l);
		break;
	case 2:
		l = list_of(5, 5, 5);
		set_list("dir", &l);
		if (removexattr("dir", ACCESS) < 0)
			wrong();
		break;
	case 3:
		l = list_of(3, 3, 1);
		set_list("dir", &l);
		break;
	default:
		l = list_of(1, 1, 1);
		set_list("dir", &l);
		if (chmod("dir", 0751) < 0 || chmod("dir", 0715) < 0 ||
		    chmod("dir", 0751) < 0)
			wrong();
	}
	COUNT(changes);
}

static void
look_granted(void)
{
	struct stat st;

	if (stat("dir/in/../in/file", &st) < 0)
		wrong();
	if (access("dir", X_OK) < 0)
		wrong();
	COUNT(looks);
}

/* What can be read is a list, with the mode that goes with it. */
static void
look_at_list(void)
{
	struct list l;
	ssize_t n = getxattr("dir", ACCESS, &l, sizeof l);

	if (n < 0 && errno != ENODATA)
		wrong();
	if (n >= 0 && (n != sizeof l || l.version != 2 || l.e[1].id != USER))
		wrong();
	if (n >= 0 && !(l.e[1].perm & l.e[3].perm & 1))
		wrong();
	COUNT(looks);
}

/* --- Inheritance ------------------------------------------------------------------ */

static void
set_default(void)
{
	struct list l = draw(2) ? list_of(4, 6, 0) : list_of(6, 4, 0);

	if (setxattr("dir", DEFAULT, &l, sizeof l, 0) < 0)
		wrong();
	if (!draw(4) && removexattr("dir", DEFAULT) < 0)
		wrong();
	COUNT(changes);
}

/* The list and the mode of one of the two, or those of none. */
static void
make_below(void)
{
	char name[32];
	struct list l;
	struct stat st;
	ssize_t n;

	sprintf(name, "dir/%d", (int)getpid());
	if (mkdir(name, 0777) < 0 || stat(name, &st) < 0)
		wrong();
	n = getxattr(name, ACCESS, &l, sizeof l);
	if (n < 0 ? (st.st_mode & 0777) != 0755 :
		    l.e[1].perm + l.e[3].perm != 10 ||
		    (st.st_mode >> 3 & 7) != l.e[3].perm || st.st_mode & 7)
		wrong();
	n = getxattr(name, DEFAULT, &l, sizeof l);
	if (n >= 0 && l.e[1].perm + l.e[3].perm != 10)
		wrong();
	if (rmdir(name) < 0)
		wrong();
	COUNT(looks);
}

static void
prepare(void)
{
	umask(022);
	mkdir("dir", 0755);
	mkdir("dir/in", 0755);
	close(open("dir/in/file", O_CREAT | O_RDWR, 0644));
	replace_file();
	file = open("file", O_RDWR);
}

static void
run_all(void)
{
	struct list l = list_of(0, 7, 7);

	prepare();
	run("attributes of one file", use_attributes, use_attributes, 0);
	run("of one that is replaced", replace_file, use_replaced, 0);
	set_list("file", &l);
	run("nobody gets what no list gave", set_denying, look_denied, USER);
	run("nobody loses it", set_granting, look_granted, USER);
	run("lists are whole", set_granting, look_at_list, 0);
	removexattr("dir", ACCESS);
	chmod("dir", 0777);
	run("inheritance", set_default, make_below, 0);
	removexattr("dir", DEFAULT);
	run("by others", set_default, make_below, USER);
}

int
main(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	mkdir("t", 0755);
	if (geteuid() != 0 || mount("none", "t", "tmpfs", 0, "mode=755") < 0 ||
	    chdir("t") < 0) {
		skip("needs root to mount a tmpfs");
		return done();
	}
	run_all();
	if (chdir("..") < 0)
		return 1;
	umount2("t", MNT_DETACH);
	return done();
}
