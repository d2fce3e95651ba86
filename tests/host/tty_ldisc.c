// needs: kernel/tty/opost.c
/*
 * The line discipline: what a typist sees and what a program reads.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/host/tap.h"

#include "kernel/tty/ldisc.c"
#include "kernel/tty/opost.h"

static struct opost out_state;
static char screen[65536];
static size_t screen_len;
static int last_signal, flushes;
static bool stopped;
static u8 sent;

static void
on_echo(struct ldisc *ld, const u8 *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		u8 out[OPOST_MAX];
		unsigned len = opost_byte(&out_state, ld->termios.c_oflag, true,
		    s[i], out);

		if (screen_len + len > sizeof(screen))
			screen_len = 0;
		memcpy(screen + screen_len, out, len);
		screen_len += len;
	}
}

static u32
on_column(struct ldisc *ld)
{
	(void)ld;
	return out_state.column;
}

static void
on_signal(struct ldisc *ld, int sig, bool flush)
{
	(void)ld;
	last_signal = sig;
	flushes += flush;
}

static void
on_flow(struct ldisc *ld, bool stop)
{
	(void)ld;
	stopped = stop;
}

static void
on_send(struct ldisc *ld, u8 c)
{
	(void)ld;
	sent = c;
}

static const struct ldisc_ops ops = { on_echo, on_column, on_signal, on_flow,
	on_send };
static struct ldisc ld;

static void
fresh(void)
{
	ldisc_init(&ld, &ops);
	memset(&out_state, 0, sizeof(out_state));
	screen_len = 0;
	last_signal = flushes = sent = 0;
	stopped = false;
}

static void
modes(unsigned iset, unsigned iclear, unsigned lset, unsigned lclear)
{
	struct termios t = ld.termios;

	t.c_iflag = (t.c_iflag & ~iclear) | iset;
	t.c_lflag = (t.c_lflag & ~lclear) | lset;
	ldisc_set_termios(&ld, &t);
}

static size_t
type(const char *s)
{
	return ldisc_input(&ld, (const u8 *)s, strlen(s));
}

static bool
reads(const char *want, size_t n)
{
	u8 buf[8192];
	bool more;
	size_t got = ldisc_read(&ld, buf, n, &more);

	return got == strlen(want) && !memcmp(buf, want, got);
}

static bool
shows(const char *want)
{
	bool same = screen_len == strlen(want) &&
	    !memcmp(screen, want, screen_len);

	if (!same)
		printf("# screen: %.*s\n", (int)screen_len, screen);
	screen_len = 0;
	return same;
}

static void
test_lines(void)
{
	fresh();
	type("hello");
	ok(!ldisc_readable(&ld), "half a line is not readable");
	type("\r");
	ok(ldisc_readable(&ld), "a line is, and CR became NL");
	ok(shows("hello\r\n"), "echo of a line");
	ok(reads("hel", 3) && reads("lo\n", 100), "a line in two reads");
	type("a\nb\n");
	ok(ldisc_available(&ld) == 4, "FIONREAD counts both lines");
	ok(reads("a\n", 100) && reads("b\n", 100), "one line a read");
	type("xy\004");
	ok(reads("xy", 100), "end-of-file pushes a part of a line");
	type("\004");
	ok(ldisc_readable(&ld) && ldisc_available(&ld) == 0 && reads("", 9),
	    "end-of-file at the start of a line is an empty read");
	type("xyz\004");
	ok(reads("xyz", 3) && !ldisc_readable(&ld),
	    "a read of just the text takes the end-of-file along");
}

static void
test_erase(void)
{
	fresh();
	type("ab\177");
	ok(shows("ab\b \b"), "erase a character");
	type("\001\177");
	ok(shows("^A\b \b\b \b"), "erase a control character");
	type("\n");
	ok(reads("a\n", 9), "erased characters are gone");
	screen_len = 0;
	type("one two_3  \027");
	ok(shows("one two_3  \b \b\b \b\b \b\b \b\b \b\b \b\b \b"),
	    "erase a word and the blanks behind it");
	type("\025");
	ok(shows("\b \b\b \b\b \b\b \b"), "kill the line");
	type("\177\177\n");
	ok(shows("\r\n") && reads("\n", 9), "nothing left to erase");
	type("h\303\251\177\n");
	ok(shows("h\303\251\b \b\r\n") && reads("h\n", 9),
	    "erase a character of two bytes");
	modes(0, 0, 0, ECHOKE);
	type("abc\025d\n");
	ok(shows("abc^U\r\nd\r\n") && reads("d\n", 9), "kill without ECHOKE");
	modes(0, 0, ECHOPRT | ECHOKE, 0);
	type("abc\177\177x\n");
	ok(shows("abc\\cb/x\r\n") && reads("ax\n", 9), "erase on paper");
}

static void
test_tabs(void)
{
	fresh();
	memcpy(screen, "$ ", 2);
	on_echo(&ld, (const u8 *)"$ ", 2);
	screen_len = 0;
	type("a\tb");
	ok(shows("a\tb") && out_state.column == 9, "column after a tab");
	type("\177\177");
	ok(shows("\b \b\b\b\b\b\b") && out_state.column == 3,
	    "erasing a tab returns to the column before it");
	type("\t\t\177");
	ok(shows("\t\t\b\b\b\b\b\b\b\b") && out_state.column == 8,
	    "erasing a tab behind a tab");
}

static void
test_lnext(void)
{
	fresh();
	type("\026\003\026\177x\022\n");
	ok(shows("^\b^C^\b^?x^R\r\n^C^?x\r\n"), "literal next, and reprint");
	ok(reads("\003\177x\n", 9) && !last_signal,
	    "literal control characters");
}

static void
test_signals(void)
{
	fresh();
	type("abc\003");
	ok(last_signal == SIGINT && flushes == 1 && shows("abc^C"),
	    "interrupt flushes");
	type("d\n");
	ok(reads("d\n", 9), "input before the interrupt is gone");
	modes(0, 0, NOFLSH, 0);
	type("abc\034");
	ok(last_signal == SIGQUIT && flushes == 1, "NOFLSH");
	type("\n");
	ok(reads("abc\n", 9), "NOFLSH keeps the input");
	type("\032");
	ok(last_signal == SIGTSTP, "suspend");
	modes(BRKINT, 0, 0, NOFLSH);
	last_signal = 0;
	ldisc_input_break(&ld);
	ok(last_signal == SIGINT, "break with BRKINT");
	modes(0, 0, 0, ISIG);
	type("\003\n");
	ok(reads("\003\n", 9), "without ISIG it is a character");
}

static void
test_flow(void)
{
	fresh();
	type("\023");
	ok(stopped, "stop");
	type("x");
	ok(stopped, "other characters do not restart");
	modes(IXANY, 0, 0, 0);
	type("x");
	ok(!stopped, "with IXANY they do");
	type("\023\021");
	ok(!stopped, "start");
	type("\023");
	modes(0, IXON, 0, 0);
	ok(!stopped, "leaving IXON restarts");
	fresh();
	modes(IXOFF, 0, 0, ICANON | ECHO | ISIG);
	for (int i = 0; i < 4090; i++)
		type("z");
	ok(sent == 023, "IXOFF stops the sender");
	u8 buf[4096];
	bool more;
	ldisc_read(&ld, buf, 4000, &more);
	ok(sent == 021, "and restarts it");
}

static void
test_full(void)
{
	static char big[6000];
	u8 buf[8192];
	bool more;

	fresh();
	memset(big, 'x', sizeof(big));
	ok(ldisc_input(&ld, (u8 *)big, 6000) == 6000,
	    "an endless line is taken");
	type("\n");
	ok(ldisc_read(&ld, buf, sizeof(buf), &more) == 4096 &&
		buf[4094] == 'x' && buf[4095] == '\n',
	    "it ends after 4095 characters");
	modes(0, 0, 0, ICANON | ECHO);
	ok(ldisc_input(&ld, (u8 *)big, 6000) == 4095,
	    "raw mode stops when full");
	ok(ldisc_read(&ld, buf, 1000, &more) == 1000 && more, "part of it");
	modes(0, 0, 0, ECHO | ISIG);
	modes(0, ICRNL | IXON, 0, 0);
	ok(ldisc_input(&ld, (u8 *)big, 6000) == 1000,
	    "raw copy fills it again");
	ok(ldisc_read(&ld, buf, 8192, &more) == 4095 && !more, "all of it");
	fresh();
	type("line\n");
	ok(ldisc_input(&ld, (u8 *)big, 6000) == 4090,
	    "behind a finished line the buffer fills up");
	ok(reads("line\n", 10) && type("\n") == 1, "and goes on after a read");
}

static void
test_switch(void)
{
	fresh();
	type("abc");
	modes(0, 0, 0, ICANON);
	ok(ldisc_available(&ld) == 3 && reads("abc", 10), "canonical to raw");
	type("def");
	modes(0, 0, ICANON, 0);
	ok(ldisc_readable(&ld) && reads("def", 10), "raw to canonical");
	type("gh\n");
	ok(reads("gh\n", 10), "canonical again");
	modes(ISTRIP | INLCR, ICRNL, 0, 0);
	type("\341\004");
	ok(reads("a", 10), "ISTRIP");
	modes(IGNCR, INLCR, 0, 0);
	type("a\rb\n");
	ok(reads("ab\n", 10), "IGNCR");
	modes(PARMRK, ISTRIP, 0, 0);
	type("\377\n");
	ok(reads("\377\377\n", 10), "PARMRK doubles \\377");
}

static void
test_opost(void)
{
	struct opost o = { 0 };
	u8 out[OPOST_MAX];

	ok(opost_byte(&o, OPOST | ONLCR, false, '\n', out) == 2 &&
		!memcmp(out, "\r\n", 2),
	    "ONLCR");
	ok(opost_byte(&o, 0, false, '\n', out) == 1, "no OPOST");
	o.column = 3;
	ok(opost_byte(&o, OPOST | XTABS, false, '\t', out) == 5 &&
		o.column == 8,
	    "XTABS");
	ok(opost_byte(&o, OPOST | OCRNL, false, '\r', out) == 1 &&
		out[0] == '\n' && o.column == 8,
	    "OCRNL");
	o.column = 0;
	ok(opost_byte(&o, OPOST | ONOCR, false, '\r', out) == 0, "ONOCR");
	ok(opost_plain(&o, OPOST, (const u8 *)"ab\ncd", 5) == 2 &&
		o.column == 2,
	    "plain text up to a newline");
}

/* Random input and reads: nothing is lost or made up in raw mode, and no
 * access leaves the buffer in any. */
static void
test_random(void)
{
	bool good = true;

	for (int round = 0; round < 200; round++) {
		u8 in[64], buf[256];
		u8 next_in = 0, next_out = 0;
		bool raw = round % 2, more;

		fresh();
		if (raw)
			modes(0, ICRNL | IXON, 0,
			    ICANON | ISIG | ECHO | IEXTEN);
		for (int i = 0; i < 500; i++) {
			size_t n = tap_random() % sizeof(in), took, got;

			for (size_t k = 0; k < n; k++)
				in[k] = raw ? (u8)(next_in + k) :
					      (u8)(tap_random() >> 32);
			took = ldisc_input(&ld, in, n);
			next_in += took;
			got = ldisc_read(&ld, buf, tap_random() % 256, &more);
			for (size_t k = 0; raw && k < got; k++)
				good = good && buf[k] == next_out++;
			good = good && ld.head - ld.tail <= LDISC_SIZE;
		}
	}
	ok(good, "random input");
}

int
main(void)
{
	test_lines();
	test_erase();
	test_tabs();
	test_lnext();
	test_signals();
	test_flow();
	test_full();
	test_switch();
	test_opost();
	test_random();
	return tap_done();
}
