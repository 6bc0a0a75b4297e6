#pragma once

#include "cluster/daemon/shell/session.h"

#ifdef __cplusplus
extern "C" {
#endif

enum
{
    MaxSessions = 16,
    OutSize = 4 * ChannelPreamble,
};

/* One connection to a host, which one process of the host uses at a time. */
struct Port
{
    int fd;     /* -1: free */
    int device; /* a port of the machine: it stays when the host closes it. Otherwise a socket */
    int readable;
    long goneSinceMs; /* 0: a host is there, as far as we know */
    struct ChannelParser parser;
    struct Session sessions[MaxSessions];
    uint8_t out[OutSize];
    size_t outSize;
};

/* Sends what waits, as far as the host takes it. */
void portFlush(struct Port* port);

/* Whether a frame with so much payload can be queued. */
int portRoomFor(const struct Port* port, size_t payload);

/* Small frames find room because data leaves some; a host that reads nothing at all loses them. */
void portQueue(struct Port* port, uint8_t type, uint16_t session, const void* payload, size_t length);
void portQueueNumber(struct Port* port, uint8_t type, uint16_t session, uint32_t value);

#ifdef __cplusplus
}
#endif
