/*
 * Classes of bytes: those that no instruction of a program tells apart.
 *
 * All bytes begin as one class. Each test that the program can make splits the
 * classes of which it holds for some bytes and not for others; a class is known by an
 * example of it.
 */
#include "program.h"

struct classes {
	uint8_t *class_of;
	int nclasses;
	uint32_t example[257];
};

/* Split the classes by whether a test holds. */
static void
refine(const struct program *p, struct classes *d,
    bool (*test)(const struct program *, const struct inst *, uint32_t),
    const struct inst *inst)
{
	int split[256];
	bool holds[256] = { false };

	for (int i = 0; i < d->nclasses; i++) {
		split[i] = -1;
		holds[i] = test(p, inst, d->example[i]);
	}
	for (uint32_t c = 0; c < p->nbytes; c++) {
		int class = d->class_of[c];

		if (test(p, inst, c) == holds[class])
			continue;
		if (split[class] < 0) {
			split[class] = d->nclasses;
			d->example[d->nclasses++] = c;
		}
		d->class_of[c] = (uint8_t)split[class];
	}
}

static bool
test_inst(const struct program *p, const struct inst *inst, uint32_t symbol)
{
	return inst_accepts(p, inst, symbol);
}

static bool
test_side_word(const struct program *p, const struct inst *inst,
    uint32_t symbol)
{
	(void)inst;
	return __regex_side_of(p, symbol) & SIDE_WORD;
}

static bool
test_side_line(const struct program *p, const struct inst *inst,
    uint32_t symbol)
{
	(void)inst;
	return __regex_side_of(p, symbol) & SIDE_LINE;
}

int
__regex_classes(const struct program *p, uint8_t class_of[256])
{
	struct classes classes = { .class_of = class_of, .nclasses = 1 };
	struct classes *d = &classes;
	uint64_t done[5] = { 0 };

	d->example[0] = 'x';
	if (p->has_assertions) {
		refine(p, d, test_side_word, NULL);
		refine(p, d, test_side_line, NULL);
	}
	for (int pc = 0; pc < p->ncode; pc++) {
		const struct inst *i = &p->code[pc];
		unsigned int c = (unsigned int)i->x;

		/* Of equal instructions one is enough. */
		if (i->op == OP_CHAR) {
			if (c >= p->nbytes || (done[c / 64] >> c % 64 & 1))
				continue;
			done[c / 64] |= (uint64_t)1 << c % 64;
		} else if (i->op == OP_ANY) {
			if (done[4] & 1)
				continue;
			done[4] |= 1;
		} else if (i->op != OP_SET) {
			continue;
		}
		if (d->nclasses < 256)
			refine(p, d, test_inst, i);
	}
	return d->nclasses;
}
