/* See shim.h. Allocations come from malloc(), so that ASan watches them. */
#include "tests/host/shim/shim.h"

#include <stdarg.h>

#include "abi/errno.h"
#include "abi/resource.h"
#include "cred/cred.h"
#include "cred/rlimit.h"
#include "cred/user.h"
#include "debug/log.h"
#include "debug/missing.h"
#include "fs/hooks.h"
#include "lib/assert.h"
#include "lib/string.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "sched/mutex.h"
#include "sched/sched.h"
#include "sched/thread.h"
#include "sched/work.h"
#include "time/clock.h"
#include "time/random.h"
#include "vm/reclaim.h"
#include "vm/uio.h"
#include "vm/usercopy.h"
#include "vm/vmspace.h"

/* The host's library; its headers would meet those of abi/. */
void *malloc(size_t size);
void *calloc(size_t n, size_t size);
void *aligned_alloc(size_t align, size_t size);
void free(void *p);
__noreturn void abort(void);
int printf(const char *format, ...);
int vprintf(const char *format, va_list args);

#define NPAGES 16384

u64 shim_arena;
struct thread *shim_thread;
struct page *page_array;
pfn_t page_count = NPAGES;
long shim_fail_after = -1;
long shim_objects, shim_pages;
int shim_last_signal;

static struct thread the_thread;
static pfn_t free_pages[NPAGES];
static unsigned nfree;

void
fs_send_signal(int sig)
{
	shim_last_signal = sig;
}

pid_t
fs_current_pid(void)
{
	return the_thread.tid;
}

void
shim_init(void)
{
	shim_arena = (u64)aligned_alloc(PAGE_SIZE, NPAGES * PAGE_SIZE);
	page_array = calloc(NPAGES, sizeof(*page_array));
	for (pfn_t i = 0; i < NPAGES; i++)
		free_pages[nfree++] = NPAGES - 1 - i;
	shim_thread = &the_thread;
	the_thread.cred = &init_cred;
}

static bool
fails(void)
{
	return shim_fail_after >= 0 && shim_fail_after-- == 0;
}

/* mm/ */

struct page *
page_alloc(unsigned order, unsigned flags)
{
	struct page *page;

	if (order || !nfree || fails())
		return NULL;
	page = page_array + free_pages[--nfree];
	memset(page, 0, sizeof(*page));
	ref_init(&page->refs, 1);
	if (flags & PA_ZERO)
		memset(page_address(page), 0, PAGE_SIZE);
	shim_pages++;
	return page;
}

void
page_free(struct page *page, unsigned order)
{
	(void)order;
	free_pages[nfree++] = page_to_pfn(page);
	shim_pages--;
}

void
page_stats_read(struct page_stats *st)
{
	*st = (struct page_stats){ .total = NPAGES, .free = nfree };
}

void *
slab_alloc(struct slab_cache *cache)
{
	void *p = fails() ? NULL : aligned_alloc(cache->align, cache->size);

	if (p) {
		memset(p, 0x5a, cache->size);
		shim_objects++;
	}
	return p;
}

void *
slab_zalloc(struct slab_cache *cache)
{
	void *p = slab_alloc(cache);

	return p ? memset(p, 0, cache->size) : NULL;
}

void
slab_free(struct slab_cache *cache, void *obj)
{
	memset(obj, 0xa5, cache->size);
	free(obj);
	shim_objects--;
}

void *
kmalloc(size_t size)
{
	void *p = fails() ? NULL : malloc(size);

	if (p)
		shim_objects++;
	return p;
}

void *
kzalloc(size_t size)
{
	void *p = kmalloc(size);

	return p ? memset(p, 0, size) : NULL;
}

void *
kcalloc(size_t n, size_t size)
{
	return kzalloc(n * size);
}

void
kfree(void *p)
{
	if (p)
		shim_objects--;
	free(p);
}

char *
kstrndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *p = kmalloc(len + 1);

	if (p) {
		memcpy(p, s, len);
		p[len] = '\0';
	}
	return p;
}

void
page_zero(void *dst)
{
	memset(dst, 0, PAGE_SIZE);
}

void
shrinker_add(struct shrinker *s)
{
	(void)s;
}

/* sync/, sched/ */

void
spin_lock_slow(struct spinlock *lock)
{
	(void)lock;
	printf("a spinlock is taken twice\n");
	abort();
}

void
mutex_init(struct mutex *m, enum lock_class class)
{
	(void)class;
	m->owner = NULL;
}

bool
mutex_trylock(struct mutex *m)
{
	mutex_lock(m);
	return true;
}

void
mutex_lock_gated(struct mutex *m)
{
	mutex_lock(m);
}

bool
mutex_lock_killable(struct mutex *m)
{
	mutex_lock(m);
	return true;
}

void
mutex_lock(struct mutex *m)
{
	if (m->owner) {
		printf("a mutex is taken twice\n");
		abort();
	}
	m->owner = current();
}

