/*
 * The run time of -fsanitize=kernel-address: each access that the compiler sees
 * is a call of one of the functions below, which looks at the shadow of what is
 * touched (arch/x86_64/shadow.c) and reports when that forbids it.
 *
 * Who says what may be touched: the frame allocator of frames, mm/slab.c of
 * objects (with a red zone behind each, and a quarantine for those freed), the
 * compiler of arrays on stacks (in its own code) and of globals (through the
 * constructors that kasan_init() calls).
 *
 * Not seen: assembly, except where it says kasan_check(); an access far enough
 * off to hit another live object; objects that came out of quarantine again;
 * and the files that are compiled without (Makefile, KASAN_EXEMPT): those that
 * run before there is a shadow, and those that this one is made of.
 *
 * A report ends the kernel, so that no test passes with one.  Only the
 * self-test's planted faults are counted instead (kasan_catch()).
 */
#ifdef KASAN

#include "debug/kasan.h"

#include "arch/atomic.h"
#include "arch/cpu.h"
#include "arch/layout.h"
#include "arch/thread.h"
#include "debug/backtrace.h"
#include "debug/ksyms.h"
#include "debug/log.h"
#include "debug/panic.h"
#include "lib/assert.h"
#include "lib/kasan.h"

/* Names and layouts are the compiler's (compiler-rt, asan_interface_internal.h). */
struct global {
	const char *beg;
	u64 size, size_with_redzone;
	const char *name, *module;
	u64 has_dynamic_init;
	const void *location;
	u64 odr_indicator;
};

#define MAX_FILES 512

typedef void constructor(void);
extern constructor *const constructors_start[], *const constructors_end[];

static struct {
	bool ready; /* [a] */
	struct {
		const struct global *first;
		u64 n;
	} files[MAX_FILES]; /* [I] after kasan_init() */
	unsigned nfiles;    /* [I] */
} kasan;

/* A test that plants faults. */
static struct {
	struct arch_thread *thread; /* [a] whose reports are caught */
	unsigned n;
	u8 why; /* of the first */
} caught;

/* --- The shadow ------------------------------------------------------------- */

/* Not memset(), which is checked: there is no shadow of the shadow. */
static void
fill(u8 *s, u8 value, size_t n)
{
	while (n && (vaddr_t)s % 8) {
		*s++ = value;
		n--;
	}
	for (u64 *w = (u64 *)s; n >= 8; n -= 8, s += 8)
		*w++ = value * 0x0101010101010101UL;
	while (n--)
		*s++ = value;
}

void
kasan_poison(const void *p, size_t n, enum kasan_why why)
{
	fill(shadow_of(p), (u8)why, (n + 7) / 8);
}

void
kasan_unpoison(const void *p, size_t n)
{
	u8 *s = shadow_of(p);

	fill(s, 0, n / 8);
	if (n % 8)
		s[n / 8] = n % 8;
}

/* May the byte be touched? */
static inline bool
byte_ok(u64 addr)
{
	s8 s = (s8)*shadow_of((void *)addr);

	return likely(!s) || (s64)(addr & 7) < s;
}

/* The first byte of [addr, addr + n) that must not be touched, or 0. */
static u64
first_bad(u64 addr, size_t n)
{
	u64 end = addr + n, at = addr;

	while (at < end) {
		/* By words: 64 bytes of memory at a time. */
		if (at % 64 == 0 && end - at >= 64 &&
		    !*(const u64 *)shadow_of((void *)at)) {
			at += 64;
			continue;
		}
		if (!byte_ok(min(at | 7, end - 1)))
			return at;
		at = (at | 7) + 1;
	}
	return 0;
}

/* --- Reports ------------------------------------------------------------------ */

static const char *
kind_of(u8 why)
{
	switch (why) {
	case KASAN_STACK_LEFT:
	case KASAN_STACK_MID:
	case KASAN_STACK_RIGHT:
		return "out of bounds of a stack array";
	case KASAN_GLOBAL:
		return "out of bounds of a global";
	case KASAN_FREE_OBJECT:
		return "use after free of a slab object";
	case KASAN_RED_ZONE:
		return "out of bounds of a slab object";
	case KASAN_LARGE_END:
		return "out of bounds of a kmalloc()";
	case KASAN_FREE_PAGE:
		return "use of a free page";
	case KASAN_NOTHING:
		return "nothing is mapped";
	default:
		return "forbidden";
	}
}

/* Why the first bad byte is: a shadow of 1 to 7 says it in the next one. */
static u8
why_bad(u64 bad)
{
	const u8 *s = shadow_of((void *)bad);

	return *s < 8 ? s[1] : *s;
}

static void
describe_global(vaddr_t addr)
{
	for (unsigned f = 0; f < kasan.nfiles; f++)
		for (u64 i = 0; i < kasan.files[f].n; i++) {
			const struct global *g = &kasan.files[f].first[i];
			u64 off = addr - (vaddr_t)g->beg;

			if (off < g->size_with_redzone) {
				log_print(LOG_EMERG,
				    "  offset %lu of %s (%lu bytes) in %s", off,
				    g->name, g->size, g->module);
				return;
			}
		}
}

