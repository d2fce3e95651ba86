/*
 * columns: tab stops, and characters with their width on the screen.
 */
#include "columns.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

void
tab_stops_parse(struct tab_stops *stops, const char *text)
{
	while (*text) {
		char *end;
		char sign = 0;
		size_t last = stops->n ? stops->stops[stops->n - 1] : 0;
		unsigned long number;

		if (*text == ',' || *text == ' ') {
			text++;
			continue;
		}
		if (*text == '/' || *text == '+')
			sign = *text++;
		number = strtoul(text, &end, 10);
		if (end == text || !isdigit((unsigned char)*text))
			usage("tab size contains invalid character(s): '%s'",
			    text);
		text = end;
		if (sign) {
			stops->every = number;
			continue;
		}
		if (number == 0)
			usage("tab size cannot be 0");
		if (stops->n && number <= last)
			usage("tab sizes must be ascending");
		if (stops->n == MAX_TAB_STOPS)
			usage("too many tab stops");
		stops->stops[stops->n++] = number;
	}
	/* A single number is a distance, not a place. */
	if (stops->n == 1 && !stops->every) {
		stops->every = stops->stops[0];
		stops->n = 0;
	}
}

size_t
tab_stops_next(const struct tab_stops *stops, size_t column)
{
	for (size_t i = 0; i < stops->n; i++) {
		if (stops->stops[i] > column)
			return stops->stops[i];
	}
	return stops->every ? (column / stops->every + 1) * stops->every : 0;
}

int
character_read(FILE *file, struct character *c)
{
	mbstate_t state = { 0 };
	int byte = getc(file);
	size_t result;

	if (byte == EOF)
		return 0;
	c->length = 0;
	for (;;) {
		char next = (char)byte;

		c->bytes[c->length++] = next;
		result = mbrtowc(&c->value, &next, 1, &state);
		if (result != (size_t)-2 || c->length == sizeof c->bytes)
			break;
		byte = getc(file);
		if (byte == EOF)
			break;
	}
	if (result == (size_t)-1 || result == (size_t)-2) {
		/* The byte that broke the character may begin another one. */
		if (result == (size_t)-1 && c->length > 1)
			ungetc((unsigned char)c->bytes[--c->length], file);
		c->value = (wchar_t)-1;
		c->width = c->length;
	} else {
		int width = wcwidth(c->value);

		c->width = width > 0 ? (size_t)width : 0;
	}
	return 1;
}
