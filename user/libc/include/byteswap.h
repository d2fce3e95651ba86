#ifndef _BYTESWAP_H
#define _BYTESWAP_H

#include <bits/types.h>

static __inline __uint16_t
bswap_16(__uint16_t x)
{
	return (__uint16_t)(x << 8 | x >> 8);
}

static __inline __uint32_t
bswap_32(__uint32_t x)
{
	return x << 24 | (x & 0xff00) << 8 | (x >> 8 & 0xff00) | x >> 24;
}

static __inline __uint64_t
bswap_64(__uint64_t x)
{
	return (__uint64_t)bswap_32((__uint32_t)x) << 32 |
	    bswap_32((__uint32_t)(x >> 32));
}

#define __bswap_16(x) bswap_16(x)
#define __bswap_32(x) bswap_32(x)
#define __bswap_64(x) bswap_64(x)

#endif
