// covers: getpid
#include "tests/sys/tap.h"
int
main(void)
{
	ok(getpid() > 0, "pid");
	return done();
}
