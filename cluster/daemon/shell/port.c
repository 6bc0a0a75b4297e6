#include "cluster/daemon/shell/port.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void portFlush(struct Port* port)
{
    size_t sent = 0;
    while (sent < port->outSize) {
        const ssize_t written = write(port->fd, port->out + sent, port->outSize - sent);
        if (written > 0)
            sent += (size_t)written;
        else if (written == 0 || errno != EINTR)
            break;
    }
    memmove(port->out, port->out + sent, port->outSize - sent);
    port->outSize -= sent;
}

int portRoomFor(const struct Port* port, size_t payload)
{
    return sizeof port->out - port->outSize >= ChannelHeaderSize + payload;
}

void portQueue(struct Port* port, uint8_t type, uint16_t session, const void* payload, size_t length)
{
    if (!portRoomFor(port, length))
        return;
    channelHeader(port->out + port->outSize, type, session, (uint32_t)length);
    if (length > 0)
        memcpy(port->out + port->outSize + ChannelHeaderSize, payload, length);
    port->outSize += ChannelHeaderSize + length;
}

void portQueueNumber(struct Port* port, uint8_t type, uint16_t session, uint32_t value)
{
    uint8_t bytes[4];
    channelPut32(bytes, value);
    portQueue(port, type, session, bytes, sizeof bytes);
}
