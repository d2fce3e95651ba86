#ifndef _BITS_WCHAR_LIMITS_H
#define _BITS_WCHAR_LIMITS_H

#define WCHAR_MIN (-0x7fffffff - 1)
#define WCHAR_MAX 0x7fffffff

#endif
