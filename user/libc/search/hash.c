/*
 * hsearch: a hash table with open addressing. POSIX promises room for the number of
 * entries it was created for; this one grows.
 */
#include <errno.h>
#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_MIN 8

static struct hsearch_data global;

static size_t
hash(const char *key)
{
	uint64_t h = 14695981039346656037u;

	for (; *key != '\0'; key++)
		h = (h ^ (unsigned char)*key) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

/* The entry of a key, or the free place where it would be. */
static ENTRY *
find(ENTRY *table, size_t size, const char *key)
{
	size_t i = hash(key) & (size - 1);

	while (table[i].key != NULL && strcmp(table[i].key, key) != 0)
		i = (i + 1) & (size - 1);
	return &table[i];
}

static int
resize(struct hsearch_data *h, size_t entries)
{
	size_t size = SIZE_MIN;
	ENTRY *old = h->__table, *table;

	while (size < entries && size < SIZE_MAX / 2 / sizeof *table)
		size *= 2;
	table = calloc(size, sizeof *table);
	if (table == NULL)
		return 0;
	for (size_t i = 0; old != NULL && i < h->__size; i++)
		if (old[i].key != NULL)
			*find(table, size, old[i].key) = old[i];
	free(old);
	h->__table = table;
	h->__size = size;
	return 1;
}

int
hcreate_r(size_t entries, struct hsearch_data *h)
{
	if (h->__table != NULL)
		return 0;
	h->__filled = 0;
	return resize(h, entries + entries / 3);
}

void
hdestroy_r(struct hsearch_data *h)
{
	free(h->__table);
	h->__table = NULL;
}

int
hsearch_r(ENTRY item, ACTION action, ENTRY **result, struct hsearch_data *h)
{
	ENTRY *e = find(h->__table, h->__size, item.key);

	*result = e;
	if (e->key != NULL)
		return 1;
	*result = NULL;
	if (action == FIND) {
		errno = ESRCH;
		return 0;
	}
	if (h->__filled >= h->__size / 4 * 3) {
		if (!resize(h, h->__size * 2)) {
			errno = ENOMEM;
			return 0;
		}
		e = find(h->__table, h->__size, item.key);
	}
	*e = item;
	h->__filled++;
	*result = e;
	return 1;
}

int
hcreate(size_t entries)
{
	return hcreate_r(entries, &global);
}

void
hdestroy(void)
{
	hdestroy_r(&global);
}

ENTRY *
hsearch(ENTRY item, ACTION action)
{
	ENTRY *result;

	hsearch_r(item, action, &result, &global);
	return result;
}
