/*
 * Where a conversion between bytes and wide characters stands: the bytes of a
 * character that were seen, and what they amount to so far. All zero at a start.
 */
#ifndef _BITS_MBSTATE_H
#define _BITS_MBSTATE_H

typedef struct __mbstate {
	unsigned int __value;
	unsigned int __left;
} mbstate_t;

#endif
