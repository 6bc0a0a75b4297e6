#pragma once

#include "cluster/data/value.h"
#include "cluster/kubelet/config/pod_fields.h"
#include "cluster/runtime/runtime.h"

namespace skiff::kubelet {

/// What a node says of itself that does not change while the agent runs.
struct NodeDescription
{
    std::string name;
    std::string address;
    int kubeletPort = 10250;
    std::string podCidr;                       ///< empty: someone else sets it
    std::map<std::string, std::string> labels; ///< beside the well-known ones
    data::Array taints;                        ///< v1.Taint objects
    Allocatable capacity;
    std::string machineId;
    std::string systemUuid;
    std::string bootId;
    std::string kernelVersion;
    std::string osImage;
    std::string architecture; ///< "amd64"
    std::string kubeletVersion;
};

/// Reads this machine: processors, memory, the disk below `dataFolder`, kernel and distribution.
void describeMachine(const std::string& dataFolder, NodeDescription& node);

/// How the node is, as far as its conditions say.
struct NodeHealth
{
    std::string runtimeVersion; ///< "containerd://1.6.20"
    bool ready = false;
    std::string message; ///< why it is not ready
    std::vector<runtime::Image> images;

    bool operator==(const NodeHealth& other) const
    {
        return ready == other.ready && message == other.message && runtimeVersion == other.runtimeVersion &&
               images.size() == other.images.size();
    }
};

/// The Node object for registration, without status. Pure.
data::Value nodeObject(const NodeDescription& node);

/// The node's status; times of conditions that `current` (the object's status) has already are kept. Pure.
data::Value nodeStatus(const NodeDescription& node, const NodeHealth& health, data::Node current, WallTime now);

/// "a=b,c=d" as labels; "key=value:Effect" as taints. InvalidArgument for the rest.
Result<std::map<std::string, std::string>> parseLabels(std::string_view text);
Result<data::Array> parseTaints(std::string_view text);

} // namespace skiff::kubelet
