#define _GNU_SOURCE
#include "cluster/daemon/init/data_disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/* The kernel's header for programs has this one only since Linux 6.5 (fs/ext4/ext4.h). */
#define SKIFF_EXT4_IOC_RESIZE_FS _IOW('f', 16, uint64_t)

enum
{
    Superblock = 1024, /* where ext4 has its superblock, and the fields in it */
    BlocksLow = 0x04,
    BlockSizeLog = 0x18,
    Magic = 0x38,
    State = 0x3A,
    IncompatibleFeatures = 0x60,
    BlocksHigh = 0x150,
    StateErrors = 2,
    Feature64Bit = 0x80,
    GrowFrom = 8 << 20,
};

static uint32_t number(const uint8_t* at, int bytes)
{
    uint32_t value = 0;
    for (int i = bytes - 1; i >= 0; --i)
        value = value << 8 | at[i];
    return value;
}

enum DiskContent diskContent(const uint8_t head[DiskHeadSize], uint64_t* blocks, uint32_t* blockSize)
{
    const uint8_t* super = head + Superblock;
    *blocks = 0;
    *blockSize = 0;
    if (number(super + Magic, 2) == 0xEF53) {
        const uint32_t log = number(super + BlockSizeLog, 4);
        *blockSize = 1024U << (log <= 6 ? log : 6);
        *blocks = number(super + BlocksLow, 4);
        if (number(super + IncompatibleFeatures, 4) & Feature64Bit)
            *blocks |= (uint64_t)number(super + BlocksHigh, 4) << 32;
        return number(super + State, 2) & StateErrors ? DiskDamaged : DiskClean;
    }
    for (size_t i = 0; i < DiskHeadSize; ++i) {
        if (head[i] != 0)
            return DiskForeign;
    }
    return DiskEmpty;
}

int diskFind(const char* serial, char* path, size_t size)
{
    DIR* folder = opendir("/sys/block");
    if (!folder)
        return -1;
    int found = -1;
    for (struct dirent* entry = readdir(folder); entry && found != 0; entry = readdir(folder)) {
        char file[300];
        char text[64] = "";
        snprintf(file, sizeof file, "/sys/block/%s/serial", entry->d_name);
        const int fd = open(file, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            continue;
        const ssize_t length = read(fd, text, sizeof text - 1);
        close(fd);
        text[length > 0 ? strcspn(text, "\n") : 0] = '\0';
        if (strcmp(text, serial) == 0) {
            snprintf(path, size, "/dev/%s", entry->d_name);
            found = 0;
        }
    }
    closedir(folder);
    return found;
}

/* Runs a program of the root at `root`; its exit code, 255 when it could not be run. */
static int runIn(const char* root, char* const arguments[])
{
    const pid_t pid = fork();
    if (pid == 0) {
        if (chroot(root) == 0 && chdir("/") == 0)
            execv(arguments[0], arguments);
        _exit(255);
    }
    int status = 0;
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return 255;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

/* Inode tables stay unwritten (a sparse disk stays small): the kernel knows by their checksums. */
static int makeFileSystem(const char* root, const char* device)
{
    char* const arguments[] = {"/usr/sbin/mke2fs",
                               "-q",
                               "-F",
                               "-t",
                               "ext4",
                               "-m",
                               "0",
                               "-L",
                               "skiff-data",
                               "-E",
                               "lazy_itable_init=1,lazy_journal_init=1,nodiscard",
                               (char*)device,
                               NULL};
    return runIn(root, arguments);
}

/* 0 when the disk is sound afterwards. */
static int repair(const char* root, const char* device)
{
    enum
    {
        Corrected = 3 /* e2fsck: bits for "mended" and "mended, reboot" */
    };
    char* const careful[] = {"/usr/sbin/e2fsck", "-p", (char*)device, NULL};
    char* const willing[] = {"/usr/sbin/e2fsck", "-fy", (char*)device, NULL};
    return (runIn(root, careful) & ~Corrected) == 0 || (runIn(root, willing) & ~Corrected) == 0 ? 0 : -1;
}

static int mountExt4(const char* device, const char* target)
{
    return mount(device, target, "ext4", MS_NOATIME, "noinit_itable,errors=remount-ro");
}

static int readHead(const char* device, uint8_t head[DiskHeadSize], uint64_t* diskSize)
{
    const int fd = open(device, O_RDONLY | O_CLOEXEC);
    const int ok =
        fd >= 0 && ioctl(fd, BLKGETSIZE64, diskSize) == 0 && pread(fd, head, DiskHeadSize, 0) == DiskHeadSize;
    if (fd >= 0)
        close(fd);
    return ok ? 0 : -1;
}

static int grow(const char* target, uint64_t blocks)
{
    const int fd = open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int result = fd >= 0 ? ioctl(fd, SKIFF_EXT4_IOC_RESIZE_FS, &blocks) : -1;
    if (fd >= 0)
        close(fd);
    return result;
}

int diskMountData(const char* device, const char* target, const char* root, char* note, char* error, size_t size)
{
    uint8_t head[DiskHeadSize];
    uint64_t diskSize = 0;
    uint64_t blocks = 0;
    uint32_t blockSize = 0;
    note[0] = '\0';
    if (readHead(device, head, &diskSize) != 0)
        return snprintf(error, size, "the data disk cannot be read: %s", strerror(errno)), -1;
    const enum DiskContent content = diskContent(head, &blocks, &blockSize);
    if (content == DiskForeign)
        return snprintf(error, size, "the data disk holds something that is not ours"), -1;
    if (content == DiskEmpty && makeFileSystem(root, device) != 0)
        return snprintf(error, size, "no file system could be made on the data disk"), -1;

    int mounted = content == DiskDamaged ? -1 : mountExt4(device, target);
    if (mounted != 0 && repair(root, device) == 0) {
        snprintf(note, size, "the data disk was damaged and has been repaired");
        mounted = mountExt4(device, target);
    }
    if (mounted != 0)
        return snprintf(error, size, "the data disk cannot be mounted: %s", strerror(errno)), -1;

    if (content != DiskEmpty && diskSize > blocks * blockSize + GrowFrom && grow(target, diskSize / blockSize) != 0)
        snprintf(note, size, "the data disk has grown, its file system has not: %s", strerror(errno));
    return 0;
}
