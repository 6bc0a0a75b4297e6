#define _GNU_SOURCE
#include "cluster/daemon/init/events.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

void eventsInit(struct Events* events, int fd)
{
    *events = (struct Events){.fd = fd, .wakeup = -1};
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISCHR(status.st_mode))
        return;
    /* A port that no host has open reports a hang-up for as long: only edges tell of the next one. */
    struct epoll_event interest = {.events = EPOLLOUT | EPOLLET};
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    events->wakeup = epoll_create1(EPOLL_CLOEXEC);
    if (events->wakeup >= 0)
        epoll_ctl(events->wakeup, EPOLL_CTL_ADD, fd, &interest);
}

void eventsTell(struct Events* events, const char* format, ...)
{
    if (events->fd < 0)
        return;
    const size_t room = sizeof events->kept - events->used;
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(events->kept + events->used, room, format, arguments);
    va_end(arguments);
    if (length > 0 && (size_t)length < room)
        events->used += (size_t)length;
    eventsFlush(events);
}

void eventsFlush(struct Events* events)
{
    struct epoll_event seen;
    if (events->wakeup >= 0)
        (void)epoll_wait(events->wakeup, &seen, 1, 0);
    while (events->fd >= 0 && events->used > 0) {
        const ssize_t written = write(events->fd, events->kept, events->used);
        if (written > 0) {
            events->used -= (size_t)written;
            memmove(events->kept, events->kept + written, events->used);
        } else if (errno == EAGAIN) {
            return;
        } else if (errno != EINTR) {
            /* Whoever listened is gone, which is no concern of the node. */
            close(events->fd);
            events->fd = -1;
        }
    }
}
