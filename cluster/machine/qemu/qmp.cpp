#include "cluster/machine/qemu/qmp.h"

#include "cluster/base/file.h"
#include "cluster/machine/guest/unix_socket.h"

#include <cerrno>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace skiff::machine::qemu {

Result<Qmp> Qmp::connect(const std::string& socketPath, Duration limit)
{
    SKIFF_TRY_ASSIGN(const int fd, guest::connectTo(socketPath));
    Qmp qmp(fd, limit);
    SKIFF_TRY_ASSIGN(const data::Value greeting, qmp.receive());
    if (!data::find(greeting, {"QMP"}))
        return Error{ErrorCode::Unavailable, fmt::format("what listens at {} is no QEMU", socketPath)};
    SKIFF_TRY(qmp.run("qmp_capabilities"));
    return qmp;
}

Qmp::~Qmp()
{
    if (m_fd >= 0)
        close(m_fd);
}

Status Qmp::send(const data::Value& message)
{
    const std::string text = data::toJson(message) + "\n";
    for (size_t sent = 0; sent < text.size();) {
        const ssize_t count = ::send(m_fd, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR)
            return file::errorFromErrno(errno, "talk to", "QEMU");
        sent += count > 0 ? static_cast<size_t>(count) : 0;
    }
    return {};
}

Result<std::string> Qmp::receiveLine(SteadyTime deadline)
{
    for (;;) {
        if (const size_t end = m_pending.find('\n'); end != m_pending.npos) {
            std::string line = m_pending.substr(0, end);
            m_pending.erase(0, end + 1);
            return line;
        }
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        pollfd wait{m_fd, POLLIN, 0};
        const int ready = left > 0 ? poll(&wait, 1, static_cast<int>(left)) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return Error{ErrorCode::Timeout, "QEMU does not answer"};
        char bytes[4096];
        const ssize_t count = read(m_fd, bytes, sizeof bytes);
        if (count <= 0)
            return Error{ErrorCode::Unavailable, "QEMU has ended"};
        m_pending.append(bytes, static_cast<size_t>(count));
    }
}

Result<data::Value> Qmp::receive()
{
    const SteadyTime deadline = std::chrono::steady_clock::now() + m_limit;
    for (;;) {
        SKIFF_TRY_ASSIGN(const std::string line, receiveLine(deadline));
        SKIFF_TRY_ASSIGN(data::Value message, data::parseJson(line));
        if (!data::find(message, {"event"}))
            return message;
    }
}

Status Qmp::skipEvents()
{
    char bytes[4096];
    const ssize_t count = recv(m_fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
        return {ErrorCode::Unavailable, "QEMU has ended"};
    return {};
}

Result<data::Value> Qmp::run(std::string_view command, data::Object arguments)
{
    data::Object message{{"execute", command}};
    if (!arguments.empty())
        message["arguments"] = std::move(arguments);
    SKIFF_TRY(send(message));
    SKIFF_TRY_ASSIGN(const data::Value answer, receive());
    if (const data::Value* result = data::find(answer, {"return"}))
        return *result;
    return Error{ErrorCode::Unavailable,
                 fmt::format("QEMU refuses {}: {}", command, data::stringAt(answer, {"error", "desc"}))};
}

Result<std::string> Qmp::runForPeople(const std::string& line)
{
    SKIFF_TRY_ASSIGN(const data::Value printed, run("human-monitor-command", {{"command-line", line}}));
    std::string words(data::stringAt(printed, {}));
    while (!words.empty() && (words.back() == '\n' || words.back() == '\r'))
        words.pop_back();
    return words;
}

} // namespace skiff::machine::qemu
