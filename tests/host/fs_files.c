// needs: tests/host/shim/*.c kernel/fs/*.c kernel/fs/tmpfs/*.c kernel/fs/overlay/*.c kernel/ipc/pipe.c kernel/ipc/epoll.c kernel/ipc/epoll_graph.c kernel/ipc/eventfd.c kernel/ipc/pollwait.c kernel/lib/radix.c kernel/lib/rbtree.c kernel/lib/inflate.c kernel/lib/xz.c kernel/lib/lzma.c kernel/lib/bcj_x86.c kernel/lib/crc64.c kernel/lib/zstd.c kernel/lib/zstd_huffman.c kernel/lib/fse.c kernel/lib/xxh64.c kernel/lib/history.c kernel/lib/crc32.c kernel/lib/parse.c kernel/lib/fmt.c kernel/lib/text.c kernel/vm/pagecache.c kernel/vm/pagestate.c kernel/vm/pagelru.c kernel/vm/writeback.c kernel/lib/interval.c kernel/mm/percpu.c kernel/mm/radix_slab.c kernel/mm/cpuref.c
// flags: -Itests/host/shim
/*
 * Contents of files against the host's; memory running out at every point;
 * mounting; unpacking archives, damaged ones too.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/host/shim/fs_calls.h"
#include "tests/host/tap.h"

extern long shim_fail_after, shim_objects, shim_pages;

#define MAX_SIZE 60000

static unsigned
pick(unsigned n)
{
	return (unsigned)(tap_random() >> 33) % n;
}

/* The same random calls on a file of ours and one of the host's. */
static bool
random_io(int ours, int theirs, bool allocate)
{
	static unsigned char a[MAX_SIZE], b[MAX_SIZE];
	size_t n = pick(3) ? pick(5000) : pick(20000);
	long at = pick(4) ? pick(30000) : pick(8) * 4096L;
	unsigned mode;
	long k, h;

	switch (pick(7)) {
	case 0:
	case 1:
		if (pick(2))
			n &= ~4095ul;
		for (size_t i = 0; i < n; i++)
			a[i] = (unsigned char)tap_random();
		k = fs_write(ours, a, n, at);
		h = pwrite(theirs, a, n, at);
		break;
	case 2:
		k = fs_truncate("/file", at);
		h = ftruncate(theirs, at);
		break;
	case 3:
		mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
		if (allocate)
			mode = FALLOC_FL_KEEP_SIZE * pick(2);
		k = fs_fallocate(ours, mode, at, (long)n);
		h = fallocate(theirs, (int)mode, at, (long)n) ? -errno : 0;
		break;
	case 4:
		/* Pages that are only allocated are data to us, holes there. */
		mode = allocate ? SEEK_END : pick(2) ? SEEK_DATA : SEEK_HOLE;
		k = fs_seek(ours, at, (int)mode);
		h = lseek(theirs, at, (int)mode);
		if (h < 0)
			h = -errno;
		break;
	default:
		k = fs_read(ours, a, n, at);
		h = pread(theirs, b, n, at);
		if (k == h && k > 0 && memcmp(a, b, (size_t)k) != 0)
			k = -1;
		break;
	}
	if (k != h)
		printf("# n %zu at %ld: %ld, host %ld\n", n, at, k, h);
	return k == h;
}

static void
test_contents(void)
{
	char name[] = "/dev/shm/breenix-file-XXXXXX";
	int ours = fs_open("/file", O_RDWR | O_CREAT, 0644);
	int theirs = mkstemp(name);
	bool same = true;

	for (int i = 0; same && i < 30000; i++)
		same = random_io(ours, theirs, i > 15000);
	ok(same, "random reads, writes, truncations and holes");
	close(theirs);
	unlink(name);
	fs_close(ours);
	fs_unlink("/file");
}

/* A little of everything; errors are expected when memory runs out. */
static void
workload(void)
{
	static char data[9000];
	struct fs_stat st;
	int fd;

	fs_mkdir("d", 0755);
	fs_mkdir("d/sub", 0755);
	fd = fs_open("d/f", O_RDWR | O_CREAT, 0644);
	if (fd >= 0) {
		fs_write(fd, data, sizeof(data), 0);
		fs_read(fd, data, sizeof(data), 100);
		fs_fallocate(fd, 0, 20000, 5000);
		fs_close(fd);
	}
	fs_symlink("f", "d/link");
	fs_symlink(
	    "/d/a-target-that-is-longer-than-what-fits-into-the-inode/x/y",
	    "d/long-link-whose-name-does-not-fit-inside-a-dentry");
	fs_stat("d/link", 1, &st);
	fs_link("d/f", "d/g", 0);
	fs_rename("d/g", "d/sub/h", 0);
	fs_rename("d/f", "d/sub/h", 0);
	fs_rename("d/sub/h",
	    "d/long-name-of-a-file-that-needs-memory-of-its-own", 0);
	fs_mkdir("m", 0755);
	fs_mount("none", "m", "tmpfs", 0, "size=1m,mode=700");
	fs_touch("m/x", O_WRONLY | O_CREAT, 0600);
	fs_touch("m", O_RDWR | 020200000, 0600);
	fs_mkdir("m/y", 0755);
	fs_touch("m/y/z", O_WRONLY | O_CREAT, 0600);
	fs_umount("m", 0);
}

