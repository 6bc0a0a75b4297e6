#include "cluster/apiserver/crd/definition_controller.h"

#include "cluster/apiserver/crd/accepted_names.h"
#include "cluster/apiserver/crd/definition_strategy.h"
#include "cluster/base/log.h"
#include "cluster/data/json_spans.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

namespace skiff::apiserver {

namespace {

constexpr Duration retryDelay = std::chrono::seconds(1);

data::Array* finalizersOf(data::Value& object)
{
    data::Value* list = data::find(object, {"metadata", "finalizers"});
    return list ? list->if_array() : nullptr;
}

bool removeFinalizer(data::Value& object, std::string_view name)
{
    data::Array* list = finalizersOf(object);
    if (!list)
        return false;
    for (auto it = list->begin(); it != list->end(); ++it) {
        if (data::stringAt(*it, {}) != name)
            continue;
        list->erase(it);
        if (list->empty())
            data::removeAt(object, {"metadata", "finalizers"});
        return true;
    }
    return false;
}

bool isDeleted(const data::Value& object)
{
    return !data::stringAt(object, {"metadata", "deletionTimestamp"}).empty();
}

/// What a served kind is made of; another text means another kind. The generation is not it: deletion counts there too.
std::string originOf(const data::Value& definition)
{
    const data::Value* spec = data::find(definition, {"spec"});
    const data::Value* names = data::find(definition, {"status", "acceptedNames"});
    return fmt::format("{}/{:x}/{}", data::stringAt(definition, {"metadata", "uid"}),
                       std::hash<std::string>()(spec ? data::toJson(*spec) : ""), names ? data::toJson(*names) : "");
}

/// The state of a custom object whose kind is deleted: gone, or held by its finalizers. nullptr deletes.
store::Bytes deleted(const StoredObject& object, const api::Resource& storage, WallTime now)
{
    data::Value value = object.toValue(storage.kind, storage.apiVersion());
    const data::Array* finalizers = finalizersOf(value);
    if (!finalizers || finalizers->empty())
        return nullptr;
    data::Object& metadata = data::ensureObject(value, {"metadata"});
    metadata["deletionTimestamp"] = formatTime(now);
    metadata["deletionGracePeriodSeconds"] = 0;
    return StoredObject::encode(std::move(value));
}

} // namespace

/// Brings the names of definitions that changed.
class DefinitionController::Feed final : public Watcher, public std::enable_shared_from_this<Feed>
{
public:
    explicit Feed(std::weak_ptr<DefinitionController> controller) : m_controller(std::move(controller)) {}

    void follow()
    {
        const auto controller = m_controller.lock();
        if (!controller)
            return;
        const ServedResource& served = controller->definitions();
        controller->m_cache.watch(served.cache, served.key("", ""), {.withState = true}, shared_from_this(),
                                  [self = shared_from_this()](WatchCache::WatchBegin first) {
                                      for (const ObjectPtr& object : first.state.objects)
                                          self->passUnlessSettled(*object);
                                  });
    }
    bool onEvents(std::span<const EventPtr> events, EventFrames&) override
    {
        for (const EventPtr& event : events)
            pass(event->object->name());
        return !m_controller.expired();
    }
    bool onTick(store::Revision) override { return !m_controller.expired(); }
    void onEnd(const StatusError&) override { follow(); }

private:
    void pass(std::string_view name)
    {
        if (const auto controller = m_controller.lock())
            controller->enqueue(std::string(name));
    }
    void passUnlessSettled(const StoredObject& object)
    {
        const auto controller = m_controller.lock();
        if (!controller)
            return;
        const auto settled = controller->m_settled.find(std::string(object.name()));
        if (settled == controller->m_settled.end() || settled->second != object.revision())
            controller->enqueue(std::string(object.name()));
    }
    std::weak_ptr<DefinitionController> m_controller;
};

/// Says when objects of a kind that is being deleted are gone.
class DefinitionController::InstanceFeed final : public Watcher
{
public:
    InstanceFeed(std::weak_ptr<DefinitionController> controller, std::string name)
        : m_controller(std::move(controller)), m_name(std::move(name))
    {}

