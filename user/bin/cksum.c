/*
 * cksum: the checksum of POSIX: a CRC of the contents and then the length,
 * polynomial 0x04c11db7, most significant bit first.
 */
#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/options.h"

static const char help[] =
    "Usage: cksum [FILE]...\n"
    "Print checksum and size of each FILE (standard input).\n";

static uint32_t table[256];

static void
make_table(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t c = i << 24;

		for (int bit = 0; bit < 8; bit++)
			c = c & 0x80000000u ? c << 1 ^ 0x04c11db7u : c << 1;
		table[i] = c;
	}
}

static bool
print(const char *name, bool named)
{
	static unsigned char buffer[32 * 1024];
	uint32_t crc = 0;
	uintmax_t length = 0;
	int fd = input_open_fd(name);
	ssize_t n;

	if (fd < 0)
		return false;
	while ((n = input_read(fd, buffer, sizeof buffer)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			crc = crc << 8 ^ table[(crc >> 24 ^ buffer[i]) & 0xff];
		length += (uintmax_t)n;
	}
	if (n < 0)
		warn("%s", name);
	input_close_fd(fd);
	for (uintmax_t rest = length; rest; rest >>= 8)
		crc = crc << 8 ^ table[(crc >> 24 ^ rest) & 0xff];
	if (n == 0)
		printf("%u %ju%s%s\n", ~crc, length, named ? " " : "",
		    named ? name : "");
	return n == 0;
}

int
main(int argc, char **argv)
{
	bool good = true;

	option_next(argc, argv, help);
	make_table();
	if (optind == argc)
		return print("-", false) ? 0 : 1;
	for (int i = optind; i < argc; i++)
		good &= print(argv[i], true);
	return good ? 0 : 1;
}