void
mutex_unlock(struct mutex *m)
{
	assert(m->owner == current());
	m->owner = NULL;
}

void
rwlock_init(struct rwlock *rw, enum lock_class class)
{
	(void)class;
	rw->state = 0;
}

void
read_lock(struct rwlock *rw)
{
	assert(rw->state >= 0);
	rw->state++;
}

void
read_unlock(struct rwlock *rw)
{
	assert(rw->state > 0);
	rw->state--;
}

void
write_lock(struct rwlock *rw)
{
	assert(rw->state == 0);
	rw->state = -1;
}

void
write_unlock(struct rwlock *rw)
{
	assert(rw->state == -1);
	rw->state = 0;
}

void
waitq_init(struct waitq *q)
{
	spin_init(&q->lock, LC_WAITQ);
	list_init(&q->waiters);
}

static void
wake(struct waitq *q, unsigned events)
{
	struct waiter *w, *next;

	list_for_each_safe(w, next, &q->waiters, node)
		if (w->wake)
			w->wake(w, events);
}

void
wake_all(struct waitq *q)
{
	wake(q, 0);
}

void
wake_one(struct waitq *q)
{
	wake(q, 0);
}

void
wake_events(struct waitq *q, unsigned events)
{
	wake(q, events);
}

void
waitq_add(struct waitq *q, struct waiter *w)
{
	list_add_tail(&q->waiters, &w->node);
}

void
waitq_remove(struct waitq *q, struct waiter *w)
{
	(void)q;
	list_remove(&w->node);
}

/* No file system of a device is in here. */
int
kthread_run(const char *name, void (*fn)(void *arg), void *arg)
{
	(void)name;
	(void)fn;
	(void)arg;
	return -ENOMEM;
}

void
wait_begin(struct waitq *q, struct waiter *w, unsigned flags)
{
	(void)flags;
	*w = (struct waiter){ .thread = current() };
	waitq_add(q, w);
}

int
wait_sleep(ktime_t deadline, unsigned flags)
{
	(void)flags;
	if (deadline != KTIME_FOREVER)
		return -ETIMEDOUT;
	printf("the only thread sleeps for ever\n");
	abort();
}

void
wait_end(struct waitq *q, struct waiter *w)
{
	waitq_remove(q, w);
}

bool
thread_wake(struct thread *t)
{
	(void)t;
	return true;
}

void
schedule(void)
{
}

/* Nobody else sleeps here that one could wait for. */
int
sched_sleep_until(ktime_t deadline, bool interruptible)
{
	(void)deadline;
	(void)interruptible;
	panic("waits for another thread");
}

/* A grace period is over at once: nobody reads meanwhile. */
void
rcu_call(struct rcu_head *h, void (*fn)(struct rcu_head *h))
{
	fn(h);
}

void
page_copy_unsure(void *dst, const void *src)
{
	memcpy(dst, src, PAGE_SIZE);
}

void
rcu_wait(void)
{
}

void
work_init(struct work *w, void (*fn)(struct work *w))
{
	w->fn = fn;
}

bool
work_queue(struct work *w)
{
	w->fn(w);
	return true;
}

/* debug/ */

void
assert_failed(const char *expr, const char *file, int line)
{
	printf("%s:%d: %s\n", file, line, expr);
	abort();
}

void
panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	abort();
}

void
log_print(enum log_level level, const char *fmt, ...)
{
	(void)level;
	(void)fmt;
}

long
missing(long err, const char *call, const char *fmt, ...)
{
	(void)call;
	(void)fmt;
	return err;
}

/* time/, cred/ */

s64
clock_realtime(void)
{
	static s64 now = 1700000000 * NSEC_PER_SEC;

	return now += 1000;
}

ktime_t
clock_monotonic(void)
{
	return clock_realtime();
}

u64
random_u64(void)
{
	return 0x243f6a8885a308d3;
}

struct cred init_cred = {
	.refs = REFCOUNT_INIT(1),
	.cap_effective = ~0UL,
	.cap_permitted = ~0UL,
};

void
cred_get(struct cred *c)
{
	ref_get(&c->refs);
}

void
cred_put(struct cred *c)
{
	if (ref_put(&c->refs) && c != &init_cred)
		kfree(c);
}

void
current_cred_put(struct cred *c)
{
	cred_put(c);
}

const struct cred *
current_cred(void)
{
	return current()->acting ? current()->acting : current()->cred;
}

struct cred *
cred_act(struct cred *c)
{
	struct cred *old = current()->acting;

	current()->acting = c;
	return old;
}

struct cred *
cred_copy(const struct cred *c)
{
	struct cred *copy = kmalloc(sizeof(*copy));

	if (copy) {
		*copy = *c;
		ref_init(&copy->refs, 1);
	}
	return copy;
}

struct cred *
current_cred_get(void)
{
	struct cred *c = (struct cred *)current_cred();

	cred_get(c);
	return c;
}

