/*
 * A few names, and many processes that make, rename, link and remove them at
 * once. Every call may fail with what such a race explains; nothing may hang,
 * and what is left at the end can be removed.
 */
#include "tests/sys/tap.h"
#include <dirent.h>

enum {
	WORKERS = 6,
	ROUNDS = 500,
	NAMES = 4
};

static unsigned int seed;

static unsigned int
pick(unsigned int n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

static bool
explained(long result)
{
	if (result >= 0)
		return true;
	switch (errno) {
	case ENOENT:
	case EEXIST:
	case ENOTDIR:
	case EISDIR:
	case ENOTEMPTY:
	case EINVAL: /* a folder into itself */
	case ELOOP:
	case EPERM: /* link of a folder */
	case EBUSY:
		return true;
	default:
		return false;
	}
}

static void
race(void)
{
	static const char *const dirs[] = { "a", "b", "a/c" };
	char from[64], to[64];
	int i, fd;
	long result = 0;

	for (i = 0; i < ROUNDS; i++) {
		snprintf(from, sizeof from, "%s/n%u", dirs[pick(3)],
		    pick(NAMES));
		snprintf(to, sizeof to, "%s/n%u", dirs[pick(3)], pick(NAMES));
		switch (pick(10)) {
		case 0:
		case 1:
			result = fd = open(from, O_RDWR | O_CREAT, 0600);
			if (fd >= 0) {
				result = write(fd, "x", 1) - 1;
				close(fd);
			}
			break;
		case 2:
			result = unlink(from);
			break;
		case 3:
			result = rename(from, to);
			break;
		case 4:
			result = link(from, to);
			break;
		case 5:
			result = mkdir(from, 0755);
			break;
		case 6:
			result = rmdir(from);
			break;
		case 7:
			result = symlink(to, from);
			break;
		case 8:
			result = rename(dirs[2], pick(2) ? "b/c" : "a/c");
			if (result < 0)
				result = rename("b/c", "a/c");
			break;
		default: {
			DIR *d = opendir(dirs[pick(3)]);

			while (d && readdir(d))
				;
			result = d ? closedir(d) : -1;
		}
		}
		if (!explained(result)) {
			diag("%s %s: %s", from, to, strerror(errno));
			_exit(2);
		}
	}
}

static void
remove_all(const char *dir)
{
	char path[300];
	struct dirent *e;
	DIR *d = opendir(dir);

	while (d && (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		if (unlink(path) < 0)
			remove_all(path);
	}
	if (d)
		closedir(d);
	rmdir(dir);
}

int
main(void)
{
	pid_t pid[WORKERS];
	int i, good = 1;

	mkdir("a", 0755);
	mkdir("b", 0755);
	mkdir("a/c", 0755);
	for (i = 0; i < WORKERS; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			seed = (unsigned int)i + 1;
			race();
			_exit(0);
		}
	}
	for (i = 0; i < WORKERS; i++)
		good &= wait_for(pid[i]) == 0;
	ok(good, "names that are made, moved and removed by many");
	remove_all("a");
	remove_all("b");
	ok(access("a", F_OK) < 0 && access("b", F_OK) < 0,
	    "and all can be removed");
	return done();
}
