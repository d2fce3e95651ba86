/* Classes of bytes: the table. */
#include "chars.h"

#define M CHAR_META
#define N CHAR_NAME
#define D (CHAR_NAME | CHAR_DIGIT)
#define P CHAR_PATTERN

const unsigned char char_classes[257] = {
	[-1 + 1] = M,
	[' ' + 1] = M,
	['\t' + 1] = M,
	['\n' + 1] = M,
	[';' + 1] = M,
	['&' + 1] = M,
	['|' + 1] = M,
	['<' + 1] = M,
	['>' + 1] = M,
	['(' + 1] = M,
	[')' + 1] = M,
	['_' + 1] = N,
	['0' + 1 ... '9' + 1] = D,
	['A' + 1 ... 'Z' + 1] = N,
	['a' + 1 ... 'z' + 1] = N,
	['*' + 1] = P,
	['?' + 1] = P,
	['[' + 1] = P,
	[']' + 1] = P,
	['\\' + 1] = P,
	['!' + 1] = P,
	['-' + 1] = P,
	['^' + 1] = P,
	[':' + 1] = P,
	['=' + 1] = P,
	['.' + 1] = P,
};
