/*
 * getaddrinfo, getnameinfo: names of hosts and services to addresses and back.
 *
 * Hosts are numeric, or in /etc/hosts, or "localhost"; there is no resolver that
 * asks servers. Each address is combined with each kind of socket that was asked
 * for.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "netfile.h"

#define ADDRESSES_MAX 32
#define KINDS_MAX     3

struct address {
	int family;
	unsigned char bytes[16];
	unsigned int scope;
};

struct kind {
	int type, protocol;
	uint16_t port;
};

struct query {
	const struct addrinfo *hints;
	struct address addresses[ADDRESSES_MAX];
	size_t naddresses;
	struct kind kinds[KINDS_MAX];
	size_t nkinds;
	char canonical[NI_MAXHOST];
};

/* A result and its address in one block; ai_addr points into it. */
struct result {
	struct addrinfo info;
	union {
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} address;
};

const char *
gai_strerror(int error)
{
	switch (error) {
	case 0:
		return "Success";
	case EAI_BADFLAGS:
		return "Bad value for ai_flags";
	case EAI_NONAME:
		return "Name or service not known";
	case EAI_AGAIN:
		return "Temporary failure in name resolution";
	case EAI_FAIL:
		return "Non-recoverable failure in name resolution";
	case EAI_FAMILY:
		return "ai_family not supported";
	case EAI_SOCKTYPE:
		return "ai_socktype not supported";
	case EAI_SERVICE:
		return "Servname not supported for ai_socktype";
	case EAI_MEMORY:
		return "Memory allocation failure";
	case EAI_SYSTEM:
		return "System error";
	case EAI_ADDRFAMILY:
		return "Address family for hostname not supported";
	case EAI_OVERFLOW:
		return "Argument buffer overflow";
	default:
		return "Unknown error";
	}
}

/* --- Hosts --------------------------------------------------------------------------- */

static void
add_address(struct query *q, int family, const void *bytes, unsigned int scope)
{
	struct address *a;
	int wanted = q->hints->ai_family;

	if ((wanted != AF_UNSPEC && wanted != family) ||
	    q->naddresses == ADDRESSES_MAX)
		return;
	a = &q->addresses[q->naddresses++];
	a->family = family;
	a->scope = scope;
	memcpy(a->bytes, bytes, family == AF_INET ? 4 : 16);
}

/* An IPv6 address may end with the interface that it is of, "%eth0" or "%2". */
static bool
numeric_host(struct query *q, const char *name)
{
	char text[INET6_ADDRSTRLEN + IF_NAMESIZE + 1];
	unsigned char bytes[16];
	struct in_addr in;
	unsigned int scope = 0;
	char *percent;

	if (inet_aton(name, &in) && strchr(name, ' ') == NULL) {
		add_address(q, AF_INET, &in, 0);
		return true;
	}
	if (strlen(name) >= sizeof text)
		return false;
	strcpy(text, name);
	percent = strchr(text, '%');
	if (percent != NULL) {
		char *end;

		*percent++ = '\0';
		scope = (unsigned int)strtoul(percent, &end, 10);
		if (*percent == '\0' || *end != '\0')
			scope = if_nametoindex(percent);
	}
	if (inet_pton(AF_INET6, text, bytes) != 1)
		return false;
	add_address(q, AF_INET6, bytes, scope);
	return true;
}

static void
hosts_file(struct query *q, const char *name)
{
	struct netfile f = { .path = "/etc/hosts" };

	while (__netfile_next(&f)) {
		unsigned char bytes[16];
		size_t i = 1;
		int family = AF_INET;

		while (i < f.nwords && strcasecmp(f.words[i], name) != 0)
			i++;
		if (i == f.nwords)
			continue;
		if (strchr(f.words[0], ':') != NULL)
			family = AF_INET6;
		if (inet_pton(family, f.words[0], bytes) != 1)
			continue;
		if (q->naddresses == 0)
			snprintf(q->canonical, sizeof q->canonical, "%s",
			    f.words[1]);
		add_address(q, family, bytes, 0);
	}
	__netfile_close(&f);
}

