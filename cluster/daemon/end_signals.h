#pragma once

#include <csignal>

namespace skiff::daemon {

/// The signals that end a daemon (SIGTERM, SIGINT), taken by wait() alone: no thread is interrupted.
/// Make it before any thread, which inherit that they are blocked.
class EndSignals
{
public:
    EndSignals()
    {
        sigemptyset(&m_signals);
        sigaddset(&m_signals, SIGTERM);
        sigaddset(&m_signals, SIGINT);
        pthread_sigmask(SIG_BLOCK, &m_signals, nullptr);
    }

    /// Returns when one of them came.
    void wait() const
    {
        int signal = 0;
        sigwait(&m_signals, &signal);
    }

private:
    sigset_t m_signals{};
};

} // namespace skiff::daemon
