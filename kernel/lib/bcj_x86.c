/*
 * The x86 filter of xz.
 *
 * Programs call the same function from many places, each time by another distance. The
 * filter makes distances addresses, which repeat: of CALL and JMP (E8, E9), when the
 * operand's highest byte is 00 or FF, as it is when the distance is below 16 MiB. We go
 * back. Not every E8 is an instruction: what looks like one within the operand of
 * another is left alone, or is changed in a way that tells the two apart, by the same
 * rule on both sides.
 *
 * Bit k of `recent` says that the byte 1 + k before was such an opcode and was left as
 * it is.
 */
#include "lib/bcj_x86.h"

#include "lib/bits.h"
#include "lib/compiler.h"
#include "lib/string.h"

#define INSTRUCTION 5 /* bytes: opcode and operand */

static bool
is_opcode(u8 byte)
{
	return (byte & 0xfe) == 0xe8;
}

static bool
is_sign(u8 byte)
{
	return byte == 0 || byte == 0xff;
}

/* Was it changed, being an opcode with these recent ones? */
static bool
is_changed(u32 recent, const u8 *p)
{
	if (!is_sign(p[4]))
		return false;
	if (recent == 0)
		return true;
	/* The last byte of the operand of the one before. */
	return is_pow2(recent) && !is_sign(p[4 - (fls64(recent) + 1)]);
}

/* Behind an opcode that was left, the byte that showed it was one must not look like a
 * sign afterwards; if it would, the filter took the operand's complement. */
static u32
distance_of(u32 address, u32 next, u32 recent)
{
	u32 distance = address - next;

	if (recent) {
		unsigned shift = 24 - 8 * (fls64(recent) + 1);

		if (is_sign((u8)(distance >> shift)))
			distance = (distance ^ ((256U << shift) - 1)) - next;
	}
	distance &= 0x1ffffff;
	return distance & 0x1000000 ? distance | 0xff000000 : distance;
}

size_t
bcj_x86_undo(struct bcj_x86 *f, u8 *p, size_t n)
{
	size_t i = 0;

	while (n - i >= INSTRUCTION) {
		u32 operand;

		if (!is_opcode(p[i])) {
			f->recent = f->recent << 1 & 7;
			i++;
		} else if (!is_changed(f->recent, p + i)) {
			f->recent = (f->recent << 1 | 1) & 7;
			i++;
		} else {
			memcpy(&operand, p + i + 1, 4);
			operand = distance_of(operand,
			    f->address + (u32)i + INSTRUCTION, f->recent);
			memcpy(p + i + 1, &operand, 4);
			f->recent = 0;
			i += INSTRUCTION;
		}
	}
	f->address += (u32)i;
	return i;
}
