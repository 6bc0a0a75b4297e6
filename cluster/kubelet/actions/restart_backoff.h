#pragma once

#include "cluster/base/clock.h"

#include <map>
#include <optional>
#include <string>

namespace skiff::kubelet {

/// How long to wait before a thing that keeps failing is tried again: at once the first time,
/// then 10 s, doubling to 5 min, forgotten after 10 min without a failure. Used for containers
/// (measured from their end) and image pulls (from the last failure). A value, not thread-safe.
class RestartBackoff
{
public:
    static constexpr Duration First = std::chrono::seconds(10);
    static constexpr Duration Most = std::chrono::minutes(5);

    /// The time still to wait after a failure at `failedAt`; nothing when it may be tried now.
    std::optional<Duration> remaining(const std::string& key, WallTime failedAt, WallTime now) const;
    /// The whole delay in force ("back-off 20s restarting ..."); zero for unknown keys.
    Duration delay(const std::string& key) const;
    /// It is tried again now after a failure at `failedAt`: the next delay is longer.
    void tried(const std::string& key, WallTime failedAt, WallTime now);
    void forget(const std::string& key) { m_entries.erase(key); }

private:
    struct Entry
    {
        Duration delay{};
        WallTime updated{};
    };
    static bool expired(const Entry& entry, WallTime failedAt) { return failedAt - entry.updated > 2 * Most; }

    std::map<std::string, Entry> m_entries;
};

} // namespace skiff::kubelet
