#include "cluster/controllers/endpoints/service_follower.h"

#include "cluster/controllers/endpoints/service_endpoints.h"
#include "cluster/semantics/label_selector.h"

namespace skiff::controllers {

using client::ObjectPtr;

ServiceFollower::ServiceFollower(client::InformerFactory& informers,
                                 std::function<void(const client::ObjectKey&)> onChange)
    : m_services(informers.informer(client::resources::services)),
      m_pods(informers.informer(client::resources::pods)),
      m_onChange(std::move(onChange))
{
    m_subscriptions.push_back(m_services.subscribe(
        client::Listener::forAll([this](const ObjectPtr& service) { m_onChange(service->key()); })));
    m_subscriptions.push_back(m_pods.subscribe({[this](const ObjectPtr& pod) { onPod(*pod); },
                                                [this](const ObjectPtr& before, const ObjectPtr& now) {
                                                    if (!changesEndpoints(*before, *now))
                                                        return;
                                                    if (before->labels().span() != now->labels().span())
                                                        onPod(*before);
                                                    onPod(*now);
                                                },
                                                [this](const ObjectPtr& pod) {
                                                    onPod(*pod);
                                                }}));
}

void ServiceFollower::onPod(const client::Object& pod)
{
    for (const ObjectPtr& service : m_services.cache().list(pod.ns())) {
        const api::ServiceView view(service->root());
        if (hasSelector(view) && semantics::LabelSelector::fromMap(view.spec().selector().node()).matches(pod.labels()))
            m_onChange(service->key());
    }
}

std::vector<ObjectPtr> ServiceFollower::podsOf(const client::Object& service) const
{
    return m_pods.cache().list(service.ns(), semantics::LabelSelector::fromMap(service["spec"]["selector"]));
}

} // namespace skiff::controllers
