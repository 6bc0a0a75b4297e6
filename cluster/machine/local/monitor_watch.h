#pragma once

#include "cluster/machine/machine_driver.h"

namespace skiff::machine::local {

/// Reads what a monitor tells its starter.
class MonitorWatch final : public BootWatch
{
public:
    /// Takes over `fd`.
    explicit MonitorWatch(int fd) : m_fd(fd) {}
    MonitorWatch(const MonitorWatch&) = delete;
    MonitorWatch& operator=(const MonitorWatch&) = delete;
    ~MonitorWatch() override;

    Result<std::optional<BootEvent>> next(Duration limit, const std::stop_token& stop) override;

    /// One line of the monitor; nothing for a line without news for a starter.
    static std::optional<BootEvent> parse(std::string_view line);

private:
    int m_fd;
    std::string m_pending;
};

} // namespace skiff::machine::local
