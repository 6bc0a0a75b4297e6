#include "cluster/client/expectations.h"

namespace skiff::client {

namespace {
constexpr Duration longestWait = std::chrono::minutes(5);
}

void Expectations::expectCreations(const ObjectKey& owner, int count)
{
    Pending& pending = m_pending[owner];
    pending.creations += count;
    pending.since = m_clock.steady();
}

void Expectations::creationObserved(const ObjectKey& owner)
{
    const auto found = m_pending.find(owner);
    if (found != m_pending.end() && found->second.creations > 0)
        --found->second.creations;
}

void Expectations::expectDeletion(const ObjectKey& owner, const std::string& uid)
{
    Pending& pending = m_pending[owner];
    pending.deletions.insert(uid);
    pending.since = m_clock.steady();
}

void Expectations::deletionObserved(const ObjectKey& owner, std::string_view uid)
{
    const auto found = m_pending.find(owner);
    if (found == m_pending.end())
        return;
    if (const auto deletion = found->second.deletions.find(uid); deletion != found->second.deletions.end())
        found->second.deletions.erase(deletion);
}

bool Expectations::satisfied(const ObjectKey& owner)
{
    const auto found = m_pending.find(owner);
    if (found == m_pending.end())
        return true;
    const Pending& pending = found->second;
    const bool met = pending.creations == 0 && pending.deletions.empty();
    if (!met && m_clock.steady() - pending.since < longestWait)
        return false;
    m_pending.erase(found);
    return true;
}

void LastWrites::wrote(const ObjectKey& key, std::string_view uid, std::string_view resourceVersion)
{
    m_versions[key] = {std::string(uid), std::string(resourceVersion)};
}

bool LastWrites::seen(const ObjectPtr& cached)
{
    const auto found = m_versions.find(cached->key());
    if (found == m_versions.end())
        return true;
    const Version& version = found->second;
    if (version.uid == cached->uid() && !isSameOrNewer(cached->resourceVersion(), version.resourceVersion))
        return false;
    m_versions.erase(found);
    return true;
}

} // namespace skiff::client
