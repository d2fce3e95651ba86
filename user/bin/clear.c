/*
 * clear, reset: an empty screen; reset also puts the terminal in order.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "lib/options.h"

static const char help[] =
    "Usage: clear\n"
    "       reset\n"
    "Clear the screen; reset also makes a terminal usable again that a program\n"
    "left in disorder.\n";

static void
reset_modes(void)
{
	struct termios t;

	if (tcgetattr(2, &t) < 0)
		return;
	t.c_iflag &= ~(tcflag_t)(IGNBRK | INLCR | IGNCR | ISTRIP);
	t.c_iflag |= BRKINT | ICRNL | IXON | IUTF8;
	t.c_oflag |= OPOST | ONLCR;
	t.c_lflag |= ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE |
	    IEXTEN;
	t.c_cc[VINTR] = 'C' & 037;
	t.c_cc[VQUIT] = '\\' & 037;
	t.c_cc[VERASE] = 0177;
	t.c_cc[VKILL] = 'U' & 037;
	t.c_cc[VEOF] = 'D' & 037;
	t.c_cc[VSUSP] = 'Z' & 037;
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	tcsetattr(2, TCSADRAIN, &t);
}

int
main(int argc, char **argv)
{
	option_next(argc, argv, help);
	if (strcmp(program_invocation_short_name, "reset") == 0) {
		reset_modes();
		/* Full reset, default margins, attributes and character set. */
		fputs("\033c\033[!p\033[?3;4l\033[4l\033>\033[0m\033(B",
		    stdout);
	}
	fputs("\033[H\033[2J\033[3J", stdout);
	return 0;
}
