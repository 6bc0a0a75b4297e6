#include "app/cli/interrupt.h"

#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace skiff::cli {

namespace {

std::atomic<int> wakeFd{-1};

void onSignal(int number)
{
    const char byte = 's';
    (void)!write(wakeFd.load(), &byte, 1);
    signal(number, SIG_DFL);
}

} // namespace

Interrupt::Interrupt()
{
    if (pipe2(m_pipe, O_CLOEXEC) != 0)
        m_pipe[0] = m_pipe[1] = -1;
    wakeFd = m_pipe[1];
    m_thread = std::thread([this] {
        char byte = 0;
        if (read(m_pipe[0], &byte, 1) == 1 && byte == 's')
            m_source.request_stop();
    });
    signal(SIGINT, onSignal);
    signal(SIGTERM, onSignal);
}

Interrupt::~Interrupt()
{
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    wakeFd = -1;
    (void)!write(m_pipe[1], "e", 1);
    m_thread.join();
    close(m_pipe[0]);
    close(m_pipe[1]);
}

} // namespace skiff::cli
