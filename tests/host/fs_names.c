// needs: tests/host/shim/*.c kernel/fs/*.c kernel/fs/tmpfs/*.c kernel/fs/overlay/*.c kernel/ipc/pipe.c kernel/ipc/epoll.c kernel/ipc/epoll_graph.c kernel/ipc/eventfd.c kernel/ipc/pollwait.c kernel/lib/radix.c kernel/lib/rbtree.c kernel/lib/inflate.c kernel/lib/xz.c kernel/lib/lzma.c kernel/lib/bcj_x86.c kernel/lib/crc64.c kernel/lib/zstd.c kernel/lib/zstd_huffman.c kernel/lib/fse.c kernel/lib/xxh64.c kernel/lib/history.c kernel/lib/crc32.c kernel/lib/parse.c kernel/lib/fmt.c kernel/lib/text.c kernel/vm/pagecache.c kernel/vm/pagestate.c kernel/vm/pagelru.c kernel/vm/writeback.c kernel/lib/interval.c kernel/mm/percpu.c kernel/mm/radix_slab.c kernel/mm/cpuref.c
// flags: -Itests/host/shim
/*
 * The path walk, directories and tmpfs against the host's own: the same random
 * calls on both, in a root of its own, and after each the same answer.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/host/shim/fs_calls.h"
#include "tests/host/tap.h"

#define NOPS 60000

/* What fs_overlay.c has otherwise: what is there at first, what need not be alike, and
 * what is done now and then. */
#ifndef OVERLAY
#define DIR_LINKS_COUNT true

static void
prepare(void)
{
}

static bool
same_content(const char *path)
{
	(void)path;
	return true;
}

static bool
is_excused(int k)
{
	(void)k;
	return false;
}

static void
disturb(int i)
{
	if (i % 777 == 0)
		fs_shrink();
}
#else
static void prepare(void);
static bool is_excused(int k);
static void disturb(int i);
static bool same_content(const char *path);
#define DIR_LINKS_COUNT false
#endif

static char last_call[2048];

/* In the new root there is nothing that a leak check could read. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}

static unsigned
pick(unsigned n)
{
	return (unsigned)(tap_random() >> 33) % n;
}

/* A path of few names, so that calls meet. */
static void
random_path(char *out, bool relative_only)
{
	static const char *const names[] = { "a", "b", "c", "d", "e",
		"longer-than-eight", "a-name-that-does-not-fit-inside-a-dentry",
		".", "..", "f" };
	unsigned depth = 1 + pick(4);

	*out = '\0';
	if (!relative_only && pick(4) == 0)
		strcat(out, pick(8) ? "/" : "//");
	for (unsigned i = 0; i < depth; i++) {
		strcat(out, names[pick(pick(3) ? 7 : 10)]);
		if (i + 1 < depth)
			strcat(out, pick(16) ? "/" : "//");
	}
	if (pick(10) == 0)
		strcat(out, "/");
	if (pick(300) == 0)
		*out = '\0';
}

static int
result(long r)
{
	return r < 0 ? -errno : 0;
}

