/*
 * base64, base32: bytes as letters, and back. RFC 4648.
 */
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: base64 [OPTION]... [FILE]\n"
    "Encode FILE (standard input) in base 64, or base32: in base 32.\n\n"
    "  -d, --decode              decode it\n"
    "  -i, --ignore-garbage      when decoding, skip other characters\n"
    "  -w, --wrap=COLS           break lines after COLS characters (76); 0: no\n";

/* bytes of input make digits of output, of bits each. */
static const struct base {
	unsigned int bits, bytes, digits;
	const char *alphabet;
} base64 = { 6, 3, 4,
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" },
  base32 = { 5, 5, 8, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" };

static const struct base *base = &base64;
static uintmax_t wrap = 76;
static bool ignore_garbage;

static void
put(int c)
{
	static uintmax_t column;

	if (c == EOF) {
		if (column && wrap)
			putchar('\n');
		return;
	}
	if (wrap && column == wrap) {
		putchar('\n');
		column = 0;
	}
	putchar(c);
	column++;
}

static void
encode(FILE *file)
{
	unsigned char in[8];
	size_t n;

	while ((n = fread(in, 1, base->bytes, file)) > 0) {
		size_t used = (8 * n + base->bits - 1) / base->bits;
		uint64_t group = 0;

		for (size_t i = 0; i < base->bytes; i++)
			group = group << 8 | (i < n ? in[i] : 0);
		for (unsigned int i = 0; i < base->digits; i++) {
			unsigned int shift = base->bits *
			    (base->digits - 1 - i);
			uint64_t digit = group >> shift &
			    ((1u << base->bits) - 1);

			put(i < used ? base->alphabet[digit] : '=');
		}
	}
	put(EOF);
}

/* The next character that counts, or EOF. */
static int
next_digit(FILE *file)
{
	for (;;) {
		int c = getc(file);

		if (c == EOF || (c && strchr(base->alphabet, c)) || c == '=')
			return c;
		if (c != '\n' && !ignore_garbage)
			return -2;
	}
}

static bool
decode(FILE *file)
{
	for (;;) {
		uint64_t group = 0;
		unsigned int n = 0, padding = 0, bytes;
		int c = 0;

		for (; n < base->digits; n++) {
			c = next_digit(file);
			if (c == EOF || c == -2)
				break;
			if (c == '=')
				padding++;
			else if (padding)
				break;
			group = group << base->bits |
			    (c == '=' ? 0 :
					(uint64_t)(strchr(base->alphabet, c) -
					    base->alphabet));
		}
		if (n == 0)
			return c == EOF;
		/* What a group that breaks off has is written all the same. */
		group <<= base->bits * (base->digits - n);
		bytes = (n - padding) * base->bits / 8;
		for (unsigned int i = 0; i < bytes; i++)
			putchar((int)(group >> 8 * (base->bytes - 1 - i) &
			    0xff));
		if (n < base->digits)
			return false;
	}
}

int
main(int argc, char **argv)
{
	const char *name = "-";
	bool decoding = false, good = true;
	int option;
	FILE *file;

	if (strcmp(program_invocation_short_name, "base32") == 0)
		base = &base32;
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'd':
			decoding = true;
			break;
		case 'i':
			ignore_garbage = true;
			break;
		case 'w':
			wrap = number_argument(optarg, "wrap size:");
			break;
		}
	}
	need_operands(argc, argv, 0, 1);
	if (optind < argc)
		name = argv[optind];
	file = input_open(name);
	if (!file)
		return 1;
	if (decoding)
		good = decode(file);
	else
		encode(file);
	if (!good)
		warnx("invalid input");
	return input_close(file, name) && good ? 0 : 1;
}
