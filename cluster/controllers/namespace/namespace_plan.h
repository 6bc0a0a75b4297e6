#pragma once

#include "cluster/api/resource.h"
#include "cluster/base/clock.h"
#include "cluster/client/object.h"
#include "cluster/data/value.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skiff::controllers {

/// What a namespace still holds of one resource.
struct NamespaceContent
{
    const api::Resource* resource = nullptr;
    int64_t count = 0;
    bool allDeleting = true;                   ///< each has a deletion timestamp already
    std::map<std::string, int64_t> finalizers; ///< how many objects wait for each
    std::string failure;                       ///< why it could not be listed; empty: it was
};

/// What is to be done for a namespace that is being deleted.
struct NamespacePlan
{
    std::vector<const api::Resource*> empty; ///< delete all of these
    data::Value status;                      ///< merge patch; null: as it should be
    bool finalize = false;                   ///< nothing is left: give up the finalizer "kubernetes"
};

/// Pods go before everything else, so that what protects them (network policies, quotas) outlives them. Pure.
NamespacePlan reconcileNamespace(const client::Object& ns, const std::vector<NamespaceContent>& contents, WallTime now);

/// Counts the objects of a list answer.
NamespaceContent contentOf(const api::Resource& resource, data::Node list);

} // namespace skiff::controllers
