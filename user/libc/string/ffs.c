/*
 * The lowest bit that is set, counted from 1.
 */
#include <strings.h>

int
ffs(int n)
{
	return n ? __builtin_ctz((unsigned int)n) + 1 : 0;
}

int
ffsl(long n)
{
	return n ? __builtin_ctzl((unsigned long)n) + 1 : 0;
}

int
ffsll(long long n)
{
	return n ? __builtin_ctzll((unsigned long long)n) + 1 : 0;
}
