/*
 * Hosts by name and address, the interface of old: from /etc/hosts or numeric.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "netfile.h"

static struct netfile hosts = { .path = "/etc/hosts" };
static __thread int h_error;

static struct {
	struct hostent entry;
	unsigned char address[16];
	char *addresses[2];
	char name[NI_MAXHOST];
	char *no_aliases[1];
} shared;

int *
__h_errno_location(void)
{
	return &h_error;
}

static struct hostent *
fill(int family, char *name, char **aliases)
{
	shared.addresses[0] = (char *)shared.address;
	shared.entry = (struct hostent){ name, aliases, family,
		family == AF_INET ? 4 : 16, shared.addresses };
	return &shared.entry;
}

struct hostent *
gethostent(void)
{
	while (__netfile_next(&hosts)) {
		char *text = hosts.words[0];
		int family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;

		if (inet_pton(family, text, shared.address) == 1)
			return fill(family, hosts.words[1], hosts.words + 2);
	}
	return NULL;
}

void
sethostent(int stay)
{
	(void)stay;
	__netfile_rewind(&hosts);
}

void
endhostent(void)
{
	__netfile_close(&hosts);
}

static int
is_named(const struct hostent *h, const char *name)
{
	if (strcasecmp(name, h->h_name) == 0)
		return 1;
	for (char **alias = h->h_aliases; *alias != NULL; alias++)
		if (strcasecmp(name, *alias) == 0)
			return 1;
	return 0;
}

static struct hostent *
result(struct hostent *h)
{
	endhostent();
	if (h == NULL)
		h_error = HOST_NOT_FOUND;
	return h;
}

struct hostent *
gethostbyname2(const char *name, int family)
{
	struct hostent *h;

	if (family != AF_INET && family != AF_INET6) {
		h_error = NO_RECOVERY;
		errno = EAFNOSUPPORT;
		return NULL;
	}
	if (strlen(name) < sizeof shared.name &&
	    inet_pton(family, name, shared.address) == 1) {
		strcpy(shared.name, name);
		return fill(family, shared.name, shared.no_aliases);
	}
	endhostent();
	while ((h = gethostent()) != NULL)
		if (h->h_addrtype == family && is_named(h, name))
			break;
	return result(h);
}

struct hostent *
gethostbyname(const char *name)
{
	return gethostbyname2(name, AF_INET);
}

struct hostent *
gethostbyaddr(const void *address, socklen_t size, int family)
{
	struct hostent *h;

	endhostent();
	while ((h = gethostent()) != NULL)
		if (h->h_addrtype == family && (socklen_t)h->h_length == size &&
		    memcmp(h->h_addr, address, size) == 0)
			break;
	return result(h);
}

const char *
hstrerror(int error)
{
	static const char *const messages[] = { "Resolver Error 0 (no error)",
		"Unknown host", "Host name lookup failure",
		"Unknown server error", "No address associated with name" };

	return error >= 0 && error < 5 ? messages[error] :
					 "Unknown resolver error";
}

void
herror(const char *prefix)
{
	if (prefix != NULL && *prefix != '\0')
		fprintf(stderr, "%s: ", prefix);
	fprintf(stderr, "%s\n", hstrerror(h_error));
}
