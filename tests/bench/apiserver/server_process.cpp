#include "tests/bench/apiserver/server_process.h"

#include "tests/bench/apiserver/connection.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace skiff::bench {

namespace {

std::string textOf(const std::string& path)
{
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

int64_t numberBehind(const std::string& text, const std::string& word)
{
    const size_t place = text.find(word);
    return place == std::string::npos ? 0 : std::strtoll(text.c_str() + place + word.size(), nullptr, 10);
}

uint16_t portFrom(int log)
{
    FILE* lines = ::fdopen(log, "r");
    char line[4096];
    int64_t port = 0;
    while (port == 0 && std::fgets(line, sizeof(line), lines))
        port = numberBehind(line, "ready on port ");
    return uint16_t(port); // the pipe stays open: what the server logs later fits into it
}

} // namespace

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void giveUp(const std::string& why)
{
    fmt::print(stderr, "skiff-bench-apiserver: {}\n", why);
    std::exit(1);
}

ServerProcess::ServerProcess(const std::string& skiffd, std::string folder) : m_folder(std::move(folder))
{
    int log[2];
    if (::pipe(log) != 0)
        giveUp("no pipe");
    const double begin = now();
    m_pid = ::fork();
    if (m_pid == 0) {
        ::dup2(log[1], STDOUT_FILENO);
        ::dup2(log[1], STDERR_FILENO);
        ::close(log[0]);
        ::close(log[1]);
        ::execl(skiffd.c_str(), skiffd.c_str(), "server", "--data-dir", m_folder.c_str(), "--https-port", "0", nullptr);
        std::_Exit(127);
    }
    ::close(log[1]);
    m_port = portFrom(log[0]);
    if (m_port == 0)
        giveUp(skiffd + " did not become ready");
    Connection connection(m_port, loadTls(m_folder));
    while (connection.call("GET", "/readyz").status != 200) {
    }
    m_startSeconds = now() - begin;
    m_startCpuSeconds = cpuSeconds();
}

void ServerProcess::stayFor(double seconds) const
{
    const int descriptor = int(::syscall(SYS_pidfd_open, m_pid, 0));
    if (descriptor < 0)
        giveUp("the server has died");
    pollfd process{descriptor, POLLIN, 0};
    const bool ended = ::poll(&process, 1, int(std::max(seconds, 0.0) * 1000)) == 1;
    ::close(descriptor);
    if (ended)
        giveUp("the server has died");
}

void ServerProcess::stop()
{
    if (m_pid <= 0)
        return;
    ::kill(m_pid, SIGTERM);
    ::waitpid(m_pid, nullptr, 0);
    m_pid = -1;
}

double ServerProcess::cpuSeconds() const
{
    clockid_t clock{};
    timespec time{};
    if (::clock_getcpuclockid(m_pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0)
        giveUp("the server has died");
    return double(time.tv_sec) + double(time.tv_nsec) * 1e-9;
}

double ServerProcess::residentMegabytes() const
{
    return double(numberBehind(textOf(fmt::format("/proc/{}/status", m_pid)), "VmRSS:")) / 1024;
}

int64_t ServerProcess::wakeUps() const
{
    int64_t count = 0;
    for (const auto& thread : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", m_pid)))
        count += numberBehind(textOf(thread.path() / "status"), "\nvoluntary_ctxt_switches:");
    return count;
}

int64_t ServerProcess::writtenBytes() const
{
    return numberBehind(textOf(fmt::format("/proc/{}/io", m_pid)), "\nwrite_bytes:");
}

} // namespace skiff::bench
