#define _GNU_SOURCE
#include "cluster/daemon/shell/server.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum
{
    CreditStep = ChannelWindow / 4,
    MostWaits = 2 + MaxPorts * MaxSessions * 3,
    GoneMs = 2000, /* a host that has been away for so long does not come back */
};

static long nowMs(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int serverInit(struct Server* server, const char* version)
{
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < MaxPorts; ++i)
        server->ports[i].fd = -1;
    server->version = version;
    server->edges = epoll_create1(EPOLL_CLOEXEC);
    server->children = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    return server->edges >= 0 && server->children >= 0 ? 0 : -1;
}

int serverAddPort(struct Server* server, int fd, int device)
{
    for (int i = 0; i < MaxPorts; ++i) {
        struct Port* port = &server->ports[i];
        if (port->fd >= 0)
            continue;
        struct epoll_event interest = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.u32 = (uint32_t)i};
        if (epoll_ctl(server->edges, EPOLL_CTL_ADD, fd, &interest) != 0)
            return -1;
        port->fd = fd;
        port->device = device;
        port->readable = 1;
        port->outSize = 0;
        port->goneSinceMs = 0;
        channelParserInit(&port->parser);
        return 0;
    }
    errno = ENOSPC;
    return -1;
}

/* The host is gone, or starts anew. */
static void hangUp(struct Port* port)
{
    for (int i = 0; i < MaxSessions; ++i) {
        if (port->sessions[i].id != 0)
            sessionClose(&port->sessions[i]);
    }
    port->outSize = 0;
}

static struct Session* find(struct Port* port, uint16_t id)
{
    for (int i = 0; i < MaxSessions; ++i) {
        if (port->sessions[i].id == id)
            return &port->sessions[i];
    }
    return NULL;
}

static void greet(const struct Server* server, struct Port* port, const struct ChannelFrame* frame)
{
    uint8_t answer[ChannelTokenSize + 64] = {0};
    if (frame->length != ChannelTokenSize)
        return;
    hangUp(port);
    port->goneSinceMs = 0; /* it was the one before who had gone */
    /* Part of a frame for the host of before may be on its way. */
    memset(port->out, 0, ChannelPreamble);
    port->outSize = ChannelPreamble;
    const size_t length = strnlen(server->version, sizeof answer - ChannelTokenSize);
    memcpy(answer, frame->payload, ChannelTokenSize);
    memcpy(answer + ChannelTokenSize, server->version, length);
    portQueue(port, ChannelHello, 0, answer, ChannelTokenSize + length);
}

static void start(struct Port* port, const struct ChannelFrame* frame)
{
    char error[256];
    struct Session* free = find(port, 0);
    if (frame->session == 0 || find(port, frame->session))
        return;
    if (!free) {
        static const char full[] = "too many programs run through this port";
        portQueue(port, ChannelFailed, frame->session, full, sizeof full - 1);
    } else if (sessionStart(free, frame, error, sizeof error) != 0) {
        *free = (struct Session){0};
        portQueue(port, ChannelFailed, frame->session, error, strlen(error));
    } else if (free->terminal) {
        sessionNote(free, "on a terminal");
    }
}

static void handleSession(struct Session* session, const struct ChannelFrame* frame)
{
    switch (frame->type) {
    case ChannelInput:
        if (!session->inputEnded && session->input >= 0 &&
            sessionTakeInput(session, frame->payload, frame->length) != 0)
            sessionClose(session);
        break;
    case ChannelInputEnd:
        session->inputEnded = 1;
        break;
    case ChannelCredit:
        if (frame->length == 4 && channelGet32(frame->payload) <= ChannelWindow - session->credit)
            session->credit += channelGet32(frame->payload);
        break;
    case ChannelWindowSize:
        if (frame->length == 4)
            sessionResize(session, channelGet16(frame->payload), channelGet16(frame->payload + 2));
        break;
    case ChannelSignal:
        if (frame->length == 1 && session->pid > 0)
            kill(-session->pid, frame->payload[0]);
        break;
    case ChannelEnd:
        sessionClose(session);
        break;
    default: /* of a later version */
        break;
    }
}

static void handleFrame(struct Server* server, struct Port* port, const struct ChannelFrame* frame)
{
    if (frame->type == ChannelHello) {
        greet(server, port, frame);
    } else if (frame->type == ChannelStart) {
        start(port, frame);
    } else if (frame->type == ChannelSetClock) {
        if (frame->length == 8 && server->setClock)
            server->setClock((int64_t)channelGet64(frame->payload));
    } else if (frame->type == ChannelPowerOff) {
        if (server->powerOff)
            server->powerOff();
    } else if (frame->session != 0) {
        struct Session* session = find(port, frame->session);
        if (session)
            handleSession(session, frame);
    }
}

/* A device tells of a host's going and coming later than it carries the bytes of the next host. So that
 * is no reason to hang up: either the next one says Hello, or nobody comes for a while. */
static void hostHasGone(struct Port* port)
{
    if (port->device) {
        port->readable = 0; /* until the next edge */
        if (port->goneSinceMs == 0)
            port->goneSinceMs = nowMs();
        return;
    }
    hangUp(port);
    close(port->fd);
    port->fd = -1;
}

/* The kernel says that nobody is there. It may be late to tell of the next host, to whom we have answered already:
 * what waits to be sent stays, Hello above all, and a host that is there after all hears of its programs' end. */
static void giveUp(struct Port* port)
{
    static const char reason[] = "the machine has lost its host for a while";
    for (int i = 0; i < MaxSessions; ++i) {
        if (port->sessions[i].id == 0)
            continue;
        sessionNote(&port->sessions[i], "%s", reason);
        portQueue(port, ChannelFailed, port->sessions[i].id, reason, sizeof reason - 1);
        sessionClose(&port->sessions[i]);
    }
}

