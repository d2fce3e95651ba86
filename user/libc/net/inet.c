/*
 * Addresses as text, and the byte order of the network.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define GROUPS 8

const struct in6_addr in6addr_any = IN6ADDR_ANY_INIT;
const struct in6_addr in6addr_loopback = IN6ADDR_LOOPBACK_INIT;

uint32_t
htonl(uint32_t n)
{
	return __builtin_bswap32(n);
}

uint32_t
ntohl(uint32_t n)
{
	return __builtin_bswap32(n);
}

uint16_t
htons(uint16_t n)
{
	return __builtin_bswap16(n);
}

uint16_t
ntohs(uint16_t n)
{
	return __builtin_bswap16(n);
}

/* --- To text ------------------------------------------------------------------------- */

static void
text4(const unsigned char *a, char *text, size_t size)
{
	snprintf(text, size, "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
}

/* The longest run of zero groups, of at least two. => returns: its length */
static int
longest_zeros(const unsigned int *groups, int n, int *start)
{
	int best = 1;

	for (int i = 0; i < n;) {
		int end = i;

		while (end < n && groups[end] == 0)
			end++;
		if (end - i > best) {
			best = end - i;
			*start = i;
		}
		i = end + 1;
	}
	return best > 1 ? best : 0;
}

static void
text6(const unsigned char *a, char *text, size_t size)
{
	unsigned int groups[GROUPS];
	int start = -1, zeros, n = GROUPS;
	size_t used = 0;

	for (int i = 0; i < GROUPS; i++)
		groups[i] = (unsigned int)a[2 * i] << 8 | a[2 * i + 1];
	zeros = longest_zeros(groups, GROUPS, &start);
	/* ::1.2.3.4 and ::ffff:1.2.3.4 */
	if (start == 0 && (zeros == 6 || (zeros == 5 && groups[5] == 0xffff)))
		n = 6;
	for (int i = 0; i < n; i++) {
		if (zeros > 0 && i == start) {
			used += (size_t)snprintf(text + used, size - used,
			    "::");
			i += zeros - 1;
			continue;
		}
		used += (size_t)snprintf(text + used, size - used, "%s%x",
		    i > 0 && !(zeros > 0 && i == start + zeros) ? ":" : "",
		    groups[i]);
	}
	if (n == 6) {
		if (zeros == 5)
			text[used++] = ':';
		text4(a + 12, text + used, size - used);
	}
}

const char *
inet_ntop(int family, const void *restrict address, char *restrict text,
    socklen_t size)
{
	char buf[64];

	if (family == AF_INET) {
		text4(address, buf, sizeof buf);
	} else if (family == AF_INET6) {
		text6(address, buf, sizeof buf);
	} else {
		errno = EAFNOSUPPORT;
		return NULL;
	}
	if (strlen(buf) >= size) {
		errno = ENOSPC;
		return NULL;
	}
	return strcpy(text, buf);
}

char *
inet_ntoa(struct in_addr address)
{
	static char text[INET_ADDRSTRLEN];

	text4((const unsigned char *)&address, text, sizeof text);
	return text;
}

/* --- From text ------------------------------------------------------------------------- */

/* Four decimal numbers, exactly. */
static int
parse4(const char *text, unsigned char *a)
{
	for (int i = 0; i < 4; i++) {
		int n = 0, digits = 0;

		for (; isdigit((unsigned char)*text); text++, digits++) {
			n = n * 10 + *text - '0';
			if (n > 255 || (digits > 0 && n < 10))
				return 0;
		}
		if (digits == 0 || *text != (i < 3 ? '.' : '\0'))
			return 0;
		text++;
		a[i] = (unsigned char)n;
	}
	return 1;
}

/* One group. => returns: its digits, 0 if there is none */
static int
parse_group(const char *text, unsigned int *group)
{
	int digits = 0;

	for (*group = 0; isxdigit((unsigned char)text[digits]); digits++) {
		int c = tolower((unsigned char)text[digits]);

		if (digits == 4)
			return 0;
		*group = *group << 4 |
		    (unsigned int)(isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	return digits;
}

static int
parse6(const char *text, unsigned char *a)
{
	unsigned char bytes[16] = { 0 };
	int n = 0, gap = -1;

	if (text[0] == ':' && *++text != ':')
		return 0;
	for (;;) {
		unsigned int group;
		int digits;

		if (*text == ':' && gap < 0) {
			gap = n;
			if (*++text == '\0')
				break;
			continue;
		}
		if (n == 16)
			return 0;
		digits = parse_group(text, &group);
		if (digits == 0)
			return 0;
		if (text[digits] == '.') {
			if (n > 12 || !parse4(text, bytes + n))
				return 0;
			n += 4;
			break;
		}
		bytes[n++] = (unsigned char)(group >> 8);
		bytes[n++] = (unsigned char)group;
		text += digits;
		if (*text == '\0')
			break;
		if (*text++ != ':' || *text == '\0')
			return 0;
	}
	if (gap < 0 ? n != 16 : n > 14)
		return 0;
	if (gap >= 0) {
		memmove(bytes + gap + 16 - n, bytes + gap, (size_t)(n - gap));
		memset(bytes + gap, 0, (size_t)(16 - n));
	}
	memcpy(a, bytes, 16);
	return 1;
}

int
inet_pton(int family, const char *restrict text, void *restrict address)
{
	unsigned char a[4];

	if (family == AF_INET) {
		if (!parse4(text, a))
			return 0;
		memcpy(address, a, 4);
		return 1;
	}
	if (family == AF_INET6)
		return parse6(text, address);
	errno = EAFNOSUPPORT;
	return -1;
}

/* One to four numbers, also octal and hexadecimal; the last takes what is left. */
int
inet_aton(const char *text, struct in_addr *address)
{
	unsigned long parts[4], sum = 0;
	char *end;
	int n = 0;

	for (;;) {
		if (!isdigit((unsigned char)*text))
			return 0;
		parts[n++] = strtoul(text, &end, 0);
		if (*end != '.' || n == 4)
			break;
		text = end + 1;
	}
	if (*end != '\0' && !isspace((unsigned char)*end))
		return 0;
	for (int i = 0; i < n - 1; i++) {
		if (parts[i] > 255)
			return 0;
		sum |= parts[i] << (24 - 8 * i);
	}
	if (parts[n - 1] > 0xffffffffUL >> 8 * (n - 1))
		return 0;
	if (address != NULL)
		address->s_addr = htonl((uint32_t)(sum | parts[n - 1]));
	return 1;
}

in_addr_t
inet_addr(const char *text)
{
	struct in_addr a;

	return inet_aton(text, &a) ? a.s_addr : INADDR_NONE;
}

in_addr_t
inet_network(const char *text)
{
	struct in_addr a;

	return inet_aton(text, &a) ? ntohl(a.s_addr) : INADDR_NONE;
}

/* Networks by class, as it was before 1993. */
static int
host_bits(uint32_t a)
{
	return IN_CLASSA(a) ? 24 : IN_CLASSB(a) ? 16 : 8;
}

struct in_addr
inet_makeaddr(in_addr_t net, in_addr_t host)
{
	int bits = net < 128 ? 24 : net < 65536 ? 16 : 8;

	return (struct in_addr){ htonl(net << bits | host) };
}

in_addr_t
inet_lnaof(struct in_addr a)
{
	uint32_t n = ntohl(a.s_addr);

	return n & ((1u << host_bits(n)) - 1);
}

in_addr_t
inet_netof(struct in_addr a)
{
	uint32_t n = ntohl(a.s_addr);

	return n >> host_bits(n);
}
