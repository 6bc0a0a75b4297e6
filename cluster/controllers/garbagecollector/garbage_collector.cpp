#include "cluster/controllers/garbagecollector/garbage_collector.h"

#include "cluster/api/resource.h"

#include <algorithm>

namespace skiff::controllers {

namespace {

using client::ObjectKey;
using client::ObjectPtr;
using client::PatchType;
using client::ResourceRef;
namespace request = client::request;

constexpr int concurrency = 16;
constexpr std::string_view name = "generic-garbage-collector";
constexpr size_t mostRemembered = 10000;

/// Events own nothing and are not owned.
bool isFollowed(const api::Resource& resource)
{
    constexpr uint16_t needed = api::VerbList | api::VerbWatch | api::VerbDelete;
    return (resource.verbs & needed) == needed && resource.kind != "Event";
}

void remember(std::set<std::string>& set, const std::string& uid)
{
    if (set.size() >= mostRemembered)
        set.clear();
    set.insert(uid);
}

/// Custom kinds know no strategic patches: what is left of a list is sent as a whole, for the state that was seen.
client::ApiRequest replaceList(const OwnerGraph::Node& node, std::string_view list, data::Array left)
{
    const client::Object& object = *node.object;
    data::Value value = left.empty() ? data::Value() : data::Value(std::move(left));
    return request::patch(node.resource, object.key(), PatchType::Merge,
                          {{"metadata", {{"uid", object.uid()}, {"resourceVersion", object.resourceVersion()}, {list, std::move(value)}}}});
}

bool isBuiltin(const ResourceRef& resource)
{
    return api::findResource(resource.group, resource.version, resource.plural) != nullptr;
}

} // namespace

GarbageCollector::GarbageCollector(const ControllerContext& context)
    : m_context(context),
      m_client(context.clientOf(name)),
      m_informers(context.informers),
      m_caller(context.clientOf(name), context.executor),
      m_loop(std::string(name), context.executor, context.clock, concurrency,
             [this](const ObjectKey& key, const Finish& finish) { reconcile(key, finish); })
{
    std::set<std::pair<std::string_view, std::string_view>> seen; // the first version of each resource is enough
    for (const api::Resource& resource : api::builtinResources())
        if (isFollowed(resource) && seen.emplace(resource.group, resource.plural).second)
            follow(ResourceRef::of(resource));
    followDefinitions();
}

void GarbageCollector::follow(const ResourceRef& resource)
{
    client::Informer& informer = m_informers.metadataInformer(resource);
    m_followed.push_back(&informer);
    m_subscriptions.push_back(listen(informer, resource));
}

void GarbageCollector::followDefinitions()
{
    const auto changed = [this](const ObjectPtr& definition) { followCustom(definition); };
    m_subscriptions.push_back(m_informers.metadataInformer(customResourceDefinitions)
                                  .subscribe({changed, [changed](const ObjectPtr&, const ObjectPtr& now) { changed(now); },
                                              [this](const ObjectPtr& last) { forgetCustom(last->name()); }}));
}

/// The metadata of a definition does not say what it adds: it is read once, and again until it is established.
void GarbageCollector::followCustom(const ObjectPtr& definition)
{
    const auto known = m_customs.find(definition->name());
    if (known != m_customs.end() && known->second.uid == definition->uid())
        return;
    forgetCustom(definition->name());
    m_caller.send(request::get(customResourceDefinitions, definition->key()),
                  [this, crd = definition->name()](const client::ApiResult& result) {
                      if (result && !m_customs.contains(crd))
                          addCustom(crd, result.root());
                  });
}

void GarbageCollector::addCustom(const std::string& crd, data::Node definition)
{
    auto kind = CustomKind::of(definition);
    if (!kind)
        return;
    const auto owned = std::make_shared<const CustomKind>(std::move(*kind));
    Custom& custom = m_customs[crd];
    custom.uid = definition["metadata"]["uid"].asString();
    custom.kind = m_kinds.try_emplace(owned->ref(), owned).first->second;
    client::InformerOptions options;
    options.resource = custom.kind->ref();
    options.metadataOnly = true;
    custom.informer = std::make_unique<client::Informer>(m_client, m_context.executor, m_context.clock,
                                                         std::hash<std::string>()(custom.uid), std::move(options));
    custom.subscription = listen(*custom.informer, custom.kind->ref());
    custom.informer->start();
}

void GarbageCollector::forgetCustom(const std::string& definition)
{
    const auto found = m_customs.find(definition);
    if (found == m_customs.end())
        return;
    const std::vector<ObjectPtr> left = found->second.informer->cache().list();
    m_customs.erase(found);
    for (const ObjectPtr& object : left)
        look(m_graph.remove(std::string(object->uid())));
}

client::Subscription GarbageCollector::listen(client::Informer& informer, const ResourceRef& resource)
{
    const auto put = [this, resource](const ObjectPtr& object) {
        m_present.erase(std::string(object->uid()));
        look(m_graph.put(resource, object));
    };
    return informer.subscribe({put,
                            [this, put](const ObjectPtr& before, const ObjectPtr& now) {
                                // Most changes are of status or spec and none of ours.
                                const auto same = [&](std::string_view field) {
                                    return before->metadata()[field].span() == now->metadata()[field].span();
                                };
                                if (!same("ownerReferences") || !same("finalizers") || !same("deletionTimestamp"))
                                    put(now);
                                else
                                    m_graph.refresh(now);
                            },
                            [this](const ObjectPtr& object) {
                                const std::string uid(object->uid());
                                remember(m_absent, uid);
                                m_present.erase(uid);
                                look(m_graph.remove(uid));
                            }});
}

std::optional<ResourceRef> GarbageCollector::resourceOf(const OwnerReference& owner) const
{
    const std::string_view text = owner.apiVersion;
    const size_t slash = text.find('/');
    const std::string_view group = slash == std::string_view::npos ? std::string_view() : text.substr(0, slash);
    const std::string_view version = slash == std::string_view::npos ? text : text.substr(slash + 1);
    if (const api::Resource* resource = api::findKind(group, version, owner.kind))
        return ResourceRef::of(*resource);
    for (const auto& [definition, custom] : m_customs)
        if (custom.kind->group == group && custom.kind->kind == owner.kind)
            return custom.kind->ref();
    return std::nullopt;
}

void GarbageCollector::start()
{
    m_informers.whenSynced(m_followed, [this] {
        setReady();
        m_loop.start();
    });
}

void GarbageCollector::look(const std::vector<std::string>& uids)
{
    for (const std::string& uid : uids)
        m_loop.add({{}, uid});
}

OwnerPresence GarbageCollector::presenceOf(const OwnerReference& owner) const
{
    if (m_absent.count(owner.uid))
        return OwnerPresence::Absent;
    // Of a kind that is not known here nothing can be said: what it owns stays.
    return m_present.count(owner.uid) || !resourceOf(owner) ? OwnerPresence::Present : OwnerPresence::Unknown;
}

void GarbageCollector::reconcile(const ObjectKey& key, const Finish& finish)
{
    const OwnerGraph::Node* node = m_graph.find(key.name);
    if (!node)
        return finish(Outcome::done());
    const GarbagePlan plan =
        decideGarbage(m_graph, *node, [this](const OwnerReference& owner) { return presenceOf(owner); });
    std::vector<client::ApiRequest> requests;
    switch (plan.action) {
    case GarbagePlan::Action::Nothing:
        return finish(Outcome::done());
    case GarbagePlan::Action::AskForOwners:
        return ask(*node, plan.ask, key, finish);
    case GarbagePlan::Action::Delete: {
        client::DeleteOptions options;
        options.propagation = plan.propagation;
        options.uid = node->object->uid();
        // The watches of owner and dependent are not in step: what was just orphaned must not be deleted.
        options.resourceVersion = node->object->resourceVersion();
        requests.push_back(request::remove(node->resource, node->object->key(), options));
        break;
    }
    case GarbagePlan::Action::DropOwners:
        requests.push_back(dropOwners(*node, plan.owners));
        break;
    case GarbagePlan::Action::DropFinalizer:
        requests.push_back(dropFinalizer(*node, plan.finalizer));
        break;
    case GarbagePlan::Action::OrphanDependents:
        for (const OwnerGraph::Node* dependent : plan.dependents)
            requests.push_back(dropOwners(*dependent, {key.name}));
        if (requests.empty())
            requests.push_back(dropFinalizer(*node, plan.finalizer));
        break;
    }
    const bool orphaning = plan.action == GarbagePlan::Action::OrphanDependents && !plan.dependents.empty();
    m_caller.sendAll(std::move(requests), [finish, orphaning](const Caller::Results& results) {
        const Status status =
            firstError(results, [](const client::ApiError& error) { return error.code != ErrorCode::NotFound; });
        if (!status)
            return finish(Outcome::failed(status.error()));
        // The finalizer goes when the cache shows that no dependent is left.
        finish(orphaning ? Outcome::after(std::chrono::milliseconds(10)) : Outcome::done());
    });
}

/// The graph does not have these owners: the API server says whether they exist.
void GarbageCollector::ask(const OwnerGraph::Node& node, const std::vector<OwnerReference>& owners,
                           const ObjectKey& key, const Finish& finish)
{
    std::vector<client::ApiRequest> requests;
    for (const OwnerReference& owner : owners) {
        const std::optional<ResourceRef> resource = resourceOf(owner);
        requests.push_back(request::get(*resource, {resource->namespaced ? node.object->ns() : "", owner.name}));
    }
    m_caller.sendAll(std::move(requests), [this, owners, key, finish](const Caller::Results& results) {
        Status status;
        for (size_t i = 0; i < results.size(); ++i) {
            if (results[i])
                remember(results[i].root()["metadata"]["uid"].asString() == owners[i].uid ? m_present : m_absent,
                         owners[i].uid);
            else if (results[i].code() == ErrorCode::NotFound)
                remember(m_absent, owners[i].uid);
            else
                status = Error(results[i].error());
        }
        if (!status)
            return finish(Outcome::failed(status.error()));
        m_loop.add(key); // now it can be decided
        finish(Outcome::done());
    });
}

client::ApiRequest GarbageCollector::dropOwners(const OwnerGraph::Node& node,
                                                const std::vector<std::string>& owners) const
{
    if (!isBuiltin(node.resource)) {
        data::Array left;
        for (const data::Node owner : node.object->metadata()["ownerReferences"])
            if (std::find(owners.begin(), owners.end(), owner["uid"].asString()) == owners.end())
                left.push_back(owner.toValue());
        return replaceList(node, "ownerReferences", std::move(left));
    }
    data::Array deletions;
    for (const std::string& uid : owners)
        deletions.push_back({{"$patch", "delete"}, {"uid", uid}});
    return request::patch(node.resource, node.object->key(), PatchType::Strategic,
                          {{"metadata", {{"uid", node.object->uid()}, {"ownerReferences", std::move(deletions)}}}});
}

client::ApiRequest GarbageCollector::dropFinalizer(const OwnerGraph::Node& node, std::string_view finalizer) const
{
    if (!isBuiltin(node.resource)) {
        data::Array left;
        for (const data::Node each : node.object->metadata()["finalizers"])
            if (each.asString() != finalizer)
                left.push_back(each.toValue());
        return replaceList(node, "finalizers", std::move(left));
    }
    return request::patch(node.resource, node.object->key(), PatchType::Strategic,
                          {{"metadata",
                            {{"uid", node.object->uid()},
                             {"$deleteFromPrimitiveList/finalizers", data::Array{data::Value(finalizer)}}}}});
}

} // namespace skiff::controllers
