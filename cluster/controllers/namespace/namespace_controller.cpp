#include "cluster/controllers/namespace/namespace_controller.h"

#include "cluster/controllers/framework/custom_kind.h"

#include <deque>

namespace skiff::controllers {

namespace {

using client::ObjectKey;
using client::ObjectPtr;
using client::ResourceRef;
namespace resources = client::resources;
namespace request = client::request;

constexpr int concurrency = 4;
constexpr std::string_view name = "namespace-controller";
constexpr std::string_view finalizer = "kubernetes";
/// Contents go at their own pace (grace periods, finalizers): they are looked at again, ever more rarely.
constexpr Duration firstLook = std::chrono::milliseconds(20);
constexpr Duration longestLook = std::chrono::seconds(5);

bool hasFinalizer(const client::Object& ns)
{
    for (const data::Node each : ns["spec"]["finalizers"])
        if (each.asString() == finalizer)
            return true;
    return false;
}

} // namespace

struct NamespaceController::Pass
{
    ObjectPtr ns;
    NamespacePlan plan;
    Finish finish;
    std::vector<const api::Resource*> resources; ///< what the namespace may hold
    std::deque<CustomKind> customKinds;
    std::deque<api::Resource> customResources;   ///< their text is that of customKinds
};

NamespaceController::NamespaceController(const ControllerContext& context)
    : m_informers(context.informers),
      m_clock(context.clock),
      m_namespaces(context.informers.informer(resources::namespaces)),
      m_caller(context.clientOf(name), context.executor),
      m_loop(std::string(name), context.executor, context.clock, concurrency,
             [this](const ObjectKey& key, const Finish& finish) { reconcile(key, finish); })
{
    for (const api::Resource& resource : api::builtinResources())
        if (resource.namespaced && (resource.verbs & api::VerbList) && (resource.verbs & api::VerbDeleteCollection))
            m_resources.push_back(&resource);
    m_subscription = m_namespaces.subscribe({[this](const ObjectPtr& ns) { m_loop.add(ns->key()); },
                                             [this](const ObjectPtr&, const ObjectPtr& ns) { m_loop.add(ns->key()); },
                                             [this](const ObjectPtr& ns) {
                                                 m_looks.erase(ns->key());
                                             }});
}

void NamespaceController::start()
{
    m_informers.whenSynced({&m_namespaces}, [this] {
        setReady();
        m_loop.start();
    });
}

void NamespaceController::reconcile(const ObjectKey& key, const Finish& finish)
{
    const ObjectPtr ns = m_namespaces.cache().get(key);
    if (!ns || !ns->isBeingDeleted() || !hasFinalizer(*ns))
        return finish(Outcome::done());
    auto pass = std::make_shared<Pass>();
    pass->ns = ns;
    pass->finish = finish;
    pass->resources = m_resources;
    m_caller.send(request::list(customResourceDefinitions, {}), [this, pass](const client::ApiResult& definitions) {
        if (definitions)
            addCustomKinds(*pass, definitions.root());
        else if (definitions.code() != ErrorCode::NotFound)
            return pass->finish(Outcome::failed(Error(definitions.error())));
        count(pass);
    });
}

void NamespaceController::addCustomKinds(Pass& pass, data::Node definitions) const
{
    for (const data::Node definition : definitions["items"]) {
        auto kind = CustomKind::of(definition);
        if (!kind || !kind->namespaced)
            continue;
        const CustomKind& kept = pass.customKinds.emplace_back(std::move(*kind));
        api::Resource& resource = pass.customResources.emplace_back();
        resource.group = kept.group;
        resource.version = kept.version;
        resource.plural = kept.plural;
        resource.kind = kept.kind;
        resource.namespaced = true;
        pass.resources.push_back(&resource);
    }
}

void NamespaceController::count(const std::shared_ptr<Pass>& pass)
{
    std::vector<client::ApiRequest> lists;
    client::ListOptions options;
    options.metadataOnly = true;
    for (const api::Resource* resource : pass->resources)
        lists.push_back(request::list(ResourceRef::of(*resource), pass->ns->name(), options));
    m_caller.sendAll(std::move(lists), [this, pass](const Caller::Results& results) {
        std::vector<NamespaceContent> contents;
        for (size_t i = 0; i < results.size(); ++i) {
            NamespaceContent content;
            if (results[i])
                content = contentOf(*pass->resources[i], results[i].root());
            else if (results[i].code() != ErrorCode::NotFound) // not served: nothing is there
                content.failure = results[i].error().message;
            content.resource = pass->resources[i];
            contents.push_back(std::move(content));
        }
        pass->plan = reconcileNamespace(*pass->ns, contents, m_clock.now());
        if (pass->plan.finalize)
            finalize(pass);
        else
            empty(pass);
    });
}

void NamespaceController::empty(const std::shared_ptr<Pass>& pass)
{
    std::vector<client::ApiRequest> requests;
    client::DeleteOptions background;
    background.propagation = client::Propagation::Background;
    for (const api::Resource* resource : pass->plan.empty)
        requests.push_back(request::removeCollection(ResourceRef::of(*resource), pass->ns->name(), {}, background));
    if (!pass->plan.status.is_null())
        requests.push_back(request::patch(resources::namespaces, pass->ns->key(), client::PatchType::Merge,
                                          pass->plan.status, "status"));
    m_caller.sendAll(std::move(requests), [this, pass](const Caller::Results& results) {
        const Status status =
            firstError(results, [](const client::ApiError& error) { return error.code != ErrorCode::NotFound; });
        pass->finish(status ? lookAgain(pass->ns->key()) : Outcome::failed(status.error()));
    });
}

Outcome NamespaceController::lookAgain(const ObjectKey& key)
{
    return Outcome::after(m_looks.try_emplace(key, firstLook, longestLook).first->second.next());
}

void NamespaceController::finalize(const std::shared_ptr<Pass>& pass)
{
    data::Array finalizers;
    for (const data::Node each : (*pass->ns)["spec"]["finalizers"])
        if (each.asString() != finalizer)
            finalizers.push_back(each.toValue());
    const data::Value body{{"kind", "Namespace"},
                           {"apiVersion", "v1"},
                           {"metadata", {{"name", pass->ns->name()}, {"uid", pass->ns->uid()}}},
                           {"spec", {{"finalizers", std::move(finalizers)}}}};
    m_caller.send(request::update(resources::namespaces, pass->ns->key(), body, "finalize"),
                  [pass](const client::ApiResult& result) {
                      const bool gone = result || result.code() == ErrorCode::NotFound;
                      pass->finish(gone ? Outcome::done() : Outcome::failed(Error(result.error())));
                  });
}

} // namespace skiff::controllers
