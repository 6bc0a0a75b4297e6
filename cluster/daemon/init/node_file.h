#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What init is to do, read from one text file that the driver wrote. One directive per line, words
 * parted by blanks, "..." around a word with blanks, '\' before a character taken as it is, '#' to
 * the end of a line as a comment:
 *
 *     hostname NAME
 *     sysctl net/ipv4/ip_forward 1
 *     stop-grace 5000                    how long containers may take to end, in ms
 *
 *     service NAME                       the lines below belong to it
 *     exec PROGRAM ARGUMENT...
 *     env NAME=VALUE
 *     user NAME                          unprivileged, without any capability; default root
 *     folder PATH                        made, and given to the user, before each start
 *     ready started|notify|exit          notify: says READY=1 on NOTIFY_SOCKET; exit: runs once
 *     after SERVICE                      starts when that one is ready
 *     restart FIRST MOST                 delays in ms, doubling; default 100 10000
 *     stop-timeout 5000                  ms from SIGTERM to SIGKILL
 *     log-limit 8388608                  bytes of a log file before it is rotated
 *     containers yes                     it holds the containers: at the end they stop before it
 */

enum
{
    MaxServices = 16,
    MaxWords = 64,
    MaxEnvironment = 32,
    MaxAfter = 8,
    MaxFolders = 8,
    MaxSysctls = 64,
};

enum Readiness
{
    ReadyWhenStarted,
    ReadyByNotify,
    ReadyByExit
};

struct Service
{
    char* name;
    char* argv[MaxWords + 1];
    char* env[MaxEnvironment + 1];
    char* user; /* NULL: root */
    char* folders[MaxFolders + 1];
    char* afterNames[MaxAfter + 1];
    size_t after[MaxAfter]; /* indices of afterNames in NodeFile.services */
    size_t afterCount;
    enum Readiness ready;
    long restartFirstMs;
    long restartMostMs;
    long stopTimeoutMs;
    long logLimit;
    int holdsContainers;
};

struct Sysctl
{
    char* key;
    char* value;
};

/* The parsed file; its strings point into the text given to nodeFileParse(). */
struct NodeFile
{
    char* hostname;
    struct Sysctl sysctls[MaxSysctls];
    size_t sysctlCount;
    struct Service services[MaxServices];
    size_t serviceCount;
    long stopGraceMs;
};

/* Parses `text`, which is changed and must outlive `file`. 0, or -1 with one line about the first
 * mistake in `error`. */
int nodeFileParse(struct NodeFile* file, char* text, char* error, size_t errorSize);

#ifdef __cplusplus
}
#endif
