/*
 * stty: print or change the settings of a terminal.
 *
 * All flags are rows of one table: a name, the field of struct termios it is in,
 * the bits that it sets and those of its group.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "+Usage: stty [OPTION]... [SETTING]...\n"
    "Print the settings of the terminal on standard input, or change them: a\n"
    "flag (echo) or its opposite (-echo), a character (erase ^H), rows N, cols N,\n"
    "min N, time N, a speed, or sane, raw, cooked, cbreak, size, speed.\n\n"
    "  -a, --all                 all settings\n"
    "  -F, --file=DEVICE         of DEVICE\n"
    "  -g, --save                in a form that stty takes as SETTING\n";

enum field {
	INPUT,
	OUTPUT,
	CONTROL,
	LOCAL
};

static const struct flag {
	const char *name;
	enum field field;
	tcflag_t set, mask;
	bool sane; /* how it is normally */
} flags[] = {
	{ "parenb", CONTROL, PARENB, PARENB, false },
	{ "parodd", CONTROL, PARODD, PARODD, false },
	{ "cs5", CONTROL, CS5, CSIZE, false },
	{ "cs6", CONTROL, CS6, CSIZE, false },
	{ "cs7", CONTROL, CS7, CSIZE, false },
	{ "cs8", CONTROL, CS8, CSIZE, true },
	{ "hupcl", CONTROL, HUPCL, HUPCL, false },
	{ "cstopb", CONTROL, CSTOPB, CSTOPB, false },
	{ "cread", CONTROL, CREAD, CREAD, true },
	{ "clocal", CONTROL, CLOCAL, CLOCAL, false },
	{ "crtscts", CONTROL, CRTSCTS, CRTSCTS, false },
	{ "ignbrk", INPUT, IGNBRK, IGNBRK, false },
	{ "brkint", INPUT, BRKINT, BRKINT, true },
	{ "ignpar", INPUT, IGNPAR, IGNPAR, false },
	{ "parmrk", INPUT, PARMRK, PARMRK, false },
	{ "inpck", INPUT, INPCK, INPCK, false },
	{ "istrip", INPUT, ISTRIP, ISTRIP, false },
	{ "inlcr", INPUT, INLCR, INLCR, false },
	{ "igncr", INPUT, IGNCR, IGNCR, false },
	{ "icrnl", INPUT, ICRNL, ICRNL, true },
	{ "ixon", INPUT, IXON, IXON, true },
	{ "ixoff", INPUT, IXOFF, IXOFF, false },
	{ "iuclc", INPUT, IUCLC, IUCLC, false },
	{ "ixany", INPUT, IXANY, IXANY, false },
	{ "imaxbel", INPUT, IMAXBEL, IMAXBEL, true },
	{ "iutf8", INPUT, IUTF8, IUTF8, true },
	{ "opost", OUTPUT, OPOST, OPOST, true },
	{ "olcuc", OUTPUT, OLCUC, OLCUC, false },
	{ "ocrnl", OUTPUT, OCRNL, OCRNL, false },
	{ "onlcr", OUTPUT, ONLCR, ONLCR, true },
	{ "onocr", OUTPUT, ONOCR, ONOCR, false },
	{ "onlret", OUTPUT, ONLRET, ONLRET, false },
	{ "isig", LOCAL, ISIG, ISIG, true },
	{ "icanon", LOCAL, ICANON, ICANON, true },
	{ "iexten", LOCAL, IEXTEN, IEXTEN, true },
	{ "echo", LOCAL, ECHO, ECHO, true },
	{ "echoe", LOCAL, ECHOE, ECHOE, true },
	{ "echok", LOCAL, ECHOK, ECHOK, true },
	{ "echonl", LOCAL, ECHONL, ECHONL, false },
	{ "noflsh", LOCAL, NOFLSH, NOFLSH, false },
	{ "tostop", LOCAL, TOSTOP, TOSTOP, false },
	{ "echoprt", LOCAL, ECHOPRT, ECHOPRT, false },
	{ "echoctl", LOCAL, ECHOCTL, ECHOCTL, true },
	{ "echoke", LOCAL, ECHOKE, ECHOKE, true },
};

