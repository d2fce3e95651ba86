/*
 * free: how memory is used.
 */
#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/number.h"
#include "lib/options.h"

static const char help[] = "Usage: free [OPTION]...\n"
			   "Print how much memory there is, in KiB.\n\n"
			   "  -b, --bytes               in bytes\n"
			   "  -k, --kibi                in KiB\n"
			   "  -m, --mebi                in MiB\n"
			   "  -g, --gibi                in GiB\n"
			   "  -h, --human               like 1.5K 23M\n"
			   "  -t, --total               a line with the sums\n";

static uintmax_t unit = 1024;
static bool human;

static uintmax_t
field(const char *name)
{
	FILE *file = fopen("/proc/meminfo", "re");
	char line[128];
	uintmax_t value = 0;
	size_t n = strlen(name);

	if (!file)
		err(1, "/proc/meminfo");
	while (fgets(line, sizeof line, file)) {
		if (strncmp(line, name, n) == 0 && line[n] == ':')
			sscanf(line + n + 1, "%ju", &value);
	}
	fclose(file);
	return value * 1024;
}

static void
print(uintmax_t bytes)
{
	char text[HUMAN_SIZE];

	if (human)
		printf(" %11s", number_human(bytes, 1024, text));
	else
		printf(" %11ju", bytes / unit);
}

int
main(int argc, char **argv)
{
	bool total = false;
	int option;
	uintmax_t all, unused, available, cache, swap, swap_free;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'b':
			unit = 1;
			break;
		case 'k':
			unit = 1024;
			break;
		case 'm':
			unit = 1 << 20;
			break;
		case 'g':
			unit = 1 << 30;
			break;
		case 'h':
			human = true;
			break;
		case 't':
			total = true;
			break;
		}
	}
	all = field("MemTotal");
	unused = field("MemFree");
	available = field("MemAvailable");
	cache = field("Buffers") + field("Cached") + field("SReclaimable");
	swap = field("SwapTotal");
	swap_free = field("SwapFree");
	printf("%19s %11s %11s %11s %11s %11s\nMem:   ", "total", "used",
	    "free", "shared", "buff/cache", "available");
	print(all);
	print(all > unused + cache ? all - unused - cache : all - unused);
	print(unused);
	print(field("Shmem"));
	print(cache);
	print(available);
	fputs("\nSwap:  ", stdout);
	print(swap);
	print(swap - swap_free);
	print(swap_free);
	if (total) {
		fputs("\nTotal: ", stdout);
		print(all + swap);
		print(all - unused + swap - swap_free);
		print(unused + swap_free);
	}
	putchar('\n');
	return 0;
}
