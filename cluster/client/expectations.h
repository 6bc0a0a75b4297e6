#pragma once

#include "cluster/base/clock.h"
#include "cluster/client/object.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace skiff::client {

/// What a controller has done and its cache has not shown yet, so that it does not act twice on
/// old news. Expectations that stay unmet for five minutes count as met (a watch lost them). Used
/// on the controller's executor only.
class Expectations
{
public:
    explicit Expectations(const Clock& clock) : m_clock(clock) {}

    void expectCreations(const ObjectKey& owner, int count);
    void creationObserved(const ObjectKey& owner);
    /// The create call failed: nothing will be seen.
    void creationFailed(const ObjectKey& owner) { creationObserved(owner); }

    void expectDeletion(const ObjectKey& owner, const std::string& uid);
    void deletionObserved(const ObjectKey& owner, std::string_view uid);

    bool satisfied(const ObjectKey& owner);
    void forget(const ObjectKey& owner) { m_pending.erase(owner); }

private:
    struct Pending
    {
        int creations = 0;
        std::set<std::string, std::less<>> deletions;
        SteadyTime since;
    };

    const Clock& m_clock;
    std::map<ObjectKey, Pending> m_pending;
};

/// The resource versions a controller wrote last, so that it can wait until its cache has them.
/// Used on the controller's executor only.
class LastWrites
{
public:
    void wrote(const ObjectKey& key, std::string_view uid, std::string_view resourceVersion);
    /// True when `cached` is not older than the last write of that very object. Forgets what was seen.
    bool seen(const ObjectPtr& cached);
    void forget(const ObjectKey& key) { m_versions.erase(key); }

private:
    struct Version
    {
        std::string uid;
        std::string resourceVersion;
    };
    std::map<ObjectKey, Version> m_versions;
};

} // namespace skiff::client