static void
cleanup(void)
{
	shim_fail_after = -1;
	fs_umount("m", 0);
	/* Made in the directory itself when the mount had failed. */
	fs_unlink("m/x");
	fs_unlink("m/y/z");
	fs_rmdir("m/y");
	fs_rmdir("m");
	fs_unlink("d/f");
	fs_unlink("d/g");
	fs_unlink("d/link");
	fs_unlink("d/sub/h");
	fs_unlink("d/long-link-whose-name-does-not-fit-inside-a-dentry");
	fs_unlink("d/long-name-of-a-file-that-needs-memory-of-its-own");
	fs_rmdir("d/sub");
	fs_rmdir("d");
	while (fs_shrink())
		;
}

static void
test_exhaustion(void)
{
	long objects, pages, n;
	bool leaked = false;

	workload();
	cleanup();
	objects = shim_objects;
	pages = shim_pages;
	for (n = 0;; n++) {
		shim_fail_after = n;
		workload();
		if (shim_fail_after >= 0)
			break;
		cleanup();
		if (shim_objects != objects || shim_pages != pages) {
			printf("# point %ld: %+ld objects, %+ld pages\n", n,
			    shim_objects - objects, shim_pages - pages);
			leaked = true;
			objects = shim_objects;
			pages = shim_pages;
		}
	}
	cleanup();
	ok(!leaked, "no failed allocation leaks");
	ok(n > 50, "there were many to fail");
}

static void
test_mounts(void)
{
	struct fs_stat st;
	long objects;
	int fd;

	fs_mkdir("mnt", 0755);
	while (fs_shrink())
		;
	objects = shim_objects;
	ok(fs_mount("none", "mnt", "nonsense", 0, NULL) == -ENODEV,
	    "an unknown type");
	ok(fs_mount("none", "mnt", "tmpfs", 0, "sise=1m") == -EINVAL,
	    "an unknown option");
	ok(fs_mount("none", "mnt", "tmpfs", 0, "size=64k,nr_inodes=5") == 0,
	    "a small tmpfs");
	ok(fs_stat("mnt", 1, &st) == 0 && st.mode == (S_IFDIR | 01777),
	    "its root is seen");
	fd = fs_open("mnt/big", O_RDWR | O_CREAT, 0644);
	char *data = calloc(1, 100000);
	ok(fs_write(fd, data, 100000, 0) == 65536,
	    "a write stops at the limit");
	ok(fs_write(fd, data, 1, 70000) == -ENOSPC, "then there is no space");
	ok(fs_umount("mnt", 0) == -EBUSY, "an open file keeps it");
	ok(fs_truncate("mnt/big", 0) == 0 &&
		fs_write(fd, data, 65536, 0) == 65536,
	    "truncation gives it back");
	free(data);
	fs_close(fd);
	ok(fs_mkdir("mnt/1", 0755) == 0 && fs_mkdir("mnt/1/2", 0755) == 0 &&
		fs_mkdir("mnt/1/2/3", 0755) == 0 &&
		fs_mkdir("mnt/4", 0755) == -ENOSPC,
	    "a limit of inodes");
	ok(fs_rmdir("mnt") == -EBUSY, "a mount point stays");
	ok(fs_mkdir("other", 0755) == 0 &&
		fs_mount("mnt/1", "other", NULL, 4096, NULL) == 0 &&
		fs_stat("other/2/3", 1, &st) == 0,
	    "a bind mount");
	ok(fs_mount(NULL, "other", NULL, 4096 | 32 | 1, NULL) == 0 &&
		fs_mkdir("other/x", 0755) == -EROFS &&
		fs_rmdir("mnt/1/2/3") == 0,
	    "made read-only by itself");
	ok(fs_umount("mnt", 0) == 0 && fs_stat("other/2", 1, &st) == 0,
	    "the file system outlives its first mount");
	ok(fs_umount("other", 0) == 0, "and goes with the last");
	fs_rmdir("other");
	while (fs_shrink())
		;
	ok(shim_objects == objects, "nothing is left of it");
}

/* Archives. */

struct archive {
	unsigned char bytes[65536];
	size_t n;
};

static void
put(struct archive *a, const void *p, size_t n)
{
	memcpy(a->bytes + a->n, p, n);
	a->n += n;
}

