/*
 * Screen columns of text with tabs: for expand, unexpand, fold, pr.
 */
#ifndef USER_BIN_LIB_COLUMNS_H
#define USER_BIN_LIB_COLUMNS_H

#include <stddef.h>
#include <stdio.h>
#include <wchar.h>

enum {
	MAX_TAB_STOPS = 256
};

struct tab_stops {
	size_t n, stops[MAX_TAB_STOPS];
	size_t every; /* behind the last stop; 0: none */
};

/* "8", "4,8,12", "4 8 /8" or "4,+8"; ends with a message if it is none. */
void tab_stops_parse(struct tab_stops *stops, const char *text);

/* The next stop behind a column; 0 when there is none. */
size_t tab_stops_next(const struct tab_stops *stops, size_t column);

/* One character: at most MB_LEN_MAX bytes and their width. 0 at the end. */
struct character {
	char bytes[16];
	size_t length;
	size_t width;
	wchar_t value; /* of a byte that is no character: -1 */
};
int character_read(FILE *file, struct character *c);

#endif
