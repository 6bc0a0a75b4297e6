#define _GNU_SOURCE
#include "cluster/daemon/init/supervisor.h"

#include "cluster/daemon/init/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum
{
    HealthyAfterMs = 10000,
    ContainerPollMs = 20
};

static long nowMs(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static long sinceBegan(const struct Supervisor* supervisor)
{
    return nowMs() - supervisor->beganMs;
}

static int openSignals(void)
{
    sigset_t handled;
    sigemptyset(&handled);
    sigaddset(&handled, SIGCHLD);
    sigaddset(&handled, SIGTERM);
    sigaddset(&handled, SIGINT);
    sigaddset(&handled, SIGPWR);
    sigprocmask(SIG_BLOCK, &handled, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int openNotify(struct Supervisor* supervisor, const char* runFolder)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/notify", runFolder);
    memcpy(supervisor->notifyPath, address.sun_path, sizeof supervisor->notifyPath);
    unlink(address.sun_path);
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    if (fd < 0 || bind(fd, (struct sockaddr*)&address, sizeof address) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0)
        return -1;
    chmod(address.sun_path, 0666); /* unprivileged services write here; the sender's pid is checked */
    return fd;
}

int supervisorInit(struct Supervisor* supervisor, const struct NodeFile* file, const char* logFolder,
                   const char* runFolder, int eventsFd)
{
    *supervisor = (struct Supervisor){.stopGraceMs = file->stopGraceMs, .beganMs = nowMs(), .watch = {.fd = -1}};
    eventsInit(&supervisor->events, eventsFd);
    mkdir(logFolder, 0755);
    mkdir(runFolder, 0755);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    supervisor->signals = openSignals();
    supervisor->notify = openNotify(supervisor, runFolder);
    if (supervisor->signals < 0 || supervisor->notify < 0)
        return -1;
    supervisor->unitCount = file->serviceCount;
    for (size_t i = 0; i < file->serviceCount; ++i) {
        struct Unit* unit = &supervisor->units[i];
        *unit = (struct Unit){.service = &file->services[i], .delayMs = file->services[i].restartFirstMs};
        if (pipe2(unit->output, O_CLOEXEC) != 0)
            return -1;
        fcntl(unit->output[0], F_SETFL, O_NONBLOCK);
        logFileOpen(&unit->log, logFolder, unit->service->name, unit->service->logLimit);
    }
    return 0;
}

static void becomeReady(struct Supervisor* supervisor, struct Unit* unit)
{
    unit->state = UnitReady;
    eventsTell(&supervisor->events, "ready %s %ld\n", unit->service->name, sinceBegan(supervisor));
}

static void delay(struct Unit* unit)
{
    unit->state = UnitDelayed;
    unit->nextStartMs = nowMs() + unit->delayMs;
    unit->delayMs *= 2;
    if (unit->delayMs > unit->service->restartMostMs)
        unit->delayMs = unit->service->restartMostMs;
}

static void start(struct Supervisor* supervisor, struct Unit* unit)
{
    const pid_t pid = processStart(unit->service, unit->output[1], supervisor->notifyPath);
    if (pid < 0) {
        delay(unit);
        return;
    }
    unit->pid = pid;
    unit->startedMs = nowMs();
    unit->state = UnitStarting;
    eventsTell(&supervisor->events, "started %s %ld\n", unit->service->name, sinceBegan(supervisor));
    if (unit->service->ready == ReadyWhenStarted)
        becomeReady(supervisor, unit);
}

/* What a service waited for once does not stop it later: only the first start has an order. */
static int mayStart(const struct Supervisor* supervisor, const struct Unit* unit)
{
    if (unit->state == UnitDelayed)
        return nowMs() >= unit->nextStartMs;
    if (unit->state != UnitWaiting)
        return 0;
    for (size_t i = 0; i < unit->service->afterCount; ++i) {
        if (supervisor->units[unit->service->after[i]].state != UnitReady)
            return 0;
    }
    return 1;
}

/* Starts what may start; the time until the next delayed start, or -1. */
static int startDue(struct Supervisor* supervisor)
{
    long wait = -1;
    for (size_t i = 0; i < supervisor->unitCount; ++i) {
        struct Unit* unit = &supervisor->units[i];
        if (mayStart(supervisor, unit))
            start(supervisor, unit);
        if (unit->state == UnitDelayed) {
            const long left = unit->nextStartMs - nowMs();
            if (wait < 0 || left < wait)
                wait = left > 0 ? left : 0;
        }
    }
    return (int)wait;
}

static void ended(struct Supervisor* supervisor, struct Unit* unit, int status)
{
    const int signalled = WIFSIGNALED(status);
    const int number = signalled ? WTERMSIG(status) : WEXITSTATUS(status);
    unit->pid = 0;
    eventsTell(&supervisor->events, "exited %s %ld %s %d\n", unit->service->name, sinceBegan(supervisor),
               signalled ? "signal" : "code", number);
    if (unit->service->ready == ReadyByExit && status == 0) {
        becomeReady(supervisor, unit);
        return;
    }
    if (nowMs() - unit->startedMs >= HealthyAfterMs)
        unit->delayMs = unit->service->restartFirstMs;
    delay(unit);
}

static void reap(struct Supervisor* supervisor)
{
    int status = 0;
    for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG)) {
        for (size_t i = 0; i < supervisor->unitCount; ++i) {
            if (supervisor->units[i].pid == pid)
                ended(supervisor, &supervisor->units[i], status);
        }
    }
}

