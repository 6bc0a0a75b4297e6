#include "cluster/api/defaults.h"

#include "cluster/api/defaults/rules.h"

#include <array>

namespace skiff::api {
namespace {

struct Rule
{
    std::string_view group;
    std::string_view kind;
    void (*apply)(data::Value& object);
};

constexpr std::string_view Rbac = "rbac.authorization.k8s.io";

constexpr std::array<Rule, 15> Rules{{
    {"", "Pod", defaults::pod},
    {"", "Service", defaults::service},
    {"", "Secret", defaults::secret},
    {"", "Namespace", defaults::namespaceObject},
    {"", "Node", defaults::node},
    {"", "LimitRange", defaults::limitRange},
    {"", "PodTemplate", defaults::podTemplate},
    {"", "ReplicationController", defaults::replicationController},
    {"apps", "Deployment", defaults::deployment},
    {"apps", "DaemonSet", defaults::daemonSet},
    {"apps", "StatefulSet", defaults::statefulSet},
    {"apps", "ReplicaSet", defaults::replicaSet},
    {"apiextensions.k8s.io", "CustomResourceDefinition", defaults::customResourceDefinition},
    {Rbac, "RoleBinding", defaults::binding},
    {Rbac, "ClusterRoleBinding", defaults::binding},
}};

} // namespace

namespace defaults {

void setUnlessPresent(data::Object& object, std::string_view key, data::Value value)
{
    data::Value& place = object[key];
    if (place.is_null())
        place = std::move(value);
}

} // namespace defaults

void applyDefaults(const Resource& resource, data::Value& object)
{
    if (!object.is_object())
        return;
    for (const Rule& rule : Rules) {
        if (rule.kind == resource.kind && rule.group == resource.group)
            rule.apply(object);
    }
}

} // namespace skiff::api
