/*
 * What a host test of kernel code sees of the machine that shim.c makes up:
 * memory, one thread, a clock that counts, and no other thread, so that a sleep
 * would be for ever and ends the test.
 */
#ifndef TESTS_HOST_SHIM_SHIM_H
#define TESTS_HOST_SHIM_SHIM_H

#include "lib/types.h"

void shim_init(void);

/* The next allocation but n fails; -1: none does. */
extern long shim_fail_after;

/* Objects and pages that are allocated now. */
extern long shim_objects, shim_pages;

/* Signals sent so far. */
extern int shim_last_signal;

#endif
