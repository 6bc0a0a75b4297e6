#include "cluster/apiserver/registry/builtin_strategies.h"

#include "cluster/apiserver/crd/definition_strategy.h"
#include "cluster/apiserver/registry/apps/workload_strategy.h"
#include "cluster/apiserver/registry/basic_strategy.h"
#include "cluster/apiserver/registry/core/namespace_strategy.h"
#include "cluster/apiserver/registry/core/pod_strategy.h"
#include "cluster/apiserver/registry/core/secret_strategy.h"
#include "cluster/apiserver/registry/core/service_strategy.h"
#include "cluster/apiserver/registry/policy/budget_strategy.h"

namespace skiff::apiserver {

namespace {

struct NamedRules
{
    std::string_view name;
    BasicRules rules;
};

constexpr NamedRules namedRules[] = {
    {"controllerrevisions.apps", {}},
    {"endpoints", {.createsOnUpdate = true}},
    {"endpointslices.discovery.k8s.io", {.hasGeneration = true}},
    {"events", {.createsOnUpdate = true}},
    {"leases.coordination.k8s.io", {.createsOnUpdate = true, .updatesUnconditionally = false}},
    {"limitranges", {.createsOnUpdate = true}},
    {"persistentvolumeclaims", {.returnsDeleted = true}},
    {"persistentvolumes", {.returnsDeleted = true}},
    {"podtemplates", {.hasGeneration = true, .returnsDeleted = true}},
    {"resourcequotas", {.returnsDeleted = true}},
    {"serviceaccounts", {.returnsDeleted = true}},
};

} // namespace

BuiltinStrategies::BuiltinStrategies(ServiceClaims& claims)
{
    for (const NamedRules& each : namedRules)
        add(std::string(each.name), std::make_unique<BasicStrategy>(each.rules));
    add("pods", std::make_unique<PodStrategy>());
    add("namespaces", std::make_unique<NamespaceStrategy>());
    add("services", std::make_unique<ServiceStrategy>(claims));
    add("secrets", std::make_unique<SecretStrategy>());
    add("deployments.apps", std::make_unique<DeploymentStrategy>());
    for (const char* name : {"replicasets.apps", "statefulsets.apps", "daemonsets.apps"})
        add(name, std::make_unique<WorkloadStrategy>());
    add("replicationcontrollers", std::make_unique<ReplicationControllerStrategy>());
    add("customresourcedefinitions.apiextensions.k8s.io", std::make_unique<DefinitionStrategy>());
    add("poddisruptionbudgets.policy", std::make_unique<BudgetStrategy>());
    for (const char* name : {"roles", "clusterroles", "rolebindings", "clusterrolebindings"})
        add(std::string(name) + ".rbac.authorization.k8s.io", std::make_unique<BasicStrategy>(BasicRules{.createsOnUpdate = true}));
}

void BuiltinStrategies::add(std::string name, std::unique_ptr<Strategy> strategy)
{
    m_byName[std::move(name)] = std::move(strategy);
}

const Strategy& BuiltinStrategies::strategyFor(const api::Resource& storage) const
{
    const auto found = m_byName.find(storage.qualifiedName());
    return found == m_byName.end() ? m_generic : *found->second;
}

} // namespace skiff::apiserver
