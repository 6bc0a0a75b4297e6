#pragma once

#include "cluster/controllers/framework/controller.h"

#include <functional>
#include <vector>

namespace skiff::controllers {

/// Tells which services to look at again when services or pods change. On the controllers' executor.
class ServiceFollower
{
public:
    ServiceFollower(client::InformerFactory& informers, std::function<void(const client::ObjectKey&)> onChange);

    client::Informer& services() { return m_services; }
    client::Informer& pods() { return m_pods; }
    /// The pods that the service's selector takes.
    std::vector<client::ObjectPtr> podsOf(const client::Object& service) const;

private:
    void onPod(const client::Object& pod);

    client::Informer& m_services;
    client::Informer& m_pods;
    const std::function<void(const client::ObjectKey&)> m_onChange;
    std::vector<client::Subscription> m_subscriptions;
};

} // namespace skiff::controllers
