/* Classes of bytes that the language gives a meaning to. */
#ifndef SH_CHARS_H
#define SH_CHARS_H

#include <stdbool.h>

#define CHAR_META    1 /* ends a word: blanks, newline, operators, the end */
#define CHAR_NAME    2 /* letters, digits, underscore */
#define CHAR_DIGIT   4
#define CHAR_PATTERN 8 /* may be special in a pattern */

/* Indexed from -1, the end of the input. */
extern const unsigned char char_classes[257];

static inline bool
is_meta(int c)
{
	return char_classes[c + 1] & CHAR_META;
}

static inline bool
is_name(int c)
{
	return char_classes[c + 1] & CHAR_NAME;
}

static inline bool
is_digit(int c)
{
	return char_classes[c + 1] & CHAR_DIGIT;
}

static inline bool
is_name_start(int c)
{
	return (char_classes[c + 1] & (CHAR_NAME | CHAR_DIGIT)) == CHAR_NAME;
}

static inline bool
is_pattern(int c)
{
	return char_classes[c + 1] & CHAR_PATTERN;
}

#endif
