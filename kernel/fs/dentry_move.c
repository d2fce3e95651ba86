/*
 * Moving names.
 *
 * Others read a name and its place meanwhile, without a lock: each dentry counts its
 * moves (dentry->moving), and all moves are counted, for walks towards the root, which
 * cannot look at one dentry alone.  Who must have none at all stops them.
 */
#include "fs/dentry_internal.h"

#include "sched/mutex.h"
#include "sync/lockpairs.h"

static struct {
	struct rwlock lock; /* moves share it; who stops them has it alone */
	u64 begun;          /* [a] moves so far, and those that are over */
	u64 done;           /* [a] */
} moves;

void
dentry_moves_init(void)
{
	rwlock_init(&moves.lock, LC_MOVES);
}

bool
dentry_moves_read(u64 *n)
{
	*n = load_acquire(&moves.done);
	return load_acquire(&moves.begun) == *n;
}

bool
dentry_moves_same(u64 n)
{
	return load_acquire(&moves.begun) == n;
}

void
dentry_moves_stop(void) NO_THREAD_SAFETY_ANALYSIS
{
	write_lock(&moves.lock);
}

void
dentry_moves_go(void) NO_THREAD_SAFETY_ANALYSIS
{
	write_unlock(&moves.lock);
}

static void
reparent(struct dentry *d, struct dentry *parent)
{
	spin_lock(&d->parent->lock);
	list_remove(&d->sibling);
	spin_unlock(&d->parent->lock);
	spin_lock(&parent->lock);
	list_add_tail(&parent->children, &d->sibling);
	spin_unlock(&parent->lock);
}

/* Others read meanwhile: by words, the last of which ends a name always. */
static void
names_swap(struct dentry *a, struct dentry *b)
{
	u64 *a_words = (u64 *)a->inline_name, *b_words = (u64 *)b->inline_name;
	bool a_inline = a->name == a->inline_name;
	bool b_inline = b->name == b->inline_name;
	const char *a_name = a->name, *b_name = b->name;
	u32 len = a->len;

	for (unsigned i = 0; i < DENTRY_INLINE_NAME / sizeof(u64); i++) {
		u64 w = a_words[i];

		WRITE_ONCE(a_words[i], b_words[i]);
		WRITE_ONCE(b_words[i], w);
	}
	WRITE_ONCE(a->name, b_inline ? a->inline_name : b_name);
	WRITE_ONCE(b->name, a_inline ? b->inline_name : a_name);
	WRITE_ONCE(a->len, b->len);
	WRITE_ONCE(b->len, len);
}

/* d gets the name of `from` too; read meanwhile in the same way.  => returns: what it
 * had, to be put, or NULL */
static struct long_name *
name_share(struct dentry *d, struct dentry *from)
{
	u64 *to = (u64 *)d->inline_name;
	const u64 *words = (const u64 *)from->inline_name;
	struct long_name *old = long_name(d), *l = long_name(from);

	if (l)
		ref_get(&l->refs);
	for (unsigned i = 0; i < DENTRY_INLINE_NAME / sizeof(u64); i++)
		WRITE_ONCE(to[i], words[i]);
	WRITE_ONCE(d->name, l ? l->bytes : d->inline_name);
	WRITE_ONCE(d->len, from->len);
	return old;
}

/* d comes to where `to` is; `to` goes to where d was, or stays where it was, though
 * nobody finds it there. => returns: name_share()'s */
static struct long_name *
change_places(struct dentry *d, struct dentry *to, bool exchange)
{
	struct dentry *parent = d->parent;
	u64 hash = d->hash;

	atomic_store(&d->parent, to->parent);
	atomic_store(&d->hash, to->hash);
	if (!exchange)
		return name_share(d, to);
	names_swap(d, to);
	atomic_store(&to->parent, parent);
	atomic_store(&to->hash, hash);
	return NULL;
}

/* The directories' locks keep every other change of either name away, so the
 * hashes and parents read here hold until we change them. */
static struct long_name *
move_locked(struct dentry *d, struct dentry *to,
    bool exchange) NO_THREAD_SAFETY_ANALYSIS
{
	struct dentry_bucket *bd = dentry_bucket_of(d->hash),
			     *bt = dentry_bucket_of(to->hash);
	struct dentry *first = d < to ? d : to, *second = d < to ? to : d;
	struct long_name *old;

	spin_lock(&first->lock);
	spin_lock(&second->lock);
	spin_lock_two(&bd->lock, &bt->lock);
	atomic_add(&d->moving, 1);
	atomic_add(&to->moving, 1);
	dentry_unhash_locked(bd, d);
	dentry_unhash_locked(bt, to);
	old = change_places(d, to, exchange);
	dentry_hash_locked(bt, d);
	if (exchange)
		dentry_hash_locked(bd, to);
	atomic_add(&d->moving, 1);
	atomic_add(&to->moving, 1);
	spin_unlock_two(&bd->lock, &bt->lock);
	spin_unlock(&second->lock);
	spin_unlock(&first->lock);
	return old;
}

void
dentry_move(struct dentry *d, struct dentry *to, bool exchange)
{
	struct dentry *from_dir = d->parent, *to_dir = to->parent;
	struct long_name *old;

	read_lock(&moves.lock);
	atomic_add(&moves.begun, 1);
	if (from_dir != to_dir) {
		reparent(d, to_dir);
		/* The references to the parents change places too. */
		if (exchange)
			reparent(to, from_dir);
		else
			dentry_get(to_dir);
		lockpairs_forget(LC_INODE);
		lockpairs_forget(LC_OVERLAY_INODE);
		lockpairs_forget(LC_OVERLAY2_INODE);
	}
	old = move_locked(d, to, exchange);
	atomic_add(&moves.done, 1);
	read_unlock(&moves.lock);
	if (from_dir != to_dir && !exchange)
		dentry_put(from_dir); /* which the caller has too */
	if (old && ref_put(&old->refs))
		rcu_call(&old->rcu, long_name_free);
}
