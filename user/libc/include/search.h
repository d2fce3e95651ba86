#ifndef _SEARCH_H
#define _SEARCH_H

#include <features.h>

#define __need_size_t
#include <stddef.h>

__BEGIN_DECLS

typedef enum {
	FIND,
	ENTER
} ACTION;
typedef enum {
	preorder,
	postorder,
	endorder,
	leaf
} VISIT;

typedef struct entry {
	char *key;
	void *data;
} ENTRY;

int hcreate(size_t);
void hdestroy(void);
ENTRY *hsearch(ENTRY, ACTION);
void insque(void *, void *);
void *lfind(const void *, const void *, size_t *, size_t,
    int (*)(const void *, const void *));
void *lsearch(const void *, void *, size_t *, size_t,
    int (*)(const void *, const void *));
void remque(void *);
void *tdelete(const void *__restrict, void **__restrict,
    int (*)(const void *, const void *));
void *tfind(const void *, void *const *, int (*)(const void *, const void *));
void *tsearch(const void *, void **, int (*)(const void *, const void *));
void twalk(const void *, void (*)(const void *, VISIT, int));

#if __GNU_VISIBLE
struct hsearch_data {
	void *__table;
	size_t __size, __filled;
};

struct qelem {
	struct qelem *q_forw;
	struct qelem *q_back;
	char q_data[1];
};

int hcreate_r(size_t, struct hsearch_data *);
void hdestroy_r(struct hsearch_data *);
int hsearch_r(ENTRY, ACTION, ENTRY **, struct hsearch_data *);
void tdestroy(void *, void (*)(void *));
void twalk_r(const void *, void (*)(const void *, VISIT, void *), void *);
#endif

__END_DECLS

#endif
