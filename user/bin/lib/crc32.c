/*
 * crc32: the checksum of gzip: polynomial 0xedb88320, bits reversed.
 */
#include <stddef.h>

#include "deflate.h"

uint32_t
crc32_update(uint32_t crc, const void *data, size_t length)
{
	static uint32_t table[256];
	const unsigned char *p = data;

	if (!table[1]) {
		for (uint32_t i = 0; i < 256; i++) {
			uint32_t c = i;

			for (int bit = 0; bit < 8; bit++)
				c = c & 1 ? c >> 1 ^ 0xedb88320u : c >> 1;
			table[i] = c;
		}
	}
	crc = ~crc;
	while (length-- > 0)
		crc = table[(crc ^ *p++) & 0xff] ^ crc >> 8;
	return ~crc;
}
