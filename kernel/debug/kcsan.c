/*
 * The run time of -fsanitize=thread, as a sampling race detector.
 *
 * The compiler calls a function for each access.  Of the plain ones, each CPU
 * picks one in INTERVAL ("breenix.kcsan=N" on the command line), sets a watchpoint
 * on it and waits with interrupts off until the other CPUs have done something;
 * some CPUs at a time, so that they can.  Every access of another CPU looks whether
 * a watchpoint is on what it touches; when one of the two writes, it claims the
 * watchpoint and leaves its stack there.  The watcher reports both.  An ordinary
 * access costs a look at two words; no false report is possible, and what was not
 * watched is not found: the yield grows with the number of watchpoints, which is
 * printed.
 *
 * Volatile accesses and atomic operations are marked: they set no watchpoint,
 * but one on their plain partner sees them.  (Atomic builtins have become calls,
 * so this file does the operations, too.)
 *
 * A watchpoint's word: 0 free; CLAIMED; else the access, encoded.
 *  1. The watcher's compare-and-swap takes it from free to the access.
 *  2. The other's takes it to CLAIMED: it alone fills .other, then sets .filled.
 *  3. The watcher's exchange ends it; had it been CLAIMED, it waits for .filled.
 * Both have interrupts off from claim to end, so the wait is short.
 *
 * Not seen: stacks (kernel virtual space), user memory, assembly, and the files
 * in the makefile's EXEMPT_kcsan, among them lib/string.c.
 */
#ifdef KCSAN

#include "debug/kcsan.h"

#include "arch/atomic.h"
#include "arch/cpu.h"
#include "arch/irqflags.h"
#include "arch/layout.h"
#include "debug/backtrace.h"
#include "debug/log.h"
#include "debug/panic.h"
#include "lib/assert.h"
#include "lib/cmdline.h"

#define INTERVAL    120 /* plain accesses from watchpoint to watchpoint, mean */
#define PROGRESS    1000 /* accesses of the others that a watchpoint waits for, */
#define DELAY       80000 /* and the ticks: at least, also when nobody else runs, */
#define DELAY_MAX   2000000 /* and at most */
#define SLOTS       64
#define CALLERS     10
#define MAX_SEEN    256
#define CLAIMED     1UL
#define ADDRESS     0x0000ffffffffffffUL
#define SIZE_SHIFT  48
#define POINT_WRITE (1UL << 56)
#define POINT_ON    (1UL << 57)

struct access {
	u64 addr;
	u32 size;
	bool write, marked;
	u32 cpu;
	u32 callers[CALLERS];
};

static struct slot {
	u64 word;   /* [a] */
	u32 filled; /* [a] */
	struct access other;
} __aligned(64) slots[SLOTS];

static struct {
	u32 until; /* plain accesses until the next watchpoint */
	u32 random;
	u64 watched;
	u64 accesses; /* [a] */
	u64 others;   /* theirs at the end of this CPU's last watchpoint */
} __aligned(64) cpus[MAX_CPUS]; /* [p] */

static struct {
	bool on;      /* [a] */
	u32 interval; /* [I] */
	u32 watching; /* [a] a CPU waits at its watchpoint */
	u32 reports;  /* [a] */
	u32 lock;     /* [a] of what follows, and of the log's order */
	struct {
		u32 a, b;
	} seen[MAX_SEEN]; /* pairs of places that were reported */
	unsigned nseen;
	const char *expected; /* [a] */
	size_t nexpected;     /* [a] */
	u32 nfound;           /* [a] in what is expected */
} kcsan;

/* --- Watchpoints ----------------------------------------------------------- */

static inline unsigned
slot_of(u64 addr)
{
	return (unsigned)(addr / 8 ^ addr >> 9) % SLOTS;
}

static inline bool
is_watchable(u64 addr)
{
	return addr >= DIRECT_MAP_BASE && (addr < KVA_BASE || addr >= KVA_END);
}

static __noinline void
claim(struct slot *s, u64 word, u64 addr, u32 size, bool write, bool marked,
    u64 fp)
{
	irqflags_t flags = irq_save();

	if (atomic_cas(&s->word, &word, CLAIMED)) {
		s->other = (struct access){ .addr = addr,
			.size = size,
			.write = write,
			.marked = marked,
			.cpu = cpu_id() };
		backtrace_save(fp, s->other.callers, CALLERS);
		store_release(&s->filled, 1);
	}
	irq_restore(flags);
}

