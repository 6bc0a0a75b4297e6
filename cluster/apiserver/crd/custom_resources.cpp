#include "cluster/apiserver/crd/custom_resources.h"

#include <fmt/format.h>

#include <algorithm>

namespace skiff::apiserver {

namespace {

/// Versions differ in apiVersion alone; what one does not know is dropped, its defaults are filled in.
Conversion conversionBetween(const api::custom::Version& version, const api::custom::Version& storage)
{
    if (&version == &storage)
        return {};
    return {[&version](data::Value stored) {
                stored.as_object()["apiVersion"] = version.apiVersion();
                api::custom::CustomKind::refresh(stored, version);
                return stored;
            },
            [&storage](data::Value object) {
                object.as_object()["apiVersion"] = storage.apiVersion();
                return object;
            }};
}

} // namespace

ServedKind::ServedKind(std::shared_ptr<const api::custom::CustomKind> kind)
    : m_kind(std::move(kind)), m_cache(m_kind->storage(), fmt::format("{}{}/", WatchCache::root, m_kind->name()))
{
    const api::custom::Version& storage = m_kind->storage();
    for (const api::custom::Version& version : m_kind->versions()) {
        const CustomStrategy& strategy = m_strategies.emplace_back(version);
        m_served.push_back(ServedResource{version, storage, strategy, m_cache, conversionBetween(version, storage),
                                          ObjectHead::of(version.kind, version.apiVersion()), store::Durability::Synced,
                                          this});
    }
}

const ServedResource* ServedKind::find(std::string_view version) const
{
    const auto found = std::find_if(m_served.begin(), m_served.end(),
                                    [&](const ServedResource& each) { return each.resource.version == version; });
    return found == m_served.end() ? nullptr : &*found;
}

ServedKindPtr CustomSet::find(std::string_view group, std::string_view plural) const
{
    const auto found = kinds.find(std::string(plural).append(1, '.').append(group));
    return found == kinds.end() ? nullptr : found->second;
}

bool CustomSet::hasVersion(std::string_view group, std::string_view version) const
{
    return std::any_of(kinds.begin(), kinds.end(), [&](const auto& each) {
        return each.second->kind().group() == group && each.second->find(version);
    });
}

std::shared_ptr<const CustomSet> CustomResources::now() const
{
    const MutexLock lock(m_mutex);
    return m_set;
}

template <class Change>
void CustomResources::change(Change change)
{
    const MutexLock lock(m_mutex);
    auto next = std::make_shared<CustomSet>(*m_set);
    change(*next);
    ++next->number;
    m_set = std::move(next);
}

void CustomResources::put(ServedKindPtr kind)
{
    change([&](CustomSet& set) { set.kinds[kind->kind().name()] = std::move(kind); });
}

void CustomResources::remove(const std::string& name)
{
    change([&](CustomSet& set) { set.kinds.erase(name); });
}

} // namespace skiff::apiserver