static const struct special {
	const char *name;
	int index;
	cc_t sane;
} specials[] = {
	{ "intr", VINTR, 3 },
	{ "quit", VQUIT, 28 },
	{ "erase", VERASE, 127 },
	{ "kill", VKILL, 21 },
	{ "eof", VEOF, 4 },
	{ "eol", VEOL, 0 },
	{ "eol2", VEOL2, 0 },
	{ "start", VSTART, 17 },
	{ "stop", VSTOP, 19 },
	{ "susp", VSUSP, 26 },
	{ "rprnt", VREPRINT, 18 },
	{ "werase", VWERASE, 23 },
	{ "lnext", VLNEXT, 22 },
	{ "discard", VDISCARD, 15 },
};

static const struct {
	speed_t code;
	unsigned int baud;
} speeds[] = {
	{ B0, 0 },
	{ B50, 50 },
	{ B75, 75 },
	{ B110, 110 },
	{ B134, 134 },
	{ B150, 150 },
	{ B200, 200 },
	{ B300, 300 },
	{ B600, 600 },
	{ B1200, 1200 },
	{ B1800, 1800 },
	{ B2400, 2400 },
	{ B4800, 4800 },
	{ B9600, 9600 },
	{ B19200, 19200 },
	{ B38400, 38400 },
	{ B57600, 57600 },
	{ B115200, 115200 },
	{ B230400, 230400 },
};

enum {
	NFLAGS = sizeof flags / sizeof *flags,
	NSPECIALS = sizeof specials / sizeof *specials,
	NSPEEDS = sizeof speeds / sizeof *speeds
};

static tcflag_t *
field(struct termios *t, enum field which)
{
	switch (which) {
	case INPUT:
		return &t->c_iflag;
	case OUTPUT:
		return &t->c_oflag;
	case CONTROL:
		return &t->c_cflag;
	case LOCAL:
		return &t->c_lflag;
	}
	return NULL;
}

/* --- Printing ------------------------------------------------------------- */

static int column;

static void
print_item(const char *text)
{
	int n = (int)strlen(text) + 1;

	if (column + n > 80) {
		putchar('\n');
		column = 0;
	}
	printf("%s%s", column ? " " : "", text);
	column += n;
}

static void
end_line(void)
{
	if (column)
		putchar('\n');
	column = 0;
}

static unsigned int
baud_of(speed_t code)
{
	for (size_t i = 0; i < NSPEEDS; i++) {
		if (speeds[i].code == code)
			return speeds[i].baud;
	}
	return 0;
}

static const char *
special_text(cc_t c)
{
	static char text[8];

	if (c == 0)
		return "<undef>";
	if (c == 127)
		return "^?";
	if (c < ' ')
		snprintf(text, sizeof text, "^%c", c + '@');
	else if (c >= 128)
		snprintf(text, sizeof text, "M-%c", c - 128);
	else
		snprintf(text, sizeof text, "%c", c);
	return text;
}

static void
print_settings(struct termios *t, bool all)
{
	struct winsize size = { 0 };
	char text[64];

	snprintf(text, sizeof text, "speed %u baud;", baud_of(cfgetospeed(t)));
	print_item(text);
	if (all && ioctl(0, TIOCGWINSZ, &size) == 0) {
		snprintf(text, sizeof text, "rows %u; columns %u;", size.ws_row,
		    size.ws_col);
		print_item(text);
	}
	snprintf(text, sizeof text, "line = %u;", t->c_line);
	print_item(text);
	end_line();
	for (size_t i = 0; i < NSPECIALS; i++) {
		cc_t c = t->c_cc[specials[i].index];

		if (!all && c == specials[i].sane)
			continue;
		snprintf(text, sizeof text, "%s = %s;", specials[i].name,
		    special_text(c));
		print_item(text);
	}
	if (all || !(t->c_lflag & ICANON)) {
		snprintf(text, sizeof text, "min = %u; time = %u;",
		    t->c_cc[VMIN], t->c_cc[VTIME]);
		print_item(text);
	}
	end_line();
	for (size_t i = 0; i < NFLAGS; i++) {
		const struct flag *f = &flags[i];
		bool on = (*field(t, f->field) & f->mask) == f->set;

		/* Of a group only what holds is said. */
		if ((f->mask != f->set && !on) || (!all && on == f->sane))
			continue;
		if (i > 0 && flags[i - 1].field != f->field && all)
			end_line();
		snprintf(text, sizeof text, "%s%s", on ? "" : "-", f->name);
		print_item(text);
	}
	end_line();
}

