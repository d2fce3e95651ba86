/* The devices without hardware: /dev/null, zero, full, random. */
#ifndef DRIVERS_MEM_H
#define DRIVERS_MEM_H

/* Registers them. => once, at boot */
void mem_init(void);

#endif
