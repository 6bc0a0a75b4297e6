#pragma once

#include "cluster/api/resource.h"
#include "cluster/apiserver/registry/strategy.h"
#include "cluster/apiserver/watchcache/watch_cache.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace skiff::apiserver {

class CustomResources;
class ServedKind;

/// How objects of a version that is not stored are made from the stored one and back.
struct Conversion
{
    std::function<data::Value(data::Value stored)> fromStorage;
    std::function<data::Value(data::Value object)> toStorage;
};

/// A resource that is served from the store: its data, its rules and where its objects are.
struct ServedResource
{
    const api::Resource& resource;
    const api::Resource& storage;         ///< of the stored version; often the same
    const Strategy& strategy;
    ResourceCache& cache;
    Conversion conversion;                ///< empty when resource is storage
    ObjectHead head;                      ///< kind and apiVersion in front of its objects
    store::Durability durability;
    const ServedKind* custom = nullptr;   ///< what it is a part of; nullptr: built-in

    bool isConverted() const { return &resource != &storage; }
    /// "/registry/pods/default/web"; with empty `name` the prefix of all names.
    std::string key(std::string_view nameSpace, std::string_view name) const;
};

/// Finds the strategy of a kind; the generic one when it has none of its own.
class StrategySet
{
public:
    virtual ~StrategySet() = default;
    virtual const Strategy& strategyFor(const api::Resource& storage) const = 0;
};

/// All resources that are served from the store: the built-in ones, made once, and those that definitions add and
/// take away. Any thread.
class Registry
{
public:
    Registry(WatchCache& cache, const StrategySet& strategies);
    ~Registry();

    /// A built-in one; nullptr for what is not stored (reviews, bindings, ...) and for what does not exist.
    const ServedResource* find(std::string_view group, std::string_view version, std::string_view plural) const;
    const ServedResource* find(const api::Resource& resource) const;
    const std::vector<std::unique_ptr<ServedResource>>& all() const { return m_served; }
    CustomResources& customs() const { return *m_customs; }

private:
    std::vector<std::unique_ptr<ServedResource>> m_served;
    std::unordered_map<const api::Resource*, const ServedResource*> m_byResource;
    std::unique_ptr<CustomResources> m_customs;
};

} // namespace skiff::apiserver
