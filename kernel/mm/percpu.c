/*
 * Memory for words of which each CPU has one.
 *
 * A chunk is a block of pages, one for each CPU.  Its head is at the start of the
 * first, on a line of its own; the words behind it are free or given out, the free
 * ones of CPU 0 linked by number.  An empty chunk goes when there is another with
 * free words.
 */
#include "mm/percpu.h"

#include "abi/errno.h"
#include "lib/assert.h"
#include "lib/list.h"
#include "lib/string.h"
#include "mm/page.h"

#define WORDS      (PAGE_SIZE / sizeof(s64))
#define FIRST_WORD 8 /* behind the head's line */

struct chunk {
	struct list node; /* among those with free words */
	s64 free;         /* the first one's number; 0: none */
	u64 nused;
};

static struct {
	struct spinlock lock;
	struct list chunks OWN_LOCK(lock);
} pool = {
	.lock = SPINLOCK_INIT(LC_PERCPU),
	.chunks = LIST_INIT(pool.chunks),
};

static unsigned
chunk_order(void)
{
	unsigned order = 0;

	while (1U << order < cpus_count())
		order++;
	return order;
}

static struct chunk *
chunk_alloc(void)
{
	struct page *page = page_alloc(chunk_order(), PA_ZERO);
	struct chunk *c;
	s64 *words;

	if (!page)
		return NULL;
	c = page_address(page);
	words = (s64 *)c;
	list_init(&c->node);
	c->free = FIRST_WORD;
	for (u64 i = FIRST_WORD; i + 1 < WORDS; i++)
		words[i] = (s64)i + 1;
	return c;
}

static void
chunk_free(struct chunk *c)
{
	page_free(virt_to_page(c), chunk_order());
}

static struct percpu *
take_word(void) REQUIRES(pool.lock)
{
	struct chunk *c = list_first(&pool.chunks, struct chunk, node);
	s64 *word = (s64 *)c + c->free;

	c->free = *word;
	c->nused++;
	if (!c->free)
		list_remove(&c->node);
	return (struct percpu *)word;
}

struct percpu *
percpu_alloc(void)
{
	struct percpu *p = NULL;
	struct chunk *new = NULL;
	unsigned cpu;

	for (;;) {
		spin_lock(&pool.lock);
		if (new)
			list_add_tail(&pool.chunks, &new->node);
		if (!list_empty(&pool.chunks))
			p = take_word();
		spin_unlock(&pool.lock);
		if (p)
			break;
		new = chunk_alloc();
		if (!new)
			return NULL;
	}
	for_each_cpu(cpu, cpus_online())
		*percpu_word(p, cpu) = 0;
	return p;
}

/* => returns: whether the chunk is to go */
static bool
give_back(struct chunk *c, s64 *word) REQUIRES(pool.lock)
{
	if (!c->free)
		list_add_tail(&pool.chunks, &c->node);
	*word = c->free;
	c->free = word - (s64 *)c;
	if (--c->nused)
		return false;
	list_remove(&c->node);
	if (!list_empty(&pool.chunks))
		return true;
	list_add_tail(&pool.chunks, &c->node);
	return false;
}

void
percpu_free(struct percpu *p)
{
	struct chunk *c;
	bool empty;

	if (!p)
		return;
	c = (struct chunk *)ALIGN_DOWN((u64)p, PAGE_SIZE);
	spin_lock(&pool.lock);
	empty = give_back(c, (s64 *)p);
	spin_unlock(&pool.lock);
	if (empty)
		chunk_free(c);
}

s64
percpu_sum(struct percpu *p)
{
	s64 sum = 0;
	unsigned cpu;

	for_each_cpu(cpu, cpus_online())
		sum += atomic_load(percpu_word(p, cpu));
	return sum;
}

/* --- Counts with a limit -------------------------------------------------------- */

#define BATCH 32

int
cpucount_init(struct cpucount *c)
{
	*c = (struct cpucount){ .words = percpu_alloc() };
	spin_init(&c->lock, LC_CPUCOUNT);
	return c->words ? 0 : -ENOMEM;
}

void
cpucount_fini(struct cpucount *c)
{
	percpu_free(c->words);
}

/* => holds: the lock, so that nobody sums up in between */
static void
hand_over(struct cpucount *c, s64 n) REQUIRES(c->lock)
{
	s64 *own = percpu_own(c->words);

	atomic_add_own(&c->total, *own + n);
	atomic_store(own, 0);
}

static void
add(struct cpucount *c, s64 n)
{
	s64 *own = percpu_own(c->words), now = *own + n;

	if (likely(now < BATCH) && likely(now > -BATCH)) {
		atomic_store(own, now);
		return;
	}
	spin_lock(&c->lock);
	hand_over(c, n);
	spin_unlock(&c->lock);
}

/* How far the total may be from the truth. */
static s64
slack(void)
{
	return BATCH * (s64)cpus_count();
}

static s64
sum(struct cpucount *c) REQUIRES(c->lock)
{
	return max(atomic_load(&c->total) + percpu_sum(c->words), (s64)0);
}

static bool
add_near(struct cpucount *c, s64 n, u64 limit)
{
	s64 now;
	bool ok;

	spin_lock(&c->lock);
	atomic_store(&c->near, true);
	memory_barrier();
	now = sum(c);
	ok = (u64)(now + n) <= limit;
	if (ok)
		hand_over(c, n);
	if ((u64)(now + n + 4 * slack()) < limit)
		atomic_store(&c->near, false);
	spin_unlock(&c->lock);
	return ok;
}

bool
cpucount_add(struct cpucount *c, s64 n, u64 limit)
{
	s64 most = (s64)min(limit, (u64)INT64_MAX);

	if (n > BATCH)
		return add_near(c, n, limit);
	add(c, n);
	memory_barrier();
	if (likely(!atomic_load(&c->near)) &&
	    likely(atomic_load(&c->total) <= most - slack()))
		return true;
	add(c, -n);
	return add_near(c, n, limit);
}

void
cpucount_sub(struct cpucount *c, s64 n)
{
	add(c, -n);
}

u64
cpucount_read(struct cpucount *c)
{
	u64 n;

	spin_lock(&c->lock);
	n = (u64)sum(c);
	spin_unlock(&c->lock);
	return n;
}

bool
cpucount_exceeds(struct cpucount *c, u64 limit)
{
	s64 most = (s64)min(limit, (u64)INT64_MAX);

	return atomic_load(&c->total) > most - slack() &&
	    cpucount_read(c) > limit;
}
