/*
 * Descriptor tables.
 *
 * Two arrays of bits (used, close-on-exec) beside the array of files.  The
 * lowest free number is found in the bits; `lowest` is a hint below which all
 * are used.  A number is used from fd_reserve() on, its file is there from
 * fd_fill() on.
 *
 * A thread that has the table to itself looks up without the lock: nobody else
 * can close what it uses meanwhile.  Threads that share it look up in an RCU
 * section and take a reference to what they find; so a file that was taken out of a
 * shared table, and outgrown arrays, stay for a grace period.  Every change takes
 * the lock, since /proc may look at any table.
 *
 * Life: 64 entries are part of the table; it grows by doubling and never
 * shrinks.
 */
#include "fs/fdtable.h"

#include "abi/errno.h"
#include "cred/rlimit.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "sync/rcu.h"

u64 nr_open = FDTABLE_MAX;

static struct slab_cache table_cache = SLAB_CACHE("fdtable", struct fdtable);

int
fdtable_create(struct fdtable **out)
{
	struct fdtable *t = slab_zalloc(&table_cache);

	if (!t)
		return -ENOMEM;
	ref_init(&t->refs, 1);
	spin_init(&t->lock, LC_FDTABLE);
	spin_unshared(&t->lock);
	t->files = t->inline_files;
	t->used = &t->inline_used;
	t->cloexec = &t->inline_cloexec;
	t->size = FDTABLE_INLINE;
	*out = t;
	return 0;
}

/* Arrays for more than FDTABLE_INLINE entries.  That of files is a piece of its own:
 * at FDTABLE_MAX it is as large as one can be. */
struct arrays {
	struct rcu_head rcu;
	struct file **files;
	u64 bits[]; /* used, cloexec */
};

#define ZERO_STEP 16384U /* entries: it may be 4 MiB */

/* NULL: t's are inline. */
static struct arrays *
arrays_of(const struct fdtable *t) REQUIRES(t->lock)
{
	return t->used == &t->inline_used ?
	    NULL :
	    container_of(t->used, struct arrays, bits[0]);
}

static void
arrays_free(struct arrays *a)
{
	if (a)
		kfree(a->files);
	kfree(a);
}

static void
arrays_free_later(struct rcu_head *h)
{
	arrays_free(container_of(h, struct arrays, rcu));
}

static struct arrays *
arrays_alloc(u32 size)
{
	struct arrays *a = kzalloc(sizeof(*a) + size / 8 * 2);

	if (!a)
		return NULL;
	a->files = kmalloc(size * sizeof(struct file *));
	if (!a->files) {
		kfree(a);
		return NULL;
	}
	for (u32 i = 0; i < size; i += min(size, ZERO_STEP)) {
		memset(a->files + i, 0,
		    min(size, ZERO_STEP) * sizeof(struct file *));
		sched_point();
	}
	return a;
}

/* Moves t to bigger arrays. => returns: the old ones, to be freed after a grace
 * period, or NULL */
static struct arrays *
arrays_use(struct fdtable *t, struct arrays *a, u32 size) REQUIRES(t->lock)
{
	struct arrays *old = arrays_of(t);
	u64 *used = a->bits, *cloexec = used + size / 64;

	memcpy(a->files, t->files, t->size * sizeof(struct file *));
	memcpy(used, t->used, t->size / 8);
	memcpy(cloexec, t->cloexec, t->size / 8);
	rcu_set(&t->files, a->files);
	rcu_set(&t->cloexec, cloexec);
	t->used = used;
	store_release(&t->size, size);
	return old;
}

