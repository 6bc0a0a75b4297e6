#pragma once

#include "cluster/daemon/init/events.h"
#include "cluster/daemon/init/log_file.h"
#include "cluster/daemon/init/node_file.h"

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

enum UnitState
{
    UnitWaiting,  /* for the services before it */
    UnitStarting, /* runs, has not said that it is ready */
    UnitReady,    /* runs; or ran to its end, for one that runs once */
    UnitDelayed,  /* ended, and starts again at nextStartMs */
};

/* One service at work. */
struct Unit
{
    const struct Service* service;
    enum UnitState state;
    pid_t pid; /* 0 when it does not run */
    long startedMs;
    long nextStartMs;
    long delayMs;
    int output[2]; /* a pipe that outlives restarts */
    struct LogFile log;
};

struct Supervisor;

/* What else is waited for, in a machine. */
struct Watch
{
    int fd;                                      /* -1: none */
    int (*stops)(int fd);                        /* called when it is readable: whether the node is to stop */
    long (*tick)(struct Supervisor* supervisor); /* NULL: never; gives the ms until its next call */
    long nextTickMs;
};

/* Starts services in order, restarts those that end, reaps every child, keeps their logs, and on
 * SIGTERM or SIGPWR stops all in reverse order. Nothing here needs to be PID 1 but the stopping of
 * containers, which is left out elsewhere. One thread.
 *
 * What happens is told to `eventsFd` (-1: nobody), one line each, times in ms since the start:
 *     started NAME MS   ready NAME MS   exited NAME MS code N|signal N   stopping MS   stopped MS */
struct Supervisor
{
    struct Unit units[MaxServices];
    size_t unitCount;
    long stopGraceMs;
    long beganMs;
    int signals;
    int notify;
    char notifyPath[108];
    struct Events events;
    struct Watch watch;
    int stopping;
};

/* 0, or -1 with errno. Blocks the signals it handles in the calling process. */
int supervisorInit(struct Supervisor* supervisor, const struct NodeFile* file, const char* logFolder,
                   const char* runFolder, int eventsFd);

/* Returns after a stop was asked for and everything has ended. */
void supervisorRun(struct Supervisor* supervisor);

#ifdef __cplusplus
}
#endif
