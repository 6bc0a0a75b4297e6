#define _GNU_SOURCE
#include "cluster/daemon/shell/session.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum
{
    MaxArguments = 256,
    MaxEnvironment = 128,
    EndOfTransmission = 4, /* what a terminal's user types to end the input */
};

/* What a ChannelStart frame asks for; points into `text`. */
struct Request
{
    uint16_t flags;
    struct winsize size;
    char* arguments[MaxArguments + 1];
    char* environment[MaxEnvironment + 1];
    char text[ChannelMaxPayload + 1];
};

static int parse(struct Request* request, const struct ChannelFrame* frame)
{
    enum
    {
        Numbers = 6
    };
    if (frame->length < Numbers + 1 || frame->payload[frame->length - 1] != '\0')
        return -1;
    *request = (struct Request){.flags = channelGet16(frame->payload)};
    request->size.ws_row = channelGet16(frame->payload + 2);
    request->size.ws_col = channelGet16(frame->payload + 4);
    const size_t size = frame->length - Numbers;
    memcpy(request->text, frame->payload + Numbers, size);
    const long wanted = strtol(request->text, NULL, 10);
    if (wanted < 1 || wanted > MaxArguments)
        return -1;
    long words = 0;
    for (size_t at = strlen(request->text) + 1; at < size; at += strlen(request->text + at) + 1, ++words) {
        if (words < wanted)
            request->arguments[words] = request->text + at;
        else if (words - wanted < MaxEnvironment)
            request->environment[words - wanted] = request->text + at;
    }
    return words >= wanted ? 0 : -1;
}

/* The program's ends, and ours. */
struct Pipes
{
    int program[3];
    int ours[3];
};

static void closeAll(int descriptors[3])
{
    for (int i = 0; i < 3; ++i) {
        /* A terminal is one descriptor for all. */
        if (descriptors[i] >= 0 && (i == 0 || descriptors[i] != descriptors[0]))
            close(descriptors[i]);
    }
}

static int openPipes(struct Pipes* pipes)
{
    *pipes = (struct Pipes){{-1, -1, -1}, {-1, -1, -1}};
    for (int i = 0; i < 3; ++i) {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0)
            return -1;
        pipes->program[i] = ends[i == 0 ? 0 : 1];
        pipes->ours[i] = ends[i == 0 ? 1 : 0];
    }
    return 0;
}

static int openTerminal(struct Pipes* pipes, const struct winsize* size)
{
    *pipes = (struct Pipes){{-1, -1, -1}, {-1, -1, -1}};
    const int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    int number = 0;
    int unlocked = 0;
    char path[32];
    if (master < 0)
        return -1;
    pipes->ours[0] = pipes->ours[1] = master;
    if (ioctl(master, TIOCGPTN, &number) != 0 || ioctl(master, TIOCSPTLCK, &unlocked) != 0)
        return -1;
    snprintf(path, sizeof path, "/dev/pts/%d", number);
    const int slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0)
        return -1;
    ioctl(slave, TIOCSWINSZ, size);
    pipes->program[0] = pipes->program[1] = pipes->program[2] = slave;
    return 0;
}

static _Noreturn void runProgram(struct Request* request, const int descriptors[3], int failure)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    setsid();
    for (int i = 0; i < 3; ++i)
        dup2(descriptors[i], i);
    if (request->flags & ChannelTerminal)
        ioctl(STDIN_FILENO, TIOCSCTTY, 0);
    clearenv();
    setenv("PATH", "/usr/sbin:/usr/bin:/usr/lib/skiff", 1);
    setenv("HOME", "/root", 1);
    if (request->flags & ChannelTerminal)
        setenv("TERM", "xterm-256color", 1);
    for (char** entry = request->environment; *entry; ++entry) {
        if (strchr(*entry, '='))
            putenv(*entry);
    }
    if (chdir("/") == 0)
        execvp(request->arguments[0], request->arguments);
    const int error = errno;
    (void)!write(failure, &error, sizeof error);
    _exit(127);
}

