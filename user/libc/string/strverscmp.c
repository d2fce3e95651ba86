/*
 * Comparing names with numbers in them, so that x9 comes before x10.
 *
 * Where two strings differ within or right behind digits, the numbers they are part
 * of are compared. A number with a leading 0 is a fraction: more zeros come first,
 * and digits are compared one by one. So 000 < 00 < 01 < 010 < 09 < 0 < 1 < 9 < 10.
 */
#include <ctype.h>
#include <string.h>

static int
digit(const unsigned char *p)
{
	return isdigit(*p);
}

int
strverscmp(const char *string1, const char *string2)
{
	const unsigned char *a = (const void *)string1;
	const unsigned char *b = (const void *)string2;
	size_t start = 0, i, j;
	int zeros = 1; /* the number is nothing but zeros so far */

	for (i = 0; a[i] == b[i]; i++) {
		if (!a[i])
			return 0;
		if (!digit(a + i)) {
			start = i + 1;
			zeros = 1;
		} else if (a[i] != '0') {
			zeros = 0;
		}
	}
	if ((unsigned int)a[start] - '1' < 9 &&
	    (unsigned int)b[start] - '1' < 9) {
		/* Whole numbers: the longer is larger. */
		for (j = i; digit(a + j); j++)
			if (!digit(b + j))
				return 1;
		if (digit(b + j))
			return -1;
	} else if (zeros && start < i && (digit(a + i) || digit(b + i))) {
		/* Zeros only, and one of them goes on. */
		return (a[i] - '0' + 256) % 256 - (b[i] - '0' + 256) % 256;
	}
	return a[i] - b[i];
}
