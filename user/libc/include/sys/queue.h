/*
 * Linked lists as macros: singly linked (SLIST), with a tail (STAILQ), doubly
 * linked without and with a tail (LIST, TAILQ). Names and meanings are BSD's.
 */
#ifndef _SYS_QUEUE_H
#define _SYS_QUEUE_H

#define SLIST_HEAD(name, type)          \
	struct name {                   \
		struct type *slh_first; \
	}

#define SLIST_HEAD_INITIALIZER(head) \
	{                            \
		0                    \
	}

#define SLIST_ENTRY(type)              \
	struct {                       \
		struct type *sle_next; \
	}

#define SLIST_FIRST(head) ((head)->slh_first)

#define SLIST_NEXT(e, field) ((e)->field.sle_next)

#define SLIST_EMPTY(head) (!(head)->slh_first)

#define SLIST_INIT(head) ((void)((head)->slh_first = 0))

#define SLIST_INSERT_HEAD(head, e, field)                \
	do {                                             \
		(e)->field.sle_next = (head)->slh_first; \
		(head)->slh_first = (e);                 \
	} while (0)

#define SLIST_INSERT_AFTER(after, e, field)                    \
	do {                                                   \
		(e)->field.sle_next = (after)->field.sle_next; \
		(after)->field.sle_next = (e);                 \
	} while (0)

#define SLIST_REMOVE_HEAD(head, field) \
	((void)((head)->slh_first = (head)->slh_first->field.sle_next))

#define SLIST_REMOVE_AFTER(e, field) \
	((void)((e)->field.sle_next = (e)->field.sle_next->field.sle_next))

#define SLIST_REMOVE(head, e, type, field)              \
	do {                                            \
		struct type **__p = &(head)->slh_first; \
		while (*__p != (e))                     \
			__p = &(*__p)->field.sle_next;  \
		*__p = (e)->field.sle_next;             \
	} while (0)

#define SLIST_FOREACH(var, head, field) \
	for ((var) = SLIST_FIRST(head); (var); (var) = SLIST_NEXT(var, field))

#define SLIST_FOREACH_SAFE(var, head, field, next) \
	for ((var) = SLIST_FIRST(head);            \
	     (var) && ((next) = SLIST_NEXT(var, field), 1); (var) = (next))

#define STAILQ_HEAD(name, type)          \
	struct name {                    \
		struct type *stqh_first; \
		struct type **stqh_last; \
	}

#define STAILQ_HEAD_INITIALIZER(head) \
	{                             \
		0, &(head).stqh_first \
	}

#define STAILQ_ENTRY(type)              \
	struct {                        \
		struct type *stqe_next; \
	}

#define STAILQ_FIRST(head) ((head)->stqh_first)

#define STAILQ_NEXT(e, field) ((e)->field.stqe_next)

#define STAILQ_EMPTY(head) (!(head)->stqh_first)

#define STAILQ_INIT(head)                                \
	do {                                             \
		(head)->stqh_first = 0;                  \
		(head)->stqh_last = &(head)->stqh_first; \
	} while (0)

#define STAILQ_INSERT_HEAD(head, e, field)                         \
	do {                                                       \
		(e)->field.stqe_next = (head)->stqh_first;         \
		if (!(e)->field.stqe_next)                         \
			(head)->stqh_last = &(e)->field.stqe_next; \
		(head)->stqh_first = (e);                          \
	} while (0)

#define STAILQ_INSERT_TAIL(head, e, field)                 \
	do {                                               \
		(e)->field.stqe_next = 0;                  \
		*(head)->stqh_last = (e);                  \
		(head)->stqh_last = &(e)->field.stqe_next; \
	} while (0)

#define STAILQ_INSERT_AFTER(head, after, e, field)                 \
	do {                                                       \
		(e)->field.stqe_next = (after)->field.stqe_next;   \
		if (!(e)->field.stqe_next)                         \
			(head)->stqh_last = &(e)->field.stqe_next; \
		(after)->field.stqe_next = (e);                    \
	} while (0)

