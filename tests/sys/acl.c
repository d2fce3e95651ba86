// covers: setxattr getxattr removexattr listxattr
/*
 * Access control lists: what is one, what it grants, how it goes with the mode, and who
 * inherits it.  Most of it is at random, against a model that is written here as
 * acl(5) and Linux have it: lists that are nearly right, every access by several users
 * and groups, chmod between, and what is made in directories.  On a tmpfs of its own.
 */
#include <sys/fsuid.h>
#include <sys/mount.h>
#include <sys/xattr.h>

#include "tests/sys/tap.h"

#define ACCESS  "system.posix_acl_access"
#define DEFAULT "system.posix_acl_default"
#define NOBODY  0xffffffffu
#define MAX     16 /* entries */
#define ROUNDS  3000

enum {
	USER_OBJ = 1,
	USER = 2,
	GROUP_OBJ = 4,
	GROUP = 8,
	MASK = 16,
	OTHER = 32
};

struct entry {
	uint16_t tag, perm;
	uint32_t id;
};

struct list {
	uint32_t version;
	struct entry e[MAX];
	int n; /* behind what is in the attribute */
};

static unsigned seed = 1;

static unsigned
draw(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

static size_t
size_of(const struct list *l)
{
	return 4 + (size_t)l->n * sizeof(struct entry);
}

static void
add(struct list *l, unsigned tag, uint32_t id, unsigned perm)
{
	if (l->n < MAX)
		l->e[l->n++] = (struct entry){ (uint16_t)tag, (uint16_t)perm,
			id };
}

static struct list
empty(void)
{
	return (struct list){ .version = 2 };
}

/* One that is right: of users 1000 to 1004, groups 2000 to 2004. */
static struct list
random_list(void)
{
	struct list l = empty();
	unsigned users = draw(4), groups = draw(4);

	add(&l, USER_OBJ, NOBODY, draw(8));
	while (users--)
		add(&l, USER, 1000 + draw(5), draw(8));
	add(&l, GROUP_OBJ, NOBODY, draw(8));
	while (groups--)
		add(&l, GROUP, 2000 + draw(5), draw(8));
	if (l.n > 2 || draw(2))
		add(&l, MASK, NOBODY, draw(8));
	add(&l, OTHER, NOBODY, draw(8));
	return l;
}

/* --- The model --- */

/* The automaton of posix_acl_valid(). */
static bool
is_valid(const struct list *l)
{
	int state = USER_OBJ;
	bool needs_mask = false;

	for (int i = 0; i < l->n; i++) {
		const struct entry *e = &l->e[i];

		if (e->perm & ~7)
			return false;
		switch (e->tag) {
		case USER_OBJ:
			if (state != USER_OBJ)
				return false;
			state = USER;
			break;
		case USER:
			if (state != USER || e->id == NOBODY)
				return false;
			needs_mask = true;
			break;
		case GROUP_OBJ:
			if (state != USER)
				return false;
			state = GROUP;
			break;
		case GROUP:
			if (state != GROUP || e->id == NOBODY)
				return false;
			needs_mask = true;
			break;
		case MASK:
			if (state != GROUP)
				return false;
			state = OTHER;
			break;
		case OTHER:
			if (state != OTHER && (state != GROUP || needs_mask))
				return false;
			state = 0;
			break;
		default:
			return false;
		}
	}
	return state == 0;
}

static struct entry *
find(struct list *l, unsigned tag)
{
	for (int i = 0; i < l->n; i++)
		if (l->e[i].tag == tag)
			return &l->e[i];
	return NULL;
}

/* What the group bits of the mode stand for. */
static struct entry *
group_class(struct list *l)
{
	struct entry *mask = find(l, MASK);

	return mask ? mask : find(l, GROUP_OBJ);
}

static unsigned
mode_of(struct list *l)
{
	return (unsigned)find(l, USER_OBJ)->perm << 6 |
	    (unsigned)group_class(l)->perm << 3 | find(l, OTHER)->perm;
}

static void
set_mode(struct list *l, unsigned mode)
{
	find(l, USER_OBJ)->perm = mode >> 6 & 7;
	group_class(l)->perm = mode >> 3 & 7;
	find(l, OTHER)->perm = mode & 7;
}

struct who {
	uid_t uid;
	gid_t gid, more[2];
	int nmore;
};

static bool
in_group(const struct who *w, gid_t gid)
{
	for (int i = 0; i < w->nmore; i++)
		if (w->more[i] == gid)
			return true;
	return w->gid == gid;
}

static bool
mode_grants(unsigned mode, const struct who *w, uid_t uid, gid_t gid,
    unsigned want)
{
	if (w->uid == uid)
		mode >>= 6;
	else if (in_group(w, gid))
		mode >>= 3;
	return (mode & want) == want;
}

/* acl(5), ACCESS CHECK ALGORITHM; with an empty mask Linux looks at the mode. */
static bool
list_grants(struct list *l, const struct who *w, uid_t uid, gid_t gid,
    unsigned want)
{
	unsigned mode = mode_of(l);
	bool in_some = false;

	if (w->uid == uid || !(mode & 070))
		return mode_grants(mode, w, uid, gid, want);
	for (int i = 0; i < l->n; i++) {
		const struct entry *e = &l->e[i];

		if (e->tag == USER && e->id == w->uid)
			return (e->perm & group_class(l)->perm & want) == want;
	}
	for (int i = 0; i < l->n; i++) {
		const struct entry *e = &l->e[i];

		if (e->tag == GROUP_OBJ ?
			!in_group(w, gid) :
			e->tag != GROUP || !in_group(w, e->id))
			continue;
		in_some = true;
		if ((e->perm & want) == want)
			return (group_class(l)->perm & want) == want;
	}
	return !in_some && (find(l, OTHER)->perm & want) == want;
}

/* --- What the kernel does --- */

static bool
has_list(const char *path, const char *name, struct list *l)
{
	struct list got = empty();
	ssize_t n = getxattr(path, name, &got, 4 + sizeof got.e);

	if (!l)
		return n < 0 && errno == ENODATA;
	return n == (ssize_t)size_of(l) && memcmp(&got, l, (size_t)n) == 0;
}

static unsigned
mode_at(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? 0xffff : st.st_mode & 07777;
}

/* An access list without a mask is none. */
static bool
has_access(const char *path, struct list *l)
{
	return mode_at(path) == mode_of(l) &&
	    has_list(path, ACCESS, find(l, MASK) ? l : NULL);
}

static void
become(const struct who *w)
{
	if (syscall(SYS_setgroups, w->nmore, w->more) < 0)
		diag("setgroups: %s", strerror(errno));
	setfsgid(w->gid);
	setfsuid(w->uid);
}

static const struct who root;

static struct who
random_who(void)
{
	return (struct who){ 1000 + draw(5), 2000 + draw(5),
		{ 2000 + draw(5), 2000 + draw(5) }, (int)draw(3) };
}

static bool
may(const char *path, unsigned want)
{
	return syscall(SYS_faccessat2, AT_FDCWD, path, want, AT_EACCESS) == 0;
}

static bool
grants_alike(const char *path, struct list *l, uid_t uid, gid_t gid)
{
	struct who w = random_who();
	bool good = true;

	become(&w);
	for (unsigned want = 1; want < 8; want++)
		if (may(path, want) != list_grants(l, &w, uid, gid, want)) {
			diag("uid %u gid %u wants %u", w.uid, w.gid, want);
			good = false;
		}
	become(&root);
	return good;
}

static void
show(const struct list *l)
{
	for (int i = 0; i < l->n; i++)
		diag("  tag %2d id %d perm %d", l->e[i].tag, (int)l->e[i].id,
		    l->e[i].perm);
}

/* --- Tests --- */

static void
test_access(const char *path)
{
	bool good = true;
	struct list l = empty();

	for (int round = 0; good && round < ROUNDS; round++) {
		uid_t uid = 1000 + draw(5);
		gid_t gid = 2000 + draw(5);

		l = random_list();
		good = chown(path, uid, gid) == 0 &&
		    setxattr(path, ACCESS, &l, size_of(&l), 0) == 0 &&
		    has_access(path, &l);
		for (int i = 0; good && i < 4; i++) {
			unsigned mode = draw(512);

			good = grants_alike(path, &l, uid, gid);
			if (good && draw(2)) {
				good = chmod(path, mode) == 0;
				set_mode(&l, mode);
				good &= has_access(path, &l);
			}
		}
	}
	ok(good, "%s: who may what", path);
	if (!good)
		show(&l);
	removexattr(path, ACCESS);
}

/* Nearly right ones. */
static void
spoil(struct list *l)
{
	int i = (int)draw((unsigned)l->n);

	switch (draw(7)) {
	case 0:
		l->e[i].tag = (uint16_t)(1u << draw(7));
		break;
	case 1:
		l->e[i].perm = (uint16_t)(1u << draw(5));
		break;
	case 2:
		l->e[i].id = NOBODY;
		break;
	case 3:
		l->e[i] = l->e[draw((unsigned)l->n)];
		break;
	case 4:
		l->n--;
		break;
	case 5:
		memmove(&l->e[i], &l->e[i + 1],
		    (size_t)(--l->n - i) * sizeof l->e[0]);
		break;
	default:
		l->e[i].tag = (uint16_t)draw(80);
	}
}

static void
test_valid(const char *path, const char *name)
{
	struct list l = empty(), set = empty();
	bool good = true, valid = true;
	int nvalid = 0;

	add(&set, USER_OBJ, NOBODY, 7);
	add(&set, GROUP_OBJ, NOBODY, 7);
	add(&set, MASK, NOBODY, 7);
	add(&set, OTHER, NOBODY, 7);
	setxattr(path, name, &set, size_of(&set), 0);
	for (int round = 0; good && round < 3 * ROUNDS; round++) {
		l = random_list();
		for (unsigned n = draw(3) + 1; n-- && l.n;)
			spoil(&l);
		if (!l.n) /* that would be none */
			continue;
		valid = is_valid(&l);
		errno = 0;
		good = (setxattr(path, name, &l, size_of(&l), 0) == 0) ==
			valid &&
		    (valid || errno == EINVAL);
		if (!valid)
			good &= has_list(path, name, &set);
		nvalid += valid;
		setxattr(path, name, &set, size_of(&set), 0);
	}
	ok(good, "%s: what is one (%d were)", name, nvalid);
	if (!good) {
		diag("errno %d, wanted %svalid", errno, valid ? "" : "in");
		show(&l);
	}
	is(removexattr(path, name), 0, "none any more");
}

/* What `mode` becomes below a directory, and the access list with it. */
static unsigned
inherited(struct list *l, unsigned mode)
{
	mode = (mode & ~0777u) | (mode & mode_of(l));
	set_mode(l, mode);
	return mode;
}

static bool
make_one(int kind, unsigned mode)
{
	int fd;

	switch (kind) {
	case 0:
		return mkdir("dir/new", mode) == 0;
	case 1:
		return mkfifo("dir/new", mode) == 0;
	case 2:
		fd = open("dir", O_TMPFILE | O_RDWR, mode);
		if (fd < 0)
			return false;
		return linkat(fd, "", AT_FDCWD, "dir/new", AT_EMPTY_PATH) ==
		    0 &&
		    close(fd) == 0;
	default:
		fd = open("dir/new", O_CREAT | O_EXCL | O_RDONLY, mode);
		return fd >= 0 && close(fd) == 0;
	}
}

static void
test_inherit(void)
{
	struct list l = empty();
	bool good = true, has;
	int round, kind = 0;

	mkdir("dir", 0777);
	for (round = 0; good && round < ROUNDS; round++) {
		unsigned mode = draw(512), mask = draw(512);
		struct list given;

		l = given = random_list();
		kind = (int)draw(4);
		has = draw(4);
		umask(mask);
		if (has)
			setxattr("dir", DEFAULT, &l, size_of(&l), 0);
		else
			removexattr("dir", DEFAULT);
		good = make_one(kind, mode);
		if (has)
			good &= mode_at("dir/new") == inherited(&l, mode) &&
			    has_access("dir/new", &l) &&
			    has_list("dir/new", DEFAULT, kind ? NULL : &given);
		else
			good &= mode_at("dir/new") == (mode & ~mask) &&
			    has_list("dir/new", ACCESS, NULL) &&
			    has_list("dir/new", DEFAULT, NULL);
		if (remove("dir/new"))
			good = false;
	}
	umask(022);
	ok(good, "what is made in a directory has its default list");
	if (!good) {
		diag("round %d kind %d", round, kind);
		show(&l);
	}
	rmdir("dir");
}

static void
test_forms(void)
{
	struct list l = random_list(), wrong;

	is(setxattr("f", ACCESS, &l, size_of(&l), 0), 0, "a list");
	wrong = l;
	wrong.version = 1;
	is_errno(setxattr("f", ACCESS, &wrong, size_of(&l), 0), EOPNOTSUPP,
	    "of another version");
	is_errno(setxattr("f", ACCESS, &l, size_of(&l) - 1, 0), EINVAL,
	    "a byte is missing");
	is_errno(setxattr("f", ACCESS, &l, 3, 0), EINVAL, "half a version");
	is_errno(setxattr("f", DEFAULT, &l, size_of(&l), 0), EACCES,
	    "a file has no default list");
	is(removexattr("f", DEFAULT), 0, "which needs not be removed");
	is_errno(getxattr("f", DEFAULT, NULL, 0), ENODATA, "nor read");
	is(setxattr("f", ACCESS, &l, 4, 0), 0, "no entries: no list");
	is_errno(getxattr("f", ACCESS, NULL, 0), ENODATA, "it has gone");
	is(removexattr("f", ACCESS), 0, "to remove none is fine");
	is(setxattr("f", ACCESS, &l, size_of(&l), XATTR_REPLACE), 0,
	    "flags do not count");
	symlink("f", "link");
	is_errno(lsetxattr("link", ACCESS, &l, size_of(&l), 0), EOPNOTSUPP,
	    "a link has none");
	is_errno(lgetxattr("link", ACCESS, NULL, 0), EOPNOTSUPP, "to read");
	is_errno(lremovexattr("link", ACCESS), EOPNOTSUPP, "or remove");
	is_errno(setxattr("f", "system.posix_acl", &l, size_of(&l), 0),
	    EOPNOTSUPP, "another name");
	removexattr("f", ACCESS);
	unlink("link");
}

static struct list
full(void)
{
	struct list l = empty();

	add(&l, USER_OBJ, NOBODY, 7);
	add(&l, USER, 1001, 6);
	add(&l, GROUP_OBJ, NOBODY, 5);
	add(&l, MASK, NOBODY, 7);
	add(&l, OTHER, NOBODY, 0);
	return l;
}

static void
test_list(void)
{
	struct list l = full();
	char buf[100];

	is(listxattr("f", buf, sizeof buf), 0, "no list, no name");
	setxattr("f", ACCESS, &l, size_of(&l), 0);
	is(listxattr("f", NULL, 0), (long long)sizeof ACCESS, "its name");
	is(listxattr("f", buf, sizeof ACCESS), (long long)sizeof ACCESS,
	    "is listed");
	ok(strcmp(buf, ACCESS) == 0, "as it is");
	is_errno(listxattr("f", buf, sizeof ACCESS - 1), ERANGE, "too short");
	setxattr("f", "user.a", "v", 1, 0);
	is(listxattr("f", NULL, 0), (long long)sizeof ACCESS + 7,
	    "among others");
	is_errno(listxattr("f", buf, sizeof ACCESS), ERANGE, "too short");
	is(listxattr("f", buf, sizeof buf), (long long)sizeof ACCESS + 7,
	    "both");
	removexattr("f", "user.a");
	is_errno(getxattr("f", ACCESS, buf, size_of(&l) - 1), ERANGE,
	    "too short for the list itself");
	is(getxattr("f", ACCESS, NULL, 0), (long long)size_of(&l),
	    "its length");
	removexattr("f", ACCESS);
	is(mode_at("f"), 0770, "without its list, the mode stays");
}

static void
as_owner(void)
{
	struct list l = full();

	is(setxattr("f", ACCESS, &l, size_of(&l), 0), 0, "its owner may");
	is(mode_at("f"), 0770, "but setgid of a foreign group goes");
	is(removexattr("f", ACCESS), 0, "and take it away");
}

static void
as_named(void)
{
	struct list l = full();
	char buf[100];

	is_errno(setxattr("f", ACCESS, &l, size_of(&l), 0), EPERM,
	    "who is named may not set it");
	is_errno(removexattr("f", ACCESS), EPERM, "or remove it");
	is(getxattr("f", ACCESS, buf, sizeof buf), (long long)size_of(&l),
	    "all may read it");
	is(close(open("f", O_RDWR)), 0, "who is named may open it");
	is_errno(open("f/x", O_RDONLY), ENOTDIR, "as what it is");
	is(chdir("d"), 0, "and search a directory");
	is_errno(open(".", O_RDONLY), EACCES, "not read it");
	is(mknod("node", S_IFREG | 0600, 0), 0, "write in it");
	is(unlink("node"), 0, "twice");
}

static void
as_unnamed(void)
{
	is_errno(open("f", O_RDONLY), EACCES, "who is not named may not");
	is_errno(chdir("d"), EACCES, "of a directory neither");
	is_errno(open("d/x", O_RDONLY), EACCES, "on the way");
	is_errno(truncate("f", 0), EACCES, "nor change");
}

static void
test_rights(void)
{
	struct list l = full();

	setxattr("f", ACCESS, &l, size_of(&l), 0);
	find(&l, USER)->perm = 3;
	setxattr("d", ACCESS, &l, size_of(&l), 0);
	as_user(1001, 1001, as_named);
	as_user(1002, 1002, as_unnamed);
	if (chown("f", 1000, 50) < 0)
		diag("chown: %s", strerror(errno));
	chmod("f", 02770);
	is(mode_at("f"), 02770, "setgid");
	as_user(1000, 1000, as_owner);
	chmod("f", 02770);
	find(&l, USER)->perm = 6;
	setxattr("f", ACCESS, &l, size_of(&l), 0);
	is(mode_at("f"), 02770, "root keeps it");
	removexattr("d", ACCESS);
	if (chown("f", 0, 0) < 0)
		diag("chown: %s", strerror(errno));
	removexattr("f", ACCESS);
}

static void
test_ctime(void)
{
	struct list l = full();
	struct timespec never[2] = { { 1, 0 }, { 1, 0 } };
	struct stat before, after;

	utimensat(AT_FDCWD, "f", never, 0);
	stat("f", &before);
	do {
		setxattr("f", ACCESS, &l, size_of(&l), 0);
		stat("f", &after);
	} while (after.st_ctim.tv_sec == before.st_ctim.tv_sec &&
	    after.st_ctim.tv_nsec == before.st_ctim.tv_nsec);
	is(after.st_mtime, 1, "ctime changes, mtime does not");
	removexattr("f", ACCESS);
}

/* As many entries as an attribute may have. */
static void
test_long(void)
{
	static struct {
		uint32_t version;
		struct entry e[8191];
	} l = { .version = 2 }, got;
	struct who last = { .uid = 5000 + 8186, .gid = 1 };
	struct who absent = { .uid = 4000, .gid = 1 };

	l.e[0] = (struct entry){ USER_OBJ, 7, NOBODY };
	for (int i = 1; i < 8188; i++)
		l.e[i] = (struct entry){ USER, i == 8187 ? 4 : 0,
			4999 + (uint32_t)i };
	l.e[8188] = (struct entry){ GROUP_OBJ, 7, NOBODY };
	l.e[8189] = (struct entry){ MASK, 7, NOBODY };
	l.e[8190] = (struct entry){ OTHER, 2, NOBODY };
	is(setxattr("f", ACCESS, &l, sizeof l, 0), 0, "a long list");
	is(getxattr("f", ACCESS, &got, sizeof got), (long long)sizeof l,
	    "is kept");
	ok(memcmp(&l, &got, sizeof l) == 0, "as it was");
	become(&last);
	ok(may("f", R_OK) && !may("f", W_OK), "its last entry counts");
	become(&absent);
	ok(may("f", W_OK) && !may("f", R_OK), "and who is not in it");
	become(&root);
	removexattr("f", ACCESS);
}

/* What a user can have of them: not so on Linux. */
static int
fill(const char *how)
{
	static struct {
		uint32_t version;
		struct entry e[8191];
	} l;
	char name[32];
	int n;

	l.version = 2;
	l.e[0] = (struct entry){ USER_OBJ, 7, NOBODY };
	for (int i = 1; i < 8188; i++)
		l.e[i] = (struct entry){ USER, 0, (uint32_t)i };
	l.e[8188] = (struct entry){ GROUP_OBJ, 7, NOBODY };
	l.e[8189] = (struct entry){ MASK, 7, NOBODY };
	l.e[8190] = (struct entry){ OTHER, 0, NOBODY };
	for (n = 0; n < 5000; n++) {
		snprintf(name, sizeof name, "d/%d", n);
		mkdir(name, 0700);
		errno = 0;
		if (setxattr(name, how, &l, sizeof l, 0) < 0)
			break;
	}
	rmdir(name);
	return n;
}

static void
fill_and_share(void)
{
	char name[32], below[64];
	int n = fill(DEFAULT), again;

	is(errno, ENOSPC, "so many lists may a user have: %d", n);
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof name, "d/%d", i);
		snprintf(below, sizeof below, "%s/x", name);
		mkdir(below, 0700);
		removexattr(name, DEFAULT);
	}
	again = fill(ACCESS);
	is(again, 0, "those that are inherited are still there");
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof name, "d/%d", i);
		snprintf(below, sizeof below, "%s/x", name);
		rmdir(below);
		rmdir(name);
	}
	is(fill(ACCESS), n, "and gone with who has them");
}

static void
test_bound(void)
{
	chmod("d", 0777);
	as_user(1000, 1000, fill_and_share);
	for (int i = 0; i < 5000; i++) {
		char name[32];

		snprintf(name, sizeof name, "d/%d", i);
		rmdir(name);
	}
}

static void
test_all(void)
{
	make_file("f", "");
	mkdir("d", 0700);
	test_forms();
	test_list();
	test_rights();
	test_ctime();
	test_long();
	test_valid("f", ACCESS);
	test_valid("d", ACCESS);
	test_valid("d", DEFAULT);
	test_access("f");
	test_access("d");
	test_inherit();
	if (on_breenix())
		test_bound();
}

int
main(void)
{
	if (geteuid() != 0) {
		skip("needs root to mount a tmpfs");
		return done();
	}
	umask(022);
	mkdir("t", 0755);
	works(mount("none", "t", "tmpfs", 0, "mode=755"), "a tmpfs");
	if (chdir("t") < 0)
		return 1;
	test_all();
	if (chdir("..") < 0)
		return 1;
	works(umount2("t", MNT_DETACH), "unmount");
	return done();
}
