#pragma once

#include "cluster/daemon/init/node_file.h"

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Starts `service` in its own session with `output` as standard output and error and `notifyPath`
 * as NOTIFY_SOCKET (NULL: none). The process, or -1 with errno. */
pid_t processStart(const struct Service* service, int output, const char* notifyPath);

/* Ends what is neither in `services` (its main process) nor a containerd shim: the processes of
 * containers. Those that do not heed SIGTERM are killed at once, the rest gets SIGTERM; with `force`
 * all are killed. The number of processes still there before the call. Only for PID 1. */
int processStopContainers(const pid_t* services, size_t count, int force);

#ifdef __cplusplus
}
#endif