#define STAILQ_REMOVE_HEAD(head, field)                                   \
	do {                                                              \
		(head)->stqh_first = (head)->stqh_first->field.stqe_next; \
		if (!(head)->stqh_first)                                  \
			(head)->stqh_last = &(head)->stqh_first;          \
	} while (0)

#define STAILQ_REMOVE(head, e, type, field)              \
	do {                                             \
		struct type **__p = &(head)->stqh_first; \
		while (*__p != (e))                      \
			__p = &(*__p)->field.stqe_next;  \
		*__p = (e)->field.stqe_next;             \
		if (!*__p)                               \
			(head)->stqh_last = __p;         \
	} while (0)

#define STAILQ_CONCAT(a, b)                                \
	do {                                               \
		if ((b)->stqh_first) {                     \
			*(a)->stqh_last = (b)->stqh_first; \
			(a)->stqh_last = (b)->stqh_last;   \
			STAILQ_INIT(b);                    \
		}                                          \
	} while (0)

#define STAILQ_FOREACH(var, head, field) \
	for ((var) = STAILQ_FIRST(head); (var); (var) = STAILQ_NEXT(var, field))

#define STAILQ_FOREACH_SAFE(var, head, field, next) \
	for ((var) = STAILQ_FIRST(head);            \
	     (var) && ((next) = STAILQ_NEXT(var, field), 1); (var) = (next))

#define SIMPLEQ_HEAD(name, type)        \
	struct name {                   \
		struct type *sqh_first; \
		struct type **sqh_last; \
	}

#define SIMPLEQ_HEAD_INITIALIZER(head) \
	{                              \
		0, &(head).sqh_first   \
	}

#define SIMPLEQ_ENTRY(type)            \
	struct {                       \
		struct type *sqe_next; \
	}

#define SIMPLEQ_FIRST(head) ((head)->sqh_first)

#define SIMPLEQ_NEXT(e, field) ((e)->field.sqe_next)

#define SIMPLEQ_EMPTY(head) (!(head)->sqh_first)

#define SIMPLEQ_INIT(head)                             \
	do {                                           \
		(head)->sqh_first = 0;                 \
		(head)->sqh_last = &(head)->sqh_first; \
	} while (0)

#define SIMPLEQ_INSERT_HEAD(head, e, field)                      \
	do {                                                     \
		(e)->field.sqe_next = (head)->sqh_first;         \
		if (!(e)->field.sqe_next)                        \
			(head)->sqh_last = &(e)->field.sqe_next; \
		(head)->sqh_first = (e);                         \
	} while (0)

#define SIMPLEQ_INSERT_TAIL(head, e, field)              \
	do {                                             \
		(e)->field.sqe_next = 0;                 \
		*(head)->sqh_last = (e);                 \
		(head)->sqh_last = &(e)->field.sqe_next; \
	} while (0)

#define SIMPLEQ_INSERT_AFTER(head, after, e, field)              \
	do {                                                     \
		(e)->field.sqe_next = (after)->field.sqe_next;   \
		if (!(e)->field.sqe_next)                        \
			(head)->sqh_last = &(e)->field.sqe_next; \
		(after)->field.sqe_next = (e);                   \
	} while (0)

#define SIMPLEQ_REMOVE_HEAD(head, field)                               \
	do {                                                           \
		(head)->sqh_first = (head)->sqh_first->field.sqe_next; \
		if (!(head)->sqh_first)                                \
			(head)->sqh_last = &(head)->sqh_first;         \
	} while (0)

#define SIMPLEQ_REMOVE(head, e, type, field)            \
	do {                                            \
		struct type **__p = &(head)->sqh_first; \
		while (*__p != (e))                     \
			__p = &(*__p)->field.sqe_next;  \
		*__p = (e)->field.sqe_next;             \
		if (!*__p)                              \
			(head)->sqh_last = __p;         \
	} while (0)