    bool onEvents(std::span<const EventPtr> events, EventFrames&) override
    {
        for (const EventPtr& event : events)
            if (event->type == ObjectEvent::Type::Deleted)
                return pass();
        return !m_controller.expired();
    }
    bool onTick(store::Revision) override { return pass(); }
    void onEnd(const StatusError&) override { pass(); }

private:
    bool pass()
    {
        const auto controller = m_controller.lock();
        if (controller)
            controller->enqueue(m_name);
        return controller != nullptr;
    }
    std::weak_ptr<DefinitionController> m_controller;
    std::string m_name;
};

DefinitionController::DefinitionController(const Registry& registry, WatchCache& cache, store::Store& store,
                                           const Clock& clock, Executor& pool, RequestGate& gate)
    : m_registry(registry), m_cache(cache), m_store(store), m_clock(clock), m_pool(pool), m_gate(gate)
{}

const ServedResource& DefinitionController::definitions() const
{
    return *m_registry.find("apiextensions.k8s.io", "v1", "customresourcedefinitions");
}

Status DefinitionController::start()
{
    const ServedResource& served = definitions();
    for (const ObjectPtr& object : served.cache.list(served.key("", "")).objects) {
        const data::Value definition = object->toUnownedValue(served.storage.kind, served.storage.apiVersion());
        if (!hasCondition(definition, "Established"))
            continue;
        std::promise<Status> done;
        serve(std::string(object->name()), definition, [&done](Status status) { done.set_value(std::move(status)); });
        SKIFF_TRY(done.get_future().get());
        if (!isDeleted(definition))
            m_settled[std::string(object->name())] = object->revision();
    }
    std::make_shared<Feed>(weak_from_this())->follow();
    return {};
}

void DefinitionController::enqueue(const std::string& name)
{
    const MutexLock lock(m_mutex);
    m_waiting.insert(name);
    if (m_busy)
        return;
    m_busy = true;
    m_pool.post([self = shared_from_this()] { self->next(); });
}

void DefinitionController::next()
{
    std::string name;
    {
        const MutexLock lock(m_mutex);
        if (m_waiting.empty()) {
            m_busy = false;
            return;
        }
        name = m_waiting.extract(m_waiting.begin()).value();
    }
    reconcile(name);
}

void DefinitionController::reconcile(const std::string& name)
{
    m_cache.whenAt(m_store.revision(),
                   [self = shared_from_this(), name](bool) { self->m_pool.post([self, name] { self->look(name); }); });
}

std::vector<ObjectPtr> DefinitionController::neighboursOf(const std::string& name) const
{
    const ServedResource& served = definitions();
    const std::string_view ending = std::string_view(name).substr(std::min(name.find('.'), name.size()));
    std::vector<ObjectPtr> neighbours;
    for (const ObjectPtr& object : served.cache.list(served.key("", "")).objects)
        if (object->name() != name && object->name().ends_with(ending))
            neighbours.push_back(object);
    return neighbours;
}

/// Definitions can be large: of those that did not change the names are known.
std::vector<data::Value> DefinitionController::namesBeside(const std::string& name)
{
    std::vector<data::Value> names;
    for (const ObjectPtr& object : neighboursOf(name)) {
        auto& [revision, accepted] = m_names[std::string(object->name())];
        if (revision != object->revision()) {
            const data::JsonSpan span = data::JsonSpan(object->json())["status"]["acceptedNames"];
            auto read = span ? data::parseJson(span.text()) : Result<data::Value>(data::Value());
            accepted = read.ok() ? std::move(read).value() : data::Value();
            revision = object->revision();
        }
        names.push_back(accepted);
    }
    return names;
}

void DefinitionController::look(const std::string& name)
{
    const ServedResource& served = definitions();
    const ObjectPtr object = served.cache.find(served.key("", name));
    if (!object)
        return drop(name);
    // On the heap, not in an arena: it goes from thread to thread, and an arena belongs to one.
    data::Value definition(object->toValue(served.storage.kind, served.storage.apiVersion()), data::Arena());
    const bool changed = settleNames(definition, namesBeside(name), m_clock.now());
    if (!hasCondition(definition, "Established"))
        return settle(name, object, std::move(definition), changed);
    // It is served before anybody reads that it is.
    serve(name, definition, [self = shared_from_this(), name, object, definition, changed](Status status) {
        if (!status.ok())
            log::error("crd", "{}: {}", name, status.error().message);
        self->m_pool.post(
            [self, name, object, definition, changed] { self->settle(name, object, definition, changed); });
    });
}

void DefinitionController::serve(const std::string& name, const data::Value& definition,
                                 std::function<void(Status)> then)
{
    const std::string origin = originOf(definition);
    if (const auto served = m_served.find(name); served != m_served.end() && served->second == origin)
        return then({});
    auto kind = api::custom::CustomKind::compile(definition);
    if (!kind)
        return then(Error{ErrorCode::InvalidArgument, "the definition has no stored version"});
    m_served[name] = origin;
    m_emptied.erase(name);
    const auto made = std::make_shared<const ServedKind>(std::move(kind));
    if (isDeleted(definition))
        made->setTerminating();
    m_cache.put(name, std::shared_ptr<ResourceCache>(made, &made->cache()),
                [self = shared_from_this(), made, then = std::move(then)](Status status) {
                    if (status.ok())
                        self->m_registry.customs().put(made);
                    then(std::move(status));
                });
}

void DefinitionController::drop(const std::string& name)
{
    if (m_served.erase(name) > 0) {
        m_registry.customs().remove(name);
        m_cache.remove(name);
    }
    m_emptied.erase(name);
    // Names that it had are free for others of its group.
    m_names.erase(name);
    for (const ObjectPtr& other : neighboursOf(name))
        enqueue(std::string(other->name()));
    next();
}

void DefinitionController::settle(const std::string& name, const ObjectPtr& object, data::Value definition,
                                  bool changed)
{
    if (isDeleted(definition))
        return empty(name, object, std::move(definition));
    if (!changed)
        return next();
    write(name, object, StoredObject::encode(std::move(definition)));
}

/// Deletes what there is of a kind whose definition is deleted.
void DefinitionController::empty(const std::string& name, const ObjectPtr& object, data::Value definition)
{
    const data::Array* finalizers = finalizersOf(definition);
    const bool ours = finalizers && std::any_of(finalizers->begin(), finalizers->end(), [](const data::Value& each) {
                          return data::stringAt(each, {}) == cleanupFinalizer;
                      });
    const auto set = m_registry.customs().now();
    const auto served = set->kinds.find(name);
    if (served != set->kinds.end())
        served->second->setTerminating();
    if (!ours)
        return next();
    if (served == set->kinds.end())
        return finalize(name, object, std::move(definition));
    if (setCondition(definition, "Terminating", true, "InstanceDeletionInProgress",
                     "CustomResource deletion is in progress", m_clock.now()))
        return write(name, object, StoredObject::encode(std::move(definition)));
    const ServedKindPtr& kind = served->second;
    if (m_emptied.insert(name).second) {
        const std::string prefix = kind->cache().prefix();
        m_cache.watch(kind->cache(), prefix, {.withState = true},
                      std::make_shared<InstanceFeed>(weak_from_this(), name), [kind](WatchCache::WatchBegin) {});
    }
    const Snapshot snapshot = kind->cache().list(kind->cache().prefix());
    if (snapshot.objects.empty())
        return finalize(name, object, std::move(definition));
    const api::Resource& storage = kind->kind().storage();
    for (const ObjectPtr& each : snapshot.objects) {
        if (each->json().find("\"deletionTimestamp\":") != std::string_view::npos &&
            isDeleted(each->toUnownedValue(storage.kind, storage.apiVersion())))
            continue;
        send({each->key(), deleted(*each, storage, m_clock.now()), each->revision()},
             [this, name](const Result<store::WriteOutcome>& outcome) {
                 if (outcome.ok() && !outcome->accepted)
                     enqueue(name); // it was changed meanwhile
             });
    }
    next();
}

/// The last step: nothing is left of the kind.
void DefinitionController::finalize(const std::string& name, const ObjectPtr& object, data::Value definition)
{
    removeFinalizer(definition, cleanupFinalizer);
    const data::Array* left = finalizersOf(definition);
    write(name, object, left && !left->empty() ? StoredObject::encode(std::move(definition)) : nullptr);
}

void DefinitionController::write(const std::string& name, const ObjectPtr& object, store::Bytes bytes)
{
    send({object->key(), std::move(bytes), object->revision()},
         [this, name](const Result<store::WriteOutcome>& outcome) {
             if (!outcome.ok()) {
                 log::warning("crd", "{}: {}", name, outcome.error().message);
                 m_pool.postAfter(retryDelay, [self = shared_from_this(), name] { self->enqueue(name); }).detach();
             } else if (!outcome->accepted) {
                 enqueue(name); // somebody came first
             }
             m_pool.post([self = shared_from_this()] { self->next(); });
         });
}

void DefinitionController::send(store::Write write, std::function<void(const Result<store::WriteOutcome>&)> done)
{
    m_gate.enter();
    m_store.write(std::move(write),
                  [self = shared_from_this(), done = std::move(done)](const Result<store::WriteOutcome>& outcome) {
                      done(outcome);
                      self->m_gate.leave();
                  });
}

} // namespace skiff::apiserver
