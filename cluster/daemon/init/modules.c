#define _GNU_SOURCE
#include "cluster/daemon/init/modules.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int load(const char* path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    const long result = syscall(SYS_finit_module, fd, "", 0);
    const int error = errno;
    close(fd);
    errno = error;
    return result == 0 || error == EEXIST ? 0 : -1;
}

static int loadOrSay(const char* path)
{
    if (load(path) == 0)
        return 0;
    fprintf(stderr, "skiff-init: module %s: %s\n", path, strerror(errno));
    return 1;
}

int modulesLoadFolder(const char* folder)
{
    struct dirent** entries = NULL;
    const int count = scandir(folder, &entries, NULL, alphasort);
    int failed = 0;
    for (int i = 0; i < count; ++i) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            failed += loadOrSay(path);
        free(entries[i]);
    }
    free(entries);
    return failed;
}

int modulesLoadList(const char* folder, const char* list)
{
    FILE* file = fopen(list, "re");
    if (!file)
        return 0;
    char line[256];
    int failed = 0;
    while (fgets(line, sizeof line, file)) {
        char path[512];
        line[strcspn(line, "\n")] = '\0';
        snprintf(path, sizeof path, "%s/%s", folder, line);
        if (line[0] != '\0')
            failed += loadOrSay(path);
    }
    fclose(file);
    return failed;
}
