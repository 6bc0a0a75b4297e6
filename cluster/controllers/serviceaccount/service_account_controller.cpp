#include "cluster/controllers/serviceaccount/service_account_controller.h"

namespace skiff::controllers {

namespace {

using client::ObjectKey;
using client::ObjectPtr;
namespace resources = client::resources;
namespace request = client::request;

constexpr int concurrency = 8;

client::InformerOptions onlyNamed(const client::ResourceRef& resource, std::string_view name)
{
    client::InformerOptions options{resource};
    options.fieldSelector = std::string("metadata.name=").append(name);
    return options;
}

bool isActive(const client::Object& ns)
{
    return !ns.isBeingDeleted() && ns["status"]["phase"].asString() != "Terminating";
}

} // namespace

NamespacedObjectKeeper::NamespacedObjectKeeper(const ControllerContext& context, std::string_view identity,
                                               const client::ResourceRef& resource, data::Value object)
    : m_informers(context.informers),
      m_resource(resource),
      m_object(std::move(object)),
      m_objectName(data::stringAt(m_object, {"metadata", "name"})),
      m_namespaces(context.informers.informer(resources::namespaces)),
      m_objects(context.informers.informer(onlyNamed(resource, m_objectName))),
      m_caller(context.clientOf(identity), context.executor),
      m_loop(std::string(identity), context.executor, context.clock, concurrency,
             [this](const ObjectKey& key, const Finish& finish) { reconcile(key, finish); })
{
    m_subscriptions.push_back(m_namespaces.subscribe({[this](const ObjectPtr& ns) {
                                                          m_loop.add({{}, ns->name()});
                                                      },
                                                      [this](const ObjectPtr&, const ObjectPtr& ns) {
                                                          m_loop.add({{}, ns->name()});
                                                      },
                                                      {}}));
    m_subscriptions.push_back(m_objects.subscribe({{},
                                                   [this](const ObjectPtr&, const ObjectPtr& object) {
                                                       m_loop.add({{}, object->ns()});
                                                   },
                                                   [this](const ObjectPtr& object) {
                                                       m_loop.add({{}, object->ns()});
                                                   }}));
}

void NamespacedObjectKeeper::start()
{
    m_informers.whenSynced({&m_namespaces, &m_objects}, [this] {
        setReady();
        m_loop.start();
    });
}

void NamespacedObjectKeeper::reconcile(const ObjectKey& key, const Finish& finish)
{
    const ObjectPtr ns = m_namespaces.cache().get(key);
    if (!ns || !isActive(*ns))
        return finish(Outcome::done());
    const ObjectKey object{key.name, m_objectName};
    const ObjectPtr stored = m_objects.cache().get(object);
    const data::Value* wanted = data::find(m_object, {"data"});
    if (stored && (!wanted || data::equal(*wanted, (*stored)["data"].toValue())))
        return finish(Outcome::done());
    client::ApiRequest call = stored
                                  ? request::patch(m_resource, object, client::PatchType::Json,
                                                   data::Array{{{"op", "add"}, {"path", "/data"}, {"value", *wanted}}})
                                  : request::create(m_resource, key.name, m_object);
    m_caller.send(std::move(call), [finish](const client::ApiResult& result) {
        const bool fine = result || result.code() == ErrorCode::AlreadyExists || result.code() == ErrorCode::NotFound ||
                          result.error().isNamespaceTerminating();
        finish(fine ? Outcome::done() : Outcome::failed(Error(result.error())));
    });
}

ServiceAccountController::ServiceAccountController(const ControllerContext& context)
    : NamespacedObjectKeeper(context, "service-account-controller", resources::serviceAccounts,
                             {{"metadata", {{"name", "default"}}}})
{}

RootCaPublisher::RootCaPublisher(const ControllerContext& context, std::string_view clusterCa)
    : NamespacedObjectKeeper(
          context, "root-ca-cert-publisher", resources::configMaps,
          {{"metadata",
            {{"name", "kube-root-ca.crt"},
             {"annotations",
              {{"kubernetes.io/description",
                "The authority that signs the API server's certificate, for use inside the cluster."}}}}},
           {"data", {{"ca.crt", clusterCa}}}})
{}

} // namespace skiff::controllers
