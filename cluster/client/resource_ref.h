#pragma once

#include "cluster/api/resource.h"

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace skiff::client {

/// Names one resource at one version. The text it points to lives as long as the program (constants
/// below, api::Resource tables) or as long as whoever made it says. A value; any thread.
struct ResourceRef
{
    std::string_view group;
    std::string_view version;
    std::string_view plural;
    std::string_view kind;
    bool namespaced = true;

    static ResourceRef of(const api::Resource& resource)
    {
        return {resource.group, resource.version, resource.plural, resource.kind, resource.namespaced};
    }

    /// "apps/v1", or "v1" for core.
    std::string apiVersion() const
    {
        return group.empty() ? std::string(version) : std::string(group) + "/" + std::string(version);
    }
    auto operator<=>(const ResourceRef&) const = default;
};

/// Namespace and name of an object; the namespace is empty for cluster-scoped kinds.
struct ObjectKey
{
    std::string ns;
    std::string name;

    /// "namespace/name", or "name".
    std::string toString() const { return ns.empty() ? name : ns + "/" + name; }
    auto operator<=>(const ObjectKey&) const = default;
};

namespace resources {

inline constexpr ResourceRef pods{"", "v1", "pods", "Pod"};
inline constexpr ResourceRef services{"", "v1", "services", "Service"};
inline constexpr ResourceRef endpoints{"", "v1", "endpoints", "Endpoints"};
inline constexpr ResourceRef configMaps{"", "v1", "configmaps", "ConfigMap"};
inline constexpr ResourceRef secrets{"", "v1", "secrets", "Secret"};
inline constexpr ResourceRef serviceAccounts{"", "v1", "serviceaccounts", "ServiceAccount"};
inline constexpr ResourceRef events{"", "v1", "events", "Event"};
inline constexpr ResourceRef namespaces{"", "v1", "namespaces", "Namespace", false};
inline constexpr ResourceRef nodes{"", "v1", "nodes", "Node", false};
inline constexpr ResourceRef replicaSets{"apps", "v1", "replicasets", "ReplicaSet"};
inline constexpr ResourceRef deployments{"apps", "v1", "deployments", "Deployment"};
inline constexpr ResourceRef endpointSlices{"discovery.k8s.io", "v1", "endpointslices", "EndpointSlice"};
inline constexpr ResourceRef leases{"coordination.k8s.io", "v1", "leases", "Lease"};

} // namespace resources

} // namespace skiff::client

template <>
struct std::hash<skiff::client::ObjectKey>
{
    size_t operator()(const skiff::client::ObjectKey& key) const noexcept
    {
        const size_t ns = std::hash<std::string>()(key.ns);
        return std::hash<std::string>()(key.name) ^ (ns << 1 | ns >> 63);
    }
};
