// needs: tests/host/shim/*.c kernel/fs/*.c kernel/fs/tmpfs/*.c kernel/ipc/pipe.c kernel/ipc/epoll.c kernel/ipc/eventfd.c kernel/ipc/pollwait.c kernel/lib/radix.c kernel/lib/rbtree.c kernel/lib/inflate.c kernel/lib/xz.c kernel/lib/lzma.c kernel/lib/bcj_x86.c kernel/lib/crc64.c kernel/lib/zstd.c kernel/lib/zstd_huffman.c kernel/lib/fse.c kernel/lib/xxh64.c kernel/lib/history.c kernel/lib/crc32.c kernel/lib/parse.c kernel/lib/fmt.c kernel/lib/text.c kernel/vm/pagecache.c kernel/lib/interval.c
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
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/host/shim/fs_calls.h"
#include "tests/host/tap.h"

#define NOPS 60000

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
	if (k.mode != h.st_mode || k.nlink != h.st_nlink ||
	    (!S_ISDIR(h.st_mode) && k.size != (uint64_t)h.st_size)) {
		printf("# stat %s: %o %u %lu, host %o %u %lu\n", path, k.mode,
		    k.nlink, k.size, h.st_mode, (unsigned)h.st_nlink,
		    (unsigned long)h.st_size);
		return false;
	}
	return true;
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

static bool
one_call(char *what)
{
	static const int flags[] = { O_RDONLY, O_WRONLY | O_CREAT,
		O_RDWR | O_CREAT | O_EXCL, O_RDONLY | O_NOFOLLOW,
		O_WRONLY | O_CREAT | O_TRUNC, O_RDONLY | O_DIRECTORY,
		O_PATH | O_NOFOLLOW, O_WRONLY | O_TRUNC,
		O_CREAT | O_RDONLY | O_NOFOLLOW };
	char p[512], q[512];
	unsigned f;
	int k = 0, h = 0;

	random_path(p, false);
	random_path(q, false);
	switch (pick(14)) {
	case 0:
	case 1:
		sprintf(what, "mkdir %s", p);
		k = fs_mkdir(p, 0755);
		h = result(mkdir(p, 0755));
		break;
	case 2:
		sprintf(what, "rmdir %s", p);
		k = fs_rmdir(p);
		h = result(rmdir(p));
		break;
	case 3:
		sprintf(what, "unlink %s", p);
		k = fs_unlink(p);
		h = result(unlink(p));
		break;
	case 4:
	case 5:
	case 6:
		f = pick(6) == 0 ? 2 : pick(6) == 0 ? 1 : 0;
		sprintf(what, "rename %s %s %u", p, q, f);
		k = fs_rename(p, q, f);
		h = result(syscall(SYS_renameat2, AT_FDCWD, p, AT_FDCWD, q, f));
		break;
	case 7:
		f = pick(2) ? AT_SYMLINK_FOLLOW : 0;
		sprintf(what, "link %s %s %u", p, q, f);
		k = fs_link(p, q, (int)f);
		h = result(linkat(AT_FDCWD, p, AT_FDCWD, q, (int)f));
		break;
	case 8:
		sprintf(what, "symlink %s %s", p, q);
		k = fs_symlink(p, q);
		h = result(symlink(p, q));
		break;
	case 9:
	case 10:
		f = (unsigned)flags[pick(sizeof(flags) / sizeof(flags[0]))];
		sprintf(what, "open %s %#o", p, f);
		k = fs_touch(p, (int)f, 0644);
		h = touch(p, (int)f, 0644);
		break;
	case 11:
		sprintf(what, "chdir %s", p);
		k = fs_chdir(p);
		h = result(chdir(p));
		break;
	case 12:
		sprintf(what, "stat, readlink %s", p);
		if (!same_stat(p) || !same_readlink(p))
			k = 1;
		break;
	default:
		sprintf(what, "truncate %s", p);
		f = pick(20000);
		k = fs_truncate(p, f);
		h = result(truncate(p, f));
		break;
	}
	if (k != h)
		printf("# %s: %d, host %d\n", what, k, h);
	return k == h;
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
	char what[2048] = "";
	bool same = true;
	int i;

	if (!enter_root()) {
		printf("1..0 # SKIP no right to chroot\n");
		return 0;
	}
	fs_start();
	for (i = 0; same && i < NOPS; i++) {
		same = one_call(what) && same_cwd();
		if (same && i % 500 == 0)
			same = same_tree("/");
		if (i % 777 == 0)
			fs_shrink();
		if (!same)
			printf("# after %d calls: %s\n", i, what);
	}
	ok(same, "random calls have the same results as on the host");
	ok(same_tree("/"), "the trees are the same in the end");
	if (chdir("/") == 0)
		empty_root("/");
	return tap_done();
}
