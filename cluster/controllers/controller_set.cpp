#include "cluster/controllers/controller_set.h"

#include "cluster/controllers/deployment/deployment_controller.h"
#include "cluster/controllers/disruption/disruption_controller.h"
#include "cluster/controllers/endpoints/endpoints_controller.h"
#include "cluster/controllers/endpointslice/endpoint_slice_controller.h"
#include "cluster/controllers/garbagecollector/garbage_collector.h"
#include "cluster/controllers/namespace/namespace_controller.h"
#include "cluster/controllers/nodelifecycle/node_health_controller.h"
#include "cluster/controllers/nodelifecycle/pod_garbage_collector.h"
#include "cluster/controllers/nodelifecycle/taint_eviction_controller.h"
#include "cluster/controllers/replicaset/replica_set_controller.h"
#include "cluster/controllers/serviceaccount/service_account_controller.h"

#include <algorithm>

namespace skiff::controllers {

ControllerSet::ControllerSet(const ControllerContext& context, const ControllerSettings& settings)
{
    m_controllers.push_back(std::make_unique<ReplicaSetController>(context));
    m_controllers.push_back(std::make_unique<DeploymentController>(context));
    m_controllers.push_back(std::make_unique<EndpointsController>(context));
    m_controllers.push_back(std::make_unique<EndpointSliceController>(context));
    m_controllers.push_back(std::make_unique<ServiceAccountController>(context));
    if (!settings.clusterCa.empty())
        m_controllers.push_back(std::make_unique<RootCaPublisher>(context, settings.clusterCa));
    m_controllers.push_back(std::make_unique<NodeHealthController>(context));
    m_controllers.push_back(std::make_unique<TaintEvictionController>(context));
    m_controllers.push_back(std::make_unique<DisruptionController>(context));
    m_controllers.push_back(std::make_unique<PodGarbageCollector>(context));
    m_controllers.push_back(std::make_unique<NamespaceController>(context));
    m_controllers.push_back(std::make_unique<GarbageCollector>(context));
}

ControllerSet::~ControllerSet() = default;

void ControllerSet::start()
{
    for (const auto& controller : m_controllers)
        controller->start();
}

void ControllerSet::stop()
{
    m_controllers.clear();
}

bool ControllerSet::isReady() const
{
    return std::all_of(m_controllers.begin(), m_controllers.end(),
                       [](const auto& controller) { return controller->isReady(); });
}

} // namespace skiff::controllers
