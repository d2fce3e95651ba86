/* The devices without hardware: /dev/null, zero, full, random, kmsg. */
#ifndef DRIVERS_MEM_H
#define DRIVERS_MEM_H

/* Registers them. => once, at boot */
void mem_init(void);

#endif
