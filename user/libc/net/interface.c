/*
 * Network interfaces by name and number, as ioctl tells them.
 */
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define GET_CONF       0x8912
#define GET_NAME       0x8910
#define GET_INDEX      0x8933
#define GET_FLAGS      0x8913
#define GET_MASK       0x891b
#define INTERFACES_MAX 64

/* One request. => returns: -1 with errno */
static int
ask(unsigned long request, void *argument)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int result, error;

	if (fd < 0)
		return -1;
	result = ioctl(fd, request, argument);
	error = errno;
	close(fd);
	errno = error;
	return result;
}

unsigned int
if_nametoindex(const char *name)
{
	struct ifreq r = { 0 };

	snprintf(r.ifr_name, sizeof r.ifr_name, "%.15s", name);
	return ask(GET_INDEX, &r) < 0 ? 0 : (unsigned int)r.ifr_ifindex;
}

char *
if_indextoname(unsigned int index, char *name)
{
	struct ifreq r = { 0 };

	r.ifr_ifindex = (int)index;
	if (ask(GET_NAME, &r) < 0) {
		if (errno == ENODEV)
			errno = ENXIO;
		return NULL;
	}
	return strncpy(name, r.ifr_name, IF_NAMESIZE);
}

/* All interfaces with an address. => returns: how many, -1 with errno */
static int
list_interfaces(struct ifreq list[INTERFACES_MAX])
{
	struct ifconf c = { .ifc_len = (int)(INTERFACES_MAX *
				sizeof(struct ifreq)) };

	c.ifc_req = list;
	if (ask(GET_CONF, &c) < 0)
		return -1;
	return c.ifc_len / (int)sizeof(struct ifreq);
}

struct if_nameindex *
if_nameindex(void)
{
	struct ifreq list[INTERFACES_MAX];
	int n = list_interfaces(list);
	struct if_nameindex *result;

	if (n < 0)
		return NULL;
	result = calloc((size_t)n + 1, sizeof *result);
	for (int i = 0; result != NULL && i < n; i++) {
		result[i].if_name = strndup(list[i].ifr_name, IF_NAMESIZE);
		result[i].if_index = if_nametoindex(list[i].ifr_name);
		if (result[i].if_name == NULL) {
			if_freenameindex(result);
			result = NULL;
		}
	}
	return result;
}

void
if_freenameindex(struct if_nameindex *list)
{
	for (struct if_nameindex *i = list; i->if_name != NULL; i++)
		free(i->if_name);
	free(list);
}

/* An entry of getifaddrs' list with all that it points to. */
struct interface {
	struct ifaddrs entry;
	char name[IFNAMSIZ];
	struct sockaddr address, mask;
};

static struct ifaddrs *
describe(const struct ifreq *found)
{
	struct interface *i = calloc(1, sizeof *i);
	struct ifreq r = *found;

	if (i == NULL)
		return NULL;
	memcpy(i->name, found->ifr_name, IFNAMSIZ - 1);
	i->entry.ifa_name = i->name;
	i->address = found->ifr_addr;
	i->entry.ifa_addr = &i->address;
	if (ask(GET_FLAGS, &r) == 0)
		i->entry.ifa_flags = (unsigned short)r.ifr_flags;
	r = *found;
	if (ask(GET_MASK, &r) == 0) {
		i->mask = r.ifr_netmask;
		i->entry.ifa_netmask = &i->mask;
	}
	return &i->entry;
}

int
getifaddrs(struct ifaddrs **result)
{
	struct ifreq list[INTERFACES_MAX];
	struct ifaddrs *first = NULL, **link = &first;
	int n = list_interfaces(list);

	for (int i = 0; i < n; i++) {
		*link = describe(&list[i]);
		if (*link == NULL) {
			freeifaddrs(first);
			return -1;
		}
		link = &(*link)->ifa_next;
	}
	*result = first;
	return n < 0 ? -1 : 0;
}

void
freeifaddrs(struct ifaddrs *list)
{
	while (list != NULL) {
		struct ifaddrs *next = list->ifa_next;

		free(list);
		list = next;
	}
}