/* Is there a watchpoint that [addr, addr + size) conflicts with?  It may begin in
 * the 8 bytes before and end in those behind. */
static inline __attribute__((always_inline)) void
look(u64 addr, u32 size, bool write, bool marked, u64 fp)
{
	for (u64 at = (addr & ~7UL) - 8; at < addr + size; at += 8) {
		struct slot *s = &slots[slot_of(at)];
		u64 word = atomic_load(&s->word), from, n;

		if (likely(word <= CLAIMED))
			continue;
		from = (word & ADDRESS) | ~ADDRESS;
		n = word >> SIZE_SHIFT & 0xff;
		if (from < addr + size && addr < from + n &&
		    (write || word & POINT_WRITE))
			claim(s, word, addr, size, write, marked, fp);
	}
}

/* --- Reports ---------------------------------------------------------------- */

static bool
is_new(u32 a, u32 b)
{
	for (unsigned i = 0; i < kcsan.nseen; i++)
		if ((kcsan.seen[i].a == a && kcsan.seen[i].b == b) ||
		    (kcsan.seen[i].a == b && kcsan.seen[i].b == a))
			return false;
	if (kcsan.nseen < MAX_SEEN) {
		kcsan.seen[kcsan.nseen].a = a;
		kcsan.seen[kcsan.nseen++].b = b;
	}
	return true;
}

static void
print_access(const struct access *a)
{
	log_print(LOG_EMERG, "KCSAN: %s%s of %u at %#lx on CPU %u",
	    a->marked ? "marked " : "", a->write ? "write" : "read", a->size,
	    a->addr, a->cpu);
	backtrace_print_saved(a->callers, CALLERS);
}

static bool
is_expected(u64 addr)
{
	u64 p = (u64)atomic_load(&kcsan.expected);

	return p && addr >= p && addr < p + atomic_load(&kcsan.nexpected);
}

static void
report(const struct access *mine, const struct access *other, u64 was, u64 is)
{
	if (is_expected(mine->addr)) {
		atomic_add(&kcsan.nfound, 1);
		return;
	}
	while (atomic_xchg(&kcsan.lock, 1))
		cpu_relax();
	if (is_new(mine->callers[0], other->callers[0])) {
		atomic_add(&kcsan.reports, 1);
		log_print(LOG_EMERG, "KCSAN: race %u, value %#lx to %#lx",
		    kcsan.reports, was, is);
		print_access(mine);
		print_access(other);
	}
	atomic_store(&kcsan.lock, 0);
}

/* --- Watching ----------------------------------------------------------------- */

static u64
value_at(u64 addr, u32 size)
{
	switch (size) {
	case 1:
		return *(volatile u8 *)addr;
	case 2:
		return *(volatile u16 *)addr;
	case 4:
		return *(volatile u32 *)addr;
	default:
		return *(volatile u64 *)addr;
	}
}

static u64
accesses_of_others(void)
{
	u64 n = 0;
	unsigned cpu;

	for_each_cpu(cpu, cpus_online() & ~CPU_BIT(cpu_id()))
		n += atomic_load(&cpus[cpu].accesses);
	return n;
}

/* Until the others have had their chance, by what they did: on a busy host some
 * may not run for a while. */
static void
await_others(struct slot *s)
{
	u64 begin = rdtsc(), from = accesses_of_others(), ticks;
	/* Did they do anything since the last time? */
	bool idle = from == cpus[cpu_id()].others;

	do {
		cpu_relax();
		ticks = rdtsc() - begin;
	} while (atomic_load(&s->word) != CLAIMED &&
	    (ticks < DELAY ||
		(!idle && ticks < DELAY_MAX &&
		    accesses_of_others() - from < PROGRESS)));
	cpus[cpu_id()].others = accesses_of_others();
}

/* Watches one access; what another CPU left is in s->other then.
 * => returns: whether there is */
