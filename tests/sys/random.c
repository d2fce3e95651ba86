// covers: getrandom
/*
 * Random bytes.
 */
#include "tests/sys/tap.h"
#include <poll.h>

static long
getrandom_raw(void *buf, size_t size, unsigned int flags)
{
	return syscall(SYS_getrandom, buf, size, flags);
}

int
main(void)
{
	static unsigned char a[4096], b[4096];
	int i, bits = 0, fd;
	struct pollfd f;

	is(getrandom_raw(a, 32, 0), 32, "getrandom");
	is(getrandom_raw(b, 32, 1), 32, "GRND_NONBLOCK");
	ok(memcmp(a, b, 32) != 0, "is not the same again");
	is(getrandom_raw(a, sizeof a, 0), sizeof a, "a page");
	for (i = 0; i < 4096; i++)
		bits += __builtin_popcount(a[i]);
	ok(bits > 16384 - 1000 && bits < 16384 + 1000,
	    "half of the bits are 1");
	is(getrandom_raw(a, 0, 0), 0, "nothing");
	is(getrandom_raw(a, 16, 2), 16, "GRND_RANDOM");
	is(getrandom_raw(a, 16, 4), 16, "GRND_INSECURE");
	is_errno(getrandom_raw(a, 16, 6), EINVAL, "both of these");
	is_errno(getrandom_raw(a, 16, 64), EINVAL, "an unknown flag");
	is_errno(getrandom_raw(UNMAPPED, 16, 0), EFAULT, "a bad pointer");
	fd = open("/dev/urandom", O_RDONLY);
	is(read(fd, a, 100), 100, "/dev/urandom");
	close(fd);
	fd = open("/dev/random", O_RDONLY);
	is(read(fd, b, 100), 100, "/dev/random");
	f = (struct pollfd){ .fd = fd, .events = POLLIN | POLLOUT };
	is(poll(&f, 1, 0), 1, "poll");
	is(f.revents, POLLIN, "it can be read, and need not be written");
	close(fd);
	ok(memcmp(a, b, 100) != 0, "are not the same");
	return done();
}
