/*
 * The layouts of one set of headers, as a table. ours.c and host.c each define
 * theirs from layout.def: the two sets cannot be included together.
 */
#ifndef TESTS_HOST_ABI_LAYOUT_H
#define TESTS_HOST_ABI_LAYOUT_H

#include <stddef.h>

struct layout {
	const char *what;
	size_t value;
};

/* Each ends with an entry whose `what` is null. */
extern const struct layout layout_ours[], layout_host[];

#define SIZE(type)          { #type, sizeof(type) },
#define FIELD(type, member) { #type "." #member, offsetof(type, member) },

#endif
