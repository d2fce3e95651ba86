/*
 * The strings of execve(): arguments, environment and names, collected in
 * kernel pages and then laid out on the new program's stack.
 */
#ifndef PROC_ARGS_H
#define PROC_ARGS_H

#include "lib/compiler.h"
#include "lib/types.h"

struct page;
struct vmspace;

struct args {
	struct page **pages;   /* filled one after the other */
	u32 npages;            /* filled */
	u32 room;              /* entries of pages */
	size_t len;            /* bytes so far */
	size_t limit;          /* E2BIG beyond */
	size_t pointers;       /* bytes of pointers they will need */
	struct page *first[8]; /* what pages is at first */
};

void args_init(struct args *a);
void args_fini(struct args *a);

/* Adds one string with its NUL. => errors: -E2BIG, -ENOMEM, -EFAULT */
int args_add_kernel(struct args *a, const char *s) __must_check;
int args_add_user(struct args *a, const char __user *s) __must_check;

/* Adds all strings of a NULL-terminated vector from the skip-th on.
 * => returns: how many, or -errno */
int args_add_vector_user(struct args *a, const char __user *const __user *v,
    int skip) __must_check;
int args_add_vector_kernel(struct args *a, const char *const *v) __must_check;

/* Copies everything to address to of vm. => errors: -EFAULT, -ENOMEM */
int args_copy_out(const struct args *a, struct vmspace *vm, vaddr_t to)
    __must_check;

/* The length of the string at byte `at`, without its NUL. */
size_t args_strlen(const struct args *a, size_t at);

#endif
