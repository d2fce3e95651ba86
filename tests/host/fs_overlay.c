// needs: tests/host/shim/*.c kernel/fs/*.c kernel/fs/tmpfs/*.c kernel/fs/overlay/*.c kernel/ipc/pipe.c kernel/ipc/epoll.c kernel/ipc/epoll_graph.c kernel/ipc/eventfd.c kernel/ipc/pollwait.c kernel/lib/radix.c kernel/lib/rbtree.c kernel/lib/inflate.c kernel/lib/xz.c kernel/lib/lzma.c kernel/lib/bcj_x86.c kernel/lib/crc64.c kernel/lib/zstd.c kernel/lib/zstd_huffman.c kernel/lib/fse.c kernel/lib/xxh64.c kernel/lib/history.c kernel/lib/crc32.c kernel/lib/parse.c kernel/lib/fmt.c kernel/lib/text.c kernel/vm/pagecache.c kernel/vm/pagestate.c kernel/vm/pagelru.c kernel/vm/writeback.c kernel/lib/interval.c kernel/mm/percpu.c kernel/mm/radix_slab.c kernel/mm/cpuref.c
// flags: -Itests/host/shim
/*
 * An overlay against a plain folder of the host's: the random calls of fs_names.c, in a
 * tree that two lower layers and the upper one have parts of.  Where an overlay may say
 * that it does not move a directory, nothing is done on the host.
 *
 * Names are forgotten now and then, so that all is found in the layers again; and the
 * overlay is mounted anew.
 */
#define OVERLAY
#include "tests/host/fs_names.c"

#include <assert.h>

#define OPTIONS "lowerdir=/.l1:/.l2,upperdir=/.u,workdir=/.w"

/* A file with contents, in the layer and on the host. */
static void
both_file(const char *layer, const char *name)
{
	char path[64], text[64];
	int len = snprintf(text, sizeof(text), "%s of %s", name, layer), fd;

	snprintf(path, sizeof(path), "%s%s", layer, name);
	fd = fs_open(path, O_CREAT | O_WRONLY, 0644);
	assert(fd >= 0 && fs_write(fd, text, (size_t)len, 0) == len);
	fs_close(fd);
	fd = open(name, O_CREAT | O_WRONLY | O_EXCL, 0644);
	if (fd < 0)
		return; /* a layer above has it */
	assert(write(fd, text, (size_t)len) == len);
	close(fd);
}

static void
both_dir(const char *layer, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "%s%s", layer, name);
	assert(fs_mkdir(path, 0755) == 0);
	mkdir(name, 0755);
}

static void
both_link(const char *layer, const char *name, const char *target)
{
	char path[64];

	snprintf(path, sizeof(path), "%s%s", layer, name);
	assert(fs_symlink(target, path) == 0);
	(void)!symlink(target, name);
}

static void
mount_it(void)
{
	assert(fs_mount("overlay", "/.m", "overlay", 0, OPTIONS) == 0);
	assert(fs_chroot("/.m") == 0);
}

static void
prepare(void)
{
	static const char *const dirs[] = { "/.l1", "/.l2", "/.u", "/.w",
		"/.m" };

	for (unsigned i = 0; i < 5; i++)
		assert(fs_mkdir(dirs[i], 0755) == 0);
	both_dir("/.l1", "/a");
	both_file("/.l1", "/a/b");
	both_dir("/.l1", "/a/c");
	both_file("/.l1", "/a/c/d");
	both_file("/.l1", "/e");
	both_link("/.l1", "/d", "a/c");
	both_dir("/.l2", "/a");
	both_dir("/.l2", "/a/c");
	both_file("/.l2", "/a/c/e");
	both_file("/.l2", "/a/e");
	both_dir("/.l2", "/a/longer-than-eight");
	both_file("/.l2", "/a/longer-than-eight/a");
	both_file("/.l2", "/b");
	both_dir("/.l2", "/c");
	both_dir("/.l2", "/c/a");
	both_dir("/.l2", "/c/a/b");
	both_file("/.l2", "/c/a/b/c");
	assert(fs_mkdir("/.u/a", 0755) == 0);
	assert(fs_mkdir("/.u/a/c", 0755) == 0);
	both_file("/.u", "/a/c/b");
	mount_it();
}

static bool
same_content(const char *path)
{
	static char ours[32768], theirs[32768];
	int k = fs_open(path, O_RDONLY | O_NOFOLLOW, 0);
	int h = open(path, O_RDONLY | O_NOFOLLOW);
	long n = fs_read(k, ours, sizeof(ours), 0);
	bool same = h >= 0 && n == read(h, theirs, sizeof(theirs)) &&
	    memcmp(ours, theirs, (size_t)n) == 0;

	fs_close(k);
	close(h);
	if (!same)
		printf("# %s: other contents, %ld\n", path, n);
	return same;
}

static bool
is_excused(int k)
{
	return k == -EXDEV;
}

static void
disturb(int i)
{
	if (i % 77 == 0)
		fs_shrink();
	if (i % 5000 == 4999) {
		assert(chdir("/") == 0 && fs_chroot(NULL) == 0);
		assert(fs_umount("/.m", 0) == 0);
		mount_it();
	}
}
