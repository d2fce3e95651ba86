/* Where the application processors' start-up code lies, below 1 MiB. */
#ifndef ARCH_X86_64_SMP_BOOT_H
#define ARCH_X86_64_SMP_BOOT_H

#define TRAMPOLINE 0x8000

#endif
