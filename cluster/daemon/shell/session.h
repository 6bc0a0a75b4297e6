#pragma once

#include "cluster/channel/frame.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A program that a host runs through a port. */
struct Session
{
    uint16_t id; /* 0: free */
    pid_t pid;   /* 0: reaped */
    int terminal;
    int input; /* our ends; -1: closed */
    int output;
    int errors;
    uint8_t* pending; /* input that the program has not taken yet, at most ChannelWindow bytes */
    size_t pendingSize;
    int inputEnded;
    uint32_t taken;  /* input the program has taken that the host was not told of */
    uint32_t credit; /* output that the host takes */
    int exited;
    uint32_t exitCode;
};

/* Starts what a ChannelStart frame asks for. 0, or -1 with the reason in `error`. */
int sessionStart(struct Session* session, const struct ChannelFrame* frame, char* error, size_t errorSize);

/* Takes input for the program; -1 when the host sent more than it may. */
int sessionTakeInput(struct Session* session, const uint8_t* bytes, size_t count);

/* Hands the program what it takes now, and the end of its input when that is due. */
void sessionFeed(struct Session* session);

void sessionResize(const struct Session* session, uint16_t rows, uint16_t columns);

/* A line of shell.log: of terminals and of what is not as it should be, not of each program. */
__attribute__((format(printf, 2, 3))) void sessionNote(const struct Session* session, const char* words, ...);

/* Hangs up on a program that still runs, and frees everything. */
void sessionClose(struct Session* session);

#ifdef __cplusplus
}
#endif
