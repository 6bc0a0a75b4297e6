#include "cluster/controllers/controller_set.h"

#include "cluster/controllers/deployment/deployment_controller.h"
#include "cluster/controllers/endpoints/endpoints_controller.h"
#include "cluster/controllers/endpointslice/endpoint_slice_controller.h"
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
