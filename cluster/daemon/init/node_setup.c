#define _GNU_SOURCE
#include "cluster/daemon/init/node_setup.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static void warn(const char* what)
{
    fprintf(stderr, "skiff-init: %s: %s\n", what, strerror(errno));
}

static int isMountPoint(const char* path)
{
    char parentPath[256];
    struct stat own;
    struct stat parent;
    snprintf(parentPath, sizeof parentPath, "%s/..", path);
    return stat(path, &own) == 0 && stat(parentPath, &parent) == 0 && own.st_dev != parent.st_dev;
}

static void mountOnce(const char* type, const char* path, unsigned long flags, const char* options)
{
    mkdir(path, 0755);
    if (!isMountPoint(path) && mount(type, path, type, flags, options) != 0)
        warn(path);
}

static int writeFile(const char* path, const char* text)
{
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    const size_t length = strlen(text);
    const int ok = write(fd, text, length) == (ssize_t)length;
    close(fd);
    return ok ? 0 : -1;
}

/* In cgroup2 a group with processes cannot hand controllers to its children: init and its services
 * live in a child group, so that the root may give every controller to the pods' groups. */
static void divideCgroup2(void)
{
    struct statfs status;
    if (statfs("/sys/fs/cgroup", &status) != 0 || status.f_type != CGROUP2_SUPER_MAGIC)
        return;
    mkdir("/sys/fs/cgroup/skiff", 0755);
    if (writeFile("/sys/fs/cgroup/skiff/cgroup.procs", "0") != 0)
        warn("/sys/fs/cgroup/skiff");
    static const char* const controllers[] = {"+cpu", "+cpuset", "+memory", "+pids", "+io"};
    for (size_t i = 0; i < sizeof controllers / sizeof *controllers; ++i)
        writeFile("/sys/fs/cgroup/cgroup.subtree_control", controllers[i]); /* one that is absent is no mistake */
}

void nodeMount(void)
{
    mountOnce("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    mountOnce("sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    mountOnce("devtmpfs", "/dev", MS_NOSUID, "mode=0755");
    mountOnce("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5");
    mountOnce("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777");
    mountOnce("tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=0755");
    mountOnce("tmpfs", "/tmp", MS_NOSUID | MS_NODEV, "mode=1777");
    mountOnce("cgroup2", "/sys/fs/cgroup", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    divideCgroup2();
    /* Volumes with mount propagation need shared mounts. */
    if (mount(NULL, "/", NULL, MS_SHARED | MS_REC, NULL) != 0)
        warn("share mounts");
}

static void bringLoopbackUp(void)
{
    struct ifreq request = {0};
    strcpy(request.ifr_name, "lo");
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) != 0)
        warn("loopback");
    if (fd >= 0)
        close(fd);
}

void nodeConfigure(const struct NodeFile* file)
{
    bringLoopbackUp();
    if (file->hostname && sethostname(file->hostname, strlen(file->hostname)) != 0)
        warn("hostname");
}

void nodeSetSysctls(const struct NodeFile* file, unsigned char applied[MaxSysctls], int last)
{
    for (size_t i = 0; i < file->sysctlCount; ++i) {
        char path[256];
        snprintf(path, sizeof path, "/proc/sys/%s", file->sysctls[i].key);
        if (applied[i] || writeFile(path, file->sysctls[i].value) == 0)
            applied[i] = 1;
        else if (last)
            warn(path);
    }
}
