/* Pathname expansion. */
#ifndef SH_GLOB_H
#define SH_GLOB_H

#include "str.h"

/* A growing array of strings in scratch. */
struct list {
	char **items;
	int count;
	int capacity;
};

void list_add(struct list *list, char *text);

/* Add the paths that match the pattern, sorted.
 * => returns: false if there are none */
bool glob_expand(const char *pattern, struct list *list);

#endif
