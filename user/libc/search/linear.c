/*
 * lfind, lsearch, insque, remque: search from the start, and linked lists.
 */
#include <search.h>
#include <string.h>

struct element {
	struct element *next, *prev;
};

void *
lfind(const void *key, const void *base, size_t *count, size_t size,
    int (*compare)(const void *, const void *))
{
	const char *p = base;

	for (size_t i = 0; i < *count; i++, p += size)
		if (compare(key, p) == 0)
			return (void *)p;
	return NULL;
}

void *
lsearch(const void *key, void *base, size_t *count, size_t size,
    int (*compare)(const void *, const void *))
{
	void *found = lfind(key, base, count, size, compare);

	if (found == NULL)
		found = memcpy((char *)base + size * (*count)++, key, size);
	return found;
}

void
insque(void *element, void *before)
{
	struct element *e = element, *b = before;

	if (b == NULL) {
		e->next = e->prev = NULL;
		return;
	}
	e->next = b->next;
	e->prev = b;
	b->next = e;
	if (e->next != NULL)
		e->next->prev = e;
}

void
remque(void *element)
{
	struct element *e = element;

	if (e->next != NULL)
		e->next->prev = e->prev;
	if (e->prev != NULL)
		e->prev->next = e->next;
}
