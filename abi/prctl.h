/*
 * prctl and arch_prctl.
 */
#ifndef ABI_PRCTL_H
#define ABI_PRCTL_H

#define PR_SET_PDEATHSIG            1
#define PR_GET_PDEATHSIG            2
#define PR_GET_DUMPABLE             3
#define PR_SET_DUMPABLE             4
#define PR_GET_KEEPCAPS             7
#define PR_SET_KEEPCAPS             8
#define PR_SET_NAME                 15
#define PR_GET_NAME                 16
#define PR_GET_SECCOMP              21
#define PR_SET_SECCOMP              22
#define PR_CAPBSET_READ             23
#define PR_CAPBSET_DROP             24
#define PR_GET_TSC                  25
#define PR_SET_TSC                  26
#define PR_GET_SECUREBITS           27
#define PR_SET_SECUREBITS           28
#define SECBIT_NOROOT               1U
#define SECBIT_NO_SETUID_FIXUP      4U
#define SECBIT_KEEP_CAPS            16U
#define SECBIT_KEEP_CAPS_LOCKED     32U
#define SECBIT_NO_CAP_AMBIENT_RAISE 64U
#define SECURE_ALL_BITS             0x55U
#define SECURE_ALL_LOCKS            0xaaU /* each above its bit */
#define PR_SET_TIMERSLACK           29
#define PR_GET_TIMERSLACK           30
#define PR_SET_MM                   35
#define PR_SET_CHILD_SUBREAPER      36
#define PR_GET_CHILD_SUBREAPER      37
#define PR_SET_NO_NEW_PRIVS         38
#define PR_GET_NO_NEW_PRIVS         39
#define PR_GET_TID_ADDRESS          40
#define PR_SET_THP_DISABLE          41
#define PR_GET_THP_DISABLE          42
#define PR_CAP_AMBIENT              47
#define PR_CAP_AMBIENT_IS_SET       1
#define PR_CAP_AMBIENT_RAISE        2
#define PR_CAP_AMBIENT_LOWER        3
#define PR_CAP_AMBIENT_CLEAR_ALL    4
#define PR_GET_SPECULATION_CTRL     52
#define PR_SET_SPECULATION_CTRL     53
#define PR_SET_VMA                  0x53564d41
#define PR_SET_PTRACER              0x59616d61

#define ARCH_SET_GS    0x1001
#define ARCH_SET_FS    0x1002
#define ARCH_GET_FS    0x1003
#define ARCH_GET_GS    0x1004
#define ARCH_GET_CPUID 0x1011
#define ARCH_SET_CPUID 0x1012

/* Bytes of a thread's name, with the terminating null. */
#define TASK_COMM_LEN 16

/* personality */
#define PER_LINUX         0x0000
#define ADDR_NO_RANDOMIZE 0x0040000
#define READ_IMPLIES_EXEC 0x0400000

#endif
