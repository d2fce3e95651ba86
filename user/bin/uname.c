/*
 * uname: what system this is.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/options.h"

static const char help[] =
    "Usage: uname [OPTION]...\n"
    "Print the name of the system.\n\n"
    "  -a, --all                 everything below that is known\n"
    "  -s, --kernel-name         the kernel's name (the default)\n"
    "  -n, --nodename            the machine's name in the network\n"
    "  -r, --kernel-release      the kernel's release\n"
    "  -v, --kernel-version      the kernel's version\n"
    "  -m, --machine             the hardware's name\n"
    "  -p, --processor           the processor's (unknown)\n"
    "  -i, --hardware-platform   the platform's (unknown)\n"
    "  -o, --operating-system    the operating system's\n";

static void
print(const char *text)
{
	static bool later;

	printf("%s%s", later ? " " : "", text);
	later = true;
}

int
main(int argc, char **argv)
{
	bool want[256] = { false }, any = false, all = false;
	struct utsname name;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		want[option & 0xff] = any = true;
		all |= option == 'a';
	}
	need_operands(argc, argv, 0, 0);
	if (uname(&name) < 0)
		err(1, "cannot get system name");
	if (all || want['s'] || !any)
		print(name.sysname);
	if (all || want['n'])
		print(name.nodename);
	if (all || want['r'])
		print(name.release);
	if (all || want['v'])
		print(name.version);
	if (all || want['m'])
		print(name.machine);
	if (want['p'] && !all)
		print("unknown");
	if (want['i'] && !all)
		print("unknown");
	if (all || want['o'])
		print("GNU/Linux");
	putchar('\n');
	return 0;
}