static int
find_addresses(struct query *q, const char *name)
{
	static const unsigned char loopback[4] = { 127, 0, 0, 1 };

	if (name == NULL) {
		bool any = q->hints->ai_flags & AI_PASSIVE;

		add_address(q, AF_INET,
		    any ? (const void *)&in6addr_any : loopback, 0);
		add_address(q, AF_INET6, any ? &in6addr_any : &in6addr_loopback,
		    0);
		return 0;
	}
	snprintf(q->canonical, sizeof q->canonical, "%s", name);
	if (numeric_host(q, name))
		return q->naddresses == 0 ? EAI_ADDRFAMILY : 0;
	if (q->hints->ai_flags & AI_NUMERICHOST)
		return EAI_NONAME;
	hosts_file(q, name);
	if (q->naddresses == 0 && strcasecmp(name, "localhost") == 0) {
		add_address(q, AF_INET6, &in6addr_loopback, 0);
		add_address(q, AF_INET, loopback, 0);
	}
	return q->naddresses == 0 ? EAI_NONAME : 0;
}

/* --- Services ------------------------------------------------------------------------ */

static bool
numeric_port(const char *service, uint16_t *port)
{
	char *end;
	unsigned long n;

	if (*service < '0' || *service > '9')
		return false;
	n = strtoul(service, &end, 10);
	*port = htons((uint16_t)n);
	return *end == '\0' && n <= 65535;
}

static bool
find_port(const struct addrinfo *hints, const char *service,
    const char *protocol, uint16_t *port)
{
	const struct servent *s;

	*port = 0;
	if (service == NULL || numeric_port(service, port))
		return true;
	if (protocol == NULL || hints->ai_flags & AI_NUMERICSERV)
		return false;
	s = getservbyname(service, protocol);
	if (s == NULL)
		return false;
	*port = (uint16_t)s->s_port;
	return true;
}

static int
find_kinds(struct query *q, const char *service)
{
	static const struct {
		int type, protocol;
		const char *name;
	} known[] = { { SOCK_STREAM, IPPROTO_TCP, "tcp" },
		{ SOCK_DGRAM, IPPROTO_UDP, "udp" }, { SOCK_RAW, 0, NULL } };
	const struct addrinfo *h = q->hints;
	bool fits = false;

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct kind *k = &q->kinds[q->nkinds];

		if ((h->ai_socktype != 0 && h->ai_socktype != known[i].type) ||
		    (h->ai_protocol != 0 && known[i].protocol != 0 &&
			h->ai_protocol != known[i].protocol))
			continue;
		fits = true;
		if (!find_port(h, service, known[i].name, &k->port))
			continue;
		k->type = known[i].type;
		k->protocol = known[i].protocol != 0 ? known[i].protocol :
						       h->ai_protocol;
		q->nkinds++;
	}
	if (q->nkinds > 0)
		return 0;
	if (!fits)
		return EAI_SOCKTYPE;
	return h->ai_flags & AI_NUMERICSERV ? EAI_NONAME : EAI_SERVICE;
}

/* --- Results -------------------------------------------------------------------------- */

void
freeaddrinfo(struct addrinfo *list)
{
	while (list != NULL) {
		struct addrinfo *next = list->ai_next;

		free(list->ai_canonname);
		free(list);
		list = next;
	}
}

static struct addrinfo *
make_result(const struct address *a, const struct kind *k)
{
	struct result *r = calloc(1, sizeof *r);

	if (r == NULL)
		return NULL;
	r->info = (struct addrinfo){ .ai_family = a->family,
		.ai_socktype = k->type,
		.ai_protocol = k->protocol,
		.ai_addr = (struct sockaddr *)&r->address };
	if (a->family == AF_INET) {
		r->info.ai_addrlen = sizeof r->address.in;
		r->address.in.sin_family = AF_INET;
		r->address.in.sin_port = k->port;
		memcpy(&r->address.in.sin_addr, a->bytes, 4);
	} else {
		r->info.ai_addrlen = sizeof r->address.in6;
		r->address.in6.sin6_family = AF_INET6;
		r->address.in6.sin6_port = k->port;
		r->address.in6.sin6_scope_id = a->scope;
		memcpy(&r->address.in6.sin6_addr, a->bytes, 16);
	}
	return &r->info;
}

