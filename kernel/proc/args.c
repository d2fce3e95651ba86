/* The strings of execve(). See proc/args.h. */
#include "proc/args.h"

#include "abi/errno.h"
#include "abi/resource.h"
#include "arch/layout.h"
#include "cred/rlimit.h"
#include "lib/string.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "vm/usercopy.h"
#include "vm/vmspace.h"

#define MAX_STRING (32 * PAGE_SIZE) /* Linux's MAX_ARG_STRLEN */
#define ARGS_MIN   (32 * PAGE_SIZE)
#define ARGS_MAX   (6UL << 20) /* three quarters of _STK_LIM */

void
args_init(struct args *a)
{
	u64 limit = rlimit_current(RLIMIT_STACK) / 4;

	a->limit = clamp(limit, ARGS_MIN, ARGS_MAX);
	a->pages = a->first;
	a->room = ARRAY_SIZE(a->first);
	a->npages = 0;
	a->len = a->pointers = 0;
}

void
args_fini(struct args *a)
{
	while (a->npages) {
		page_put(a->pages[--a->npages]);
		sched_point();
	}
	if (a->pages != a->first)
		kfree(a->pages);
}

/* Adds an empty page, and room for it by doubling. */
static int
add_page(struct args *a)
{
	struct page *page, **more;

	if (a->npages == a->room) {
		more = kmalloc(2 * a->room * sizeof(struct page *));
		if (!more)
			return -ENOMEM;
		memcpy(more, a->pages, a->room * sizeof(struct page *));
		if (a->pages != a->first)
			kfree(a->pages);
		a->pages = more;
		a->room *= 2;
	}
	page = page_alloc(0, 0);
	if (!page)
		return -ENOMEM;
	a->pages[a->npages++] = page;
	return 0;
}

/* Room at the end: a pointer to it and how much, at least 1. */
static int
room(struct args *a, char **p, size_t *n)
{
	size_t i = a->len / PAGE_SIZE;
	int err;

	if (a->len + a->pointers >= a->limit)
		return -E2BIG;
	if (i == a->npages) {
		err = add_page(a);
		if (err)
			return err;
	}
	*p = (char *)page_address(a->pages[i]) + a->len % PAGE_SIZE;
	*n = PAGE_SIZE - a->len % PAGE_SIZE;
	return 0;
}

int
args_add_kernel(struct args *a, const char *s)
{
	size_t left = strlen(s) + 1;

	a->pointers += sizeof(void *);
	while (left) {
		size_t n;
		char *p;
		int err = room(a, &p, &n);

		if (err)
			return err;
		n = min(n, left);
		memcpy(p, s, n);
		s += n;
		left -= n;
		a->len += n;
	}
	return 0;
}

int
args_add_user(struct args *a, const char __user *s)
{
	size_t start = a->len;

	a->pointers += sizeof(void *);
	for (;;) {
		ssize_t got;
		size_t n;
		char *p;
		int err = room(a, &p, &n);

		if (err)
			return err;
		got = strncpy_from_user(p, s, n);
		if (got >= 0) {
			a->len += (size_t)got + 1;
			return a->len - start > MAX_STRING ? -E2BIG : 0;
		}
		if (got != -ENAMETOOLONG)
			return (int)got;
		s += n;
		a->len += n;
		if (a->len - start > MAX_STRING)
			return -E2BIG;
		sched_point();
	}
}

int
args_add_vector_user(struct args *a, const char __user *const __user *v,
    int skip)
{
	const char __user *s;
	int n = 0;

	for (; v; n++, v++) {
		int err = get_user(s, v);

		if (err)
			return err;
		if (!s)
			break;
		if (n < skip)
			continue;
		err = args_add_user(a, s);
		if (err)
			return err;
		if (thread_killed())
			return -EINTR;
		sched_point();
	}
	return max(n - skip, 0);
}

int
args_add_vector_kernel(struct args *a, const char *const *v)
{
	int n = 0;

	for (; v && v[n]; n++) {
		int err = args_add_kernel(a, v[n]);

		if (err)
			return err;
	}
	return n;
}

int
args_copy_out(const struct args *a, struct vmspace *vm, vaddr_t to)
{
	for (size_t at = 0; at < a->len; at += PAGE_SIZE) {
		size_t n = min(a->len - at, PAGE_SIZE);

		if (vm_access(vm, to + at,
			page_address(a->pages[at / PAGE_SIZE]), n,
			true) != (ssize_t)n)
			return -EFAULT;
		sched_point();
	}
	return 0;
}

size_t
args_strlen(const struct args *a, size_t at)
{
	size_t start = at;

	while (at < a->len) {
		const char *p = (const char *)
				    page_address(a->pages[at / PAGE_SIZE]) +
		    at % PAGE_SIZE;
		size_t n = min(PAGE_SIZE - at % PAGE_SIZE, a->len - at);
		size_t l = strnlen(p, n);

		sched_point();
		at += l;
		if (l < n)
			break;
	}
	return at - start;
}