/* Makes room for descriptor fd. => errors: -EMFILE, -ENOMEM */
static int
grow(struct fdtable *t, u32 fd)
{
	u32 size = 2 * FDTABLE_INLINE;
	struct arrays *new, *old = NULL;

	if (fd >= atomic_load(&nr_open))
		return -EMFILE;
	while (size <= fd)
		size *= 2;
	new = arrays_alloc(size);
	if (!new)
		return -ENOMEM;
	spin_lock(&t->lock);
	if (size > t->size) {
		old = arrays_use(t, new, size);
		new = NULL;
	}
	spin_unlock(&t->lock);
	arrays_free(new);
	if (old)
		rcu_call(&old->rcu, arrays_free_later);
	return 0;
}

/* How many entries, a multiple of 64, hold all files. => holds: t->lock */
static u32
entries_needed(const struct fdtable *t) REQUIRES(t->lock)
{
	u32 i = t->size / 64;

	while (i > 1 && !t->used[i - 1])
		i--;
	return i * 64;
}

static void
copy_files(struct fdtable *old, struct fdtable *t) REQUIRES(old->lock)
{
	u32 n = entries_needed(old);

	spin_unshared(&t->lock);
	memcpy(t->used, old->used, n / 8);
	memcpy(t->cloexec, old->cloexec, n / 8);
	for (u32 i = 0; i < n / 64; i++) {
		for (u64 bits = old->used[i]; bits; bits &= bits - 1) {
			u32 fd = i * 64 + (u32)__builtin_ctzl(bits);
			struct file *f = old->files[fd];

			t->files[fd] = f;
			if (f)
				file_get(f);
			else
				t->used[i] &= ~(bits & -bits);
		}
	}
	t->lowest = 0;
}

int
fdtable_copy(struct fdtable *old, struct fdtable **out)
{
	struct fdtable *t;
	int err = fdtable_create(&t);

	if (err)
		return err;
	spin_lock(&old->lock);
	while (entries_needed(old) > t->size) {
		u32 need = entries_needed(old);

		spin_unlock(&old->lock);
		err = grow(t, need - 1);
		if (err) {
			fdtable_put(t);
			return err;
		}
		spin_lock(&old->lock);
	}
	copy_files(old, t);
	spin_unlock(&old->lock);
	*out = t;
	return 0;
}

void
fdtable_get(struct fdtable *t)
{
	ref_get(&t->refs);
}

int
fdtable_users(const struct fdtable *t)
{
	return ref_read(&t->refs);
}

void
fdtable_put(struct fdtable *t)
{
	if (!ref_put(&t->refs))
		return;
	spin_unshared(&t->lock);
	for (u32 i = 0; i < t->size / 64; i++) {
		for (u64 bits = t->used[i]; bits; bits &= bits - 1) {
			u32 fd = i * 64 + (u32)__builtin_ctzl(bits);

			if (t->files[fd])
				(void)file_close(t->files[fd], t);
			sched_point();
		}
		sched_point();
	}
	arrays_free(arrays_of(t));
	slab_free(&table_cache, t);
}

/* => holds: an RCU section; fd is below the size */
static struct file *
slot_read(const struct fdtable *t, int fd)
{
	return rcu_read(&rcu_read(&t->files)[fd]);
}

/* Puts f (NULL: nothing) where another file is or was. => returns: that */
static struct file *
slot_set(struct fdtable *t, u32 fd, struct file *f) REQUIRES(t->lock)
{
	struct file *old = t->files[fd];

	/* Others may just have read it. */
	if (old && unlikely(ref_read(&t->refs) != 1))
		atomic_store(&old->was_shared, true);
	rcu_set(&t->files[fd], f);
	return old;
}

struct fdref
fd_get_shared(int fd)
{
	struct fdtable *t = current_fds();
	struct file *f = NULL;

	rcu_section_begin();
	/* One without references has been taken out since we read it. */
	if ((u32)fd < load_acquire(&t->size))
		while ((f = slot_read(t, fd)) && !ref_get_unless_zero(&f->refs))
			cpu_relax();
	rcu_section_end();
	return (struct fdref){ f, f != NULL };
}