static bool
watch_slot(struct slot *s, u64 word)
{
	u64 none = 0;

	if (!atomic_cas(&s->word, &none, word))
		return false;
	cpus[cpu_id()].watched++;
	await_others(s);
	if (atomic_load(&s->word) != CLAIMED && atomic_cas(&s->word, &word, 0))
		return false;
	while (!load_acquire(&s->filled))
		;
	return true;
}

static __noinline void
watch(u64 addr, u32 size, bool write, u64 fp)
{
	struct slot *s = &slots[slot_of(addr & ~7UL)];
	u64 word = (addr & ADDRESS) | (u64)size << SIZE_SHIFT | POINT_ON |
	    (write ? POINT_WRITE : 0);
	irqflags_t flags = irq_save();
	struct access mine;
	u64 was;

	/* Not all at once: there must be others to be seen. */
	if (atomic_fetch_add(&kcsan.watching, 1) <= cpus_count() / 4) {
		was = value_at(addr, size);
		if (watch_slot(s, word)) {
			mine = (struct access){ .addr = addr,
				.size = size,
				.write = write,
				.cpu = cpu_id() };
			backtrace_save(fp, mine.callers, CALLERS);
			report(&mine, &s->other, was, value_at(addr, size));
			atomic_store(&s->filled, 0);
			store_release(&s->word, 0);
		}
	}
	atomic_sub(&kcsan.watching, 1);
	irq_restore(flags);
}

static __noinline bool
is_turn(void)
{
	unsigned cpu = cpu_id();
	u32 r = cpus[cpu].random + cpu + 1;

	/* xorshift (Marsaglia 2003) */
	r ^= r << 13;
	r ^= r >> 17;
	r ^= r << 5;
	cpus[cpu].random = r;
	cpus[cpu].until = 1 + r % (2 * kcsan.interval);
	return !panicking();
}

static inline __attribute__((always_inline)) void
plain(u64 addr, u32 size, bool write)
{
	if (unlikely(!kcsan.on || !is_watchable(addr)))
		return;
	atomic_add_own(&cpus[cpu_id()].accesses, 1);
	look(addr, size, write, false, FRAME_POINTER());
	if (unlikely(!cpus[cpu_id()].until--) && is_turn())
		watch(addr, size, write, FRAME_POINTER());
}

static inline __attribute__((always_inline)) void
marked(u64 addr, u32 size, bool write)
{
	if (unlikely(!kcsan.on || !is_watchable(addr)))
		return;
	atomic_add_own(&cpus[cpu_id()].accesses, 1);
	look(addr, size, write, true, FRAME_POINTER());
}

/* --- What the compiler calls: accesses ----------------------------------------- */

void __tsan_init(void);
void __tsan_read_range(u64 addr, u64 n);
void __tsan_write_range(u64 addr, u64 n);

void
__tsan_init(void)
{
}

#define ACCESS(name, size, how, write)  \
	void __tsan_##name(u64 addr);   \
	void __tsan_##name(u64 addr)    \
	{                               \
		how(addr, size, write); \
	}
