#define _GNU_SOURCE
#include "cluster/daemon/init/machine.h"

#include "cluster/daemon/init/events.h"
#include "cluster/daemon/init/modules.h"
#include "cluster/daemon/init/network.h"
#include "cluster/daemon/init/node_setup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <linux/rtc.h>
#include <mntent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum
{
    ClockCheckMs = 60000,
    ClockMostSeconds = 2,
    EndMs = 3000,
    FailedPauseMs = 200,
};

static const char eventsPort[] = "org.skiff.events";

long machineUptimeMs(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void pauseMs(long ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

/* The first line of a file, without its end; empty when it cannot be read. */
static void readLine(const char* path, char* line, size_t size)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t length = fd >= 0 ? read(fd, line, size - 1) : -1;
    line[length > 0 ? length : 0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    if (fd >= 0)
        close(fd);
}

int machineOpenPort(const char* name)
{
    DIR* folder = opendir("/sys/class/virtio-ports");
    int found = -1;
    for (struct dirent* entry = folder ? readdir(folder) : NULL; entry && found < 0; entry = readdir(folder)) {
        char path[320];
        char text[128];
        snprintf(path, sizeof path, "/sys/class/virtio-ports/%s/name", entry->d_name);
        readLine(path, text, sizeof text);
        if (entry->d_name[0] == '.' || strcmp(text, name) != 0)
            continue;
        snprintf(path, sizeof path, "/dev/%s", entry->d_name);
        found = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    }
    if (folder)
        closedir(folder);
    return found;
}

static void linkDevices(void)
{
    static const char* const links[][2] = {{"/proc/self/fd", "/dev/fd"},
                                           {"/proc/self/fd/0", "/dev/stdin"},
                                           {"/proc/self/fd/1", "/dev/stdout"},
                                           {"/proc/self/fd/2", "/dev/stderr"}};
    for (size_t i = 0; i < sizeof links / sizeof *links; ++i)
        (void)!symlink(links[i][0], links[i][1]);
}

static void configureNetwork(char* warning, unsigned long size)
{
    static char text[4096];
    const int fd = open("/etc/skiff/network", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    const ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    struct NetworkFile file;
    if (networkFileParse(&file, text, warning, size) == 0)
        networkConfigure(&file, warning, size);
}

/* Loads in a process of its own what no service waits for, and then sets what that brings. */
static void loadTheRest(const struct NodeFile* file, const char* folder, unsigned char* applied)
{
    char list[256];
    snprintf(list, sizeof list, "%s/skiff.start", folder);
    if (fork() != 0)
        return;
    modulesLoadList(folder, list);
    nodeSetSysctls(file, applied, 1);
    _exit(0);
}

void machineConfigure(const struct NodeFile* file, char* warning, unsigned long size)
{
    struct utsname kernel;
    unsigned char applied[MaxSysctls] = {0};
    char folder[128];
    char list[256];
    warning[0] = '\0';
    uname(&kernel);
    snprintf(folder, sizeof folder, "/usr/lib/modules/%.64s", kernel.release);
    snprintf(list, sizeof list, "%s/skiff.first", folder);
    linkDevices();
    modulesLoadList(folder, list);
    configureNetwork(warning, size);
    nodeSetSysctls(file, applied, 0);
    loadTheRest(file, folder, applied);
}

void machineAddShell(struct NodeFile* file)
{
    if (file->serviceCount == MaxServices)
        return;
    memmove(file->services + 1, file->services, file->serviceCount * sizeof file->services[0]);
    for (size_t i = 1; i <= file->serviceCount; ++i) {
        for (size_t j = 0; j < file->services[i].afterCount; ++j)
            ++file->services[i].after[j];
    }
    ++file->serviceCount;
    /* First, so that it is the last to end. */
    file->services[0] = (struct Service){
        .name = "shell",
        .argv = {"/usr/lib/skiff/skiff-shell"},
        .restartFirstMs = 100,
        .restartMostMs = 10000,
        .stopTimeoutMs = 2000,
        .logLimit = 1L << 20,
    };
}

/* A pause stops the guest's clock, not the one of the machine's board. */
static void correctClock(void)
{
    struct rtc_time board;
    struct tm parts = {0};
    const int fd = open("/dev/rtc0", O_RDONLY | O_CLOEXEC);
    const int known = fd >= 0 && ioctl(fd, RTC_RD_TIME, &board) == 0;
    if (fd >= 0)
        close(fd);
    if (!known)
        return;
    parts.tm_sec = board.tm_sec;
    parts.tm_min = board.tm_min;
    parts.tm_hour = board.tm_hour;
    parts.tm_mday = board.tm_mday;
    parts.tm_mon = board.tm_mon;
    parts.tm_year = board.tm_year;
    const struct timespec right = {.tv_sec = timegm(&parts)};
    if (labs(right.tv_sec - time(NULL)) > ClockMostSeconds)
        clock_settime(CLOCK_REALTIME, &right);
}

static int powerButtonPressed(int fd)
{
    struct input_event event;
    int pressed = 0;
    while (read(fd, &event, sizeof event) == (ssize_t)sizeof event)
        pressed = pressed || (event.type == EV_KEY && event.code == KEY_POWER && event.value == 1);
    return pressed;
}

/* Called until the button is there: its modules are loaded meanwhile. */
static int findPowerButton(void)
{
    for (int number = 0; number < 8; ++number) {
        char path[32];
        char name[64] = "";
        snprintf(path, sizeof path, "/dev/input/event%d", number);
        const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0)
            continue;
        if (ioctl(fd, EVIOCGNAME(sizeof name - 1), name) >= 0 && strcmp(name, "Power Button") == 0)
            return fd;
        close(fd);
    }
    return -1;
}

static long tick(struct Supervisor* supervisor)
{
    if (supervisor->watch.fd < 0)
        supervisor->watch.fd = findPowerButton();
    if (supervisor->watch.fd < 0 && machineUptimeMs() < ClockCheckMs)
        return 500;
    correctClock();
    return ClockCheckMs;
}

void machineWatch(struct Supervisor* supervisor, const char* warning)
{
    long kernelMs = 0;
    long rootMs = 0;
    const char* times = getenv(MACHINE_TIMES);
    const char* note = getenv(MACHINE_NOTE);
    if (times)
        (void)!sscanf(times, "%ld %ld", &kernelMs, &rootMs);
    supervisor->beganMs = 0;
    supervisor->watch = (struct Watch){.fd = -1, .stops = powerButtonPressed, .tick = tick};
    struct Events* events = &supervisor->events;
    eventsTell(events, "machine kernel %ld\nmachine root %ld\nmachine services %ld\n", kernelMs, rootMs,
               machineUptimeMs());
    if (note && note[0] != '\0')
        eventsTell(events, "warning %s\n", note);
    if (warning[0] != '\0')
        eventsTell(events, "warning the network: %s\n", warning);
}

/* Unmounts what lies on the data disk, the last first. */
static void unmountAll(void)
{
    enum
    {
        Most = 512
    };
    static char* paths[Most];
    size_t count = 0;
    FILE* mounts = setmntent("/proc/self/mounts", "re");
    for (struct mntent* entry = mounts ? getmntent(mounts) : NULL; entry && count < Most; entry = getmntent(mounts))
        paths[count++] = strdup(entry->mnt_dir);
    if (mounts)
        endmntent(mounts);
    while (count-- > 0) {
        static const char* const kept[] = {"/", "/var", "/proc", "/sys", "/dev"};
        int keep = !paths[count];
        for (size_t i = 0; i < sizeof kept / sizeof *kept; ++i)
            keep = keep || strcmp(paths[count], kept[i]) == 0;
        if (!keep && umount2(paths[count], 0) != 0)
            umount2(paths[count], MNT_DETACH);
    }
}

void machineEnd(void)
{
    kill(-1, SIGKILL);
    const long deadline = machineUptimeMs() + EndMs;
    pid_t ended = 0;
    while (machineUptimeMs() < deadline && (ended = waitpid(-1, NULL, WNOHANG)) >= 0) {
        if (ended == 0)
            pauseMs(5);
    }
    unmountAll();
    sync();
    /* One superblock behind /var and the root's upper folder. */
    if (mount(NULL, "/var", NULL, MS_REMOUNT | MS_RDONLY, NULL) != 0)
        fprintf(stderr, "skiff-init: the data disk stays writable: %s\n", strerror(errno));
    sync();
    reboot(RB_POWER_OFF);
    _exit(0);
}

void machineFail(const char* reason)
{
    struct Events events;
    fprintf(stderr, "skiff-init: %s\n", reason);
    eventsInit(&events, machineOpenPort(eventsPort));
    eventsTell(&events, "failed %s\n", reason);
    pauseMs(FailedPauseMs); /* for the host to read it */
    sync();
    reboot(RB_POWER_OFF);
    _exit(1);
}
