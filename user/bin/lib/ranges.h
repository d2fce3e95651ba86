/*
 * Lists of numbers as cut takes them: "1,3-5,7-".
 */
#ifndef USER_BIN_LIB_RANGES_H
#define USER_BIN_LIB_RANGES_H

#include <stdbool.h>
#include <stddef.h>

struct ranges {
	size_t n;
	struct range {
		size_t first, last; /* both included, from 1 */
	} * ranges;                 /* in order, apart from each other */
};

/* Ends with a message when text is no list; what names its elements. */
void ranges_parse(struct ranges *ranges, const char *text, const char *what);

bool ranges_contain(const struct ranges *ranges, size_t number);

#endif
