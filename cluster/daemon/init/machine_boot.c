#define _GNU_SOURCE
#include "cluster/daemon/init/machine_boot.h"

#include "cluster/daemon/init/data_disk.h"
#include "cluster/daemon/init/machine.h"
#include "cluster/daemon/init/modules.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ROOT_DISK "/disk/root"
#define LAYER_DISK "/disk/layer"
#define DATA_DISK "/disk/data"
#define NEW_ROOT "/disk/new"
#define NODE_FILES "/node"

enum
{
    DiskWaitMs = 10000,
    DiskPollMs = 2
};

struct Stage
{
    char* error;
    unsigned long size;
    char note[256];
    long kernelMs;
};

static int fail(struct Stage* stage, const char* what)
{
    snprintf(stage->error, stage->size, "%s: %s", what, strerror(errno));
    return -1;
}

static int mountNew(struct Stage* stage, const char* type, const char* source, const char* target, unsigned long flags,
                    const char* options)
{
    mkdir(target, 0755);
    return mount(source, target, type, flags, options) == 0 ? 0 : fail(stage, target);
}

static int findDisk(struct Stage* stage, const char* serial, char path[64])
{
    const struct timespec pause = {.tv_nsec = DiskPollMs * 1000000L};
    const long deadline = machineUptimeMs() + DiskWaitMs;
    while (diskFind(serial, path, 64) != 0) {
        if (machineUptimeMs() >= deadline) {
            snprintf(stage->error, stage->size, "there is no disk with the serial %s", serial);
            return -1;
        }
        nanosleep(&pause, NULL);
    }
    return 0;
}

static int mountDisks(struct Stage* stage)
{
    char root[64];
    char layer[64];
    char data[64];
    if (findDisk(stage, "skiff-root", root) != 0 || findDisk(stage, "skiff-layer", layer) != 0 ||
        findDisk(stage, "skiff-data", data) != 0)
        return -1;
    mkdir("/disk", 0755);
    if (mountNew(stage, "squashfs", root, ROOT_DISK, MS_RDONLY, NULL) != 0 ||
        mountNew(stage, "squashfs", layer, LAYER_DISK, MS_RDONLY, NULL) != 0 ||
        mount("/dev", ROOT_DISK "/dev", NULL, MS_BIND, NULL) != 0)
        return stage->error[0] ? -1 : fail(stage, "/dev for the tools");
    mkdir(DATA_DISK, 0755);
    const int mounted = diskMountData(data, DATA_DISK, ROOT_DISK, stage->note, stage->error, stage->size);
    umount2(ROOT_DISK "/dev", MNT_DETACH);
    return mounted;
}

/* /var is not part of the overlay: containerd stacks overlays there, which needs a real disk. */
static int stackRoot(struct Stage* stage)
{
    mkdir(DATA_DISK "/upper", 0755);
    mkdir(DATA_DISK "/work", 0700);
    mkdir(DATA_DISK "/var", 0755);
    if (mountNew(stage, "overlay", "overlay", NEW_ROOT, MS_NOATIME,
                 "lowerdir=" LAYER_DISK ":" ROOT_DISK ",upperdir=" DATA_DISK "/upper,workdir=" DATA_DISK "/work") != 0)
        return -1;
    if (mount(DATA_DISK "/var", NEW_ROOT "/var", NULL, MS_BIND, NULL) != 0)
        return fail(stage, "/var");
    static const char* const folders[] = {"lib", "log", "cache", "tmp"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; ++i) {
        char path[64];
        snprintf(path, sizeof path, NEW_ROOT "/var/%s", folders[i]);
        mkdir(path, 0755);
    }
    chmod(NEW_ROOT "/var/tmp", 01777);
    (void)!symlink("/run", NEW_ROOT "/var/run");
    return 0;
}

static int copyFile(const char* from, const char* to, mode_t mode)
{
    const int in = open(from, O_RDONLY | O_CLOEXEC);
    unlink(to);
    const int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    ssize_t copied = in >= 0 && out >= 0 ? 1 : -1;
    while (copied > 0)
        copied = sendfile(out, in, NULL, 1 << 20);
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return copied == 0 ? 0 : -1;
}

static int copyEntry(const char* path, const struct stat* status, int type, struct FTW* position)
{
    (void)position;
    char target[PATH_MAX];
    snprintf(target, sizeof target, NEW_ROOT "%s", path + strlen(NODE_FILES));
    if (type == FTW_D)
        return mkdir(target, status->st_mode & 07777) == 0 || errno == EEXIST ? 0 : -1;
    return copyFile(path, target, status->st_mode & 07777);
}

static int copyNodeFiles(struct Stage* stage)
{
    enum
    {
        OpenFolders = 16
    };
    struct stat status;
    if (stat(NODE_FILES, &status) == 0 && nftw(NODE_FILES, copyEntry, OpenFolders, FTW_PHYS) != 0)
        return fail(stage, "the node's own files");
    return 0;
}

static int removeEntry(const char* path, const struct stat* status, int type, struct FTW* position)
{
    (void)status;
    (void)position;
    (void)(type == FTW_DP ? rmdir(path) : unlink(path)); /* what stays costs a little memory */
    return 0;
}

/* Frees the initrd's memory and goes over to the new root. */
static int switchRoot(struct Stage* stage)
{
    nftw("/modules", removeEntry, 4, FTW_DEPTH | FTW_PHYS);
    nftw(NODE_FILES, removeEntry, 4, FTW_DEPTH | FTW_PHYS);
    unlink("/init");
    if (mount("/dev", NEW_ROOT "/dev", NULL, MS_MOVE, NULL) != 0 ||
        mount("/proc", NEW_ROOT "/proc", NULL, MS_MOVE, NULL) != 0 ||
        mount("/sys", NEW_ROOT "/sys", NULL, MS_MOVE, NULL) != 0)
        return fail(stage, "/dev, /proc, /sys");
    /* The stack holds on to its layers itself. */
    umount2(ROOT_DISK, MNT_DETACH);
    umount2(LAYER_DISK, MNT_DETACH);
    umount2(DATA_DISK, MNT_DETACH);
    if (chdir(NEW_ROOT) != 0 || mount(".", "/", NULL, MS_MOVE, NULL) != 0 || chroot(".") != 0 || chdir("/") != 0)
        return fail(stage, "the new root");
    return 0;
}

void machineBoot(char* error, unsigned long size)
{
    struct Stage stage = {.error = error, .size = size, .kernelMs = machineUptimeMs()};
    error[0] = '\0';
    if (mountNew(&stage, "devtmpfs", "devtmpfs", "/dev", MS_NOSUID, "mode=0755") != 0 ||
        mountNew(&stage, "proc", "proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0 ||
        mountNew(&stage, "sysfs", "sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0)
        return;
    modulesLoadFolder("/modules");
    if (mountDisks(&stage) != 0 || stackRoot(&stage) != 0 || copyNodeFiles(&stage) != 0 || switchRoot(&stage) != 0)
        return;

    char times[64];
    snprintf(times, sizeof times, "%ld %ld", stage.kernelMs, machineUptimeMs());
    clearenv();
    setenv("PATH", "/usr/sbin:/usr/bin", 1);
    setenv(MACHINE_TIMES, times, 1);
    setenv(MACHINE_NOTE, stage.note, 1);
    execl("/usr/lib/skiff/skiff-init", "skiff-init", NULL);
    fail(&stage, "/usr/lib/skiff/skiff-init");
}
