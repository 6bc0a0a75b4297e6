#include "cluster/controllers/endpoints/endpoints_controller.h"

#include "cluster/controllers/endpoints/endpoints_plan.h"
#include "cluster/controllers/endpoints/service_endpoints.h"

namespace skiff::controllers {

namespace {

using client::ObjectKey;
using client::ObjectPtr;
namespace resources = client::resources;
namespace request = client::request;

constexpr int concurrency = 8;
constexpr std::string_view name = "endpoint-controller";
constexpr std::string_view managedBy = "endpoints.kubernetes.io/managed-by";

} // namespace

EndpointsController::EndpointsController(const ControllerContext& context)
    : m_informers(context.informers),
      m_endpoints(context.informers.informer(resources::endpoints)),
      m_caller(context.clientOf(name), context.executor),
      m_loop(std::string(name), context.executor, context.clock, concurrency,
             [this](const ObjectKey& key, const Finish& finish) { reconcile(key, finish); }),
      m_follower(context.informers, [this](const ObjectKey& key) { m_loop.add(key); })
{
    m_subscriptions.push_back(m_endpoints.subscribe(
        client::Listener::forAll([this](const ObjectPtr& endpoints) { m_loop.add(endpoints->key()); })));
}

void EndpointsController::start()
{
    m_informers.whenSynced({&m_follower.services(), &m_follower.pods(), &m_endpoints}, [this] {
        setReady();
        m_loop.start();
    });
}

void EndpointsController::reconcile(const ObjectKey& key, const Finish& finish)
{
    const ObjectPtr service = m_follower.services().cache().get(key);
    if (!service)
        return removeOf(key, finish);
    if (!hasSelector(api::ServiceView(service->root())))
        return finish(Outcome::done());
    const ObjectPtr stored = m_endpoints.cache().get(key);
    if (stored && !m_writes.seen(stored))
        return finish(Outcome::done());
    EndpointsPlan plan = reconcileEndpoints(*service, m_follower.podsOf(*service), stored);
    if (plan.create.is_null() && plan.patch.is_null())
        return finish(Outcome::done());
    client::ApiRequest call = plan.patch.is_null()
                                  ? request::create(resources::endpoints, key.ns, std::move(plan.create))
                                  : request::patch(resources::endpoints, key, client::PatchType::Merge, plan.patch);
    m_caller.send(std::move(call), [this, key, finish](const client::ApiResult& result) {
        if (result) {
            const data::Node metadata = result.root()["metadata"];
            m_writes.wrote(key, metadata["uid"].asString(), metadata["resourceVersion"].asString());
        } else if (result.code() != ErrorCode::AlreadyExists && !result.error().isNamespaceTerminating()) {
            return finish(Outcome::failed(Error(result.error())));
        }
        finish(Outcome::done()); // one that exists already comes by its event
    });
}

/// The service is gone; its Endpoints go too when this controller made them.
void EndpointsController::removeOf(const ObjectKey& key, const Finish& finish)
{
    m_writes.forget(key);
    const ObjectPtr stored = m_endpoints.cache().get(key);
    if (!stored || stored->labels()[managedBy].asString() != name)
        return finish(Outcome::done());
    client::DeleteOptions options;
    options.uid = stored->uid();
    m_caller.send(request::remove(resources::endpoints, key, options), [finish](const client::ApiResult& result) {
        const bool gone = result || result.code() == ErrorCode::NotFound;
        finish(gone ? Outcome::done() : Outcome::failed(Error(result.error())));
    });
}

} // namespace skiff::controllers
