#include "cluster/apiserver/auth/node_restriction.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

namespace skiff::apiserver::auth {

namespace {

constexpr std::string_view mirrorAnnotation = "kubernetes.io/config.mirror";

/// Labels below kubernetes.io and k8s.io that a kubelet sets on its node.
bool isKubeletLabel(std::string_view key)
{
    static constexpr std::string_view own[] = {
        "kubernetes.io/hostname",
        "kubernetes.io/arch",
        "kubernetes.io/os",
        "beta.kubernetes.io/arch",
        "beta.kubernetes.io/os",
        "beta.kubernetes.io/instance-type",
        "node.kubernetes.io/instance-type",
        "failure-domain.beta.kubernetes.io/region",
        "failure-domain.beta.kubernetes.io/zone",
        "topology.kubernetes.io/region",
        "topology.kubernetes.io/zone",
    };
    const std::string_view prefix = key.substr(0, std::min(key.find('/'), key.size()));
    const auto below = [&](std::string_view domain) {
        return prefix == domain || (prefix.ends_with(domain) && prefix[prefix.size() - domain.size() - 1] == '.');
    };
    return std::find(std::begin(own), std::end(own), key) != std::end(own) || below("kubelet.kubernetes.io") ||
           below("node.kubernetes.io");
}

bool isKubernetesLabel(std::string_view key)
{
    const size_t slash = key.find('/');
    if (slash == std::string_view::npos)
        return false;
    const std::string_view prefix = key.substr(0, slash);
    return prefix == "kubernetes.io" || prefix.ends_with(".kubernetes.io") || prefix == "k8s.io" ||
           prefix.ends_with(".k8s.io");
}

/// Labels that differ between the two, or are in one only.
std::set<std::string> changedLabels(const data::Value* before, const data::Value* after)
{
    const auto labelsOf = [](const data::Value* object) -> data::Object {
        const data::Value* labels = object ? data::find(*object, {"metadata", "labels"}) : nullptr;
        return labels && labels->is_object() ? labels->as_object() : data::Object();
    };
    const data::Object old = labelsOf(before);
    const data::Object now = labelsOf(after);
    std::set<std::string> changed;
    for (const auto& pair : now) {
        const data::Value* other = old.if_contains(pair.key());
        if (!other || *other != pair.value())
            changed.emplace(pair.key());
    }
    for (const auto& pair : old) {
        if (!now.contains(pair.key()))
            changed.emplace(pair.key());
    }
    return changed;
}

bool sameTaints(const data::Value& before, const data::Value& after)
{
    const data::Value none = data::Array();
    const auto taintsOf = [&](const data::Value& node) -> const data::Value& {
        const data::Value* taints = data::find(node, {"spec", "taints"});
        return taints && taints->is_array() ? *taints : none;
    };
    return data::equal(taintsOf(before), taintsOf(after));
}

std::optional<std::string> checkNode(std::string_view node, const NodeWrite& write)
{
    const std::string_view name = write.after ? data::stringAt(*write.after, {"metadata", "name"}) : write.name;
    if (name != node)
        return fmt::format("node \"{}\" is not allowed to modify node \"{}\"", node, name);
    if (!write.after)
        return std::nullopt;
    std::string forbidden;
    for (const std::string& label : changedLabels(write.before, write.after)) {
        const bool reserved = label.starts_with("node-restriction.kubernetes.io/");
        if (reserved || (isKubernetesLabel(label) && !isKubeletLabel(label)))
            forbidden += (forbidden.empty() ? "" : ", ") + label;
    }
    if (!forbidden.empty())
        return fmt::format("is not allowed to modify labels: {}", forbidden);
    // When it registers itself a kubelet may bring taints; afterwards they are others'.
    if (write.before && !sameTaints(*write.before, *write.after))
        return fmt::format("node \"{}\" is not allowed to modify taints", node);
    return std::nullopt;
}

std::optional<std::string> checkPodCreate(std::string_view node, const data::Value& pod)
{
    if (data::stringAt(pod, {"metadata", "annotations", mirrorAnnotation}).empty())
        return fmt::format("pod does not have \"{}\" annotation, node \"{}\" can only create mirror pods",
                           mirrorAnnotation, node);
    if (data::stringAt(pod, {"spec", "nodeName"}) != node)
        return fmt::format("node \"{}\" can only create pods with spec.nodeName set to itself", node);
    return std::nullopt;
}

std::optional<std::string> checkPod(std::string_view node, const NodeWrite& write)
{
    if (write.subresource.empty() && !write.before && write.after)
        return checkPodCreate(node, *write.after);
    if (write.before && data::stringAt(*write.before, {"spec", "nodeName"}) != node) {
        const std::string what = write.subresource == "status"     ? "update pod status for pods"
                                 : write.subresource == "eviction" ? "evict pods"
                                                                   : "delete pods";
        return fmt::format("node \"{}\" can only {} with spec.nodeName set to itself", node, what);
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> checkNodeWrite(const User& user, const NodeWrite& write)
{
    const std::string_view node = user.nodeName();
    if (node.empty())
        return std::nullopt;
    if (write.apiGroup.empty() && write.resource == "nodes")
        return checkNode(node, write);
    if (write.apiGroup.empty() && write.resource == "pods")
        return checkPod(node, write);
    const bool lease = write.apiGroup == "coordination.k8s.io" && write.resource == "leases";
    if (lease && write.after && data::stringAt(*write.after, {"metadata", "name"}) != node)
        return "can only access node lease with the same name as the requesting node";
    return std::nullopt;
}

} // namespace skiff::apiserver::auth
