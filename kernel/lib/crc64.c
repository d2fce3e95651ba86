/*
 * CRC-64, a byte a step.
 */
#include "lib/crc64.h"

#define POLYNOMIAL 0xc96c5795d7870f42UL /* reflected */

void
crc64_init(struct crc64_table *t)
{
	for (u32 byte = 0; byte < 256; byte++) {
		u64 crc = byte;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
		t->table[byte] = crc;
	}
}

u64
crc64_update(const struct crc64_table *t, u64 crc, const void *data,
    size_t size)
{
	const u8 *p = data;

	crc = ~crc;
	for (; size > 0; p++, size--)
		crc = crc >> 8 ^ t->table[(crc ^ *p) & 0xff];
	return ~crc;
}
