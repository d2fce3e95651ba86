/*
 * The random generator: ChaCha20 with fast key erasure.
 *
 * The state is a key.  To draw, the key encrypts a counter into a few blocks;
 * the first 32 bytes of them replace the key at once, the rest is handed out
 * and wiped as it goes.  So whoever reads the state learns nothing about what
 * was drawn before (D. J. Bernstein, "Fast-key-erasure random-number
 * generators", 2017).
 *
 * Each CPU has a generator of its own, whose key is drawn from the first one, again
 * when that was stirred; it is used with interrupts off.  Small requests are
 * served from the pool of one refill.  For large ones a fresh key is drawn, and
 * the stream is made from that key with interrupts on, by vectors, which may hold some
 * of it until another's registers are loaded.
 *
 * Stirring encrypts too: the new key is the key stream of the old one, over
 * the data.
 *
 * Left out: an estimate of entropy.  RDSEED or RDRAND is on every machine of
 * the last ten years and in every emulator; without them the clocks must do.
 */
#include "time/random.h"

#include "arch/boot.h"
#include "arch/cpu.h"
#include "arch/irqflags.h"
#include "arch/random.h"
#include "arch/thread.h"
#include "arch/timer.h"
#include "lib/chacha20.h"
#include "lib/cmdline.h"
#include "lib/string.h"
#include "sync/spinlock.h"

#define KEY_BYTES   (CHACHA20_KEY_WORDS * 4)
#define POOL_BLOCKS 4
#define POOL_BYTES  (POOL_BLOCKS * CHACHA20_BLOCK_BYTES)
#define LARGE       128 /* bytes from which a stream of its own pays */
#define MOST_BLOCKS 8   /* of one vector */

struct generator {
	u32 key[CHACHA20_KEY_WORDS];
	size_t left; /* unused bytes at pool's end */
	u8 pool[POOL_BYTES];
	u32 stirred; /* of the base, when the key was drawn from it */
} __aligned(64);

static struct {
	struct spinlock lock;
	struct generator gen OWN_LOCK(lock);
	u32 stirred; /* [a] times, and 1 */
	bool fixed;  /* [I] after random_init() */
} base = { .lock = SPINLOCK_INIT(LC_RANDOM), .stirred = 1 };

static struct generator own[MAX_CPUS]; /* [p], interrupts off */

static const u32 no_nonce[3];

static void
refill(struct generator *g)
{
	for (u32 i = 0; i < POOL_BLOCKS; i++)
		chacha20_block(g->key, i, no_nonce,
		    g->pool + i * CHACHA20_BLOCK_BYTES);
	memcpy(g->key, g->pool, KEY_BYTES);
	memset(g->pool, 0, KEY_BYTES);
	g->left = POOL_BYTES - KEY_BYTES;
}

static void
draw(struct generator *g, u8 *out, size_t n)
{
	while (n > 0) {
		size_t part;
		u8 *from;

		if (!g->left)
			refill(g);
		part = min(n, g->left);
		from = g->pool + POOL_BYTES - g->left;
		memcpy(out, from, part);
		memset(from, 0, part);
		g->left -= part;
		out += part;
		n -= part;
	}
}

/* This CPU's generator. => holds: interrupts off */
static struct generator *
own_generator(void)
{
	struct generator *g = &own[cpu_id()];
	u32 stirred = atomic_load(&base.stirred);

	if (unlikely(g->stirred != stirred)) {
		spin_lock(&base.lock);
		draw(&base.gen, (u8 *)g->key, KEY_BYTES);
		spin_unlock(&base.lock);
		g->left = 0;
		g->stirred = stirred;
	}
	return g;
}

static void
stir(const void *data, size_t n) REQUIRES(base.lock)
{
	const u8 *p = data;
	u8 *key = (u8 *)base.gen.key;

	while (n > 0) {
		size_t part = min(n, (size_t)KEY_BYTES);

		for (size_t i = 0; i < part; i++)
			key[i] ^= p[i];
		refill(&base.gen);
		p += part;
		n -= part;
	}
	base.gen.left = 0; /* what was drawn ahead came from the old key */
	atomic_add(&base.stirred, 1);
}

/* As many blocks as fit a vector. => returns: that many */
static u32
make_blocks(const u32 *key, u64 counter, u8 *out)
{
	const u32 nonce[3] = { (u32)(counter >> 32) };

	if (fpu_has_wide_vectors()) {
		chacha20_eight(key, (u32)counter, nonce, out);
		return 8;
	}
	chacha20_four(key, (u32)counter, nonce, out);
	return 4;
}

/* The key stream from a block on, of at most RANDOM_PIECE bytes. */
static void
make_stream(const u32 *key, u64 counter, u8 *out, size_t n)
{
	u8 blocks[MOST_BLOCKS * CHACHA20_BLOCK_BYTES];

	fpu_kernel_begin();
	while (n >= sizeof(blocks)) {
		u32 made = make_blocks(key, counter, out);

		counter += made;
		out += made * CHACHA20_BLOCK_BYTES;
		n -= made * CHACHA20_BLOCK_BYTES;
	}
	while (n) {
		u32 made = make_blocks(key, counter, blocks);
		size_t part = min(n, (size_t)made * CHACHA20_BLOCK_BYTES);

		memcpy(out, blocks, part);
		memset(blocks, 0, sizeof(blocks));
		barrier();
		counter += made;
		out += part;
		n -= part;
	}
	fpu_kernel_end();
}

/* A request that would keep interrupts off for long. */
static void
draw_large(u8 *out, size_t n)
{
	u32 key[CHACHA20_KEY_WORDS];
	irqflags_t flags = irq_save();

	draw(own_generator(), (u8 *)key, sizeof(key));
	irq_restore(flags);
	for (u64 i = 0; n > 0; i += RANDOM_PIECE / CHACHA20_BLOCK_BYTES) {
		size_t part = min(n, (size_t)RANDOM_PIECE);

		make_stream(key, i, out, part);
		out += part;
		n -= part;
	}
	memset(key, 0, sizeof(key));
	barrier();
}

void
random_bytes(void *buf, size_t n)
{
	irqflags_t flags;

	if (n >= LARGE && !in_interrupt()) {
		draw_large(buf, n);
		return;
	}
	flags = irq_save();
	draw(own_generator(), buf, n);
	irq_restore(flags);
}

u64
random_u64(void)
{
	u64 value;

	random_bytes(&value, sizeof(value));
	return value;
}

void
random_mix(const void *data, size_t n)
{
	irqflags_t flags;

	if (base.fixed)
		return;
	flags = spin_lock_irqsave(&base.lock);
	stir(data, n);
	spin_unlock_irqrestore(&base.lock, flags);
}

void
random_init(void)
{
	u64 words[8], value;
	irqflags_t flags;

	if (cmdline_number(boot_info.cmdline, "seed", &words[0])) {
		flags = spin_lock_irqsave(&base.lock);
		stir(words, sizeof(words[0]));
		spin_unlock_irqrestore(&base.lock, flags);
		base.fixed = true;
		return;
	}
	for (unsigned i = 0; i < 8; i++)
		words[i] = arch_random(&value) ? value : arch_cycles();
	random_mix(words, sizeof(words));
	words[0] = arch_cycles();
	words[1] = (u64)arch_wall_clock_ns();
	words[2] = (u64)arch_clock_ns();
	random_mix(words, 3 * sizeof(words[0]));
	random_mix(boot_info.cmdline, strlen(boot_info.cmdline));
}
