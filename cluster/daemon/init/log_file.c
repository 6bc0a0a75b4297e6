#define _GNU_SOURCE
#include "cluster/daemon/init/log_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void openAgain(struct LogFile* log)
{
    log->fd = open(log->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    struct stat status;
    log->size = log->fd >= 0 && fstat(log->fd, &status) == 0 ? (long)status.st_size : 0;
}

void logFileOpen(struct LogFile* log, const char* folder, const char* name, long limit)
{
    snprintf(log->path, sizeof log->path, "%s/%s.log", folder, name);
    log->limit = limit;
    openAgain(log);
}

static void rotate(struct LogFile* log)
{
    char older[sizeof log->path + 2];
    snprintf(older, sizeof older, "%s.1", log->path);
    logFileClose(log);
    rename(log->path, older);
    openAgain(log);
}

void logFileWrite(struct LogFile* log, const char* bytes, size_t count)
{
    if (log->size > 0 && log->size + (long)count > log->limit)
        rotate(log);
    /* A full disk must not stop the service: what cannot be written is dropped. */
    while (count > 0 && log->fd >= 0) {
        const ssize_t written = write(log->fd, bytes, count);
        if (written <= 0)
            return;
        log->size += written;
        bytes += written;
        count -= (size_t)written;
    }
}

void logFileClose(struct LogFile* log)
{
    if (log->fd >= 0)
        close(log->fd);
    log->fd = -1;
}
