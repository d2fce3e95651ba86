/* Patterns: the matching notation of XCU 2.13. */
#ifndef SH_PATTERN_H
#define SH_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A pattern is a string in which a backslash quotes the byte after it.
 * => returns: whether it matches all of text[0..length)
 */
bool pattern_match(const char *pattern, const char *text, size_t length);

/* What a pattern matches at one end of a text.
 * => returns: the length of the longest or shortest match, or -1 for none */
long pattern_prefix(const char *pattern, const char *text, bool longest);
long pattern_suffix(const char *pattern, const char *text, bool longest);

/* => returns: whether anything in the pattern matches more than itself */
bool pattern_is_magic(const char *pattern);

#endif
