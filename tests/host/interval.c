// needs: kernel/lib/interval.c kernel/lib/rbtree.c
/* Interval trees against a plain list. */
#include <stdlib.h>

#include "lib/interval.h"
#include "tests/host/tap.h"

#define NITEMS 120
#define SPAN   400

static struct interval items[NITEMS];
static bool in[NITEMS];
static struct interval_tree tree;

static bool
touches(const struct interval *i, u64 first, u64 last)
{
	return i->first <= last && i->last >= first;
}

/* Does a search give exactly what it should, in order? */
static bool
search_is_right(u64 first, u64 last)
{
	unsigned found = 0, expected = 0;
	const struct interval *i, *before = NULL;

	for (unsigned k = 0; k < NITEMS; k++)
		expected += in[k] && touches(&items[k], first, last);
	for (i = interval_first(&tree, first, last); i;
	     i = interval_next(i, first, last)) {
		if (!in[i - items] || !touches(i, first, last) ||
		    (before && before->first > i->first))
			return false;
		before = i;
		found++;
	}
	return found == expected;
}

static void
test_random(void)
{
	bool right = true;

	srand(1);
	interval_tree_init(&tree);
	for (unsigned round = 0; round < 20000; round++) {
		unsigned k = (unsigned)rand() % NITEMS;
		u64 first = (u64)(rand() % SPAN);

		if (in[k]) {
			interval_remove(&tree, &items[k]);
		} else {
			items[k].first = first;
			items[k].last = first + (u64)(rand() % 40);
			if (rand() % 20 == 0)
				items[k].last = UINT64_MAX;
			interval_insert(&tree, &items[k]);
		}
		in[k] = !in[k];
		first = (u64)(rand() % SPAN);
		right = right &&
		    search_is_right(first, first + (u64)(rand() % 30));
	}
	ok(right, "random searches, insertions and removals");
	ok(search_is_right(0, UINT64_MAX), "everything");
	for (unsigned k = 0; k < NITEMS; k++)
		if (in[k])
			interval_remove(&tree, &items[k]);
	ok(interval_tree_empty(&tree), "empty again");
	ok(!interval_first(&tree, 0, UINT64_MAX), "nothing is found in it");
}

int
main(void)
{
	test_random();
	return tap_done();
}