/* How long a port must be looked at again, or -1. */
static int forgetGone(struct Port* port)
{
    if (port->goneSinceMs == 0)
        return -1;
    const long left = port->goneSinceMs + GoneMs - nowMs();
    if (left > 0)
        return (int)left;
    struct pollfd state = {.fd = port->fd};
    if (poll(&state, 1, 0) > 0 && (state.revents & POLLHUP))
        giveUp(port);
    port->goneSinceMs = 0;
    return -1;
}

static void readPort(struct Server* server, struct Port* port)
{
    while (port->fd >= 0 && port->readable) {
        size_t room = 0;
        uint8_t* at = channelParserRoom(&port->parser, &room);
        const ssize_t count = read(port->fd, at, room);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN) {
            port->readable = 0;
            return;
        }
        if (count <= 0) {
            hostHasGone(port);
            return;
        }
        channelParserFilled(&port->parser, (size_t)count);
        struct ChannelFrame frame;
        for (int found = 0; (found = channelParserNext(&port->parser, &frame)) != 0;) {
            if (found > 0)
                handleFrame(server, port, &frame);
            else
                fputs("skiff-shell: a host's bytes make no sense; waiting for its next Hello\n", stderr);
        }
    }
}

/* Carries output of a program as far as the host takes it. 1 when there is no more now, 0 when it
 * has to wait for the host. */
static int carry(struct Port* port, struct Session* session, int* fd, uint8_t type)
{
    static uint8_t bytes[ChannelMaxPayload];
    while (*fd >= 0) {
        /* Room for one frame stays for what is not data. */
        if (session->credit == 0 || !portRoomFor(port, 2 * (size_t)ChannelMaxPayload))
            return 0;
        const size_t most = session->credit < sizeof bytes ? session->credit : sizeof bytes;
        const ssize_t count = read(*fd, bytes, most);
        if (count > 0) {
            session->credit -= (uint32_t)count;
            portQueue(port, type, session->id, bytes, (size_t)count);
        } else if (count < 0 && errno == EAGAIN) {
            return 1;
        } else if (count == 0 || errno != EINTR) {
            if (session->terminal)
                session->input = -1; /* the same descriptor */
            close(*fd);
            *fd = -1;
        }
    }
    return 1;
}

static void serveSession(struct Port* port, struct Session* session)
{
    sessionFeed(session);
    if (session->taken >= CreditStep) {
        portQueueNumber(port, ChannelCredit, session->id, session->taken);
        session->taken = 0;
    }
    const int output = carry(port, session, &session->output, ChannelOutput);
    const int errors = carry(port, session, &session->errors, ChannelErrors);
    if (session->exited && output && errors) {
        portQueueNumber(port, ChannelExited, session->id, session->exitCode);
        sessionClose(session);
    }
}

static void reap(struct Server* server)
{
    struct signalfd_siginfo info;
    int status = 0;
    while (read(server->children, &info, sizeof info) > 0) {
    }
    for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG)) {
        for (int i = 0; i < MaxPorts * MaxSessions; ++i) {
            struct Session* session = &server->ports[i / MaxSessions].sessions[i % MaxSessions];
            if (session->id == 0 || session->pid != pid)
                continue;
            session->exited = 1;
            session->exitCode = (uint32_t)(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
            if (session->terminal)
                sessionNote(session, "ended, code %u", session->exitCode);
            session->pid = 0;
        }
    }
}

static size_t addWait(struct pollfd* waits, size_t count, int fd, short events)
{
    if (fd < 0)
        return count;
    waits[count] = (struct pollfd){.fd = fd, .events = events};
    return count + 1;
}

/* A program whose output has to wait for the host is not looked at. */
static void waitForWork(struct Server* server, int timeoutMs)
{
    for (int i = 0; i < MaxPorts; ++i) {
        const int left = forgetGone(&server->ports[i]);
        if (left >= 0 && (timeoutMs < 0 || left < timeoutMs))
            timeoutMs = left;
    }
    static struct pollfd waits[MostWaits];
    size_t count = addWait(waits, 0, server->edges, POLLIN);
    count = addWait(waits, count, server->children, POLLIN);
    for (int i = 0; i < MaxPorts * MaxSessions; ++i) {
        const struct Port* port = &server->ports[i / MaxSessions];
        const struct Session* session = &port->sessions[i % MaxSessions];
        const int mayTell = session->credit > 0 && portRoomFor(port, 2 * (size_t)ChannelMaxPayload);
        if (session->id == 0)
            continue;
        if (session->pendingSize > 0)
            count = addWait(waits, count, session->input, POLLOUT);
        if (mayTell) {
            count = addWait(waits, count, session->output, POLLIN);
            count = addWait(waits, count, session->errors, POLLIN);
        }
    }
    poll(waits, count, timeoutMs);
}

int serverStep(struct Server* server, int timeoutMs)
{
    waitForWork(server, timeoutMs);
    struct epoll_event seen[MaxPorts];
    const int count = epoll_wait(server->edges, seen, MaxPorts, 0);
    for (int i = 0; i < count; ++i)
        server->ports[seen[i].data.u32].readable = 1;
    reap(server);
    int left = 0;
    for (int i = 0; i < MaxPorts; ++i) {
        struct Port* port = &server->ports[i];
        if (port->fd < 0)
            continue;
        readPort(server, port);
        for (int j = 0; port->fd >= 0 && j < MaxSessions; ++j) {
            if (port->sessions[j].id != 0)
                serveSession(port, &port->sessions[j]);
        }
        if (port->fd >= 0)
            portFlush(port);
        left += port->fd >= 0;
    }
    return left;
}
