/*
 * Formatted output.
 *
 * A conversion is parsed into a `spec`, its argument rendered, digits backwards,
 * into a buffer that holds the longest number, and then laid out in its field:
 *
 *     spaces  sign or 0x  zeros  body  spaces
 *
 * Everything goes through `put`, which counts all characters and stores those that
 * fit: so the buffer is never overrun and the result is the full length.
 */
#include "lib/fmt.h"

#include "lib/string.h"

struct out {
	char *buf;
	size_t size;
	size_t len; /* so far, stored or not */
};

struct spec {
	bool left, zero, plus, space, alt;
	int width;
	int precision; /* -1: none was given */
	int length;    /* size of an integer argument, in bytes */
	char conversion;
};

/* The digits of a 64-bit number in octal. */
#define MAX_DIGITS 22

static void
put(struct out *out, char c)
{
	if (out->len < out->size)
		out->buf[out->len] = c;
	out->len++;
}

/* Counts n characters. => returns: how many of them are to be stored at *to */
static size_t
claim(struct out *out, size_t n, char **to)
{
	size_t room = out->len < out->size ? out->size - out->len : 0;

	*to = room ? out->buf + out->len : NULL;
	out->len += n;
	return min(n, room);
}

static void
put_many(struct out *out, char c, int n)
{
	char *to;

	if (n <= 0)
		return;
	n = (int)claim(out, (size_t)n, &to);
	if (n)
		memset(to, c, (size_t)n);
}

static void
put_bytes(struct out *out, const char *s, int n)
{
	char *to;

	n = (int)claim(out, (size_t)n, &to);
	if (n)
		memcpy(to, s, (size_t)n);
}

/* Up to the end or an `end`, which may be the same. => returns: where that is */
static const char *
put_until(struct out *out, const char *s, char end)
{
	size_t room = out->len < out->size ? out->size - out->len : 0, n = 0;
	char *to = room ? out->buf + out->len : NULL;

	for (; s[n] && s[n] != end; n++)
		if (n < room)
			to[n] = s[n];
	out->len += n;
	return s + n;
}

/* A body between its padding; `zeros` come between prefix and body. */
static void
put_field(struct out *out, const struct spec *spec, const char *prefix,
    int zeros, const char *body, int len)
{
	int prefix_len = strlen(prefix);
	int pad = spec->width - prefix_len - max(zeros, 0) - len;

	if (!spec->left)
		put_many(out, ' ', pad);
	put_bytes(out, prefix, prefix_len);
	put_many(out, '0', zeros);
	put_bytes(out, body, len);
	if (spec->left)
		put_many(out, ' ', pad);
}

static void
put_string(struct out *out, const struct spec *spec, const char *s)
{
	if (!s)
		s = "(null)";
	put_field(out, spec, "", 0, s,
	    spec->precision < 0 ? strlen(s) : strnlen(s, spec->precision));
}

/* => returns: the start of the digits, which end at `end` */
static char *
render(char *end, u64 value, unsigned int base, const char *digits)
{
	for (; value; value /= base)
		*--end = digits[value % base];
	return end;
}

static const char *
sign_of(const struct spec *spec, bool negative)
{
	if (negative)
		return "-";
	return spec->plus ? "+" : spec->space ? " " : "";
}

/* The number of zeros that precision and the flag 0 demand. */
static int
leading_zeros(const struct spec *spec, int prefix_len, int len)
{
	if (spec->precision >= 0)
		return spec->precision - len;
	if (spec->zero && !spec->left)
		return max(spec->width - prefix_len - len, len == 0);
	return len == 0;
}

