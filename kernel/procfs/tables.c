/* The two tables as arrays; see the .def files. */
#include "procfs/node.h"
#include "procfs/show.h"

#define DIR(path_, perm) { .path = (path_), .mode = S_IFDIR | (perm) },
#define FILE_(path_, perm, show_, store_, guarded_) \
	{ .path = (path_),                          \
		.mode = S_IFREG | (perm),           \
		.show = (show_),                    \
		.store = (store_),                  \
		.guarded = (guarded_) },
#define FILE(path, perm, show)           FILE_(path, perm, show, NULL, false)
#define FILE_RW(path, perm, show, store) FILE_(path, perm, show, store, false)
#define GUARDED(path, perm, show)        FILE_(path, perm, show, NULL, true)
#define LINK(path_, readlink_, follow_, guarded_) \
	{ .path = (path_),                        \
		.mode = S_IFLNK | 0777,           \
		.readlink = (readlink_),          \
		.follow = (follow_),              \
		.guarded = (guarded_) },

static const struct entry static_entries[] = {
#include "procfs/entries.def"
};

static const struct entry process_entries[] = {
#include "procfs/process.def"
};

const struct entry *
static_entry(unsigned i)
{
	return i < ARRAY_SIZE(static_entries) ? &static_entries[i] : NULL;
}

const struct entry *
process_entry(unsigned i)
{
	return i < ARRAY_SIZE(process_entries) ? &process_entries[i] : NULL;
}