static void readSignals(struct Supervisor* supervisor)
{
    struct signalfd_siginfo info;
    while (read(supervisor->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGCHLD)
            reap(supervisor);
        else
            supervisor->stopping = 1;
    }
}

static void readNotify(struct Supervisor* supervisor)
{
    char text[512];
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(struct ucred))];
    } control;
    struct iovec part = {text, sizeof text - 1};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    const ssize_t size = recvmsg(supervisor->notify, &message, 0);
    const struct cmsghdr* header = size > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (!header || header->cmsg_type != SCM_CREDENTIALS)
        return;
    struct ucred sender;
    memcpy(&sender, CMSG_DATA(header), sizeof sender);
    text[size] = '\0';
    if (!strstr(text, "READY=1"))
        return;
    for (size_t i = 0; i < supervisor->unitCount; ++i) {
        struct Unit* unit = &supervisor->units[i];
        if (unit->pid == sender.pid && unit->state == UnitStarting && unit->service->ready == ReadyByNotify)
            becomeReady(supervisor, unit);
    }
}

static void readOutput(struct Unit* unit)
{
    char bytes[16384];
    const ssize_t count = read(unit->output[0], bytes, sizeof bytes);
    if (count > 0)
        logFileWrite(&unit->log, bytes, (size_t)count);
}

/* Waits for something to happen, at most `timeoutMs` (-1: for ever), and handles it. */
static void handleEvents(struct Supervisor* supervisor, int timeoutMs)
{
    struct pollfd waits[MaxServices + 4];
    waits[0] = (struct pollfd){.fd = supervisor->signals, .events = POLLIN};
    waits[1] = (struct pollfd){.fd = supervisor->notify, .events = POLLIN};
    waits[2] = (struct pollfd){.fd = supervisor->watch.fd, .events = POLLIN};
    waits[3] = (struct pollfd){.fd = supervisor->events.wakeup, .events = POLLIN};
    struct pollfd* outputs = waits + 4;
    for (size_t i = 0; i < supervisor->unitCount; ++i)
        outputs[i] = (struct pollfd){.fd = supervisor->units[i].output[0], .events = POLLIN};
    if (poll(waits, supervisor->unitCount + 4, timeoutMs) <= 0)
        return;
    /* A notice before the end of the process that sent it. */
    if (waits[1].revents)
        readNotify(supervisor);
    for (size_t i = 0; i < supervisor->unitCount; ++i) {
        if (outputs[i].revents)
            readOutput(&supervisor->units[i]);
    }
    if (waits[2].revents && supervisor->watch.stops(supervisor->watch.fd))
        supervisor->stopping = 1;
    if (waits[3].revents)
        eventsFlush(&supervisor->events);
    if (waits[0].revents)
        readSignals(supervisor);
}

static void stopUnit(struct Supervisor* supervisor, struct Unit* unit)
{
    if (unit->pid == 0)
        return;
    const long deadline = nowMs() + unit->service->stopTimeoutMs;
    kill(unit->pid, SIGTERM);
    while (unit->pid != 0) {
        const long left = deadline - nowMs();
        if (left <= 0)
            kill(unit->pid, SIGKILL);
        handleEvents(supervisor, left > 0 ? (int)left : -1);
    }
}

static void stopContainers(struct Supervisor* supervisor)
{
    if (getpid() != 1)
        return;
    pid_t services[MaxServices];
    for (size_t i = 0; i < supervisor->unitCount; ++i)
        services[i] = supervisor->units[i].pid;
    const long deadline = nowMs() + supervisor->stopGraceMs;
    while (processStopContainers(services, supervisor->unitCount, nowMs() >= deadline) > 0 &&
           nowMs() < deadline + supervisor->stopGraceMs)
        handleEvents(supervisor, ContainerPollMs);
}

static void stopAll(struct Supervisor* supervisor)
{
    eventsTell(&supervisor->events, "stopping %ld\n", sinceBegan(supervisor));
    for (size_t i = supervisor->unitCount; i > 0; --i) {
        struct Unit* unit = &supervisor->units[i - 1];
        if (unit->service->holdsContainers)
            stopContainers(supervisor);
        stopUnit(supervisor, unit);
    }
    for (size_t i = 0; i < supervisor->unitCount; ++i) {
        readOutput(&supervisor->units[i]);
        logFileClose(&supervisor->units[i].log);
        close(supervisor->units[i].output[0]);
        close(supervisor->units[i].output[1]);
    }
    eventsTell(&supervisor->events, "stopped %ld\n", sinceBegan(supervisor));
    close(supervisor->signals);
    close(supervisor->notify);
    unlink(supervisor->notifyPath);
}

/* Calls what is due; the shorter of `wait` and the time until the next call. */
static int tickDue(struct Supervisor* supervisor, int wait)
{
    struct Watch* watch = &supervisor->watch;
    if (!watch->tick)
        return wait;
    if (nowMs() >= watch->nextTickMs)
        watch->nextTickMs = nowMs() + watch->tick(supervisor);
    const int left = (int)(watch->nextTickMs - nowMs());
    if (wait >= 0 && wait <= left)
        return wait;
    return left > 0 ? left : 0;
}

void supervisorRun(struct Supervisor* supervisor)
{
    while (!supervisor->stopping) {
        const int wait = tickDue(supervisor, startDue(supervisor));
        handleEvents(supervisor, wait);
    }
    stopAll(supervisor);
}
