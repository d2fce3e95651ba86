// covers: open stat
/*
 * How a path is walked: dots, slashes, links, limits, permissions.
 */
#include "tests/sys/tap.h"
#include <limits.h>

static bool
same(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_ino == y.st_ino &&
	    x.st_dev == y.st_dev;
}

static void
test_dots(void)
{
	mkdir("a", 0755);
	mkdir("a/b", 0755);
	make_file("a/f", "f");
	ok(same("a", "a/."), "dot");
	ok(same("a", "a/b/.."), "dot-dot");
	ok(same("a", "a//.//b/../"), "many slashes and dots");
	ok(same("/", "/.."), "above the root is the root");
	ok(same("/", "/../../.."), "however far");
	ok(same("a/f", "a/b/../f"), "through a folder and back");
	ok(same("a/f", "././a/./f"), "dots in the middle");
	ok(same("..", "a/../.."), "out of here");
	ok(!same("a/f/..", "a"), "dot-dot of a file");
	is(errno, ENOTDIR, "is ENOTDIR");
	is_errno(access("a/f/.", F_OK), ENOTDIR, "so is dot");
	is_errno(access("none/..", F_OK), ENOENT, "dot-dot of nothing");
}

static void
test_links(void)
{
	char name[32], next[32], buf[16];
	int i, fd;

	symlink("b", "a/rel");
	ok(same("a/rel", "a/b"), "a relative link counts from its folder");
	symlink("..", "a/b/up");
	ok(same("a/b/up", "a"), "a link upwards");
	ok(same("a/b/up/b/up/f", "a/f"), "in the middle of a path");
	symlink("/", "root");
	ok(same("root", "/"), "an absolute link");
	ok(same("root/..", "/"), "and on from there");
	symlink("a/", "slash");
	ok(same("slash", "a"), "a link that ends with a slash");
	symlink("f/", "a/fslash");
	is_errno(access("a/fslash", F_OK), ENOTDIR, "which a file cannot have");
	symlink("loop", "loop");
	is_errno(access("loop", F_OK), ELOOP, "a link to itself");
	symlink("ping", "pong");
	symlink("pong", "ping");
	is_errno(access("ping/x", F_OK), ELOOP, "two to each other");
	is(readlink("loop", buf, sizeof buf), 4, "which can still be read");
	make_file("l0", "end");
	for (i = 1; i <= 41; i++) {
		snprintf(name, sizeof name, "l%d", i);
		snprintf(next, sizeof next, "l%d", i - 1);
		symlink(next, name);
	}
	is(access("l40", F_OK), 0, "40 links one after the other");
	is_errno(access("l41", F_OK), ELOOP, "41 are too many");
	fd = open("a/rel/", O_RDONLY | O_NOFOLLOW);
	ok(fd >= 0, "O_NOFOLLOW is about the last name only");
	close(fd);
	is_errno(open("a/rel", O_RDONLY | O_NOFOLLOW), ELOOP, "that one");
}

static void
test_slashes(void)
{
	struct stat st;

	is(lstat("a/rel", &st), 0, "lstat of a link");
	ok(S_ISLNK(st.st_mode), "is the link");
	is(lstat("a/rel/", &st), 0, "with a slash behind");
	ok(S_ISDIR(st.st_mode), "is the folder");
	is_errno(lstat("a/f/", &st), ENOTDIR, "a file with a slash");
	is_errno(lstat("none/", &st), ENOENT, "nothing with a slash");
	is(access("a////", F_OK), 0, "many slashes behind");
	is(access("///", F_OK), 0, "only slashes");
}

static void
test_limits(void)
{
	char path[PATH_MAX + 16], name[NAME_MAX + 2];

	memset(name, 'n', NAME_MAX + 1);
	name[NAME_MAX + 1] = '\0';
	is_errno(access(name, F_OK), ENAMETOOLONG, "a name of 256");
	name[NAME_MAX] = '\0';
	is_errno(access(name, F_OK), ENOENT, "a name of 255");
	memset(path, '/', sizeof path);
	path[0] = '.';
	path[PATH_MAX - 1] = '\0';
	is(access(path, F_OK), 0, "a path of 4095");
	path[PATH_MAX - 1] = '/';
	path[PATH_MAX] = '\0';
	is_errno(access(path, F_OK), ENAMETOOLONG, "a path of 4096");
	memcpy(path, "a/f/x", 6);
	is_errno(access(path, F_OK), ENOTDIR, "a file in the middle");
	is_errno(access("none/x/y", F_OK), ENOENT, "nothing in the middle");
}

/* A string that ends exactly where the memory ends is a good string. */
static void
test_page_end(void)
{
	char *map = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(map + 4096, 4096);
	memcpy(map + 4096 - 4, "a/f", 4);
	is(access(map + 4096 - 4, F_OK), 0, "a path at the end of a page");
	memcpy(map + 4096 - 3, "a/f", 3);
	is_errno(access(map + 4096 - 3, F_OK), EFAULT, "that runs over it");
	munmap(map, 4096);
}

/* Deep paths, made and removed step by step.  Who has the deepest one open keeps
 * them all, and lets them go at once. */
static void
test_deep(void)
{
	enum {
		DEPTH = 5000
	};
	int i, deepest, made = 0;

	for (i = 0; i < DEPTH; i++)
		made += mkdir("deep", 0755) == 0 && chdir("deep") == 0;
	is(made, DEPTH, "many folders, one in the other");
	deepest = open(".", O_RDONLY | O_DIRECTORY);
	for (i = 0; i < DEPTH; i++)
		made -= chdir("..") == 0 && rmdir("deep") == 0;
	is(made, 0, "and all removed again");
	is(close(deepest), 0, "the deepest is closed");
}

static void
as_nobody(void)
{
	is_errno(access("shut/in/f", F_OK), EACCES,
	    "no search permission on the way");
	is_errno(access("shut/none", F_OK), EACCES,
	    "not even whether it exists");
	is(access("blind/f", F_OK), 0, "search without read permission");
	is_errno(open("blind", O_RDONLY), EACCES, "but no listing");
	is_errno(access("listed/f", F_OK), EACCES, "read without search");
	is_errno(access("shut/..", F_OK), EACCES, "dot-dot needs search too");
}

static void
test_permission(void)
{
	mkdir("shut", 0755);
	mkdir("shut/in", 0755);
	make_file("shut/in/f", "");
	chmod("shut", 0700);
	mkdir("blind", 0755);
	make_file("blind/f", "");
	chmod("blind", 0711);
	mkdir("listed", 0755);
	make_file("listed/f", "");
	chmod("listed", 0744);
	as_user(1000, 1000, as_nobody);
}

int
main(void)
{
	test_dots();
	test_links();
	test_slashes();
	test_limits();
	test_page_end();
	test_deep();
	test_permission();
	return done();
}
