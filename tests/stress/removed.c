/*
 * A folder that comes and goes, and some who make names in it at the same time: a
 * name that was made is there, for the folder is not removed while it is.
 */
#include "tests/sys/tap.h"

enum {
	MAKERS = 3,
	WAYS = 3,
	REMOVALS = 3000
};

static bool *stop;

static int
make(int dir, int way)
{
	int fd;

	switch (way) {
	case 0:
		fd = openat(dir, "name", O_CREAT | O_EXCL | O_RDWR, 0600);
		return fd < 0 ? -1 : close(fd);
	case 1:
		return mkdirat(dir, "name", 0700);
	default:
		return linkat(AT_FDCWD, "other", dir, "name", 0);
	}
}

/* => returns: false: what was made is not below its folder's name */
static bool
is_there(int dir)
{
	struct stat here, there;

	return fstatat(dir, "name", &here, 0) == 0 &&
	    stat("folder/name", &there) == 0 && here.st_ino == there.st_ino;
}

static int
makes(int way)
{
	bool good = true;

	while (!*(volatile bool *)stop) {
		int dir = open("folder", O_RDONLY | O_DIRECTORY);

		if (dir >= 0 && make(dir, way) == 0) {
			good &= is_there(dir);
			unlinkat(dir, "name", way == 1 ? AT_REMOVEDIR : 0);
		}
		if (dir >= 0)
			close(dir);
	}
	return good ? 0 : 1;
}

static void
try_way(int way)
{
	pid_t pid[MAKERS];
	bool good = true;
	struct stat st;
	int i, gone = 0;

	*stop = false;
	for (i = 0; i < MAKERS; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			_exit(makes(way));
	}
	while (gone < REMOVALS) {
		mkdir("folder", 0777);
		(void)stat("folder/name", &st); /* remembers that it is not */
		gone += rmdir("folder") == 0;
	}
	*(volatile bool *)stop = true;
	for (i = 0; i < MAKERS; i++)
		good &= exited_with(wait_for(pid[i]), 0);
	ok(good, "made by way %d, a name is where its folder is", way);
}

int
main(void)
{
	int way;

	stop = mmap(NULL, sizeof(*stop), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	close(open("other", O_CREAT | O_RDWR, 0600));
	for (way = 0; way < WAYS; way++)
		try_way(way);
	unlink("other");
	return done();
}
