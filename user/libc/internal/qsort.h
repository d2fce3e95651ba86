#ifndef INTERNAL_QSORT_H
#define INTERNAL_QSORT_H

#include <stddef.h>

void __qsort_r(void *array, size_t n, size_t size,
    int (*compare)(const void *, const void *, void *), void *context);

#endif
