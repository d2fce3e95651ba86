/*
 * Services and protocols by name and number, from /etc/services and /etc/protocols;
 * of the latter the three that everybody uses are known without the file.
 */
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "netfile.h"

static struct netfile services = { .path = "/etc/services" };
static struct netfile protocols = { .path = "/etc/protocols" };
static struct netfile networks = { .path = "/etc/networks" };

/* --- Services ------------------------------------------------------------------------ */

struct servent *
getservent(void)
{
	static struct servent s;

	while (__netfile_next(&services)) {
		char *slash = strchr(services.words[1], '/');

		if (slash == NULL)
			continue;
		*slash = '\0';
		s = (struct servent){ services.words[0], services.words + 2,
			htons((uint16_t)atoi(services.words[1])), slash + 1 };
		return &s;
	}
	return NULL;
}

void
setservent(int stay)
{
	(void)stay;
	__netfile_rewind(&services);
}

void
endservent(void)
{
	__netfile_close(&services);
}

static int
is_named(const char *name, const char *first, char **aliases)
{
	if (strcmp(name, first) == 0)
		return 1;
	for (; *aliases != NULL; aliases++)
		if (strcmp(name, *aliases) == 0)
			return 1;
	return 0;
}

struct servent *
getservbyname(const char *name, const char *protocol)
{
	struct servent *s;

	endservent();
	while ((s = getservent()) != NULL)
		if (is_named(name, s->s_name, s->s_aliases) &&
		    (protocol == NULL || strcmp(protocol, s->s_proto) == 0))
			break;
	endservent();
	return s;
}

struct servent *
getservbyport(int port, const char *protocol)
{
	struct servent *s;

	endservent();
	while ((s = getservent()) != NULL)
		if (s->s_port == port &&
		    (protocol == NULL || strcmp(protocol, s->s_proto) == 0))
			break;
	endservent();
	return s;
}

/* --- Protocols ----------------------------------------------------------------------- */

struct protoent *
getprotoent(void)
{
	static struct protoent p;

	if (!__netfile_next(&protocols))
		return NULL;
	p = (struct protoent){ protocols.words[0], protocols.words + 2,
		atoi(protocols.words[1]) };
	return &p;
}

void
setprotoent(int stay)
{
	(void)stay;
	__netfile_rewind(&protocols);
}

void
endprotoent(void)
{
	__netfile_close(&protocols);
}

static struct protoent *
well_known(const char *name, int number)
{
	static char *no_aliases[] = { NULL };
	static char ip[] = "ip", icmp[] = "icmp", tcp[] = "tcp", udp[] = "udp";
	static struct protoent known[] = { { ip, no_aliases, IPPROTO_IP },
		{ icmp, no_aliases, IPPROTO_ICMP },
		{ tcp, no_aliases, IPPROTO_TCP },
		{ udp, no_aliases, IPPROTO_UDP } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (name != NULL ? strcmp(name, known[i].p_name) == 0 :
				   number == known[i].p_proto)
			return &known[i];
	return NULL;
}

struct protoent *
getprotobyname(const char *name)
{
	struct protoent *p;

	endprotoent();
	while ((p = getprotoent()) != NULL)
		if (is_named(name, p->p_name, p->p_aliases))
			break;
	endprotoent();
	return p == NULL ? well_known(name, 0) : p;
}

struct protoent *
getprotobynumber(int number)
{
	struct protoent *p;

	endprotoent();
	while ((p = getprotoent()) != NULL && p->p_proto != number)
		;
	endprotoent();
	return p == NULL ? well_known(NULL, number) : p;
}

/* --- Networks ------------------------------------------------------------------------ */

struct netent *
getnetent(void)
{
	static struct netent n;

	if (!__netfile_next(&networks))
		return NULL;
	n = (struct netent){ networks.words[0], networks.words + 2, AF_INET,
		(uint32_t)strtoul(networks.words[1], NULL, 10) };
	return &n;
}

void
setnetent(int stay)
{
	(void)stay;
	__netfile_rewind(&networks);
}

void
endnetent(void)
{
	__netfile_close(&networks);
}

struct netent *
getnetbyname(const char *name)
{
	struct netent *n;

	endnetent();
	while ((n = getnetent()) != NULL)
		if (is_named(name, n->n_name, n->n_aliases))
			break;
	endnetent();
	return n;
}

struct netent *
getnetbyaddr(uint32_t net, int family)
{
	struct netent *n;

	endnetent();
	while ((n = getnetent()) != NULL &&
	    (n->n_net != net || n->n_addrtype != family))
		;
	endnetent();
	return n;
}
