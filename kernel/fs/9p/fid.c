/*
 * Fids and their numbers.
 */
#include "fs/9p/fid.h"

#include "abi/errno.h"
#include "fs/9p/calls.h"
#include "mm/slab.h"

static struct slab_cache fid_cache = SLAB_CACHE("p9_fid", struct p9_fid);

void
p9_fids_init(struct p9_fids *fids)
{
	spin_init(&fids->lock, LC_INODE_STATE);
	spin_unshared(&fids->lock);
	list_init(&fids->dropped);
}

void
p9_fids_fini(struct p9_fids *fids)
{
	spin_unshared(&fids->lock);
	while (!list_empty(&fids->dropped)) {
		struct p9_fid *fid = list_entry(fids->dropped.next,
		    struct p9_fid, node);

		list_remove(&fid->node);
		slab_free(&fid_cache, fid);
	}
	kfree(fids->unused);
}

/* --- Numbers --- */

u32
p9_number_alloc(struct p9_fids *fids)
{
	u32 number;

	spin_lock(&fids->lock);
	number = fids->nunused ? fids->unused[--fids->nunused] : fids->next++;
	spin_unlock(&fids->lock);
	return number;
}

/* => returns: false: there is no room for it */
static bool
note_unused(struct p9_fids *fids, u32 number)
{
	bool room;

	spin_lock(&fids->lock);
	room = fids->nunused < fids->room;
	if (room)
		fids->unused[fids->nunused++] = number;
	spin_unlock(&fids->lock);
	return room;
}

/* Makes room for more. => errors: -ENOMEM */
static int
grow(struct p9_fids *fids)
{
	u32 n = max(atomic_load(&fids->room) * 2, 64U);
	u32 *more = kcalloc(n, sizeof(*more)), *old = more;

	if (!more)
		return -ENOMEM;
	spin_lock(&fids->lock);
	if (n > fids->room) {
		if (fids->nunused)
			memcpy(more, fids->unused,
			    fids->nunused * sizeof(*more));
		old = fids->unused;
		fids->unused = more;
		fids->room = n;
	}
	spin_unlock(&fids->lock);
	kfree(old);
	return 0;
}

/* Without memory the number is lost, of four billion. */
void
p9_number_free(struct p9_fids *fids, u32 number)
{
	while (!note_unused(fids, number))
		if (grow(fids))
			return;
}

void
p9_number_drop(struct p9_client *c, u32 number)
{
	struct p9_fid *fid;

	if (!p9_fid_make(c, number, &fid))
		p9_fid_put(fid);
}

/* --- Fids --- */

int
p9_fid_make(struct p9_client *c, u32 number, struct p9_fid **out)
{
	struct p9_fid *fid = slab_alloc(&fid_cache);

	if (!fid)
		return -ENOMEM;
	ref_init(&fid->refs, 1);
	fid->number = number;
	fid->client = c;
	list_init(&fid->node);
	*out = fid;
	return 0;
}

void
p9_fid_put(struct p9_fid *fid)
{
	struct p9_client *c;

	if (!fid || !ref_put(&fid->refs))
		return;
	c = fid->client;
	spin_lock(&c->fids.lock);
	list_add_tail(&c->fids.dropped, &fid->node);
	spin_unlock(&c->fids.lock);
	work_queue(&c->ending.work);
}

static struct p9_fid *
next_dropped(struct p9_fids *fids)
{
	struct p9_fid *fid = NULL;

	spin_lock(&fids->lock);
	if (!list_empty(&fids->dropped)) {
		fid = list_entry(fids->dropped.next, struct p9_fid, node);
		list_remove(&fid->node);
	}
	spin_unlock(&fids->lock);
	return fid;
}

/* => returns: false: not now */
static bool
clunk(struct p9_client *c, u32 number)
{
	struct p9_request *q = p9_clunk_begin(c, number);

	if (!q)
		return false;
	q->at_once = true;

	if (!p9_submit(q))
		return true;
	q->end = NULL;
	p9_request_end(q);
	return false;
}

/* What cannot be sent now waits until a request has ended: then the work runs. */
void
p9_fids_clunk(struct p9_client *c)
{
	struct p9_fid *fid;

	atomic_store(&c->fids.waiting, false);
	while ((fid = next_dropped(&c->fids))) {
		if (!clunk(c, fid->number)) {
			spin_lock(&c->fids.lock);
			list_add_head(&c->fids.dropped, &fid->node);
			spin_unlock(&c->fids.lock);
			atomic_store(&c->fids.waiting, true);
			return;
		}
		slab_free(&fid_cache, fid);
	}
}
