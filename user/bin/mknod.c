/*
 * mknod: make device files and named pipes.
 */
#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/mode.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: mknod [OPTION] NAME TYPE [MAJOR MINOR]\n"
    "Make a special file: b a block device, c or u a character device, p a pipe.\n\n"
    "  -m, --mode=MODE           permissions as for chmod, not a=rw - umask\n";

int
main(int argc, char **argv)
{
	mode_t mode = 0666, mask = umask(0), kind;
	bool has_mode = false;
	dev_t device = 0;
	const char *type;

	umask(mask);
	while (option_next(argc, argv, help) != -1) {
		has_mode = true;
		if (!mode_parse(optarg, 0666, false, mask, &mode))
			errx(1, "invalid mode");
	}
	need_operands(argc, argv, 2, 4);
	type = argv[optind + 1];
	if (strlen(type) != 1 || !strchr("bcup", *type))
		usage("invalid device type '%s'", type);
	kind = *type == 'b' ? S_IFBLK : *type == 'p' ? S_IFIFO : S_IFCHR;
	if (*type == 'p') {
		if (argc - optind > 2)
			usage("Fifos do not have major and minor device "
			      "numbers.");
	} else {
		if (argc - optind < 4)
			usage("Special files require major and minor device "
			      "numbers.");
		device =
		    makedev((unsigned int)integer_argument(argv[optind + 2], 0,
				UINT32_MAX, "major device number"),
			(unsigned int)integer_argument(argv[optind + 3], 0,
			    UINT32_MAX, "minor device number"));
	}
	if (mknod(argv[optind], kind | mode, device) < 0)
		err(1, "%s", argv[optind]);
	if (has_mode && chmod(argv[optind], mode) < 0)
		err(1, "cannot set permissions of '%s'", argv[optind]);
	return 0;
}
