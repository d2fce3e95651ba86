// covers: read write open
/*
 * The devices that every program may count on.
 */
#include "tests/sys/tap.h"
#include <sys/sysmacros.h>

static void
test_nodes(void)
{
	static const struct {
		const char *path;
		unsigned int major, minor;
	} nodes[] = {
		{ "/dev/null", 1, 3 },
		{ "/dev/zero", 1, 5 },
		{ "/dev/full", 1, 7 },
		{ "/dev/random", 1, 8 },
		{ "/dev/urandom", 1, 9 },
		{ "/dev/tty", 5, 0 },
	};
	struct stat st;
	size_t i;

	for (i = 0; i < sizeof nodes / sizeof nodes[0]; i++) {
		is(stat(nodes[i].path, &st), 0, "%s", nodes[i].path);
		ok(S_ISCHR(st.st_mode) &&
			st.st_rdev == makedev(nodes[i].major, nodes[i].minor),
		    "is %u:%u", nodes[i].major, nodes[i].minor);
		is(st.st_mode & 0777, 0666, "for everyone");
	}
	is(stat("/dev", &st), 0, "/dev");
	ok(S_ISDIR(st.st_mode), "is a folder");
}

static void
test_data(void)
{
	char buf[16], zero[16] = { 0 };
	int fd;
	char *map;

	fd = open("/dev/null", O_RDWR);
	is(read(fd, buf, 16), 0, "null has nothing");
	is(write(fd, buf, 16), 16, "and takes all");
	is(write(fd, UNMAPPED, 16), 16, "without looking");
	is(lseek(fd, 100, SEEK_SET), 0, "seeking is nothing");
	close(fd);
	fd = open("/dev/zero", O_RDWR);
	memset(buf, 1, 16);
	is(read(fd, buf, 16), 16, "zero has plenty");
	ok(memcmp(buf, zero, 16) == 0, "of zeroes");
	is(write(fd, buf, 16), 16, "and takes all");
	is_errno(read(fd, UNMAPPED, 16), EFAULT, "a bad pointer");
	map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	ok(map != MAP_FAILED && map[100] == 0, "mapped it is memory");
	if (map != MAP_FAILED) {
		map[0] = 1;
		munmap(map, 4096);
	}
	close(fd);
	fd = open("/dev/full", O_RDWR);
	is(read(fd, buf, 16), 16, "full has plenty");
	is_errno(write(fd, buf, 1), ENOSPC, "and takes nothing");
	close(fd);
	fd = open("/dev/urandom", O_RDWR);
	is(write(fd, buf, 16), 16, "urandom may be stirred");
	close(fd);
	is_errno(open("/dev/tty", O_RDWR), ENXIO, "tty: there is none here");
	is(access("/dev/fd/1", F_OK), 0, "/dev/fd");
	is(access("/dev/stdout", F_OK), 0, "/dev/stdout");
}

int
main(void)
{
	test_nodes();
	test_data();
	return done();
}
