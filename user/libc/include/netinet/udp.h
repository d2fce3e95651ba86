#ifndef _NETINET_UDP_H
#define _NETINET_UDP_H

#include <stdint.h>

struct udphdr {
	uint16_t uh_sport;
	uint16_t uh_dport;
	uint16_t uh_ulen;
	uint16_t uh_sum;
};

#define UDP_CORK 1
#define SOL_UDP  17

#endif
