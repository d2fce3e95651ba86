/*
 * The conversions of integers and pointers: %d %u %o %x %b %p.
 *
 * Digits are written into a buffer from its end on; what comes before them, a sign
 * or a prefix, and the zeros that a precision or the flag 0 ask for, are printed
 * around them.
 */
#include "printf.h"

static long
to_signed(long value, enum length length)
{
	switch (length) {
	case LENGTH_CHAR:
		return (signed char)value;
	case LENGTH_SHORT:
		return (short)value;
	case LENGTH_INT:
		return (int)value;
	default:
		return value;
	}
}

static unsigned long
to_unsigned(long value, enum length length)
{
	switch (length) {
	case LENGTH_CHAR:
		return (unsigned char)value;
	case LENGTH_SHORT:
		return (unsigned short)value;
	case LENGTH_INT:
		return (unsigned int)value;
	default:
		return (unsigned long)value;
	}
}

static char *
write_decimal(char *end, unsigned long value)
{
	for (; value > 0; value /= 10)
		*--end = (char)('0' + value % 10);
	return end;
}

static char *
write_binary(char *end, unsigned long value, int shift, const char *alphabet)
{
	for (; value > 0; value >>= shift)
		*--end = alphabet[value & ((1U << shift) - 1)];
	return end;
}

/* Sign or prefix, zeros up to the precision, digits. */
static void
print_digits(struct printer *p, const struct directive *d, const char *prefix,
    size_t prefix_size, const char *digits, size_t ndigits)
{
	struct directive layout = *d;
	long zeros = 0, size;

	if (d->precision >= 0) {
		layout.flags &= ~(unsigned int)FLAG_ZERO;
		zeros = d->precision - (long)ndigits;
	} else if (ndigits == 0) {
		zeros = 1;
	}
	if (zeros < 0)
		zeros = 0;
	size = (long)(prefix_size + ndigits) + zeros;
	print_left_padding(p, &layout, size);
	print_text(p, prefix, prefix_size);
	print_zeros(p, &layout, size);
	__print_repeated(p, '0', zeros);
	print_text(p, digits, ndigits);
	print_right_padding(p, &layout, size);
}

void
__print_signed(struct printer *p, const struct directive *d, long argument)
{
	long value = to_signed(argument, d->length);
	unsigned long magnitude = value < 0 ? -(unsigned long)value :
					      (unsigned long)value;
	char buffer[20], *end = buffer + sizeof(buffer);
	char *digits = write_decimal(end, magnitude), sign[1];
	size_t sign_size = print_sign(sign, d, value < 0);

	print_digits(p, d, sign, sign_size, digits, (size_t)(end - digits));
}

/* %o %x %X %b %B: digits of `shift` bits; what # puts before them. */
static void
print_power_of_two(struct printer *p, const struct directive *d,
    unsigned long value, int shift)
{
	char buffer[64], *end = buffer + sizeof(buffer);
	char prefix[2] = { '0', d->conversion };
	const char *alphabet = d->conversion == 'X' ? "0123456789ABCDEF" :
						      "0123456789abcdef";
	char *digits = write_binary(end, value, shift, alphabet);
	int ndigits = (int)(end - digits);
	struct directive octal = *d;
	bool alternate = d->flags & FLAG_ALTERNATE;

	if (shift != 3) {
		print_digits(p, d, prefix, alternate && value ? 2 : 0, digits,
		    (size_t)ndigits);
		return;
	}
	/* In octal # asks for a first digit of 0. */
	if (alternate && value && d->precision <= ndigits && d->precision >= 0)
		octal.precision = ndigits + 1;
	else if (alternate && value && d->precision < 0)
		*--digits = '0', ndigits++;
	else if (alternate && !value && d->precision == 0)
		octal.precision = 1;
	print_digits(p, &octal, prefix, 0, digits, (size_t)ndigits);
}

void
__print_unsigned(struct printer *p, const struct directive *d, long argument)
{
	unsigned long value = to_unsigned(argument, d->length);
	char buffer[20], *end = buffer + sizeof(buffer), *digits;

	switch (d->conversion) {
	case 'o':
		print_power_of_two(p, d, value, 3);
		return;
	case 'x':
	case 'X':
		print_power_of_two(p, d, value, 4);
		return;
	case 'b':
	case 'B':
		print_power_of_two(p, d, value, 1);
		return;
	default:
		digits = write_decimal(end, value);
		print_digits(p, d, NULL, 0, digits, (size_t)(end - digits));
	}
}

/* As glibc: a null pointer is (nil), and flags may ask for a sign. */
void
__print_pointer(struct printer *p, const struct directive *d, void *pointer)
{
	char buffer[16], *end = buffer + sizeof(buffer), *digits;
	char prefix[3];
	size_t prefix_size;

	if (!pointer) {
		__print_padded(p, d, "(nil)", 5);
		return;
	}
	digits = write_binary(end, (unsigned long)pointer, 4,
	    "0123456789abcdef");
	prefix_size = print_sign(prefix, d, false);
	prefix[prefix_size++] = '0';
	prefix[prefix_size++] = 'x';
	print_digits(p, d, prefix, prefix_size, digits, (size_t)(end - digits));
}