/* The lowest free number >= min, or t->size. => holds: t->lock */
static u32
find_free(const struct fdtable *t, u32 min) REQUIRES(t->lock)
{
	u32 i = min / 64, n = t->size / 64;
	u64 free;

	if (i >= n)
		return max(min, t->size);
	free = ~t->used[i] & (~0UL << min % 64);
	while (!free && ++i < n)
		free = ~t->used[i];
	return free ? i * 64 + (u32)__builtin_ctzl(free) : t->size;
}

static inline void
set_bit(u64 *bits, u32 i, bool on)
{
	u64 bit = 1UL << i % 64, now = bits[i / 64];

	atomic_store(&bits[i / 64], on ? now | bit : now & ~bit);
}

/* Takes the lowest free number >= min and puts f there, which may be NULL. */
static inline int
fd_take(struct fdtable *t, struct file *f, int min, bool cloexec)
{
	u64 limit = rlimit_current(RLIMIT_NOFILE);
	u32 fd;
	int err;

	for (;;) {
		spin_lock(&t->lock);
		fd = find_free(t, max((u32)min, t->lowest));
		if (fd < t->size)
			break;
		spin_unlock(&t->lock);
		if (fd >= limit)
			return -EMFILE;
		err = grow(t, fd);
		if (err)
			return err;
	}
	if (fd >= limit) {
		spin_unlock(&t->lock);
		return -EMFILE;
	}
	set_bit(t->used, fd, true);
	set_bit(t->cloexec, fd, cloexec);
	rcu_set(&t->files[fd], f);
	if ((u32)min <= t->lowest)
		t->lowest = fd + 1;
	spin_unlock(&t->lock);
	return (int)fd;
}

int
fd_reserve(int min, bool cloexec)
{
	return fd_take(current_fds(), NULL, min, cloexec);
}

void
fd_fill(int fd, struct file *f)
{
	struct fdtable *t = current_fds();

	spin_lock(&t->lock);
	rcu_set(&t->files[fd], f);
	spin_unlock(&t->lock);
}

static void
release_number(struct fdtable *t, u32 fd) REQUIRES(t->lock)
{
	set_bit(t->used, fd, false);
	if (fd < t->lowest)
		t->lowest = fd;
}

void
fd_cancel(int fd)
{
	struct fdtable *t = current_fds();

	spin_lock(&t->lock);
	release_number(t, (u32)fd);
	spin_unlock(&t->lock);
}

int
fd_install(struct file *f, int min, bool cloexec)
{
	return fd_take(current_fds(), f, min, cloexec);
}

int
fd_install_or_put(struct file *f, int min, bool cloexec)
{
	int fd = fd_install(f, min, cloexec);

	if (fd < 0)
		file_put(f);
	return fd;
}

/* Takes the file at fd out of the table, or NULL. */
static struct file *
take(struct fdtable *t, u32 fd)
{
	struct file *f = NULL;

	spin_lock(&t->lock);
	if (fd < t->size)
		f = t->files[fd];
	if (f) {
		(void)slot_set(t, fd, NULL);
		release_number(t, fd);
	}
	spin_unlock(&t->lock);
	return f;
}

int
fd_close(int fd)
{
	struct file *f = take(current_fds(), (u32)fd);

	return f ? file_close(f, current_fds()) : -EBADF;
}

int
fd_dup_to(int oldfd, int newfd, bool cloexec)
{
	struct fdtable *t = current_fds();
	struct file *f, *old = NULL;
	int err = 0;

	if ((u32)newfd >= rlimit_current(RLIMIT_NOFILE))
		return -EBADF;
	if ((u32)newfd >= atomic_load(&t->size)) {
		if (fd_get_cloexec(oldfd) < 0)
			return -EBADF;
		err = grow(t, (u32)newfd);
		if (err)
			return err;
	}
	spin_lock(&t->lock);
	f = (u32)oldfd < t->size ? t->files[oldfd] : NULL;
	old = t->files[newfd];
	if (!f) {
		err = -EBADF;
	} else if (!old && t->used[newfd / 64] >> newfd % 64 & 1) {
		err = -EBUSY; /* another thread's open() has just taken it */
	} else {
		file_get(f);
		(void)slot_set(t, (u32)newfd, f);
		set_bit(t->used, (u32)newfd, true);
		set_bit(t->cloexec, (u32)newfd, cloexec);
	}
	spin_unlock(&t->lock);
	if (err)
		return err;
	if (old)
		(void)file_close(old, t);
	return newfd;
}

