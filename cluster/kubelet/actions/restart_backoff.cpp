#include "cluster/kubelet/actions/restart_backoff.h"

#include <algorithm>

namespace skiff::kubelet {

std::optional<Duration> RestartBackoff::remaining(const std::string& key, WallTime failedAt, WallTime now) const
{
    const auto found = m_entries.find(key);
    if (found == m_entries.end() || expired(found->second, failedAt))
        return std::nullopt;
    const Duration left = failedAt + found->second.delay - now;
    if (left <= Duration::zero())
        return std::nullopt;
    return left;
}

Duration RestartBackoff::delay(const std::string& key) const
{
    const auto found = m_entries.find(key);
    return found == m_entries.end() ? Duration::zero() : found->second.delay;
}

void RestartBackoff::tried(const std::string& key, WallTime failedAt, WallTime now)
{
    Entry& entry = m_entries[key];
    const bool fresh = entry.delay == Duration::zero() || expired(entry, failedAt);
    entry.delay = fresh ? First : std::min(entry.delay * 2, Most);
    entry.updated = now;
}

} // namespace skiff::kubelet
