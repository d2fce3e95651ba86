#ifndef _STDINT_H
#define _STDINT_H

#include <bits/types.h>
#include <bits/wchar_limits.h>

typedef __int8_t int8_t;
typedef __int16_t int16_t;
typedef __int32_t int32_t;
typedef __int64_t int64_t;
typedef __uint8_t uint8_t;
typedef __uint16_t uint16_t;
typedef __uint32_t uint32_t;
typedef __uint64_t uint64_t;

typedef __int8_t int_least8_t;
typedef __int16_t int_least16_t;
typedef __int32_t int_least32_t;
typedef __int64_t int_least64_t;
typedef __uint8_t uint_least8_t;
typedef __uint16_t uint_least16_t;
typedef __uint32_t uint_least32_t;
typedef __uint64_t uint_least64_t;

typedef __int8_t int_fast8_t;
typedef __int64_t int_fast16_t;
typedef __int64_t int_fast32_t;
typedef __int64_t int_fast64_t;
typedef __uint8_t uint_fast8_t;
typedef __uint64_t uint_fast16_t;
typedef __uint64_t uint_fast32_t;
typedef __uint64_t uint_fast64_t;

typedef long intptr_t;
typedef unsigned long uintptr_t;
typedef long intmax_t;
typedef unsigned long uintmax_t;

#define INT8_C(c)    c
#define INT16_C(c)   c
#define INT32_C(c)   c
#define INT64_C(c)   c##L
#define INTMAX_C(c)  c##L
#define UINT8_C(c)   c
#define UINT16_C(c)  c
#define UINT32_C(c)  c##U
#define UINT64_C(c)  c##UL
#define UINTMAX_C(c) c##UL

#define INT8_MAX   127
#define INT16_MAX  32767
#define INT32_MAX  2147483647
#define INT64_MAX  9223372036854775807L
#define INT8_MIN   (-INT8_MAX - 1)
#define INT16_MIN  (-INT16_MAX - 1)
#define INT32_MIN  (-INT32_MAX - 1)
#define INT64_MIN  (-INT64_MAX - 1)
#define UINT8_MAX  255
#define UINT16_MAX 65535
#define UINT32_MAX 4294967295U
#define UINT64_MAX 18446744073709551615UL

#define INT_LEAST8_MAX   INT8_MAX
#define INT_LEAST16_MAX  INT16_MAX
#define INT_LEAST32_MAX  INT32_MAX
#define INT_LEAST64_MAX  INT64_MAX
#define INT_LEAST8_MIN   INT8_MIN
#define INT_LEAST16_MIN  INT16_MIN
#define INT_LEAST32_MIN  INT32_MIN
#define INT_LEAST64_MIN  INT64_MIN
#define UINT_LEAST8_MAX  UINT8_MAX
#define UINT_LEAST16_MAX UINT16_MAX
#define UINT_LEAST32_MAX UINT32_MAX
#define UINT_LEAST64_MAX UINT64_MAX

#define INT_FAST8_MAX   INT8_MAX
#define INT_FAST16_MAX  INT64_MAX
#define INT_FAST32_MAX  INT64_MAX
#define INT_FAST64_MAX  INT64_MAX
#define INT_FAST8_MIN   INT8_MIN
#define INT_FAST16_MIN  INT64_MIN
#define INT_FAST32_MIN  INT64_MIN
#define INT_FAST64_MIN  INT64_MIN
#define UINT_FAST8_MAX  UINT8_MAX
#define UINT_FAST16_MAX UINT64_MAX
#define UINT_FAST32_MAX UINT64_MAX
#define UINT_FAST64_MAX UINT64_MAX

#define INTMAX_MAX     INT64_MAX
#define INTMAX_MIN     INT64_MIN
#define UINTMAX_MAX    UINT64_MAX
#define INTPTR_MAX     INT64_MAX
#define INTPTR_MIN     INT64_MIN
#define UINTPTR_MAX    UINT64_MAX
#define PTRDIFF_MAX    INT64_MAX
#define PTRDIFF_MIN    INT64_MIN
#define SIZE_MAX       UINT64_MAX
#define SIG_ATOMIC_MAX INT32_MAX
#define SIG_ATOMIC_MIN INT32_MIN
#define WINT_MAX       UINT32_MAX
#define WINT_MIN       0U

#if __ISO_C_VISIBLE >= 202311L
#define INT8_WIDTH         8
#define INT16_WIDTH        16
#define INT32_WIDTH        32
#define INT64_WIDTH        64
#define UINT8_WIDTH        8
#define UINT16_WIDTH       16
#define UINT32_WIDTH       32
#define UINT64_WIDTH       64
#define INT_LEAST8_WIDTH   8
#define INT_LEAST16_WIDTH  16
#define INT_LEAST32_WIDTH  32
#define INT_LEAST64_WIDTH  64
#define UINT_LEAST8_WIDTH  8
#define UINT_LEAST16_WIDTH 16
#define UINT_LEAST32_WIDTH 32
#define UINT_LEAST64_WIDTH 64
#define INT_FAST8_WIDTH    8
#define INT_FAST16_WIDTH   64
#define INT_FAST32_WIDTH   64
#define INT_FAST64_WIDTH   64
#define UINT_FAST8_WIDTH   8
#define UINT_FAST16_WIDTH  64
#define UINT_FAST32_WIDTH  64
#define UINT_FAST64_WIDTH  64
#define INTPTR_WIDTH       64
#define UINTPTR_WIDTH      64
#define INTMAX_WIDTH       64
#define UINTMAX_WIDTH      64
#define PTRDIFF_WIDTH      64
#define SIG_ATOMIC_WIDTH   32
#define SIZE_WIDTH         64
#define WCHAR_WIDTH        32
#define WINT_WIDTH         32
#endif

#endif
