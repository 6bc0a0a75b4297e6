#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A service's log: what it writes, kept in PATH and, once that passed its limit, PATH.1. */
struct LogFile
{
    char path[256];
    long limit;
    long size;
    int fd; /* -1 while it cannot be written */
};

void logFileOpen(struct LogFile* log, const char* folder, const char* name, long limit);
void logFileWrite(struct LogFile* log, const char* bytes, size_t count);
void logFileClose(struct LogFile* log);

#ifdef __cplusplus
}
#endif
