#pragma once

#include <stop_token>
#include <thread>

namespace skiff::cli {

/// Turns Ctrl-C and SIGTERM into a stop request while it lives; a second Ctrl-C ends the program.
class Interrupt
{
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    int m_pipe[2];
    std::thread m_thread;
};

} // namespace skiff::cli
