#pragma once

#include <cstdint>
#include <string>

#include <sys/types.h>

namespace skiff::bench {

/// `skiffd server` on a free port, and what the kernel knows of it.
class ServerProcess
{
public:
    /// Starts it and returns once /readyz says ok; ends this process when that fails.
    ServerProcess(const std::string& skiffd, std::string folder);
    ~ServerProcess() { stop(); }
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    /// SIGTERM, then waits.
    void stop();

    uint16_t port() const { return m_port; }
    const std::string& folder() const { return m_folder; }
    /// From before fork() to the first /readyz that says ok.
    double startSeconds() const { return m_startSeconds; }
    /// Its CPU until then.
    double startCpuSeconds() const { return m_startCpuSeconds; }
    /// Lets it run; ends this process when the server ends meanwhile.
    void stayFor(double seconds) const;

    double cpuSeconds() const;
    double residentMegabytes() const;
    /// How often its threads have gone to sleep and been woken.
    int64_t wakeUps() const;
    /// Bytes handed to the disk, the write-ahead log included.
    int64_t writtenBytes() const;

private:
    std::string m_folder;
    pid_t m_pid = -1;
    uint16_t m_port = 0;
    double m_startSeconds = 0;
    double m_startCpuSeconds = 0;
};

double now();
[[noreturn]] void giveUp(const std::string& why);

} // namespace skiff::bench
