/*
 * strchr, strrchr and relatives: a character in a string.
 */
#include <string.h>
#include <strings.h>

#include "libc.h"
#include "string_internal.h"
#include "vector.h"

/* Where a block has the wanted byte or a null. */
static inline unsigned int
stops(const char *block, vector wanted)
{
	vector v = vector_load_aligned(block);

	return vector_mask(vector_or(vector_equal(v, wanted),
	    vector_equal(v, _mm_setzero_si128())));
}

char *
__strchrnul(const char *s, int c)
{
	vector wanted = vector_of(c);
	const char *block = vector_align(s);
	unsigned int mask = stops(block, wanted) & vector_mask_from(s);

	while (!mask) {
		block += VECTOR_SIZE;
		mask = stops(block, wanted);
	}
	return (char *)(block + lowest_bit(mask));
}

weak_alias(__strchrnul, strchrnul);

char *
strchr(const char *s, int c)
{
	char *found = __strchrnul(s, c);

	return *found == (char)c ? found : NULL;
}

weak_alias(strchr, index);

/* One pass, remembering the last block that had the character. */
char *
strrchr(const char *s, int c)
{
	vector wanted = vector_of(c), zero = _mm_setzero_si128();
	const char *block = vector_align(s), *found = NULL;
	unsigned int from = vector_mask_from(s), last = 0;

	for (;; block += VECTOR_SIZE, from = 0xffff) {
		vector v = vector_load_aligned(block);
		unsigned int match = vector_match(v, wanted) & from;
		unsigned int end = vector_match(v, zero) & from;

		/* Up to and with the first null. */
		if (end)
			match &= end ^ (end - 1);
		if (match) {
			found = block;
			last = match;
		}
		if (end)
			break;
	}
	return found ? (char *)found + highest_bit(last) : NULL;
}

weak_alias(strrchr, rindex);