static void
put_number(struct out *out, const struct spec *spec, u64 value,
    unsigned int base, const char *prefix)
{
	char buf[MAX_DIGITS], *end = buf + sizeof(buf);
	char *body = render(end, value, base,
	    spec->conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef");
	int len = end - body;
	int zeros = leading_zeros(spec, strlen(prefix), len);

	if (base == 8 && spec->alt && zeros <= 0)
		zeros = 1;
	put_field(out, spec, prefix, zeros, body, len);
}

static void
put_signed(struct out *out, const struct spec *spec, s64 value)
{
	u64 magnitude = value < 0 ? -(u64)value : (u64)value;

	put_number(out, spec, magnitude, 10, sign_of(spec, value < 0));
}

static void
put_hex(struct out *out, const struct spec *spec, u64 value)
{
	const char *prefix = spec->conversion == 'X' ? "0X" : "0x";

	put_number(out, spec, value, 16, spec->alt && value ? prefix : "");
}

static void
put_pointer(struct out *out, const struct spec *spec, const void *p)
{
	put_number(out, spec, (uintptr_t)p, 16, "0x");
}

/* => returns: what follows the flags */
static const char *
parse_flags(const char *f, struct spec *spec)
{
	for (;; f++) {
		switch (*f) {
		case '-':
			spec->left = true;
			break;
		case '0':
			spec->zero = true;
			break;
		case '+':
			spec->plus = true;
			break;
		case ' ':
			spec->space = true;
			break;
		case '#':
			spec->alt = true;
			break;
		default:
			return f;
		}
	}
}

static const char *
parse_int(const char *f, int *value)
{
	for (*value = 0; *f >= '0' && *f <= '9'; f++)
		*value = min(*value, 100000) * 10 + (*f - '0');
	return f;
}

static const char *
parse_length(const char *f, struct spec *spec)
{
	switch (*f) {
	case 'h':
		spec->length = f[1] == 'h' ? sizeof(char) : sizeof(short);
		return f + (f[1] == 'h' ? 2 : 1);
	case 'l':
		spec->length = sizeof(long);
		return f + (f[1] == 'l' ? 2 : 1);
	case 'z':
	case 't':
		spec->length = sizeof(size_t);
		return f + 1;
	default:
		spec->length = sizeof(int);
		return f;
	}
}

/* A list of arguments that functions can share by pointer. */
struct arg_list {
	va_list ap;
};

static const char *
parse_number(const char *f, int *value, struct arg_list *args)
{
	if (*f != '*')
		return parse_int(f, value);
	*value = va_arg(args->ap, int);
	return f + 1;
}

/* => returns: what follows the conversion; `f` follows the % */
static const char *
parse_spec(const char *f, struct spec *spec, struct arg_list *args)
{
	*spec = (struct spec){ .precision = -1 };
	f = parse_flags(f, spec);
	f = parse_number(f, &spec->width, args);
	if (spec->width < 0) {
		spec->left = true;
		spec->width = -spec->width;
	}
	if (*f == '.')
		f = parse_number(f + 1, &spec->precision, args);
	f = parse_length(f, spec);
	spec->conversion = *f;
	return *f ? f + 1 : f;
}

static s64
next_signed(const struct spec *spec, struct arg_list *args)
{
	if (spec->length == sizeof(long))
		return va_arg(args->ap, long);

	int value = va_arg(args->ap, int);

	return spec->length == sizeof(char) ? (signed char)value :
	    spec->length == sizeof(short)   ? (short)value :
					      value;
}

static u64
next_unsigned(const struct spec *spec, struct arg_list *args)
{
	if (spec->length == sizeof(long))
		return va_arg(args->ap, unsigned long);

	unsigned int value = va_arg(args->ap, unsigned int);

	return spec->length == sizeof(char) ? (u8)value :
	    spec->length == sizeof(short)   ? (u16)value :
					      value;
}

static void
convert(struct out *out, const struct spec *spec, struct arg_list *args)
{
	char c;

	switch (spec->conversion) {
	case 'd':
	case 'i':
		put_signed(out, spec, next_signed(spec, args));
		break;
	case 'u':
		put_number(out, spec, next_unsigned(spec, args), 10, "");
		break;
	case 'o':
		put_number(out, spec, next_unsigned(spec, args), 8, "");
		break;
	case 'x':
	case 'X':
		put_hex(out, spec, next_unsigned(spec, args));
		break;
	case 'p':
		put_pointer(out, spec, va_arg(args->ap, void *));
		break;
	case 's':
		put_string(out, spec, va_arg(args->ap, const char *));
		break;
	case 'c':
		c = va_arg(args->ap, int);
		put_field(out, spec, "", 0, &c, 1);
		break;
	case '%':
		put(out, '%');
		break;
	case '\0':
		break;
	default:
		/* Unknown: show it, so that somebody notices. */
		put(out, '%');
		put(out, spec->conversion);
		break;
	}
}

/* --- Plain conversions --- */

static inline unsigned
decimal_digits(u64 value)
{
	unsigned n = 1;

	for (u64 limit = 10; value >= limit && n < FMT_DECIMAL_MAX; limit *= 10)
		n++;
	return n;
}

static inline unsigned
hex_digits(u64 value)
{
	return (63 - (unsigned)__builtin_clzl(value | 1)) / 4 + 1;
}

/* The last n digits, by two. */
static inline void
store_decimal(char *to, u64 value, unsigned n)
{
	static const char pairs[] = "00010203040506070809"
				    "10111213141516171819"
				    "20212223242526272829"
				    "30313233343536373839"
				    "40414243444546474849"
				    "50515253545556575859"
				    "60616263646566676869"
				    "70717273747576777879"
				    "80818283848586878889"
				    "90919293949596979899";

	for (; n >= 2; value /= 100) {
		n -= 2;
		__builtin_memcpy(to + n, pairs + value % 100 * 2, 2);
	}
	if (n)
		*to = (char)('0' + value % 10);
}

/* All 8 digits of a number, as they are to lie in memory: each half byte goes to a byte
 * of its own, and those from 10 on are moved to the letters. */
static inline u64
eight_hex(u32 value)
{
	u64 x = __builtin_bswap32(value), letters;

	x = (x | x << 16) & 0x0000ffff0000ffffUL;
	x = (x | x << 8) & 0x00ff00ff00ff00ffUL;
	x = (x >> 4 | x << 8) & 0x0f0f0f0f0f0f0f0fUL;
	letters = (x + 0x0606060606060606UL) >> 4 & 0x0101010101010101UL;
	return x + 0x3030303030303030UL + letters * ('a' - '0' - 10);
}

/* The last n digits. */
static inline void
store_hex(char *to, u64 value, unsigned n)
{
	for (; n >= 8; value >>= 32) {
		u64 eight = eight_hex((u32)value);

		n -= 8;
		__builtin_memcpy(to + n, &eight, sizeof(eight));
	}
	for (; n-- > 0; value /= 16)
		to[n] = "0123456789abcdef"[value % 16];
}

unsigned
fmt_decimal(char *to, u64 value, unsigned width)
{
	unsigned n = decimal_digits(value), blanks = width > n ? width - n : 0;

	if (likely(!blanks && n == 1)) {
		*to = (char)('0' + value);
		return 1;
	}
	for (unsigned i = 0; i < blanks; i++)
		to[i] = ' ';
	store_decimal(to + blanks, value, n);
	return blanks + n;
}

unsigned
fmt_hex(char *to, u64 value, unsigned least)
{
	unsigned n = max(hex_digits(value), least);

	store_hex(to, value, n);
	return n;
}

/* Where there is no room for all of it, as the other conversions. */
static __noinline void
put_cut_number(struct out *out, u64 value, bool hex, char pad, int width)
{
	struct spec spec = {
		.zero = pad == '0', .width = width, .precision = -1
	};

	put_number(out, &spec, value, hex ? 16 : 10, "");
}

static inline void
put_plain_number(struct out *out, u64 value, bool hex, char pad, int width)
{
	unsigned n = hex ? hex_digits(value) : decimal_digits(value);
	unsigned all = max(n, (unsigned)width);
	char *to;

	if (unlikely(out->len + all > out->size)) {
		put_cut_number(out, value, hex, pad, width);
		return;
	}
	to = out->buf + out->len;
	out->len += all;
	if (n < all)
		memset(to, pad, all - n);
	if (hex)
		store_hex(to + all - n, value, n);
	else
		store_decimal(to + all - n, value, n);
}

static void
put_plain_signed(struct out *out, s64 value)
{
	if (value < 0)
		put(out, '-');
	put_plain_number(out, value < 0 ? -(u64)value : (u64)value, false, ' ',
	    0);
}

/* => returns: whether it was %s or %c */
static bool
put_plain_text(struct out *out, char conversion, struct arg_list *args)
{
	const char *s;

	if (conversion == 'c') {
		put(out, (char)va_arg(args->ap, int));
		return true;
	}
	if (conversion != 's')
		return false;
	s = va_arg(args->ap, const char *);
	(void)put_until(out, s ? s : "(null)", '\0');
	return true;
}

/*
 * What most of a text is made of goes without a spec, for a third: %s, %c, %d, %u and
 * %x, numbers with an l, and %u and %x in a field; `f` follows the %.
 * => returns: what follows the conversion; NULL: it is another
 */
static const char *
put_plain(struct out *out, const char *f, struct arg_list *args)
{
	char pad = *f == '0' ? '0' : ' ';
	int width = 0;
	bool wide;

	if (put_plain_text(out, *f, args))
		return f + 1;
	if (*f >= '0' && *f <= '9')
		f = parse_int(f, &width);
	wide = *f == 'l';
	f += wide;
	if (*f == 'd' && !width)
		put_plain_signed(out,
		    wide ? va_arg(args->ap, long) : va_arg(args->ap, int));
	else if (*f == 'u' || *f == 'x')
		put_plain_number(out,
		    wide ? va_arg(args->ap, unsigned long) :
			   va_arg(args->ap, unsigned int),
		    *f == 'x', pad, width);
	else
		return NULL;
	return f + 1;
}

int
vsnprintf(char *buf, size_t size, const char *format, va_list ap)
{
	struct out out = { .buf = buf, .size = size };
	struct arg_list args;
	struct spec spec;

	va_copy(args.ap, ap);
	while (*format) {
		const char *next;

		if (*format != '%') {
			format = put_until(&out, format, '%');
			continue;
		}
		next = put_plain(&out, format + 1, &args);
		if (!next) {
			next = parse_spec(format + 1, &spec, &args);
			convert(&out, &spec, &args);
		}
		format = next;
	}
	va_end(args.ap);
	if (size > 0)
		buf[min(out.len, size - 1)] = '\0';
	return out.len;
}

int
snprintf(char *buf, size_t size, const char *format, ...)
{
	va_list ap;
	int len;

	va_start(ap, format);
	len = vsnprintf(buf, size, format, ap);
	va_end(ap);
	return len;
}

int
scnprintf(char *buf, size_t size, const char *format, ...)
{
	va_list ap;
	int len;

	va_start(ap, format);
	len = vsnprintf(buf, size, format, ap);
	va_end(ap);
	return size ? min(len, (int)size - 1) : 0;
}
