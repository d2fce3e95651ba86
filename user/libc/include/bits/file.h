#ifndef _BITS_FILE_H
#define _BITS_FILE_H

typedef struct __file FILE;

#endif
