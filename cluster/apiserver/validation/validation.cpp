#include "cluster/apiserver/validation/validation.h"

#include "cluster/apiserver/validation/cluster_objects.h"
#include "cluster/apiserver/validation/config.h"
#include "cluster/apiserver/validation/field.h"
#include "cluster/apiserver/validation/metadata.h"
#include "cluster/apiserver/validation/pod_spec.h"
#include "cluster/apiserver/validation/policy.h"
#include "cluster/apiserver/validation/rbac.h"
#include "cluster/apiserver/validation/service.h"
#include "cluster/apiserver/validation/workload.h"

#include <algorithm>

namespace skiff::apiserver::validation {

namespace {

void checkPod(const Field& pod, const Field* old)
{
    if (old && pod["spec"].equals((*old)["spec"]))
        return; // most changes are of metadata: what was stored has been checked
    checkPodSpec(pod["spec"]);
    if (old)
        checkPodSpecUpdate(pod["spec"], (*old)["spec"]);
}

/// The rules of one kind; `old` is nullptr for create.
struct KindRules
{
    std::string_view group;
    std::string_view plural;
    void (*check)(const Field& object, const Field* old);
};

constexpr KindRules kindRules[] = {
    {"", "configmaps", checkConfigMap},
    {"", "endpoints",
     [](const Field& object, const Field*) {
         checkEndpoints(object);
     }},
    {"", "namespaces",
     [](const Field& object, const Field*) {
         checkNamespace(object);
     }},
    {"", "nodes", checkNode},
    {"", "pods", checkPod},
    {"", "podtemplates",
     [](const Field& object, const Field*) {
         checkPodTemplate(object["template"]);
     }},
    {"", "replicationcontrollers", checkReplicationController},
    {"", "secrets", checkSecret},
    {"", "serviceaccounts",
     [](const Field& object, const Field*) {
         checkServiceAccount(object);
     }},
    {"", "services",
     [](const Field& object, const Field*) {
         checkService(object);
     }},
    {"apps", "daemonsets", checkDaemonSet},
    {"apps", "deployments", checkDeployment},
    {"apps", "replicasets", checkReplicaSet},
    {"apps", "statefulsets", checkStatefulSet},
    {"coordination.k8s.io", "leases",
     [](const Field& object, const Field*) {
         checkLease(object);
     }},
    {"discovery.k8s.io", "endpointslices", checkEndpointSlice},
    {"policy", "poddisruptionbudgets",
     [](const Field& object, const Field*) {
         checkPodDisruptionBudget(object);
     }},
    {"rbac.authorization.k8s.io", "clusterrolebindings",
     [](const Field& object, const Field* old) {
         checkRoleBinding(object, false, old);
     }},
    {"rbac.authorization.k8s.io", "clusterroles",
     [](const Field& object, const Field*) {
         checkRole(object, false);
     }},
    {"rbac.authorization.k8s.io", "rolebindings",
     [](const Field& object, const Field* old) {
         checkRoleBinding(object, true, old);
     }},
    {"rbac.authorization.k8s.io", "roles",
     [](const Field& object, const Field*) {
         checkRole(object, true);
     }},
};

} // namespace

std::vector<StatusCause> validate(const api::Resource& resource, const data::Value& object, const data::Value* old,
                                  std::string_view subresource)
{
    Causes causes;
    const Field root(object, causes);
    const auto rules = std::find_if(std::begin(kindRules), std::end(kindRules), [&](const KindRules& each) {
        return each.group == resource.group && each.plural == resource.plural;
    });
    if (!old) {
        checkMetadata(resource, root["metadata"]);
        if (rules != std::end(kindRules))
            rules->check(root, nullptr);
        return causes;
    }
    const Field before(*old, causes);
    checkMetadataUpdate(root["metadata"], before["metadata"]);
    if (subresource == "ephemeralcontainers")
        checkEphemeralContainersUpdate(root["spec"], before["spec"]);
    else if (subresource.empty() && rules != std::end(kindRules))
        rules->check(root, &before);
    return causes;
}

} // namespace skiff::apiserver::validation