static void
pad(struct archive *a)
{
	while (a->n % 4)
		a->bytes[a->n++] = 0;
}

static void
entry(struct archive *a, const char *name, unsigned mode, unsigned ino,
    unsigned nlink, const void *data, size_t size)
{
	char header[128];

	sprintf(header,
	    "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", ino,
	    mode, 3, 4, nlink, 1000, (unsigned)size, 0, 1, 1, 5,
	    (unsigned)strlen(name) + 1, 0);
	put(a, header, 110);
	put(a, name, strlen(name) + 1);
	pad(a);
	put(a, data, size);
	pad(a);
}

static void
make_archive(struct archive *a)
{
	static char big[10000];

	memset(big, 'x', sizeof(big));
	a->n = 0;
	entry(a, ".", S_IFDIR | 0755, 1, 2, "", 0);
	entry(a, "dir", S_IFDIR | 0750, 2, 2, "", 0);
	entry(a, "./dir/file", S_IFREG | 0640, 3, 1, big, sizeof(big));
	entry(a, "first", S_IFREG | 0644, 4, 2, "", 0);
	entry(a, "second", S_IFREG | 0644, 4, 2, "data", 4);
	entry(a, "link", S_IFLNK | 0777, 5, 1, "dir/file", 8);
	entry(a, "null", S_IFCHR | 0666, 6, 1, "", 0);
	entry(a, "TRAILER!!!", 0, 0, 1, "", 0);
}

static void
remove_archive(void)
{
	fs_unlink("dir/file");
	fs_rmdir("dir");
	fs_unlink("first");
	fs_unlink("second");
	fs_unlink("link");
	fs_unlink("null");
}

/* What a later entry of the same name does, as on Linux. */
static void
test_later_entries(void)
{
	static struct archive a;
	struct fs_stat st, st2;

	a.n = 0;
	entry(&a, "a", S_IFDIR | 0755, 2, 2, "", 0);
	entry(&a, "b", S_IFREG | 0600, 3, 1, "old", 3);
	entry(&a, "c", S_IFREG | 0600, 4, 3, "three", 5);
	entry(&a, "d", S_IFDIR | 0755, 5, 2, "", 0);
	entry(&a, "d", S_IFREG | 0600, 4, 3, "", 0);
	entry(&a, "c", S_IFREG | 0600, 4, 3, "", 0);
	entry(&a, "p", S_IFIFO | 0600, 4, 2, "", 0);
	entry(&a, "q", S_IFIFO | 0600, 4, 2, "", 0);
	entry(&a, "TRAILER!!!", 0, 0, 1, "", 0);
	entry(&a, "a", S_IFREG | 0600, 6, 1, "file", 4);
	entry(&a, "b", S_IFDIR | 0711, 7, 2, "", 0);
	entry(&a, "e", S_IFREG | 0600, 4, 3, "", 0);
	entry(&a, "TRAILER!!!", 0, 0, 1, "", 0);
	ok(fs_unpack(a.bytes, a.n) == 0, "later entries of the same names");
	ok(fs_stat("a", 0, &st) == 0 && st.mode == (S_IFREG | 0600) &&
		st.size == 4 && fs_stat("b", 0, &st) == 0 &&
		st.mode == (S_IFDIR | 0711),
	    "a file in a directory's place, and the reverse");
	ok(fs_stat("c", 0, &st) == 0 && fs_stat("d", 0, &st2) == 0 &&
		st.ino == st2.ino && st.nlink == 2 && st.size == 5,
	    "a link in a directory's place; one to itself changes nothing");
	ok(fs_stat("p", 0, &st) == 0 && fs_stat("q", 0, &st2) == 0 &&
		st.ino == st2.ino && st.nlink == 2 && S_ISFIFO(st.mode),
	    "two names of a fifo");
	ok(fs_stat("e", 0, &st) == 0 && st.nlink == 1 && st.size == 0,
	    "links do not reach from one archive to the next");
	fs_unlink("a");
	fs_rmdir("b");
	fs_unlink("c");
	fs_unlink("d");
	fs_unlink("e");
	fs_unlink("p");
	fs_unlink("q");
}

/* Some bytes of an archive as the host's program packs them. */
static void
put_packed(struct archive *to, const char *program, const void *p, size_t n)
{
	char name[] = "/tmp/fs-test-XXXXXX", command[100];
	int fd = mkstemp(name);
	FILE *pipe;

	if (fd < 0 || write(fd, p, n) != (ssize_t)n)
		abort();
	close(fd);
	snprintf(command, sizeof(command), "%s -c <%s", program, name);
	pipe = popen(command, "r");
	to->n += fread(to->bytes + to->n, 1, sizeof(to->bytes) - to->n, pipe);
	pclose(pipe);
	unlink(name);
}

