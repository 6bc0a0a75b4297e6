#include "cluster/base/terminal_modes.h"

#include <array>
#include <atomic>
#include <cassert>
#include <csignal>
#include <unistd.h>

namespace skiff {

namespace {

/// What ends a program that does not ask for it, but for what cannot be caught.
constexpr std::array fatalSignals = {SIGHUP,    SIGINT,  SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,
                                     SIGFPE,    SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM,
                                     SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ, SIGSYS};

/// For the handler, which may touch nothing else. Written while no handler is set.
struct Saved
{
    int fd = -1;
    bool ours = false; ///< the terminal was in our hands at the beginning
    termios modes = {};
    std::array<struct sigaction, fatalSignals.size()> before = {};
};
Saved saved;
std::atomic<bool> taken{false};

bool inFront()
{
    return tcgetpgrp(saved.fd) == getpgrp();
}

/// With SIGTTOU held back: who stands behind another in front of the terminal would be stopped here. That other may
/// be a shell that we started; when we were behind from the beginning, the terminal is none of our business.
void giveBack(int when)
{
    if (saved.ours || inFront())
        tcsetattr(saved.fd, when, &saved.modes);
}

/// Only calls that a signal handler may make; all signals are held back meanwhile.
void onFatalSignal(int number)
{
    giveBack(TCSANOW);
    for (size_t i = 0; i < fatalSignals.size(); ++i) {
        if (fatalSignals[i] == number)
            sigaction(number, &saved.before[i], nullptr);
    }
    raise(number); // comes when this returns
}

void catchSignals()
{
    struct sigaction action = {};
    action.sa_handler = onFatalSignal;
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < fatalSignals.size(); ++i)
        sigaction(fatalSignals[i], nullptr, &saved.before[i]);
    for (size_t i = 0; i < fatalSignals.size(); ++i) {
        if (saved.before[i].sa_handler != SIG_IGN)
            sigaction(fatalSignals[i], &action, nullptr);
    }
}

void releaseSignals()
{
    for (size_t i = 0; i < fatalSignals.size(); ++i)
        sigaction(fatalSignals[i], &saved.before[i], nullptr);
}

} // namespace

TerminalModes::TerminalModes(int fd) : m_fd(fd), m_known(tcgetattr(fd, &m_before) == 0)
{
    if (!m_known)
        return;
    [[maybe_unused]] const bool second = taken.exchange(true);
    assert(!second);
    saved.fd = m_fd;
    saved.modes = m_before;
    saved.ours = inFront();
    catchSignals();
}

TerminalModes::~TerminalModes()
{
    if (!m_known)
        return;
    restore();
    releaseSignals();
    taken = false;
}

void TerminalModes::makeRaw()
{
    termios raw = m_before;
    cfmakeraw(&raw);
    if (m_known)
        tcsetattr(m_fd, TCSADRAIN, &raw);
}

void TerminalModes::restore()
{
    if (!m_known)
        return;
    sigset_t stopping;
    sigset_t before;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &stopping, &before);
    giveBack(TCSADRAIN);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

} // namespace skiff