void
fd_close_range(unsigned first, unsigned last)
{
	struct fdtable *t = current_fds();
	int fd = (int)min(first, (unsigned)FDTABLE_MAX);

	while ((fd = fdtable_next(t, fd)) >= 0 && (unsigned)fd <= last) {
		(void)fd_close(fd++);
		sched_point();
	}
}

void
fd_cloexec_range(unsigned first, unsigned last)
{
	struct fdtable *t = current_fds();
	int fd = (int)min(first, (unsigned)FDTABLE_MAX);

	while ((fd = fdtable_next(t, fd)) >= 0 && (unsigned)fd <= last) {
		(void)fd_set_cloexec(fd++, true);
		sched_point();
	}
}

int
fd_get_cloexec(int fd)
{
	struct fdtable *t = current_fds();
	int ret = -EBADF;

	rcu_section_begin();
	if ((u32)fd < load_acquire(&t->size) && slot_read(t, fd))
		ret = atomic_load(&rcu_read(&t->cloexec)[fd / 64]) >> fd % 64 &
		    1;
	rcu_section_end();
	return ret;
}

int
fd_set_cloexec(int fd, bool on)
{
	struct fdtable *t = current_fds();
	int ret = -EBADF;

	spin_lock(&t->lock);
	if ((u32)fd < t->size && t->files[fd]) {
		set_bit(t->cloexec, (u32)fd, on);
		ret = 0;
	}
	spin_unlock(&t->lock);
	return ret;
}

void
fdtable_close_on_exec(struct fdtable *t)
{
	spin_unshared(
	    &t->lock); /* take() changes it under the lock all the same */
	for (u32 i = 0; i < t->size / 64; i++) {
		u64 bits = t->used[i] & t->cloexec[i];

		for (; bits; bits &= bits - 1) {
			struct file *f = take(t,
			    i * 64 + (u32)__builtin_ctzl(bits));

			if (f)
				(void)file_close(f, t);
		}
		sched_point();
	}
}

struct file *
fdtable_file_get(struct fdtable *t, int fd, bool *cloexec)
{
	struct file *f = NULL;

	spin_lock(&t->lock);
	if ((u32)fd < t->size)
		f = t->files[fd];
	if (f) {
		file_get(f);
		*cloexec = t->cloexec[fd / 64] >> fd % 64 & 1;
	}
	spin_unlock(&t->lock);
	return f;
}

int
fdtable_next(struct fdtable *t, int fd)
{
	u32 i = (u32)fd / 64;
	u64 bits = 0;

	spin_lock(&t->lock);
	if ((u32)fd < t->size) {
		bits = t->used[i] & (~0UL << fd % 64);
		while (!bits && ++i < t->size / 64)
			bits = t->used[i];
	}
	spin_unlock(&t->lock);
	return bits ? (int)(i * 64 + (u32)__builtin_ctzl(bits)) : -1;
}

#define FILES_A_PAGE 4 /* with their names and inodes */

int
fdtable_add_pages(struct fdtable *t, int fd, u64 *npages)
{
	u32 i = (u32)fd, n = 0, end;

	spin_lock(&t->lock);
	end = min(i + FDTABLE_INLINE, t->size);
	for (; i < end; i++) {
		if (!t->files[i])
			continue;
		*npages += file_pages(t->files[i]);
		n++;
	}
	end = t->size;
	spin_unlock(&t->lock);
	*npages += n / FILES_A_PAGE;
	return i < end ? (int)i : -1;
}
