/*
 * Sockets.
 */
#ifndef ABI_SOCKET_H
#define ABI_SOCKET_H

#define AF_UNIX  1
#define AF_COUNT 46 /* Linux 6.1's AF_MAX */

#define SOCK_STREAM    1
#define SOCK_TYPE_MASK 0xf
#define SOCK_COUNT     11 /* Linux's SOCK_MAX */
#define SOCK_NONBLOCK  04000
#define SOCK_CLOEXEC   02000000

#define SOCKADDR_MAX 128 /* sizeof(struct sockaddr_storage) */

#define MSG_CMSG_COMPAT 0x80000000u /* of Linux's own calls alone */

#endif