static int
touch(const char *path, int flags, unsigned mode)
{
	int fd = open(path, flags, mode);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

struct names {
	char *name[4096];
	int n;
};

static void
add_name(void *arg, const char *name)
{
	struct names *l = arg;

	l->name[l->n++] = strdup(name);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
list_host(const char *path, struct names *l)
{
	DIR *d = opendir(path);
	struct dirent *e;

	while (d && (e = readdir(d)))
		add_name(l, e->d_name);
	if (d)
		closedir(d);
}

static bool
same_stat(const char *path)
{
	struct fs_stat k;
	struct stat h;
	int ours = fs_stat(path, 0, &k), theirs = result(lstat(path, &h));

	if (ours != theirs) {
		printf("# stat %s: %d, host %d\n", path, ours, theirs);
		return false;
	}
	if (ours)
		return true;
	if (k.mode != h.st_mode ||
	    ((DIR_LINKS_COUNT || !S_ISDIR(h.st_mode)) &&
		k.nlink != h.st_nlink) ||
	    (!S_ISDIR(h.st_mode) && k.size != (uint64_t)h.st_size)) {
		printf("# stat %s: %o %u %lu, host %o %u %lu\n", path, k.mode,
		    k.nlink, k.size, h.st_mode, (unsigned)h.st_nlink,
		    (unsigned long)h.st_size);
		return false;
	}
	return !S_ISREG(h.st_mode) || same_content(path);
}

static bool
same_tree(const char *path)
{
	struct names *ours = calloc(1, sizeof(*ours));
	struct names *theirs = calloc(1, sizeof(*theirs));
	bool same = same_stat(path);

	fs_list(path, add_name, ours);
	list_host(path, theirs);
	qsort(ours->name, (size_t)ours->n, sizeof(char *), by_name);
	qsort(theirs->name, (size_t)theirs->n, sizeof(char *), by_name);
	if (ours->n != theirs->n) {
		printf("# %s: %d entries, host %d\n", path, ours->n, theirs->n);
		same = false;
	}
	for (int i = 0; same && i < ours->n; i++) {
		char child[8192];
		struct stat st;

		if (strcmp(ours->name[i], theirs->name[i]) != 0) {
			printf("# %s: %s, host %s\n", path, ours->name[i],
			    theirs->name[i]);
			same = false;
			break;
		}
		if (strcmp(ours->name[i], ".") == 0 ||
		    strcmp(ours->name[i], "..") == 0)
			continue;
		snprintf(child, sizeof(child), "%s/%s", path, ours->name[i]);
		same = same_stat(child);
		if (same && lstat(child, &st) == 0 && S_ISDIR(st.st_mode))
			same = same_tree(child);
	}
	for (int i = 0; i < ours->n; i++)
		free(ours->name[i]);
	for (int i = 0; i < theirs->n; i++)
		free(theirs->name[i]);
	free(ours);
	free(theirs);
	return same;
}

static bool
same_readlink(const char *path)
{
	char ours[512] = "", theirs[512] = "";
	int k = fs_readlink(path, ours, sizeof(ours));
	int h = (int)readlink(path, theirs, sizeof(theirs));

	if (h < 0)
		h = -errno;
	return k == h && (k < 0 || memcmp(ours, theirs, (size_t)k) == 0);
}

static bool
same_cwd(void)
{
	char ours[4096], theirs[4096];
	int k = fs_getcwd(ours, sizeof(ours));
	long h = syscall(SYS_getcwd, theirs, sizeof(theirs));

	if (h < 0)
		return k == -errno;
	return k == 0 && strcmp(ours, theirs) == 0;
}

/* A call was made on both: notes what it was. => returns: whether both answered alike */
static bool
alike(int k, int h, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(last_call, sizeof(last_call), format, args);
	va_end(args);
	if (k != h)
		printf("# %s: %d, host %d\n", last_call, k, h);
	return k == h;
}

static bool
one_rename(const char *p, const char *q)
{
	unsigned f = pick(6) == 0 ? 2 : pick(6) == 0 ? 1 : 0;
	int k = fs_rename(p, q, f);

	return is_excused(k) ||
	    alike(k,
		result(syscall(SYS_renameat2, AT_FDCWD, p, AT_FDCWD, q, f)),
		"rename %s %s %u", p, q, f);
}

static bool
one_link(const char *p, const char *q)
{
	int f = pick(2) ? AT_SYMLINK_FOLLOW : 0;

	return alike(fs_link(p, q, f),
	    result(linkat(AT_FDCWD, p, AT_FDCWD, q, f)), "link %s %s %d", p, q,
	    f);
}

static bool
one_open(const char *p)
{
	static const int flags[] = { O_RDONLY, O_WRONLY | O_CREAT,
		O_RDWR | O_CREAT | O_EXCL, O_RDONLY | O_NOFOLLOW,
		O_WRONLY | O_CREAT | O_TRUNC, O_RDONLY | O_DIRECTORY,
		O_PATH | O_NOFOLLOW, O_WRONLY | O_TRUNC,
		O_CREAT | O_RDONLY | O_NOFOLLOW };
	int f = flags[pick(sizeof(flags) / sizeof(flags[0]))];

	return alike(fs_touch(p, f, 0644), touch(p, f, 0644), "open %s %#o", p,
	    (unsigned)f);
}

static bool
one_truncate(const char *p)
{
	unsigned size = pick(20000);

	return alike(fs_truncate(p, size), result(truncate(p, size)),
	    "truncate %s %u", p, size);
}

static bool
one_call(void)
{
	char p[512], q[512];

	random_path(p, false);
	random_path(q, false);
	switch (pick(14)) {
	case 0:
	case 1:
		return alike(fs_mkdir(p, 0755), result(mkdir(p, 0755)),
		    "mkdir %s", p);
	case 2:
		return alike(fs_rmdir(p), result(rmdir(p)), "rmdir %s", p);
	case 3:
		return alike(fs_unlink(p), result(unlink(p)), "unlink %s", p);
	case 4:
	case 5:
	case 6:
		return one_rename(p, q);
	case 7:
		return one_link(p, q);
	case 8:
		return alike(fs_symlink(p, q), result(symlink(p, q)),
		    "symlink %s %s", p, q);
	case 9:
	case 10:
		return one_open(p);
	case 11:
		return alike(fs_chdir(p), result(chdir(p)), "chdir %s", p);
	case 12:
		return alike(same_stat(p) && same_readlink(p), true,
		    "stat, readlink %s", p);
	default:
		return one_truncate(p);
	}
}

/* A root directory that is ours alone. */
static bool
enter_root(void)
{
	static char dir[64] = "/dev/shm/breenix-fs-XXXXXX";

	umask(0);
	if (!mkdtemp(dir)) {
		strcpy(dir, "/tmp/breenix-fs-XXXXXX");
		if (!mkdtemp(dir))
			return false;
	}
	chmod(dir, 0755);
	if (chroot(dir) != 0 &&
	    (unshare(CLONE_NEWUSER) != 0 || chroot(dir) != 0)) {
		rmdir(dir);
		return false;
	}
	return chdir("/") == 0;
}

static void
empty_root(const char *path)
{
	struct names *l = calloc(1, sizeof(*l));

	list_host(path, l);
	for (int i = 0; i < l->n; i++) {
		char child[8192];

		if (strcmp(l->name[i], ".") == 0 ||
		    strcmp(l->name[i], "..") == 0)
			continue;
		snprintf(child, sizeof(child), "%s/%s", path, l->name[i]);
		if (unlink(child) != 0) {
			empty_root(child);
			rmdir(child);
		}
	}
	free(l);
}

int
main(void)
{
	bool same = true;
	int i;

	if (!enter_root()) {
		printf("1..0 # SKIP no right to chroot\n");
		return 0;
	}
	fs_start();
	prepare();
	for (i = 0; same && i < NOPS; i++) {
		same = one_call() && same_cwd();
		if (same && i % 500 == 0)
			same = same_tree("/");
		disturb(i);
		if (!same)
			printf("# after %d calls: %s\n", i, last_call);
	}
	ok(same, "random calls have the same results as on the host");
	ok(same_tree("/"), "the trees are the same in the end");
	if (chdir("/") == 0)
		empty_root("/");
	return tap_done();
}