#define SIMPLEQ_CONCAT(a, b)                             \
	do {                                             \
		if ((b)->sqh_first) {                    \
			*(a)->sqh_last = (b)->sqh_first; \
			(a)->sqh_last = (b)->sqh_last;   \
			SIMPLEQ_INIT(b);                 \
		}                                        \
	} while (0)

#define SIMPLEQ_FOREACH(var, head, field)        \
	for ((var) = SIMPLEQ_FIRST(head); (var); \
	     (var) = SIMPLEQ_NEXT(var, field))

#define SIMPLEQ_FOREACH_SAFE(var, head, field, next) \
	for ((var) = SIMPLEQ_FIRST(head);            \
	     (var) && ((next) = SIMPLEQ_NEXT(var, field), 1); (var) = (next))

#define LIST_HEAD(name, type)          \
	struct name {                  \
		struct type *lh_first; \
	}

#define LIST_HEAD_INITIALIZER(head) \
	{                           \
		0                   \
	}

#define LIST_ENTRY(type)               \
	struct {                       \
		struct type *le_next;  \
		struct type **le_prev; \
	}

#define LIST_FIRST(head) ((head)->lh_first)

#define LIST_NEXT(e, field) ((e)->field.le_next)

#define LIST_EMPTY(head) (!(head)->lh_first)

#define LIST_INIT(head) ((void)((head)->lh_first = 0))

#define LIST_INSERT_HEAD(head, e, field)                    \
	do {                                                \
		(e)->field.le_next = (head)->lh_first;      \
		if ((e)->field.le_next)                     \
			(e)->field.le_next->field.le_prev = \
			    &(e)->field.le_next;            \
		(head)->lh_first = (e);                     \
		(e)->field.le_prev = &(head)->lh_first;     \
	} while (0)

#define LIST_INSERT_AFTER(after, e, field)                    \
	do {                                                  \
		(e)->field.le_next = (after)->field.le_next;  \
		if ((e)->field.le_next)                       \
			(e)->field.le_next->field.le_prev =   \
			    &(e)->field.le_next;              \
		(after)->field.le_next = (e);                 \
		(e)->field.le_prev = &(after)->field.le_next; \
	} while (0)

#define LIST_INSERT_BEFORE(before, e, field)                   \
	do {                                                   \
		(e)->field.le_prev = (before)->field.le_prev;  \
		(e)->field.le_next = (before);                 \
		*(before)->field.le_prev = (e);                \
		(before)->field.le_prev = &(e)->field.le_next; \
	} while (0)

#define LIST_REMOVE(e, field)                               \
	do {                                                \
		if ((e)->field.le_next)                     \
			(e)->field.le_next->field.le_prev = \
			    (e)->field.le_prev;             \
		*(e)->field.le_prev = (e)->field.le_next;   \
	} while (0)

#define LIST_FOREACH(var, head, field) \
	for ((var) = LIST_FIRST(head); (var); (var) = LIST_NEXT(var, field))

#define LIST_FOREACH_SAFE(var, head, field, next) \
	for ((var) = LIST_FIRST(head);            \
	     (var) && ((next) = LIST_NEXT(var, field), 1); (var) = (next))

#define TAILQ_HEAD(name, type)          \
	struct name {                   \
		struct type *tqh_first; \
		struct type **tqh_last; \
	}

#define TAILQ_HEAD_INITIALIZER(head) \
	{                            \
		0, &(head).tqh_first \
	}

#define TAILQ_ENTRY(type)               \
	struct {                        \
		struct type *tqe_next;  \
		struct type **tqe_prev; \
	}

#define TAILQ_FIRST(head) ((head)->tqh_first)

#define TAILQ_NEXT(e, field) ((e)->field.tqe_next)

#define TAILQ_EMPTY(head) (!(head)->tqh_first)