static void
describe(vaddr_t addr, u8 why)
{
	if (why == KASAN_GLOBAL)
		describe_global(addr);
	else if (why == KASAN_FREE_OBJECT || why == KASAN_RED_ZONE ||
	    why == KASAN_FREE_PAGE)
		kasan_describe_object(addr);
}

/* The beginning of a report. => returns: whether it is only counted */
static bool
begin(u8 why)
{
	if (atomic_load(&caught.thread) != arch_current() || !arch_current()) {
		atomic_store(&kasan.ready, false);
		return false;
	}
	if (!caught.n++)
		caught.why = why;
	return true;
}

static __noinline void
report(u64 addr, size_t n, bool write, u64 bad, u64 fp)
{
	u8 why = why_bad(bad);
	bool counted;

	if (panicking())
		return;
	counted = begin(why);
	log_print(LOG_EMERG, "KASAN: %s of %lu at %#lx: %s",
	    write ? "write" : "read", n, addr, kind_of(why));
	describe(bad, why);
	if (!counted)
		panic("KASAN: %s of %lu at %#lx: %s", write ? "write" : "read",
		    n, addr, kind_of(why));
	backtrace_print(fp);
}

void
kasan_report_free(const void *p, const char *what, u64 fp)
{
	bool counted;

	if (panicking())
		return;
	counted = begin(KASAN_FREE_OBJECT);
	log_print(LOG_EMERG, "KASAN: free of %#lx: %s", (vaddr_t)p, what);
	kasan_describe_object((vaddr_t)p);
	if (!counted)
		panic("KASAN: free of %#lx: %s", (vaddr_t)p, what);
	backtrace_print(fp);
}

unsigned
kasan_catch(void (*access)(void), u8 *why)
{
	caught.n = 0;
	caught.why = 0;
	atomic_store(&caught.thread, arch_current());
	access();
	atomic_store(&caught.thread, NULL);
	*why = caught.why;
	return caught.n;
}

/* --- What the compiler calls ---------------------------------------------------- */

/* Null pointers fault by themselves; per-CPU data, behind GS, look like them. */
static inline bool
is_checked(u64 addr)
{
	return addr >= DIRECT_MAP_BASE && kasan.ready;
}

static inline __attribute__((always_inline)) void
check_small(u64 addr, size_t n, bool write)
{
	u64 bad;

	if (unlikely(!is_checked(addr)))
		return;
	/* Within 8 aligned bytes the last decides; else look at each. */
	if (likely((addr & 7) + n <= 8 ?
		    byte_ok(addr + n - 1) :
		    byte_ok(addr | 7) && n <= 8 && byte_ok(addr + n - 1)))
		return;
	bad = first_bad(addr, n);
	if (bad)
		report(addr, n, write, bad, FRAME_POINTER());
}

void
kasan_check(const void *p, size_t n, bool write)
{
	u64 addr = (u64)p, bad;

	if (unlikely(!is_checked(addr)))
		return;
	bad = first_bad(addr, n);
	if (unlikely(bad))
		report(addr, n, write, bad, FRAME_POINTER());
}

#define ACCESS(n)                                 \
	void __asan_load##n##_noabort(u64 addr);  \
	void __asan_store##n##_noabort(u64 addr); \
	void __asan_load##n##_noabort(u64 addr)   \
	{                                         \
		check_small(addr, n, false);      \
	}                                         \
	void __asan_store##n##_noabort(u64 addr)  \
	{                                         \
		check_small(addr, n, true);       \
	}
ACCESS(1)
ACCESS(2)
ACCESS(4)
ACCESS(8)
ACCESS(16)

void __asan_loadN_noabort(u64 addr, size_t n);
void __asan_storeN_noabort(u64 addr, size_t n);
void __asan_handle_no_return(void);
void __asan_register_globals(const struct global *first, u64 n);
void __asan_unregister_globals(const struct global *first, u64 n);

void
__asan_loadN_noabort(u64 addr, size_t n)
{
	kasan_check((void *)addr, n, false);
}

void
__asan_storeN_noabort(u64 addr, size_t n)
{
	kasan_check((void *)addr, n, true);
}

/* Frames that are left by a jump: threads that end, whose stack is made clean
 * when it is used again. */
void
__asan_handle_no_return(void)
{
}

void
__asan_register_globals(const struct global *first, u64 n)
{
	for (u64 i = 0; i < n; i++) {
		const struct global *g = &first[i];
		u64 end = ALIGN_UP(g->size, 8);

		kasan_unpoison(g->beg, g->size);
		kasan_poison(g->beg + end, g->size_with_redzone - end,
		    KASAN_GLOBAL);
	}
	assert(kasan.nfiles < MAX_FILES);
	kasan.files[kasan.nfiles].first = first;
	kasan.files[kasan.nfiles++].n = n;
}

void
__asan_unregister_globals(const struct global *first, u64 n)
{
	(void)first;
	(void)n;
}

void
kasan_init(void)
{
	for (constructor *const *c = constructors_start; c < constructors_end;
	     c++)
		(*c)();
	atomic_store(&kasan.ready, true);
}

#endif