static int launch(struct Session* session, struct Request* request, struct Pipes* pipes)
{
    int failure[2];
    if (pipe2(failure, O_CLOEXEC) != 0)
        return -1;
    session->pid = fork();
    if (session->pid == 0)
        runProgram(request, pipes->program, failure[1]);
    close(failure[1]);
    int error = session->pid < 0 ? errno : 0;
    if (session->pid > 0)
        (void)!read(failure[0], &error, sizeof error); /* nothing: the program runs */
    close(failure[0]);
    errno = error;
    return error == 0 ? 0 : -1;
}

int sessionStart(struct Session* session, const struct ChannelFrame* frame, char* error, size_t errorSize)
{
    static struct Request request;
    if (parse(&request, frame) != 0) {
        snprintf(error, errorSize, "the request to start a program makes no sense");
        return -1;
    }
    const int terminal = (request.flags & ChannelTerminal) != 0;
    struct Pipes pipes;
    int ok = (terminal ? openTerminal(&pipes, &request.size) : openPipes(&pipes)) == 0;
    ok = ok && launch(session, &request, &pipes) == 0;
    const int reason = errno;
    closeAll(pipes.program);
    if (!ok) {
        closeAll(pipes.ours);
        snprintf(error, errorSize, "%s: %s", request.arguments[0], strerror(reason));
        return -1;
    }
    *session = (struct Session){.id = frame->session,
                                .pid = session->pid,
                                .terminal = terminal,
                                .input = pipes.ours[0],
                                .output = pipes.ours[1],
                                .errors = pipes.ours[2],
                                .credit = ChannelWindow};
    for (int i = 0; i < 3; ++i) {
        if (pipes.ours[i] >= 0)
            fcntl(pipes.ours[i], F_SETFL, O_NONBLOCK | fcntl(pipes.ours[i], F_GETFL));
    }
    return 0;
}

int sessionTakeInput(struct Session* session, const uint8_t* bytes, size_t count)
{
    if (session->pendingSize + count > ChannelWindow)
        return -1;
    if (!session->pending)
        session->pending = malloc(ChannelWindow);
    if (!session->pending)
        return -1;
    memcpy(session->pending + session->pendingSize, bytes, count);
    session->pendingSize += count;
    return 0;
}

static void closeInput(struct Session* session)
{
    if (session->input >= 0 && !session->terminal)
        close(session->input);
    session->input = -1;
    free(session->pending);
    session->pending = NULL;
    session->pendingSize = 0;
}

void sessionFeed(struct Session* session)
{
    size_t fed = 0;
    while (session->input >= 0 && fed < session->pendingSize) {
        const ssize_t written = write(session->input, session->pending + fed, session->pendingSize - fed);
        if (written < 0 && errno == EAGAIN)
            break;
        if (written < 0 && errno != EINTR) {
            fed = session->pendingSize;
            break; /* the program no longer reads: its input goes nowhere */
        }
        fed += written > 0 ? (size_t)written : 0;
    }
    if (fed > 0) {
        memmove(session->pending, session->pending + fed, session->pendingSize - fed);
        session->pendingSize -= fed;
        session->taken += (uint32_t)fed;
    }
    if (session->inputEnded && session->pendingSize == 0 && session->input >= 0) {
        const char end = EndOfTransmission;
        if (session->terminal)
            (void)!write(session->input, &end, 1);
        closeInput(session);
    }
}

void sessionResize(const struct Session* session, uint16_t rows, uint16_t columns)
{
    const struct winsize size = {.ws_row = rows, .ws_col = columns};
    if (session->terminal && session->output >= 0)
        ioctl(session->output, TIOCSWINSZ, &size);
}

void sessionNote(const struct Session* session, const char* words, ...)
{
    struct timespec now;
    va_list values;
    clock_gettime(CLOCK_REALTIME, &now);
    va_start(values, words);
    fprintf(stderr, "skiff-shell: %ld.%03ld session %u, process %d: ", (long)now.tv_sec, now.tv_nsec / 1000000,
            session->id, (int)session->pid);
    vfprintf(stderr, words, values);
    fputc('\n', stderr);
    va_end(values);
}

void sessionClose(struct Session* session)
{
    if (session->pid > 0) {
        kill(-session->pid, SIGHUP);
        kill(-session->pid, SIGCONT);
    }
    closeInput(session);
    if (session->output >= 0)
        close(session->output);
    if (session->errors >= 0)
        close(session->errors);
    *session = (struct Session){0};
}