bool
cred_capable(const struct cred *c, int cap)
{
	return c->cap_effective >> cap & 1;
}

bool
capable(int cap)
{
	return cred_capable(current_cred(), cap);
}

bool
cred_in_group(const struct cred *c, gid_t gid)
{
	return c->fsgid == gid;
}

bool
cred_overrides(const struct cred *c, mode_t mode, unsigned may)
{
	(void)mode;
	(void)may;
	return c->cap_effective;
}

int
cred_permission(const struct cred *c, uid_t uid, gid_t gid, mode_t mode,
    unsigned may)
{
	unsigned bits = mode & 7;

	if (c->cap_effective)
		return 0;
	if (c->fsuid == uid)
		bits = mode >> 6 & 7;
	else if (c->fsgid == gid)
		bits = mode >> 3 & 7;
	return (bits & may) == may ? 0 : -EACCES;
}

u64
rlimit_current(unsigned resource)
{
	return resource == RLIMIT_NOFILE ? 1024 : RLIM_INFINITY;
}

/* vm/ */

void
vm_unmap_cache(struct pagecache *pc, u64 first, u64 end, bool copies)
{
	(void)pc;
	(void)first;
	(void)end;
	(void)copies;
}

void
vm_unmap_cache_locked(struct pagecache *pc, u64 first, u64 end, bool copies)
{
	vm_unmap_cache(pc, first, end, copies);
}

bool
vm_cache_is_locked(struct pagecache *pc, u64 index)
{
	(void)pc;
	(void)index;
	return false;
}

void
vm_protect_cache(struct pagecache *pc, u64 index)
{
	(void)pc;
	(void)index;
}

void
uio_init_kernel(struct uio *u, void *base, size_t n)
{
	*u = (struct uio){ .base = base, .seg = n, .resid = n, .kernel = true };
}

static size_t
advance(struct uio *u, size_t n)
{
	u->base = (char *)u->base + n;
	u->seg -= n;
	u->resid -= n;
	return n;
}

size_t
uio_copy_out(struct uio *u, const void *src, size_t n)
{
	memcpy(u->base, src, n);
	return advance(u, n);
}

size_t
uio_copy_pages_out(struct uio *u, struct page *const *pages, size_t offset,
    size_t n)
{
	for (size_t done = 0; done < n; pages++, offset = 0) {
		size_t part = min(n - done, PAGE_SIZE - offset);

		done += uio_copy_out(u, (char *)page_address(*pages) + offset,
		    part);
	}
	return n;
}

size_t
uio_copy_in(struct uio *u, void *dst, size_t n)
{
	memcpy(dst, u->base, n);
	return advance(u, n);
}

size_t
uio_zero_out(struct uio *u, size_t n)
{
	memset(u->base, 0, n);
	return advance(u, n);
}

/* Nothing is moved from file to file. */
void
uio_init_kernel_iovec(struct uio *u, const struct iovec *iov, size_t n)
{
	(void)u;
	(void)iov;
	(void)n;
	abort();
}

void
uio_skip(struct uio *u, size_t n)
{
	(void)u;
	(void)n;
	abort();
}

const void *
vm_zeroes(void)
{
	abort();
}

int
copy_from_user(void *dst, const void *src, size_t n)
{
	memcpy(dst, src, n);
	return 0;
}

int
copy_to_user(void *dst, const void *src, size_t n)
{
	memcpy(dst, src, n);
	return 0;
}

int
get_user4(void *dst, const void *src)
{
	return copy_from_user(dst, src, 4);
}

int
get_user8(void *dst, const void *src)
{
	return copy_from_user(dst, src, 8);
}

int
put_user4(const void *src, void *dst)
{
	return copy_to_user(dst, src, 4);
}

int
put_user8(const void *src, void *dst)
{
	return copy_to_user(dst, src, 8);
}

ssize_t
strncpy_from_user(char *dst, const char *src, size_t size)
{
	size_t n = strnlen(src, size);

	if (n == size)
		return -ENAMETOOLONG;
	memcpy(dst, src, n + 1);
	return (ssize_t)n;
}

/* cred/user.h: one user, without limits but those of a test. */

struct user root_user = { .refs = REFCOUNT_INIT(1) };
static u64 counts[USER_KINDS];

struct user *
current_user(void)
{
	return &root_user;
}

void
user_get(struct user *u)
{
	ref_get(&u->refs);
}

void
user_put(struct user *u)
{
	if (ref_put(&u->refs))
		abort();
}

bool
user_charge(struct user *u, enum user_kind kind, u64 n, u64 limit)
{
	(void)u;
	if (counts[kind] + n > limit)
		return false;
	counts[kind] += n;
	return true;
}

void
user_uncharge(struct user *u, enum user_kind kind, u64 n)
{
	(void)u;
	counts[kind] -= n;
}

bool
user_exceeds(struct user *u, enum user_kind kind, u64 limit)
{
	(void)u;
	return counts[kind] > limit;
}
