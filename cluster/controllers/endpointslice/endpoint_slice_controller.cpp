#include "cluster/controllers/endpointslice/endpoint_slice_controller.h"

#include "cluster/controllers/endpoints/service_endpoints.h"
#include "cluster/controllers/endpointslice/endpoint_slice_plan.h"

namespace skiff::controllers {

namespace {

using client::ObjectKey;
using client::ObjectPtr;
namespace resources = client::resources;
namespace request = client::request;

constexpr int concurrency = 8;
constexpr std::string_view name = "endpointslice-controller";
constexpr std::string_view zoneLabel = "topology.kubernetes.io/zone";
constexpr std::string_view byService = "slicesByService";

std::string serviceOf(const client::Object& slice)
{
    return std::string(slice.labels()[serviceNameLabel].asString());
}

bool isManaged(const client::Object& slice)
{
    return slice.labels()[sliceManagedByLabel].asString() == sliceManagedBy && !serviceOf(slice).empty();
}

} // namespace

EndpointSliceController::EndpointSliceController(const ControllerContext& context)
    : m_informers(context.informers),
      m_slices(context.informers.informer(resources::endpointSlices)),
      m_nodes(context.informers.informer(resources::nodes)),
      m_caller(context.clientOf(name), context.executor),
      m_expectations(context.clock),
      m_loop(std::string(name), context.executor, context.clock, concurrency,
             [this](const ObjectKey& key, const Finish& finish) { reconcile(key, finish); }),
      m_follower(context.informers, [this](const ObjectKey& key) { m_loop.add(key); })
{
    m_slices.addIndex({std::string(byService), [](const client::Object& slice) {
                           return isManaged(slice) ? std::vector<std::string>{slice.ns() + "/" + serviceOf(slice)}
                                                   : std::vector<std::string>();
                       }});
    m_subscriptions.push_back(
        m_slices.subscribe({[this](const ObjectPtr& slice) { onSlice(slice, true); },
                            [this](const ObjectPtr& before, const ObjectPtr& now) {
                                onSlice(before, false);
                                onSlice(now, false);
                            },
                            [this](const ObjectPtr& slice) {
                                m_writes.forget(slice->key());
                                m_expectations.deletionObserved({slice->ns(), serviceOf(*slice)}, slice->uid());
                                onSlice(slice, false);
                            }}));
}

void EndpointSliceController::start()
{
    m_informers.whenSynced({&m_follower.services(), &m_follower.pods(), &m_slices, &m_nodes}, [this] {
        setReady();
        m_loop.start();
    });
}

void EndpointSliceController::onSlice(const ObjectPtr& slice, bool added)
{
    if (!isManaged(*slice))
        return;
    const ObjectKey service{slice->ns(), serviceOf(*slice)};
    if (added)
        m_expectations.creationObserved(service);
    m_loop.add(service);
}

void EndpointSliceController::reconcile(const ObjectKey& key, const Finish& finish)
{
    const ObjectPtr service = m_follower.services().cache().get(key);
    if (!service || service->isBeingDeleted() || !hasSelector(api::ServiceView(service->root()))) {
        m_expectations.forget(key);
        return finish(Outcome::done());
    }
    if (!m_expectations.satisfied(key))
        return finish(Outcome::done());
    const auto slices = m_slices.cache().byIndex(byService, key.toString());
    for (const ObjectPtr& slice : slices)
        if (!m_writes.seen(slice))
            return finish(Outcome::done());
    const auto zoneOf = [this](std::string_view node) -> std::string_view {
        const ObjectPtr object = m_nodes.cache().get({{}, std::string(node)});
        return object ? object->labels()[zoneLabel].asString() : std::string_view(); // copied at once by the plan
    };
    EndpointSlicePlan plan = reconcileEndpointSlices(*service, m_follower.podsOf(*service), slices, zoneOf);
    std::vector<client::ApiRequest> requests;
    const size_t creates = plan.create.size();
    m_expectations.expectCreations(key, static_cast<int>(creates));
    for (data::Value& slice : plan.create)
        requests.push_back(request::create(resources::endpointSlices, key.ns, std::move(slice)));
    for (const EndpointSliceChange& change : plan.change)
        requests.push_back(
            request::patch(resources::endpointSlices, change.slice->key(), client::PatchType::Merge, change.patch));
    for (const ObjectPtr& slice : plan.remove) {
        m_expectations.expectDeletion(key, std::string(slice->uid()));
        client::DeleteOptions options;
        options.uid = slice->uid();
        requests.push_back(request::remove(resources::endpointSlices, slice->key(), options));
    }
    m_caller.sendAll(
        std::move(requests), [this, key, finish, creates, plan = std::move(plan)](const Caller::Results& results) {
            Status status;
            for (size_t i = 0; i < results.size(); ++i) {
                const client::ApiResult& result = results[i];
                const bool isCreate = i < creates;
                const bool isChange = !isCreate && i < creates + plan.change.size();
                if (result && isChange)
                    m_writes.wrote(plan.change[i - creates].slice->key(), result.root()["metadata"]["uid"].asString(),
                                   result.root()["metadata"]["resourceVersion"].asString());
                if (result)
                    continue;
                if (isCreate)
                    m_expectations.creationFailed(key);
                else if (!isChange)
                    m_expectations.deletionObserved(key, plan.remove[i - creates - plan.change.size()]->uid());
                if (result.code() != ErrorCode::NotFound && !result.error().isNamespaceTerminating())
                    status = Error(result.error());
            }
            finish(status ? Outcome::done() : Outcome::failed(status.error()));
        });
}

} // namespace skiff::controllers
