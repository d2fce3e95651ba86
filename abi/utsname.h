/*
 * The names of the system.
 */
#ifndef ABI_UTSNAME_H
#define ABI_UTSNAME_H

#define UTS_LEN 65 /* with the terminating null */

struct utsname {
	char sysname[UTS_LEN];
	char nodename[UTS_LEN];
	char release[UTS_LEN];
	char version[UTS_LEN];
	char machine[UTS_LEN];
	char domainname[UTS_LEN];
};
_Static_assert(sizeof(struct utsname) == 390, "ABI");

#endif
