/*
 * strstr, memmem: a string within another, in linear time.
 *
 * The two-way algorithm (Crochemore and Perrin, 1991). The needle is cut in two at a
 * critical position, where the local period is that of the whole needle. A window
 * of the haystack is compared from the cut to the right first: a mismatch there
 * allows to shift the window past it. Then from the cut to the left: a mismatch
 * there allows to shift by the period. If the needle is periodic, what the shift by
 * its period leaves in place is known to match and not compared again (`memory`),
 * else the shift is longer than that.
 *
 *   1. Each byte of the haystack is compared at most twice, so nothing an adversary
 *      does makes it slow.
 *
 * Before that a jump to the next place where the needle's first two bytes are
 * sixteen at a time: in most texts it goes over nearly all. strstr does not know how
 * long the haystack is and finds out as far as it gets, so that a match early in a
 * long text is found early.
 */
#include <stdbool.h>
#include <string.h>

#include "vector.h"

struct needle {
	const unsigned char *bytes;
	size_t size;
	size_t cut;
	size_t period;
	bool periodic; /* the part before the cut repeats with the period */
};

struct haystack {
	const unsigned char *bytes;
	size_t known; /* so many bytes are there */
	bool open;    /* up to a null byte further on */
};

/* Whether there are n bytes. */
static inline bool
reaches(struct haystack *h, size_t n)
{
	if (n <= h->known)
		return true;
	if (h->open) {
		const unsigned char *from = h->bytes + h->known, *end;
		size_t more = n - h->known + 512;

		end = memchr(from, 0, more);
		h->known += end ? (size_t)(end - from) : more;
		h->open = !end;
	}
	return n <= h->known;
}

/*
 * The last of all suffixes in an order of bytes, or its reverse: where it begins,
 * and its period.
 */
static size_t
maximal_suffix(const unsigned char *s, size_t size, bool reverse,
    size_t *period)
{
	size_t start = 0, candidate = 1, matched = 0;

	*period = 1;
	while (candidate + matched < size) {
		unsigned char a = s[start + matched];
		unsigned char b = s[candidate + matched];

		if (a == b) {
			if (++matched == *period) {
				candidate += *period;
				matched = 0;
			}
		} else if ((a > b) != reverse) {
			candidate += matched + 1;
			matched = 0;
			*period = candidate - start;
		} else {
			start = candidate++;
			matched = 0;
			*period = 1;
		}
	}
	return start;
}

static void
needle_prepare(struct needle *n, const void *bytes, size_t size)
{
	size_t period, reverse_period, cut, reverse_cut;

	cut = maximal_suffix(bytes, size, false, &period);
	reverse_cut = maximal_suffix(bytes, size, true, &reverse_period);
	n->bytes = bytes;
	n->size = size;
	n->cut = cut > reverse_cut ? cut : reverse_cut;
	n->period = cut > reverse_cut ? period : reverse_period;
	n->periodic = n->cut + n->period <= size &&
	    memcmp(n->bytes, n->bytes + n->period, n->cut) == 0;
	if (!n->periodic) {
		size_t right = size - n->cut;

		n->period = (n->cut > right ? n->cut : right) + 1;
	}
}

/* The next place from `at` on where the needle's first two bytes are, roughly. */
static size_t
skip_ahead(struct haystack *h, const struct needle *n, size_t at)
{
	vector first = vector_of(n->bytes[0]), second = vector_of(n->bytes[1]);

	while (reaches(h, at + VECTOR_SIZE + 1)) {
		const unsigned char *p = h->bytes + at;
		unsigned int mask = vector_match(vector_load(p), first) &
		    vector_match(vector_load(p + 1), second);

		if (mask)
			return at + lowest_bit(mask);
		at += VECTOR_SIZE;
	}
	return at;
}

static void *
find(struct haystack *h, const struct needle *n)
{
	size_t at = 0, memory = 0, i;

	for (;;) {
		const unsigned char *window;

		if (memory == 0)
			at = skip_ahead(h, n, at);
		if (!reaches(h, at + n->size))
			return NULL;
		window = h->bytes + at;
		i = n->cut > memory ? n->cut : memory;
		while (i < n->size && n->bytes[i] == window[i])
			i++;
		if (i < n->size) {
			at += i - n->cut + 1;
			memory = 0;
			continue;
		}
		i = n->cut;
		while (i > memory && n->bytes[i - 1] == window[i - 1])
			i--;
		if (i <= memory)
			return (void *)window;
		at += n->period;
		memory = n->periodic ? n->size - n->period : 0;
	}
}

static void *
search(struct haystack *h, const void *bytes, size_t size)
{
	struct needle n;

	needle_prepare(&n, bytes, size);
	return find(h, &n);
}

void *
memmem(const void *area, size_t area_size, const void *bytes, size_t size)
{
	struct haystack h = { .bytes = area, .known = area_size };

	if (size == 0)
		return (void *)area;
	if (size > area_size)
		return NULL;
	if (size == 1)
		return memchr(area, *(const unsigned char *)bytes, area_size);
	return search(&h, bytes, size);
}

char *
strstr(const char *s, const char *wanted)
{
	struct haystack h = { .bytes = (const void *)s, .open = true };

	if (!wanted[0])
		return (char *)s;
	if (!wanted[1])
		return strchr(s, wanted[0]);
	return search(&h, wanted, strlen(wanted));
}
