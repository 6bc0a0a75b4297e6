#pragma once

#include <sys/resource.h>

#include <csignal>

namespace skiff::test {

/// While it lives, files of this process cannot grow beyond `bytes`: a disk that is full for all who write. It says no,
/// instead of ending the process.
class SmallDisk
{
public:
    explicit SmallDisk(rlim_t bytes = 4096) : m_signal(std::signal(SIGXFSZ, SIG_IGN))
    {
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit small = m_before;
        small.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_signal);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

private:
    rlimit m_before{};
    void (*m_signal)(int);
};

} // namespace skiff::test
