// needs: tests/host/abi/ours.c tests/host/abi/host.c
/*
 * Every structure of abi/ has the size and offsets of the host's.
 */
#include "tests/host/abi/layout.h"
#include "tests/host/tap.h"

int
main(void)
{
	for (int i = 0; layout_ours[i].what; i++)
		ok(layout_ours[i].value == layout_host[i].value,
		    layout_host[i].what);
	return tap_done();
}
