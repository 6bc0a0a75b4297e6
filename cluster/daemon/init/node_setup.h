#pragma once

#include "cluster/daemon/init/node_file.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Mounts what the driver did not: /proc, /sys, /dev with its parts, /run, /tmp, cgroup2 when there
 * is no cgroup yet. Brings the loopback device up, sets the host name and the kernel's settings.
 * What fails is said on standard error; the node then goes on as far as it can. */
void nodeMount(void);
void nodeConfigure(const struct NodeFile* file);

#ifdef __cplusplus
}
#endif
