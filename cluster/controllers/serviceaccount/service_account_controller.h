#pragma once

#include "cluster/controllers/framework/caller.h"
#include "cluster/controllers/framework/controller.h"
#include "cluster/controllers/framework/key_loop.h"

namespace skiff::controllers {

/// Gives each active namespace one object that must always be there: creates it when it is absent, and puts its data
/// back when it differs. The base of the two controllers below.
class NamespacedObjectKeeper : public Controller
{
public:
    void start() override;

protected:
    /// `object` is what each namespace gets; it has a metadata.name.
    NamespacedObjectKeeper(const ControllerContext& context, std::string_view identity,
                           const client::ResourceRef& resource, data::Value object);

private:
    void reconcile(const client::ObjectKey& key, const Finish& finish);

    client::InformerFactory& m_informers;
    const client::ResourceRef m_resource;
    const data::Value m_object;
    const std::string m_objectName;
    client::Informer& m_namespaces;
    client::Informer& m_objects;
    Caller m_caller;
    KeyLoop m_loop;
    std::vector<client::Subscription> m_subscriptions;
};

/// ServiceAccount "default" in each namespace. Identity: service-account-controller.
class ServiceAccountController final : public NamespacedObjectKeeper
{
public:
    explicit ServiceAccountController(const ControllerContext& context);
};

/// ConfigMap "kube-root-ca.crt" with the cluster's CA in each namespace. Identity: root-ca-cert-publisher.
class RootCaPublisher final : public NamespacedObjectKeeper
{
public:
    RootCaPublisher(const ControllerContext& context, std::string_view clusterCa);
};

} // namespace skiff::controllers
