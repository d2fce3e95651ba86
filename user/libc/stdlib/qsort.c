/*
 * qsort, qsort_r: sorting.
 *
 * Introsort: quicksort with the median of three as pivot, which hands over to
 * heapsort when it has split badly too often, so that no input takes more than
 * O(n log n), and to insertion sort when little is left. The larger part is sorted by
 * the loop, the smaller by recursion: its depth is at most log2(n).
 *
 * Elements are exchanged in words where size and alignment allow.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "libc.h"
#include "qsort.h"

#define FEW 12

typedef int compare_function(const void *, const void *, void *);

struct sort {
	size_t size; /* of an element */
	compare_function *compare;
	void *context;
	void (*exchange)(char *a, char *b, size_t size);
};

static void
exchange_word(char *a, char *b, size_t size)
{
	uint64_t x, y;

	(void)size;
	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	memcpy(a, &y, sizeof(y));
	memcpy(b, &x, sizeof(x));
}

static void
exchange_words(char *a, char *b, size_t size)
{
	for (; size > 0; size -= 8, a += 8, b += 8)
		exchange_word(a, b, 8);
}

static void
exchange_int(char *a, char *b, size_t size)
{
	uint32_t x, y;

	(void)size;
	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	memcpy(a, &y, sizeof(y));
	memcpy(b, &x, sizeof(x));
}

static void
exchange_bytes(char *a, char *b, size_t size)
{
	for (; size > 0; size--, a++, b++) {
		char byte = *a;

		*a = *b;
		*b = byte;
	}
}

static inline int
order(const struct sort *s, const char *a, const char *b)
{
	return s->compare(a, b, s->context);
}

static inline void
exchange(const struct sort *s, char *a, char *b)
{
	s->exchange(a, b, s->size);
}

static void
insertion_sort(const struct sort *s, char *first, char *end)
{
	for (char *p = first + s->size; p < end; p += s->size)
		for (char *q = p; q > first && order(s, q - s->size, q) > 0;
		     q -= s->size)
			exchange(s, q - s->size, q);
}

/* Let the element at `i` sink to where none below it is larger. */
static void
sift_down(const struct sort *s, char *first, size_t i, size_t n)
{
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		char *larger = first + child * s->size;

		if (child + 1 < n && order(s, larger, larger + s->size) < 0) {
			child++;
			larger += s->size;
		}
		if (order(s, first + i * s->size, larger) >= 0)
			return;
		exchange(s, first + i * s->size, larger);
	}
}

static void
heap_sort(const struct sort *s, char *first, size_t n)
{
	for (size_t i = n / 2; i > 0; i--)
		sift_down(s, first, i - 1, n);
	for (size_t i = n - 1; i > 0; i--) {
		exchange(s, first, first + i * s->size);
		sift_down(s, first, 0, i);
	}
}

static char *
median(const struct sort *s, char *a, char *b, char *c)
{
	if (order(s, a, b) < 0) {
		if (order(s, b, c) < 0)
			return b;
		return order(s, a, c) < 0 ? c : a;
	}
	if (order(s, a, c) < 0)
		return a;
	return order(s, b, c) < 0 ? c : b;
}

/*
 * Splits around a pivot, which is at `first` meanwhile.
 * => returns: where it ends up; nothing before it is larger, nothing after it less
 */
static char *
partition(const struct sort *s, char *first, char *end)
{
	size_t middle = (size_t)(end - first) / s->size / 2 * s->size;
	char *low = first, *high = end;

	exchange(s, first,
	    median(s, first + s->size, first + middle, end - s->size));
	for (;;) {
		do
			low += s->size;
		while (low < end && order(s, low, first) < 0);
		do
			high -= s->size;
		while (high > first && order(s, high, first) > 0);
		if (low >= high)
			break;
		exchange(s, low, high);
	}
	exchange(s, first, high);
	return high;
}

static void
quick_sort(const struct sort *s, char *first, char *end, int depth)
{
	while ((size_t)(end - first) > FEW * s->size) {
		char *pivot;

		if (depth-- == 0) {
			heap_sort(s, first, (size_t)(end - first) / s->size);
			return;
		}
		pivot = partition(s, first, end);
		if (pivot - first < end - pivot) {
			quick_sort(s, first, pivot, depth);
			first = pivot + s->size;
		} else {
			quick_sort(s, pivot + s->size, end, depth);
			end = pivot;
		}
	}
	insertion_sort(s, first, end);
}

void
__qsort_r(void *array, size_t n, size_t size, compare_function *compare,
    void *context)
{
	struct sort s = { size, compare, context, exchange_bytes };

	if (n < 2 || size == 0)
		return;
	if (size == 8)
		s.exchange = exchange_word;
	else if (size == 4)
		s.exchange = exchange_int;
	else if (size % 8 == 0)
		s.exchange = exchange_words;
	quick_sort(&s, array, (char *)array + n * size,
	    2 * (63 - __builtin_clzl(n)));
}

weak_alias(__qsort_r, qsort_r);

/* Passed as the context, since a function's address is no object's. */
struct without_context {
	int (*compare)(const void *, const void *);
};

static int
compare_without(const void *a, const void *b, void *context)
{
	return ((struct without_context *)context)->compare(a, b);
}

void
qsort(void *array, size_t n, size_t size,
    int (*compare)(const void *, const void *))
{
	struct without_context without = { compare };

	__qsort_r(array, n, size, compare_without, &without);
}

void *
bsearch(const void *key, const void *array, size_t n, size_t size,
    int (*compare)(const void *, const void *))
{
	const char *first = array;

	while (n > 0) {
		const char *middle = first + n / 2 * size;
		int side = compare(key, middle);

		if (side == 0)
			return (void *)middle;
		if (side > 0) {
			first = middle + size;
			n--;
		}
		n /= 2;
	}
	return NULL;
}