#define ACCESSES(size)                                             \
	ACCESS(read##size, size, plain, false)                     \
	ACCESS(write##size, size, plain, true)                     \
	ACCESS(volatile_read##size, size, marked, false)           \
	ACCESS(volatile_write##size, size, marked, true)           \
	ACCESS(unaligned_read##size, size, plain, false)           \
	ACCESS(unaligned_write##size, size, plain, true)           \
	ACCESS(unaligned_volatile_read##size, size, marked, false) \
	ACCESS(unaligned_volatile_write##size, size, marked, true)
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

/* A struct copied: 8 bytes at a time, the first few of a large one. */
static inline __attribute__((always_inline)) void
range(u64 addr, u64 n, bool write)
{
	u64 end = addr + min(n, 256UL);

	if (unlikely(!kcsan.on || !is_watchable(addr)))
		return;
	for (u64 at = addr; at < end; at += 8)
		plain(at, (u32)min(end - at, 8UL), write);
}

void
__tsan_read_range(u64 addr, u64 n)
{
	range(addr, n, false);
}

void
__tsan_write_range(u64 addr, u64 n)
{
	range(addr, n, true);
}

/* --- What the compiler calls: atomic operations ---------------------------------- */

#define FETCH_OP(bits, type, op)                                           \
	type __tsan_atomic##bits##_fetch_##op(type *p, type v, int order); \
	type __tsan_atomic##bits##_fetch_##op(type *p, type v, int order)  \
	{                                                                  \
		(void)order;                                               \
		marked((u64)p, sizeof(type), true);                        \
		return __atomic_fetch_##op(p, v, __ATOMIC_SEQ_CST);        \
	}
#define ATOMIC(bits, type)                                                     \
	type __tsan_atomic##bits##_load(const type *p, int order);             \
	void __tsan_atomic##bits##_store(type *p, type v, int order);          \
	type __tsan_atomic##bits##_exchange(type *p, type v, int order);       \
	int __tsan_atomic##bits##_compare_exchange_strong(type *p, type *want, \
	    type v, int order, int fail);                                      \
	int __tsan_atomic##bits##_compare_exchange_weak(type *p, type *want,   \
	    type v, int order, int fail);                                      \
	type __tsan_atomic##bits##_load(const type *p, int order)              \
	{                                                                      \
		(void)order;                                                   \
		marked((u64)p, sizeof(type), false);                           \
		return __atomic_load_n(p, __ATOMIC_SEQ_CST);                   \
	}                                                                      \
	void __tsan_atomic##bits##_store(type *p, type v, int order)           \
	{                                                                      \
		marked((u64)p, sizeof(type), true);                            \
		if (order == __ATOMIC_SEQ_CST)                                 \
			__atomic_store_n(p, v, __ATOMIC_SEQ_CST);              \
		else                                                           \
			__atomic_store_n(p, v, __ATOMIC_RELEASE);              \
	}                                                                      \
	type __tsan_atomic##bits##_exchange(type *p, type v, int order)        \
	{                                                                      \
		(void)order;                                                   \
		marked((u64)p, sizeof(type), true);                            \
		return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);            \
	}                                                                      \
	int __tsan_atomic##bits##_compare_exchange_strong(type *p, type *want, \
	    type v, int order, int fail)                                       \
	{                                                                      \
		(void)order;                                                   \
		(void)fail;                                                    \
		marked((u64)p, sizeof(type), true);                            \
		return __atomic_compare_exchange_n(p, want, v, false,          \
		    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                       \
	}                                                                      \
	int __tsan_atomic##bits##_compare_exchange_weak(type *p, type *want,   \
	    type v, int order, int fail)                                       \
	{                                                                      \
		return __tsan_atomic##bits##_compare_exchange_strong(p, want,  \
		    v, order, fail);                                           \
	}                                                                      \
	FETCH_OP(bits, type, add)                                              \
	FETCH_OP(bits, type, sub)                                              \
	FETCH_OP(bits, type, and)                                              \
	FETCH_OP(bits, type, or)                                               \
	FETCH_OP(bits, type, xor)
ATOMIC(8, u8)
ATOMIC(16, u16)
ATOMIC(32, u32)
ATOMIC(64, u64)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_signal_fence(int order);

void
__tsan_atomic_thread_fence(int order)
{
	(void)order;
	memory_barrier();
}

void
__tsan_atomic_signal_fence(int order)
{
	(void)order;
	barrier();
}

/* --- Begin and end ---------------------------------------------------------------- */

void
kcsan_init(const char *cmdline)
{
	u64 n;

	kcsan.interval = INTERVAL;
	if (cmdline_number(cmdline, "breenix.kcsan", &n) && n && n < 1 << 20)
		kcsan.interval = (u32)n;
	atomic_store(&kcsan.on, true);
}

static u64
watchpoints(void)
{
	u64 n = 0;

	for (unsigned cpu = 0; cpu < MAX_CPUS; cpu++)
		n += atomic_load(&cpus[cpu].watched);
	return n;
}

void
kcsan_end(void)
{
	u32 n = atomic_load(&kcsan.reports);

	atomic_store(&kcsan.on, false);
	log_print(n ? LOG_EMERG : LOG_INFO, "KCSAN: %lu watchpoints, %u races",
	    watchpoints(), n);
	if (n)
		panic("KCSAN: %u races were reported", n);
}

unsigned
kcsan_expect(const void *p, size_t n)
{
	unsigned found = atomic_xchg(&kcsan.nfound, 0);

	atomic_store(&kcsan.nexpected, n);
	atomic_store(&kcsan.expected, p);
	return found;
}

#endif
