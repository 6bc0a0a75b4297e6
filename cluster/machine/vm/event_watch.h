#pragma once

#include "cluster/machine/machine_driver.h"

#include <deque>
#include <string>
#include <vector>

namespace skiff::machine::vm {

/// Reads what the inits of machines say on their events ports.
class EventWatch final : public BootWatch
{
public:
    EventWatch() = default;
    EventWatch(const EventWatch&) = delete;
    EventWatch& operator=(const EventWatch&) = delete;
    ~EventWatch() override;

    /// The machine of `node` was switched on; takes over `fd`.
    void add(const std::string& node, int fd);

    Result<std::optional<BootEvent>> next(Duration limit, const std::stop_token& stop) override;

    /// One line of init (cluster/machine/guest/README.md); nothing for a line without news for a starter.
    static std::optional<BootEvent> parse(const std::string& node, std::string_view line);

private:
    struct Source
    {
        std::string node;
        int fd;
        std::string pending;
    };
    void readFrom(Source& source);

    std::vector<Source> m_sources;
    std::deque<BootEvent> m_events;
};

} // namespace skiff::machine::vm
