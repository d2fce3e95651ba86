/*
 * Processors, memory, load and name of the machine.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "syscall.h"

#define PAGE 4096

int
get_nprocs(void)
{
	cpu_set_t set = { 0 };
	long size = __syscall(SYS_sched_getaffinity, 0, sizeof(set), &set);

	return size > 0 ? CPU_COUNT_S((size_t)size, &set) : 1;
}

int
get_nprocs_conf(void)
{
	return get_nprocs();
}

long
get_phys_pages(void)
{
	struct sysinfo info;

	if (sysinfo(&info))
		return -1;
	return (long)(info.totalram / PAGE * info.mem_unit);
}

long
get_avphys_pages(void)
{
	struct sysinfo info;

	if (sysinfo(&info))
		return -1;
	return (long)((info.freeram + info.bufferram) / PAGE * info.mem_unit);
}

int
getloadavg(double loads[], int n)
{
	struct sysinfo info;

	if (n <= 0)
		return n ? -1 : 0;
	if (sysinfo(&info))
		return -1;
	if (n > 3)
		n = 3;
	for (int i = 0; i < n; i++)
		loads[i] = (double)info.loads[i] / (1 << SI_LOAD_SHIFT);
	return n;
}

static int
copy_name(const char *name, char *to, size_t size)
{
	size_t n = strlen(name);

	if (n >= size) {
		if (size > 0) {
			memcpy(to, name, size - 1);
			to[size - 1] = 0;
		}
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(to, name, n + 1);
	return 0;
}

int
gethostname(char *to, size_t size)
{
	struct utsname name;

	return uname(&name) ? -1 : copy_name(name.nodename, to, size);
}

int
getdomainname(char *to, size_t size)
{
	struct utsname name;

	return uname(&name) ? -1 : copy_name(name.domainname, to, size);
}

int
getpagesize(void)
{
	return PAGE;
}

int
getdtablesize(void)
{
	return (int)sysconf(_SC_OPEN_MAX);
}

/* There is no number of the machine's. */
long
gethostid(void)
{
	return 0;
}

int
sethostid(long id)
{
	(void)id;
	errno = EPERM;
	return -1;
}
