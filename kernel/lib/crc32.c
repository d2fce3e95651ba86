/*
 * CRC-32, eight bytes a step: the sum is linear, so that the effects of eight bytes
 * can be looked up independently and combined.
 */
#include "lib/crc32.h"

#define POLYNOMIAL 0xedb88320U /* reflected */

void
crc32_init(struct crc32_tables *t)
{
	for (u32 byte = 0; byte < 256; byte++) {
		u32 crc = byte;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
		t->tables[0][byte] = crc;
	}
	for (int k = 1; k < 8; k++)
		for (u32 byte = 0; byte < 256; byte++) {
			u32 before = t->tables[k - 1][byte];

			t->tables[k][byte] = before >> 8 ^
			    t->tables[0][before & 0xff];
		}
}

u32
crc32_update(const struct crc32_tables *t, u32 crc, const void *data,
    size_t size)
{
	const u8 *p = data;

	crc = ~crc;
	for (; size >= 8; p += 8, size -= 8) {
		u64 word;
		u32 next = 0;

		__builtin_memcpy(&word, p, 8);
		word ^= crc;
		for (int k = 7; k >= 0; k--, word >>= 8)
			next ^= t->tables[k][word & 0xff];
		crc = next;
	}
	for (; size > 0; p++, size--)
		crc = crc >> 8 ^ t->tables[0][(crc ^ *p) & 0xff];
	return ~crc;
}
