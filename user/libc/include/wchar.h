#ifndef _WCHAR_H
#define _WCHAR_H

#include <bits/file.h>
#include <bits/mbstate.h>
#include <bits/types.h>

#define __need_NULL
#define __need_size_t
#define __need_wchar_t
#include <stddef.h>

__BEGIN_DECLS

typedef __wint_t wint_t;

#define WEOF 0xffffffffU

wint_t btowc(int);
size_t mbrtowc(wchar_t *__restrict, const char *__restrict, size_t,
    mbstate_t *__restrict);
size_t wcrtomb(char *__restrict, wchar_t, mbstate_t *__restrict);

__END_DECLS

#endif
