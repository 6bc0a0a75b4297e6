#pragma once

#include "cluster/api/custom/custom_kind.h"
#include "cluster/apiserver/crd/custom_strategy.h"
#include "cluster/apiserver/registry/registry.h"
#include "cluster/base/mutex.h"

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace skiff::apiserver {

/// A custom kind that is served: its resources, their rules and their objects. Immutable but for the cache;
/// any thread. Requests keep it alive after it was replaced.
class ServedKind
{
public:
    explicit ServedKind(std::shared_ptr<const api::custom::CustomKind> kind);
    ServedKind(const ServedKind&) = delete;
    ServedKind& operator=(const ServedKind&) = delete;

    const api::custom::CustomKind& kind() const { return *m_kind; }
    /// The version `version`, or nullptr when it is not served.
    const ServedResource* find(std::string_view version) const;
    const std::deque<ServedResource>& resources() const { return m_served; }
    ResourceCache& cache() const { return m_cache; }

    /// Its definition is being deleted: what there is can be read and deleted, nothing is created.
    bool isTerminating() const { return m_terminating.load(std::memory_order_relaxed); }
    void setTerminating() const { m_terminating = true; }

private:
    std::shared_ptr<const api::custom::CustomKind> m_kind;
    mutable ResourceCache m_cache;
    std::deque<CustomStrategy> m_strategies;
    std::deque<ServedResource> m_served;
    mutable std::atomic<bool> m_terminating{false};
};
using ServedKindPtr = std::shared_ptr<const ServedKind>;

/// The kinds that are served at one moment, by "gadgets.ex.io".
struct CustomSet
{
    std::map<std::string, ServedKindPtr, std::less<>> kinds;
    uint64_t number = 0; ///< grows with each change

    ServedKindPtr find(std::string_view group, std::string_view plural) const;
    bool hasVersion(std::string_view group, std::string_view version) const;
};

/// The custom kinds of the server. Any thread.
class CustomResources
{
public:
    std::shared_ptr<const CustomSet> now() const;
    ServedKindPtr find(std::string_view group, std::string_view plural) const { return now()->find(group, plural); }

    /// Serves `kind`, in the place of the one of that name.
    void put(ServedKindPtr kind);
    void remove(const std::string& name);

private:
    template <class Change>
    void change(Change change);

    mutable Mutex m_mutex;
    std::shared_ptr<const CustomSet> m_set SKIFF_GUARDED_BY(m_mutex) = std::make_shared<const CustomSet>();
};

} // namespace skiff::apiserver
