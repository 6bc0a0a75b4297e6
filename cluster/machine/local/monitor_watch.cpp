#include "cluster/machine/local/monitor_watch.h"

#include "cluster/machine/init_event.h"

#include <algorithm>
#include <poll.h>
#include <unistd.h>

namespace skiff::machine::local {

namespace {

/// How often a wait looks at its stop token, which can wake no poll().
constexpr int sliceMs = 100;

} // namespace

MonitorWatch::~MonitorWatch()
{
    close(m_fd);
}

std::optional<BootEvent> MonitorWatch::parse(std::string_view line)
{
    using Kind = BootEvent::Kind;
    const std::string_view word = takeWord(line);
    const std::string_view node = takeWord(line);
    if (word == "init")
        return parseInitEvent(node, line);
    if (word == "node")
        return BootEvent{Kind::MachineUp, std::string(node), {}, {}};
    if (word == "gone")
        return BootEvent{Kind::MachineDown, std::string(node), {}, {}};
    if (word == "error")
        return BootEvent{Kind::Failed, std::string(node), {}, std::string(line)};
    return std::nullopt;
}

Result<std::optional<BootEvent>> MonitorWatch::next(Duration limit, const std::stop_token& stop)
{
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
        while (m_pending.find('\n') != std::string::npos) {
            const size_t end = m_pending.find('\n');
            auto event = parse(std::string_view(m_pending).substr(0, end));
            m_pending.erase(0, end + 1);
            if (event)
                return event;
        }
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, "stopped on request"};
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return std::optional<BootEvent>();
        pollfd wait{m_fd, POLLIN, 0};
        if (poll(&wait, 1, static_cast<int>(std::min<int64_t>(left.count(), sliceMs))) <= 0)
            continue;
        char bytes[4096];
        const ssize_t count = read(m_fd, bytes, sizeof bytes);
        if (count <= 0)
            return Error{ErrorCode::Unavailable, "the cluster's monitor has ended"};
        m_pending.append(bytes, static_cast<size_t>(count));
    }
}

} // namespace skiff::machine::local
