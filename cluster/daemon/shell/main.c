/* The shell of a node in a virtual machine: runs programs for its host. See README.md. */
#define _GNU_SOURCE
#include "cluster/daemon/init/machine.h"
#include "cluster/daemon/shell/server.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct Server server;

static void powerOff(void)
{
    kill(1, SIGTERM);
}

static void setClock(int64_t nanoseconds)
{
    const struct timespec now = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    if (nanoseconds > 0 && clock_settime(CLOCK_REALTIME, &now) != 0)
        perror("skiff-shell: the clock");
}

/* The machine's ports appear one after the other, a moment after it has started. */
static int findPorts(int found[MaxPorts])
{
    int missing = 0;
    for (int i = 0; i < MaxPorts; ++i) {
        char name[32];
        snprintf(name, sizeof name, "org.skiff.shell.%d", i);
        const int fd = found[i] ? -1 : machineOpenPort(name);
        if (fd >= 0)
            found[i] = serverAddPort(&server, fd, 1) == 0;
        missing += !found[i];
    }
    return missing;
}

int main(int argc, char** argv)
{
    enum
    {
        SearchMs = 10000,
        SearchStepMs = 100
    };
    if (argc > 1 && strcmp(argv[1], "--version") == 0)
        return puts("skiff-shell " SKIFF_VERSION) < 0;
    if (argc > 1) {
        fputs("usage: skiff-shell\nRuns programs for the host of this virtual machine.\n", stderr);
        return 2;
    }
    if (serverInit(&server, "skiff-shell " SKIFF_VERSION) != 0) {
        perror("skiff-shell");
        return 1;
    }
    server.powerOff = powerOff;
    server.setClock = setClock;
    int found[MaxPorts] = {0};
    int missing = findPorts(found);
    for (;;) {
        serverStep(&server, missing > 0 ? SearchStepMs : -1);
        if (missing > 0)
            missing = machineUptimeMs() < SearchMs ? findPorts(found) : 0;
    }
}