static int
make_results(const struct query *q, struct addrinfo **results)
{
	struct addrinfo *first = NULL, **link = &first;

	for (size_t i = 0; i < q->naddresses; i++) {
		for (size_t j = 0; j < q->nkinds; j++) {
			*link = make_result(&q->addresses[i], &q->kinds[j]);
			if (*link == NULL) {
				freeaddrinfo(first);
				return EAI_MEMORY;
			}
			(*link)->ai_flags = q->hints->ai_flags;
			link = &(*link)->ai_next;
		}
	}
	if (q->hints->ai_flags & AI_CANONNAME) {
		first->ai_canonname = strdup(q->canonical);
		if (first->ai_canonname == NULL) {
			freeaddrinfo(first);
			return EAI_MEMORY;
		}
	}
	*results = first;
	return 0;
}

int
getaddrinfo(const char *restrict name, const char *restrict service,
    const struct addrinfo *restrict hints, struct addrinfo **restrict results)
{
	static const struct addrinfo none = { .ai_flags = AI_V4MAPPED |
		    AI_ADDRCONFIG };
	static const int known = AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST |
	    AI_V4MAPPED | AI_ALL | AI_ADDRCONFIG | AI_NUMERICSERV;
	struct query q = { .hints = hints == NULL ? &none : hints };
	int error;

	if (name == NULL && service == NULL)
		return EAI_NONAME;
	if (q.hints->ai_flags & ~known ||
	    (name == NULL && q.hints->ai_flags & AI_CANONNAME))
		return EAI_BADFLAGS;
	if (q.hints->ai_family != AF_UNSPEC && q.hints->ai_family != AF_INET &&
	    q.hints->ai_family != AF_INET6)
		return EAI_FAMILY;
	error = find_kinds(&q, service);
	if (error == 0)
		error = find_addresses(&q, name);
	return error != 0 ? error : make_results(&q, results);
}

/* --- Back to names --------------------------------------------------------------------- */

static int
copy_out(const char *text, char *to, socklen_t size)
{
	if (strlen(text) >= size)
		return EAI_OVERFLOW;
	strcpy(to, text);
	return 0;
}

static int
host_name(const void *bytes, int family, unsigned int scope, char *to,
    socklen_t size, int flags)
{
	char text[INET6_ADDRSTRLEN + IF_NAMESIZE + 2];
	const struct hostent *h = NULL;

	if (!(flags & NI_NUMERICHOST))
		h = gethostbyaddr(bytes, family == AF_INET ? 4 : 16, family);
	if (h != NULL)
		return copy_out(h->h_name, to, size);
	if (flags & NI_NAMEREQD)
		return EAI_NONAME;
	inet_ntop(family, bytes, text, INET6_ADDRSTRLEN);
	if (scope != 0)
		snprintf(text + strlen(text), IF_NAMESIZE + 2, "%%%u", scope);
	return copy_out(text, to, size);
}

static int
service_name(uint16_t port, char *to, socklen_t size, int flags)
{
	const struct servent *s = NULL;
	char text[8];

	if (!(flags & NI_NUMERICSERV))
		s = getservbyport(port, flags & NI_DGRAM ? "udp" : "tcp");
	if (s != NULL)
		return copy_out(s->s_name, to, size);
	snprintf(text, sizeof text, "%u", ntohs(port));
	return copy_out(text, to, size);
}

int
getnameinfo(const struct sockaddr *restrict address, socklen_t length,
    char *restrict host, socklen_t host_size, char *restrict service,
    socklen_t service_size, int flags)
{
	const struct sockaddr_in *in = (const void *)address;
	const struct sockaddr_in6 *in6 = (const void *)address;
	bool v6 = address->sa_family == AF_INET6;
	int error = 0;

	if (address->sa_family != AF_INET && !v6)
		return EAI_FAMILY;
	if (length < (v6 ? sizeof *in6 : sizeof *in))
		return EAI_FAMILY;
	if ((host == NULL || host_size == 0) &&
	    (service == NULL || service_size == 0))
		return EAI_NONAME;
	if (host != NULL && host_size > 0)
		error = host_name(v6 ? (const void *)&in6->sin6_addr :
				       &in->sin_addr,
		    address->sa_family, v6 ? in6->sin6_scope_id : 0, host,
		    host_size, flags);
	if (error == 0 && service != NULL && service_size > 0)
		error = service_name(v6 ? in6->sin6_port : in->sin_port,
		    service, service_size, flags);
	return error;
}
