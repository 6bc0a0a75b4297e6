/* PID 1 of a node, in every driver. See README.md. */
#define _GNU_SOURCE
#include "cluster/daemon/init/machine.h"
#include "cluster/daemon/init/machine_boot.h"
#include "cluster/daemon/init/node_setup.h"
#include "cluster/daemon/init/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

static char fileText[65536];
static struct NodeFile nodeFile;
static struct Supervisor supervisor;

static int usage(FILE* out, int code)
{
    fputs("usage: skiff-init [NODE-FILE]\n"
          "PID 1 of a Skiff node: mounts, network, services as NODE-FILE says\n"
          "(default /etc/skiff/node). With SKIFF_EVENTS_FD in the environment it tells\n"
          "what happens on that file descriptor.\n",
          out);
    return code;
}

static int readNodeFile(const char* path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t size = fd >= 0 ? read(fd, fileText, sizeof fileText - 1) : -1;
    if (fd >= 0)
        close(fd);
    if (size < 0 || size == (ssize_t)sizeof fileText - 1) {
        fprintf(stderr, "skiff-init: cannot read %s\n", path);
        return -1;
    }
    char error[256];
    if (nodeFileParse(&nodeFile, fileText, error, sizeof error) != 0) {
        fprintf(stderr, "skiff-init: %s: %s\n", path, error);
        return -1;
    }
    return 0;
}

static int eventsDescriptor(void)
{
    const char* text = getenv("SKIFF_EVENTS_FD");
    const int fd = text ? atoi(text) : -1;
    if (fd < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
        return -1;
    unsetenv("SKIFF_EVENTS_FD");
    return fd;
}

/* In namespaces the kernel ends whatever is left when init goes. */
static void finish(void)
{
    kill(-1, SIGKILL);
    sync();
    reboot(RB_POWER_OFF);
}

/* In the initrd of a machine: does not come back. */
static void runFirstStage(void)
{
    char error[256];
    machineBoot(error, sizeof error);
    machineFail(error);
}

static int runNode(const char* path)
{
    unsigned char applied[MaxSysctls] = {0};
    nodeMount();
    if (readNodeFile(path) != 0)
        return 1;
    nodeConfigure(&nodeFile);
    nodeSetSysctls(&nodeFile, applied, 1);
    if (supervisorInit(&supervisor, &nodeFile, "/var/log/skiff", "/run/skiff", eventsDescriptor()) != 0) {
        perror("skiff-init");
        return 1;
    }
    supervisorRun(&supervisor);
    finish();
    return 0;
}

static void runMachine(const char* path)
{
    char warning[256];
    nodeMount();
    if (readNodeFile(path) != 0)
        machineFail("the node's file cannot be used; see the console");
    nodeConfigure(&nodeFile);
    machineConfigure(&nodeFile, warning, sizeof warning);
    machineAddShell(&nodeFile);
    if (supervisorInit(&supervisor, &nodeFile, "/var/log/skiff", "/run/skiff", machineOpenPort("org.skiff.events")) !=
        0)
        machineFail(strerror(errno));
    machineWatch(&supervisor, warning);
    supervisorRun(&supervisor);
    machineEnd();
}

int main(int argc, char** argv)
{
    if (argc > 1 && strcmp(argv[1], "--help") == 0)
        return usage(stdout, 0);
    if (argc > 1 && strcmp(argv[1], "--version") == 0)
        return puts("skiff-init " SKIFF_VERSION) < 0;
    if (argc > 2 || (argc == 2 && argv[1][0] == '-'))
        return usage(stderr, 2);
    if (getpid() != 1) {
        fputs("skiff-init: runs only as the first process of a node\n", stderr);
        return 1;
    }
    umask(022);
    if (strcmp(argv[0], "/init") == 0)
        runFirstStage();
    const char* path = argc == 2 ? argv[1] : "/etc/skiff/node";
    if (!getenv(MACHINE_TIMES))
        return runNode(path);
    runMachine(path);
    return 0;
}
