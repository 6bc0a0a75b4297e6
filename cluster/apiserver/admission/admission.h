#pragma once

#include "cluster/apiserver/registry/registry.h"

#include <memory>
#include <string_view>
#include <vector>

namespace skiff::apiserver {

enum class Operation { Create, Update, Delete };

/// One write on its way into the store.
struct AdmissionRequest
{
    Operation operation;
    const ServedResource& target;
    const WriteCall& call;
    data::Value* object = nullptr;       ///< may be changed; nullptr for Delete
    const data::Value* old = nullptr;    ///< nullptr for Create
};

/// Completes or refuses writes by looking at more than the object itself. Shared by all
/// requests; called on the compute pool, must not block.
class AdmissionPlugin
{
public:
    virtual ~AdmissionPlugin() = default;
    virtual std::string_view name() const = 0;
    virtual Checked admit(AdmissionRequest& request) const = 0;
};

/// Asks the plug-ins one after the other; the first refusal ends it.
class AdmissionChain
{
public:
    void add(std::unique_ptr<AdmissionPlugin> plugin) { m_plugins.push_back(std::move(plugin)); }
    Checked admit(AdmissionRequest request) const;

private:
    std::vector<std::unique_ptr<AdmissionPlugin>> m_plugins;
};

/// The object at `key` as it is now, nullptr when there is none: a watch cache that lags must not
/// refuse what was just made possible, so the store is asked before anything counts as missing.
ObjectPtr findNow(const ServedResource& served, const std::string& key, store::Store& store);

} // namespace skiff::apiserver
