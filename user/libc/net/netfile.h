/*
 * /etc/hosts, /etc/services, /etc/protocols and /etc/networks: lines of words, of
 * which some are aliases, with comments after `#`.
 */
#ifndef LIBC_NET_NETFILE_H
#define LIBC_NET_NETFILE_H

#include <stddef.h>
#include <stdio.h>

#define NET_WORDS 36
#define NET_LINE  1024

struct netfile {
	const char *path;
	FILE *stream;
	char line[NET_LINE];
	char *words[NET_WORDS]; /* ends with a null pointer */
	size_t nwords;
};

/* The next line with at least two words. => returns: 0 at the end */
int __netfile_next(struct netfile *f);
void __netfile_rewind(struct netfile *f);
void __netfile_close(struct netfile *f);

#endif
