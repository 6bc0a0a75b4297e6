#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where init tells what happens: a pipe of the driver, or a port of the machine that a host reads
 * when it likes. What cannot be written yet is kept; what does not fit is left out, whole lines. */
struct Events
{
    int fd;     /* -1: nobody listens */
    int wakeup; /* readable when a port that was closed may take more; -1 for other descriptors */
    size_t used;
    char kept[16384];
};

/* `fd` -1: nobody. */
void eventsInit(struct Events* events, int fd);

__attribute__((format(printf, 2, 3))) void eventsTell(struct Events* events, const char* format, ...);

/* Writes what is kept, as far as it goes. */
void eventsFlush(struct Events* events);

#ifdef __cplusplus
}
#endif