static void
print_saved(const struct termios *t)
{
	printf("%x:%x:%x:%x", t->c_iflag, t->c_oflag, t->c_cflag, t->c_lflag);
	for (int i = 0; i < NCCS; i++)
		printf(":%x", t->c_cc[i]);
	putchar('\n');
}

/* --- Changing ------------------------------------------------------------- */

static bool
set_saved(struct termios *t, const char *text)
{
	struct termios new = *t;
	tcflag_t *fields[] = {
		&new.c_iflag,
		&new.c_oflag,
		&new.c_cflag,
		&new.c_lflag,
	};
	char *end;

	for (int i = 0; i < 4 + NCCS; i++) {
		unsigned long value = strtoul(text, &end, 16);

		if (end == text || *end != (i == 3 + NCCS ? '\0' : ':'))
			return false;
		if (i < 4)
			*fields[i] = (tcflag_t)value;
		else
			new.c_cc[i - 4] = (cc_t)value;
		text = end + 1;
	}
	*t = new;
	return true;
}

static void
set_sane(struct termios *t)
{
	for (size_t i = 0; i < NFLAGS; i++) {
		const struct flag *f = &flags[i];
		tcflag_t *place = field(t, f->field);

		if (f->field == CONTROL && f->mask != CREAD)
			continue;
		*place &= ~f->mask;
		if (f->sane)
			*place |= f->set;
	}
	for (size_t i = 0; i < NSPECIALS; i++)
		t->c_cc[specials[i].index] = specials[i].sane;
	t->c_cc[VMIN] = 1;
	t->c_cc[VTIME] = 0;
}

static bool
set_mode(struct termios *t, const char *name, bool on)
{
	if (strcmp(name, "sane") == 0 && on) {
		set_sane(t);
	} else if (strcmp(name, on ? "raw" : "cooked") == 0) {
		t->c_iflag = 0;
		t->c_oflag &= ~(tcflag_t)OPOST;
		t->c_lflag &= ~(tcflag_t)(ISIG | ICANON);
		t->c_cc[VMIN] = 1;
		t->c_cc[VTIME] = 0;
	} else if (strcmp(name, on ? "cooked" : "raw") == 0) {
		t->c_iflag |= BRKINT | IGNPAR | ICRNL | IXON;
		t->c_oflag |= OPOST;
		t->c_lflag |= ISIG | ICANON;
		t->c_cc[VEOF] = 4;
		t->c_cc[VEOL] = 0;
	} else if (strcmp(name, "cbreak") == 0) {
		if (on)
			t->c_lflag &= ~(tcflag_t)ICANON;
		else
			t->c_lflag |= ICANON;
	} else if (strcmp(name, "nl") == 0) {
		t->c_iflag = on ? t->c_iflag & ~(tcflag_t)ICRNL :
				  t->c_iflag | ICRNL;
		t->c_oflag = on ? t->c_oflag & ~(tcflag_t)ONLCR :
				  t->c_oflag | ONLCR;
	} else {
		return false;
	}
	return true;
}

static bool
set_flag(struct termios *t, const char *name, bool on)
{
	for (size_t i = 0; i < NFLAGS; i++) {
		const struct flag *f = &flags[i];
		tcflag_t *place = field(t, f->field);

		if (strcmp(name, f->name) != 0)
			continue;
		*place &= ~f->mask;
		if (on)
			*place |= f->set;
		return true;
	}
	return set_mode(t, name, on);
}

