#define _GNU_SOURCE
#include "cluster/daemon/init/process.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

struct Identity
{
    uid_t uid;
    gid_t gid;
    char home[PATH_MAX];
};

/* Reads /etc/passwd itself: a static program has no name service. */
static int findUser(const char* name, struct Identity* identity)
{
    *identity = (struct Identity){.home = "/root"};
    if (!name)
        return 0;
    FILE* file = fopen("/etc/passwd", "re");
    if (!file)
        return -1;
    struct passwd* entry;
    int found = -1;
    while (found != 0 && (entry = fgetpwent(file))) {
        if (strcmp(entry->pw_name, name) == 0) {
            identity->uid = entry->pw_uid;
            identity->gid = entry->pw_gid;
            snprintf(identity->home, sizeof identity->home, "%s", entry->pw_dir);
            found = 0;
        }
    }
    fclose(file);
    if (found != 0)
        errno = ENOENT;
    return found;
}

static int makeFolder(const char* path, const struct Identity* identity)
{
    char part[PATH_MAX];
    snprintf(part, sizeof part, "%s", path);
    for (char* slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(part, 0755);
        *slash = '/';
    }
    if (mkdir(part, 0750) != 0 && errno != EEXIST)
        return -1;
    return chown(part, identity->uid, identity->gid);
}

static int becomeUser(const struct Service* service, const struct Identity* identity)
{
    if (!service->user)
        return 0;
    for (int capability = 0; capability <= CAP_LAST_CAP; ++capability)
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    if (setgroups(0, NULL) != 0 || setresgid(identity->gid, identity->gid, identity->gid) != 0 ||
        setresuid(identity->uid, identity->uid, identity->uid) != 0)
        return -1;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static void setEnvironment(const struct Service* service, const struct Identity* identity, const char* notifyPath)
{
    clearenv();
    setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
    setenv("HOME", identity->home, 1);
    if (notifyPath && service->ready == ReadyByNotify)
        setenv("NOTIFY_SOCKET", notifyPath, 1);
    for (char* const* entry = service->env; *entry; ++entry)
        putenv(*entry);
}

static _Noreturn void runChild(const struct Service* service, int output, const char* notifyPath)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    setsid();
    const int nothing = open("/dev/null", O_RDONLY);
    if (nothing >= 0)
        dup2(nothing, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    if (nothing > STDERR_FILENO)
        close(nothing);

    struct Identity identity;
    const char* step = "find its user";
    int ok = findUser(service->user, &identity) == 0;
    for (char* const* folder = service->folders; ok && *folder; ++folder) {
        step = *folder;
        ok = makeFolder(*folder, &identity) == 0;
    }
    if (ok) {
        step = "drop privileges";
        ok = becomeUser(service, &identity) == 0;
    }
    if (ok) {
        step = service->argv[0];
        setEnvironment(service, &identity, notifyPath);
        execvp(service->argv[0], service->argv);
    }
    dprintf(STDERR_FILENO, "skiff-init: %s: %s: %s\n", service->name, step, strerror(errno));
    _exit(127);
}

pid_t processStart(const struct Service* service, int output, const char* notifyPath)
{
    const pid_t pid = fork();
    if (pid == 0)
        runChild(service, output, notifyPath);
    return pid;
}

/* The value of a field of /proc/PID/status, or 0. */
static int readStatus(pid_t pid, const char* field, char* value, size_t size)
{
    char path[64];
    char line[512];
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE* file = fopen(path, "re");
    if (!file)
        return 0;
    const size_t length = strlen(field);
    int found = 0;
    while (!found && fgets(line, sizeof line, file)) {
        if (strncmp(line, field, length) == 0 && line[length] == ':') {
            snprintf(value, size, "%s", line + length + 1);
            found = 1;
        }
    }
    fclose(file);
    return found;
}

static int isShim(pid_t pid)
{
    char path[64];
    char target[PATH_MAX];
    snprintf(path, sizeof path, "/proc/%d/exe", pid);
    const ssize_t length = readlink(path, target, sizeof target - 1);
    if (length <= 0)
        return 1; /* a kernel thread, or already gone */
    target[length] = '\0';
    return strstr(target, "/containerd-shim") != NULL;
}

/* The first process of a PID namespace never gets a SIGTERM that it does not handle. */
static int heedsTerm(pid_t pid)
{
    char value[512];
    if (!readStatus(pid, "NSpid", value, sizeof value))
        return 1;
    value[strcspn(value, "\n")] = '\0';
    const char* last = strrchr(value, '\t');
    if (!last || strcmp(last + 1, "1") != 0 || !readStatus(pid, "SigCgt", value, sizeof value))
        return 1;
    return (strtoull(value, NULL, 16) & (1ULL << (SIGTERM - 1))) != 0;
}

int processStopContainers(const pid_t* services, size_t count, int force)
{
    DIR* folder = opendir("/proc");
    if (!folder)
        return 0;
    int left = 0;
    for (struct dirent* entry = readdir(folder); entry; entry = readdir(folder)) {
        const pid_t pid = isdigit((unsigned char)entry->d_name[0]) ? atoi(entry->d_name) : 0;
        int spared = pid <= 1;
        for (size_t i = 0; i < count; ++i)
            spared = spared || services[i] == pid;
        if (spared || isShim(pid))
            continue;
        ++left;
        kill(pid, force || !heedsTerm(pid) ? SIGKILL : SIGTERM);
    }
    closedir(folder);
    return left;
}
