#pragma once

#include "cluster/daemon/init/node_file.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Mounts what the driver did not: /proc, /sys, /dev with its parts, /run, /tmp, cgroup2 when there
 * is no cgroup yet. Brings the loopback device up and sets the host name.
 * What fails is said on standard error; the node then goes on as far as it can. */
void nodeMount(void);
void nodeConfigure(const struct NodeFile* file);

/* Sets those of the kernel's settings that are not marked in `applied` yet, and marks them. Those that
 * fail are said when `last` is set: before that, a module that brings them may still be missing. */
void nodeSetSysctls(const struct NodeFile* file, unsigned char applied[MaxSysctls], int last);

#ifdef __cplusplus
}
#endif