static cc_t
parse_special(const char *text)
{
	if (strcmp(text, "undef") == 0 || strcmp(text, "^-") == 0)
		return 0;
	if (strcmp(text, "^?") == 0)
		return 127;
	if (text[0] == '^' && text[1])
		return (cc_t)(toupper((unsigned char)text[1]) & 037);
	if (text[0] && !text[1])
		return (cc_t)text[0];
	return (cc_t)integer_argument(text, 0, 255, "integer argument:");
}

/* A setting with an argument; false if name is none. */
static bool
set_value(struct termios *t, const char *name, const char *value)
{
	struct winsize size = { 0 };
	bool rows = strcmp(name, "rows") == 0;

	for (size_t i = 0; i < NSPECIALS; i++) {
		if (strcmp(name, specials[i].name) == 0) {
			t->c_cc[specials[i].index] = parse_special(value);
			return true;
		}
	}
	if (rows || strcmp(name, "cols") == 0 || strcmp(name, "columns") == 0) {
		unsigned short n = (unsigned short)integer_argument(value, 0,
		    UINT16_MAX, "integer argument:");

		ioctl(0, TIOCGWINSZ, &size);
		if (rows)
			size.ws_row = n;
		else
			size.ws_col = n;
		if (ioctl(0, TIOCSWINSZ, &size) < 0)
			err(1, "cannot set the size");
		return true;
	}
	if (strcmp(name, "min") == 0 || strcmp(name, "time") == 0) {
		t->c_cc[*name == 'm' ? VMIN : VTIME] = (cc_t)
		    integer_argument(value, 0, 255, "integer argument:");
		return true;
	}
	return false;
}

static bool
set_speed(struct termios *t, const char *text)
{
	for (size_t i = 0; i < NSPEEDS; i++) {
		char name[16];

		snprintf(name, sizeof name, "%u", speeds[i].baud);
		if (strcmp(text, name) == 0) {
			cfsetispeed(t, speeds[i].code);
			cfsetospeed(t, speeds[i].code);
			return true;
		}
	}
	return false;
}

/* size and speed only print; false if it is neither. */
static bool
print_one(struct termios *t, const char *name)
{
	struct winsize size;

	if (strcmp(name, "size") == 0) {
		if (ioctl(0, TIOCGWINSZ, &size) < 0)
			err(1, "'standard input'");
		printf("%u %u\n", size.ws_row, size.ws_col);
		return true;
	}
	if (strcmp(name, "speed") == 0) {
		printf("%u\n", baud_of(cfgetospeed(t)));
		return true;
	}
	return false;
}

int
main(int argc, char **argv)
{
	bool all = false, save = false;
	struct termios t, old;
	int option = 0;

	/* -echo is a setting: options end at the first that is none. */
	while (optind < argc &&
	    (strlen(argv[optind]) == 2 || strncmp(argv[optind], "--", 2) == 0 ||
		strncmp(argv[optind], "-F", 2) == 0) &&
	    argv[optind][0] == '-' &&
	    (option = option_next(argc, argv, help)) != -1) {
		if (option == 'a')
			all = true;
		else if (option == 'g')
			save = true;
		else if (freopen(optarg, "r+", stdin) == NULL)
			err(1, "%s", optarg);
	}
	if (tcgetattr(0, &t) < 0)
		err(1, "'standard input'");
	if (save)
		print_saved(&t);
	else if (all || optind == argc)
		print_settings(&t, all);
	old = t;
	for (int i = optind; i < argc; i++) {
		const char *name = argv[i];
		bool on = *name != '-';

		if (print_one(&t, name) || set_flag(&t, name + !on, on) ||
		    set_speed(&t, name) || set_saved(&t, name))
			continue;
		if (i + 1 == argc || !set_value(&t, name, argv[i + 1]))
			usage("invalid argument '%s'", name);
		i++;
	}
	if (memcmp(&t, &old, sizeof t) != 0 && tcsetattr(0, TCSADRAIN, &t) < 0)
		err(1, "'standard input'");
	return 0;
}
