#pragma once

#include "cluster/daemon/shell/port.h"

#ifdef __cplusplus
extern "C" {
#endif

enum
{
    MaxPorts = 4,
};

/* Runs programs for whoever holds the other ends of its ports. One thread. */
struct Server
{
    struct Port ports[MaxPorts];
    int edges;    /* epoll: a device that no host has open would otherwise report a hang-up for ever */
    int children; /* a signalfd: some have ended */
    const char* version;
    void (*powerOff)(void);
    void (*setClock)(int64_t nanoseconds);
};

/* 0, or -1 with errno. Blocks SIGCHLD in the calling process and ignores SIGPIPE. */
int serverInit(struct Server* server, const char* version);
int serverAddPort(struct Server* server, int fd, int device);

/* Serves what has happened, after waiting for it at most `timeoutMs` (-1: for ever).
 * The number of ports that are left. */
int serverStep(struct Server* server, int timeoutMs);

#ifdef __cplusplus
}
#endif
