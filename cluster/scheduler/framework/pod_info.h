#pragma once

#include "cluster/api/views/pod.h"
#include "cluster/client/object.h"
#include "cluster/semantics/pod_resources.h"

#include <memory>
#include <string>
#include <vector>

namespace skiff::scheduler {

/// A port of the node that a container asks for.
struct HostPort
{
    std::string address; ///< "0.0.0.0": all
    std::string protocol;
    int64_t port = 0;

    bool conflictsWith(const HostPort& other) const;
};

/// A pod with what the plug-ins need of it, worked out once. Immutable.
struct PodInfo
{
    explicit PodInfo(client::ObjectPtr pod);

    client::ObjectPtr object;
    api::PodView pod; ///< of `object`
    semantics::ResourceAmounts requests;
    int64_t scoredMilliCpu = 0; ///< as requests, with a guess for containers that ask for nothing
    int64_t scoredMemory = 0;
    std::vector<HostPort> hostPorts;
    int64_t priority = 0;

    const client::ObjectKey& key() const { return object->key(); }
    std::string uid() const { return std::string(object->uid()); }
};

using PodInfoPtr = std::shared_ptr<const PodInfo>;

} // namespace skiff::scheduler
