#include "cluster/machine/vm/event_watch.h"

#include "cluster/machine/init_event.h"

#include <algorithm>
#include <poll.h>
#include <unistd.h>

namespace skiff::machine::vm {

namespace {

/// How often a wait looks at its stop token, which can wake no poll().
constexpr int sliceMs = 100;

} // namespace

EventWatch::~EventWatch()
{
    for (const Source& source : m_sources) {
        if (source.fd >= 0)
            close(source.fd);
    }
}

void EventWatch::add(const std::string& node, int fd)
{
    m_sources.push_back({node, fd, {}});
    m_events.push_back({BootEvent::Kind::PoweredOn, node, {}, {}});
}

std::optional<BootEvent> EventWatch::parse(const std::string& node, std::string_view line)
{
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.remove_suffix(1);
    if (line.starts_with("machine kernel"))
        return BootEvent{BootEvent::Kind::MachineUp, node, {}, {}};
    constexpr std::string_view failed = "failed ";
    if (line.starts_with(failed))
        return BootEvent{BootEvent::Kind::Failed, node, {}, std::string(line.substr(failed.size()))};
    return parseInitEvent(node, line);
}

void EventWatch::readFrom(Source& source)
{
    char bytes[4096];
    const ssize_t count = read(source.fd, bytes, sizeof bytes);
    if (count <= 0) {
        close(source.fd);
        source.fd = -1;
        m_events.push_back({BootEvent::Kind::MachineDown, source.node, {}, {}});
        return;
    }
    source.pending.append(bytes, static_cast<size_t>(count));
    for (size_t end = source.pending.find('\n'); end != source.pending.npos; end = source.pending.find('\n')) {
        if (auto event = parse(source.node, std::string_view(source.pending).substr(0, end)))
            m_events.push_back(std::move(*event));
        source.pending.erase(0, end + 1);
    }
}

Result<std::optional<BootEvent>> EventWatch::next(Duration limit, const std::stop_token& stop)
{
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
        if (!m_events.empty()) {
            auto event = std::optional(std::move(m_events.front()));
            m_events.pop_front();
            return event;
        }
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, "stopped on request"};
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return std::optional<BootEvent>();
        std::vector<pollfd> waits;
        for (const Source& source : m_sources)
            waits.push_back({source.fd, POLLIN, 0});
        if (poll(waits.data(), waits.size(), static_cast<int>(std::min<int64_t>(left.count(), sliceMs))) <= 0)
            continue;
        for (size_t i = 0; i < waits.size(); ++i) {
            if (waits[i].revents)
                readFrom(m_sources[i]);
        }
    }
}

} // namespace skiff::machine::vm