#define TAILQ_LAST(head, name) (*((struct name *)((head)->tqh_last))->tqh_last)

#define TAILQ_PREV(e, name, field) \
	(*((struct name *)((e)->field.tqe_prev))->tqh_last)

#define TAILQ_INIT(head)                               \
	do {                                           \
		(head)->tqh_first = 0;                 \
		(head)->tqh_last = &(head)->tqh_first; \
	} while (0)

#define TAILQ_INSERT_HEAD(head, e, field)                        \
	do {                                                     \
		(e)->field.tqe_next = (head)->tqh_first;         \
		if ((e)->field.tqe_next)                         \
			(head)->tqh_first->field.tqe_prev =      \
			    &(e)->field.tqe_next;                \
		else                                             \
			(head)->tqh_last = &(e)->field.tqe_next; \
		(head)->tqh_first = (e);                         \
		(e)->field.tqe_prev = &(head)->tqh_first;        \
	} while (0)

#define TAILQ_INSERT_TAIL(head, e, field)                \
	do {                                             \
		(e)->field.tqe_next = 0;                 \
		(e)->field.tqe_prev = (head)->tqh_last;  \
		*(head)->tqh_last = (e);                 \
		(head)->tqh_last = &(e)->field.tqe_next; \
	} while (0)

#define TAILQ_INSERT_AFTER(head, after, e, field)                \
	do {                                                     \
		(e)->field.tqe_next = (after)->field.tqe_next;   \
		if ((e)->field.tqe_next)                         \
			(e)->field.tqe_next->field.tqe_prev =    \
			    &(e)->field.tqe_next;                \
		else                                             \
			(head)->tqh_last = &(e)->field.tqe_next; \
		(after)->field.tqe_next = (e);                   \
		(e)->field.tqe_prev = &(after)->field.tqe_next;  \
	} while (0)

#define TAILQ_INSERT_BEFORE(before, e, field)                    \
	do {                                                     \
		(e)->field.tqe_prev = (before)->field.tqe_prev;  \
		(e)->field.tqe_next = (before);                  \
		*(before)->field.tqe_prev = (e);                 \
		(before)->field.tqe_prev = &(e)->field.tqe_next; \
	} while (0)

#define TAILQ_REMOVE(head, e, field)                            \
	do {                                                    \
		if ((e)->field.tqe_next)                        \
			(e)->field.tqe_next->field.tqe_prev =   \
			    (e)->field.tqe_prev;                \
		else                                            \
			(head)->tqh_last = (e)->field.tqe_prev; \
		*(e)->field.tqe_prev = (e)->field.tqe_next;     \
	} while (0)

#define TAILQ_CONCAT(a, b, field)                                       \
	do {                                                            \
		if ((b)->tqh_first) {                                   \
			*(a)->tqh_last = (b)->tqh_first;                \
			(b)->tqh_first->field.tqe_prev = (a)->tqh_last; \
			(a)->tqh_last = (b)->tqh_last;                  \
			TAILQ_INIT(b);                                  \
		}                                                       \
	} while (0)

#define TAILQ_FOREACH(var, head, field) \
	for ((var) = TAILQ_FIRST(head); (var); (var) = TAILQ_NEXT(var, field))

#define TAILQ_FOREACH_SAFE(var, head, field, next) \
	for ((var) = TAILQ_FIRST(head);            \
	     (var) && ((next) = TAILQ_NEXT(var, field), 1); (var) = (next))

#define TAILQ_FOREACH_REVERSE(var, head, name, field) \
	for ((var) = TAILQ_LAST(head, name); (var);   \
	     (var) = TAILQ_PREV(var, name, field))

#define TAILQ_FOREACH_REVERSE_SAFE(var, head, name, field, next)  \
	for ((var) = TAILQ_LAST(head, name);                      \
	     (var) && ((next) = TAILQ_PREV(var, name, field), 1); \
	     (var) = (next))

#endif
