/*
 * du: how much room files take.
 *
 * A directory's sum is known when the walk leaves it. A file with several names counts once.
 */
#include <err.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"
#include "lib/walk.h"

static const char help[] =
    "Usage: du [OPTION]... [FILE]...\n"
    "Print how much room each directory in the FILEs (.) takes, in KiB.\n\n"
    "  -a, --all                 files as well\n"
    "  @a --apparent-size        sizes, not room on the disk\n"
    "  -b, --bytes               sizes in bytes\n"
    "  -B, --block-size=SIZE     in units of SIZE\n"
    "  -c, --total               a sum at the end\n"
    "  -d, --max-depth=N         no directories below N levels\n"
    "  @e --exclude=PATTERN      leave out names that match\n"
    "  -h, --human-readable      like 1.5K 23M\n"
    "  -k                        in KiB\n"
    "  -l, --count-links         files with several names several times\n"
    "  -L, --dereference         follow symbolic links\n"
    "  -D, --dereference-args    follow links among the FILEs\n"
    "  -H                        the same\n"
    "  -m                        in MiB\n"
    "  -S, --separate-dirs       a directory without those in it\n"
    "  -s, --summarize           only a sum for each FILE\n"
    "  -x, --one-file-system     stay on each FILE's file system\n"
    "  -0, --null                NULs behind the lines\n";

static struct {
	bool all, apparent, human, count_links, separate;
	int max_depth;
	uintmax_t unit;
	unsigned int walk_flags;
	const char *exclude;
	char end;
} opt = { .max_depth = INT32_MAX, .unit = 1024, .end = '\n' };

static size_t nbelow;
static int status;

struct seen {
	struct seen *next;
	dev_t dev;
	ino_t ino;
};

static bool
was_seen(const struct stat *st)
{
	static struct seen *table[1024];
	struct seen **chain = &table[st->st_ino % 1024], *s;

	if (opt.count_links || st->st_nlink < 2 || S_ISDIR(st->st_mode))
		return false;
	for (s = *chain; s; s = s->next) {
		if (s->dev == st->st_dev && s->ino == st->st_ino)
			return true;
	}
	s = xmalloc(sizeof *s);
	*s = (struct seen){ *chain, st->st_dev, st->st_ino };
	*chain = s;
	return false;
}

static uintmax_t
room(const struct stat *st)
{
	if (!opt.apparent)
		return 512 * (uintmax_t)st->st_blocks;
	/* A directory's own size says nothing. */
	return S_ISREG(st->st_mode) || S_ISLNK(st->st_mode) ||
		S_ISDIR(st->st_mode) ?
	    (uintmax_t)st->st_size :
	    0;
}

static void
print(uintmax_t bytes, const char *path)
{
	char text[HUMAN_SIZE];

	if (opt.human)
		printf("%s", number_human(bytes, 1024, text));
	else
		printf("%ju", (bytes + opt.unit - 1) / opt.unit);
	printf("\t%s%c", path, opt.end);
}

/*
 * below[d] is the room of what is in the directory at depth d - 1 that the walk
 * is in: files there, and the directories that were left; direct[d] leaves out
 * the latter.
 */
static struct sum {
	uintmax_t all, direct;
} * below;

static struct sum *
sum_at(int depth)
{
	size_t n = (size_t)depth + 1;

	if (n > nbelow) {
		below = xrealloc(below, 2 * n, sizeof *below);
		for (size_t i = nbelow; i < 2 * n; i++)
			below[i] = (struct sum){ 0, 0 };
		nbelow = 2 * n;
	}
	return &below[depth];
}

static void
add(const struct walk_item *item, uintmax_t bytes, uintmax_t own)
{
	struct sum *sum = sum_at(item->depth);

	sum->all += bytes;
	sum->direct += own;
}

static void
leave(const struct walk_item *item)
{
	struct sum *inside = sum_at(item->depth + 1);
	uintmax_t own = room(&item->st);
	uintmax_t all = inside->all + own, direct = inside->direct + own;

	*inside = (struct sum){ 0, 0 };
	if (item->depth <= opt.max_depth)
		print(opt.separate ? direct : all, item->path);
	add(item, all, 0);
}

static enum walk_next
visit(const struct walk_item *item, void *context)
{
	(void)context;
	if (opt.exclude &&
	    (item->event == WALK_FILE || item->event == WALK_DIRECTORY) &&
	    (fnmatch(opt.exclude, item->name, 0) == 0 ||
		fnmatch(opt.exclude, item->path, 0) == 0))
		return WALK_SKIP;
	switch (item->event) {
	case WALK_FILE:
		if (was_seen(&item->st))
			break;
		if ((opt.all || item->depth == 0) &&
		    item->depth <= opt.max_depth)
			print(room(&item->st), item->path);
		add(item, room(&item->st), room(&item->st));
		break;
	case WALK_DIRECTORY:
		break;
	case WALK_LEAVE:
		leave(item);
		break;
	case WALK_CANNOT_STAT:
		errno = item->error;
		warn("cannot access '%s'", item->path);
		status = 1;
		break;
	case WALK_CANNOT_READ:
		errno = item->error;
		warn("cannot read directory '%s'", item->path);
		status = 1;
		break;
	case WALK_LOOP:
		break;
	}
	return WALK_ON;
}

static void
parse_unit(int option)
{
	switch (option) {
	case 'b':
		opt.apparent = true;
		opt.unit = 1;
		break;
	case 'B':
		/* "M" alone is a unit of one. */
		if (*optarg < '0' || *optarg > '9')
			optarg = xasprintf("1%s", optarg);
		opt.unit = number_argument(optarg, "-B argument");
		if (opt.unit == 0)
			usage("invalid -B argument '0'");
		break;
	case 'h':
		opt.human = true;
		break;
	case 'k':
		opt.unit = 1024;
		break;
	case 'm':
		opt.unit = 1024 * 1024;
		break;
	}
}

static void
parse_option(int option)
{
	switch (option) {
	case 'a':
		opt.all = true;
		break;
	case LONG('a'):
		opt.apparent = true;
		break;
	case 'd':
		opt.max_depth = (int)integer_argument(optarg, 0, INT32_MAX,
		    "maximum depth");
		break;
	case LONG('e'):
		opt.exclude = optarg;
		break;
	case 'l':
		opt.count_links = true;
		break;
	case 'L':
		opt.walk_flags |= WALK_FOLLOW;
		break;
	case 'D':
	case 'H':
		opt.walk_flags |= WALK_FOLLOW_OPERAND;
		break;
	case 'S':
		opt.separate = true;
		break;
	case 's':
		opt.max_depth = 0;
		break;
	case 'x':
		opt.walk_flags |= WALK_ONE_DEVICE;
		break;
	case '0':
		opt.end = '\0';
		break;
	default:
		parse_unit(option);
	}
}

int
main(int argc, char **argv)
{
	bool total = false;
	uintmax_t sum = 0;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		if (option == 'c')
			total = true;
		else
			parse_option(option);
	}
	if (optind == argc)
		walk(".", opt.walk_flags, visit, NULL);
	for (int i = optind; i < argc; i++)
		walk(argv[i], opt.walk_flags, visit, NULL);
	sum = nbelow ? below[0].all : 0;
	if (total)
		print(sum, "total");
	return status;
}
