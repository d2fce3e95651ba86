// needs:
/*
 * Lists, bitmaps, bits and hashes.
 */
#include <string.h>

#include "lib/bitmap.h"
#include "lib/hash.h"
#include "lib/list.h"
#include "tests/host/tap.h"

struct item {
	int value;
	struct list link;
};

/* Whether the list holds exactly the digits of `text`, in order. */
static bool
holds(struct list *list, const char *text)
{
	struct item *item;

	list_for_each(item, list, link) {
		if (*text++ - '0' != item->value)
			return false;
	}
	return *text == '\0';
}

static void
test_list(void)
{
	struct list a = LIST_INIT(a), b = LIST_INIT(b);
	struct item items[6], *item, *next;

	for (int i = 0; i < 6; i++)
		items[i].value = i;
	ok(list_empty(&a) && !list_first(&a, struct item, link), "empty list");
	list_add_tail(&a, &items[1].link);
	list_add_tail(&a, &items[2].link);
	list_add_head(&a, &items[0].link);
	ok(holds(&a, "012"), "list_add");
	list_splice_tail(&a, &b);
	list_add_tail(&b, &items[3].link);
	list_add_tail(&b, &items[4].link);
	list_splice_tail(&a, &b);
	ok(holds(&a, "01234") && list_empty(&b), "list_splice_tail");
	list_move_tail(&a, &items[0].link);
	ok(holds(&a, "12340"), "list_move_tail");
	list_for_each_safe(item, next, &a, link) {
		if (item->value % 2)
			list_remove(&item->link);
	}
	ok(holds(&a, "240") && list_empty(&items[1].link), "list_remove");
	ok(list_last(&a, struct item, link) == &items[0], "list_last");
	ok(list_pop(&a, struct item, link) == &items[2] && holds(&a, "40"),
	    "list_pop");
}

static bool
searches_agree(const unsigned long *map, size_t nbits, size_t start)
{
	size_t set = start, clear = start;

	while (set < nbits && !bitmap_test(map, set))
		set++;
	while (clear < nbits && bitmap_test(map, clear))
		clear++;
	return bitmap_find_set(map, nbits, start) == set &&
	    bitmap_find_clear(map, nbits, start) == clear;
}

static void
test_bitmap(void)
{
	BITMAP(map, 200) = { 0 };
	bool same = true;

	for (int i = 0; i < 20000; i++) {
		size_t bit = (tap_random() >> 20) % 200;

		if (tap_random() >> 63)
			bitmap_set(map, bit);
		else
			bitmap_clear(map, bit);
		same &= searches_agree(map, 1 + bit, bit / 2);
	}
	memset(map, 0xff, sizeof(map));
	ok(same && searches_agree(map, 200, 0), "bitmap");
}

static void
test_bits(void)
{
	bool same = true;

	for (int i = 1; i < 64; i++) {
		u64 x = BIT(i) | (tap_random() & (BIT(i) - 1));

		same &= fls64(x) == (u64)i && BIT(ffs64(x)) == (x & -x) &&
		    popcount64(x) == (u64)__builtin_popcountl(x);
		same &= roundup_pow2(BIT(i)) == BIT(i) &&
		    (i == 63 || roundup_pow2(BIT(i) + 1) == BIT(i + 1));
	}
	ok(same && roundup_pow2(1) == 1 && popcount64(~0UL) == 64, "bits");
	ok(is_pow2(64) && !is_pow2(0) && !is_pow2(65), "is_pow2");
	ok(min(3, 4) == 3 && max(3, 4) == 4 && clamp(9, 1, 5) == 5 &&
		clamp(0, 1, 5) == 1,
	    "min, max, clamp");
	ok(ALIGN_UP(4097UL, 4096) == 8192 && ALIGN_DOWN(4097UL, 4096) == 4096 &&
		IS_ALIGNED(8192UL, 4096),
	    "alignment");
}

/* Every length is hashed in full and nothing more: ASan watches the ends. */
static void
test_hash(void)
{
	bool differs = true;

	for (size_t len = 1; len < 40; len++) {
		u8 text[len];
		u64 before;

		memset(text, 'x', len);
		before = hash_bytes(text, len, 1);
		differs &= before != hash_bytes(text, len - 1, 1) &&
		    before != hash_bytes(text, len, 2);
		for (size_t i = 0; i < len; i++) {
			text[i] ^= 1;
			differs &= hash_bytes(text, len, 1) != before;
			text[i] ^= 1;
		}
	}
	ok(differs, "hash_bytes");
}

int
main(void)
{
	test_list();
	test_bitmap();
	test_bits();
	test_hash();
	return tap_done();
}