static void
test_packed(const struct archive *a)
{
	static const char *const programs[] = { "gzip", "xz",
		"xz --check=crc32", "zstd -q" };
	static struct archive one, other;
	struct fs_stat st;
	long objects;

	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < 4; k++) {
			other.n = one.n = 0;
			put_packed(&one, programs[i], a->bytes, a->n);
			put(&one, "\0\0\0\0\0", i + 1);
			entry(&other, "last", S_IFREG | 0600, 1, 1, "z", 1);
			entry(&other, "TRAILER!!!", 0, 0, 1, "", 0);
			put_packed(&one, programs[k], other.bytes, other.n);
			if (fs_unpack(one.bytes, one.n) == 0 &&
			    fs_stat("last", 0, &st) == 0 &&
			    fs_stat("second", 0, &st) == 0 && st.nlink == 2) {
				fs_unlink("last");
				remove_archive();
				continue;
			}
			printf("# %s, then %s\n", programs[i], programs[k]);
			ok(false, "packed archives, one after the other");
		}
	ok(true, "packed archives, one after the other");

	one.n = 0;
	put_packed(&one, "zstd -q", a->bytes, 5000);
	put_packed(&one, "zstd -q", a->bytes + 5000, a->n - 5000);
	ok(fs_unpack(one.bytes, one.n) == 0 && fs_stat("second", 0, &st) == 0,
	    "one archive packed in two parts");
	remove_archive();
	one.n = 0;
	put_packed(&one, "xz", a->bytes, 5000);
	put(&one, a->bytes, a->n);
	ok(fs_unpack(one.bytes, one.n) == -EINVAL,
	    "a part of one, and then no more of it");
	remove_archive();
	while (fs_shrink())
		;
	objects = shim_objects;
	for (size_t i = 0; i < 4; i++) {
		one.n = 0;
		put_packed(&one, programs[i], a->bytes, a->n);
		for (long n = 0; n < 100; n++) {
			int err;

			shim_fail_after = n;
			err = fs_unpack(one.bytes, one.n);
			shim_fail_after = -1;
			remove_archive();
			if (err && err != -ENOMEM)
				ok(false, "memory ends");
		}
	}
	while (fs_shrink())
		;
	ok(shim_objects == objects, "memory ends at any point: none is lost");
}

static void
test_archives(void)
{
	static struct archive a, damaged, two;
	struct fs_stat st, st2;
	bool survived = true;
	char buf[8];
	int fd;

	make_archive(&a);
	ok(fs_unpack(a.bytes, a.n) == 0, "an archive is unpacked");
	ok(fs_stat("link", 1, &st) == 0 && st.size == 10000 &&
		st.mode == (S_IFREG | 0640),
	    "a file through a link");
	ok(fs_stat("first", 0, &st) == 0 && fs_stat("second", 0, &st2) == 0 &&
		st.ino == st2.ino && st.nlink == 2 && st.size == 4,
	    "two names of one file");
	fd = fs_open("first", O_RDONLY, 0);
	ok(fs_read(fd, buf, 8, 0) == 4 && memcmp(buf, "data", 4) == 0,
	    "its data came with the second");
	fs_close(fd);
	ok(fs_stat("null", 0, &st) == 0 && S_ISCHR(st.mode), "a device");
	remove_archive();

	two.n = 0;
	put(&two, "\0\0\0\0", 4);
	put(&two, a.bytes, a.n);
	put(&two, "\0\0\0\0\0\0\0\0", 8);
	entry(&two, "last", S_IFREG | 0600, 1, 1, "z", 1);
	entry(&two, "TRAILER!!!", 0, 0, 1, "", 0);
	ok(fs_unpack(two.bytes, two.n) == 0 && fs_stat("last", 0, &st) == 0,
	    "two archives with nulls between");
	fs_unlink("last");
	remove_archive();

	test_later_entries();
	test_packed(&a);
	ok(fs_unpack(a.bytes, a.n - 60) == -EINVAL, "one that is cut off");
	ok(fs_unpack("\x1f\x8b\x08nonsense", 11) == -EINVAL, "damaged gzip");
	for (int i = 0; i < 3000; i++) {
		memcpy(&damaged, &a, sizeof(a));
		for (unsigned k = 0; k <= pick(3); k++)
			damaged.bytes[pick((unsigned)a.n)] =
			    (unsigned char)(pick(2) ? '0' + pick(10) :
						      tap_random());
		int err = fs_unpack(damaged.bytes, a.n);
		if (err && err != -EINVAL && err != -ENOSPC && err != -ENOMEM)
			survived = false;
		remove_archive();
	}
	ok(survived, "damage of any kind gives an error or is skipped");
}

int
main(void)
{
	fs_start();
	test_contents();
	test_exhaustion();
	test_mounts();
	test_archives();
	return tap_done();
}
