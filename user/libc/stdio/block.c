/*
 * Arrays of objects: fread, fwrite.
 */
#include "file.h"

size_t
fread_unlocked(void *restrict to, size_t size, size_t n, FILE *restrict f)
{
	size_t bytes = size * n, got;

	if (bytes == 0)
		return 0;
	got = __file_read(f, to, bytes);
	return got == bytes ? n : got / size;
}

size_t
fread(void *restrict to, size_t size, size_t n, FILE *restrict f)
{
	bool entered = file_enter(f);
	size_t got = fread_unlocked(to, size, n, f);

	file_leave(f, entered);
	return got;
}

size_t
fwrite_unlocked(const void *restrict from, size_t size, size_t n,
    FILE *restrict f)
{
	size_t bytes = size * n, taken;

	if (bytes == 0)
		return 0;
	taken = __file_write(f, from, bytes);
	return taken == bytes ? n : taken / size;
}

size_t
fwrite(const void *restrict from, size_t size, size_t n, FILE *restrict f)
{
	bool entered = file_enter(f);
	size_t taken = fwrite_unlocked(from, size, n, f);

	file_leave(f, entered);
	return taken;
}
