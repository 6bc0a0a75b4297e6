#include "tests/support/fake_api/fake_api_server.h"

#include "cluster/data/patch/json_patch.h"
#include "cluster/data/patch/merge_patch.h"
#include "cluster/data/patch/strategic_merge_patch.h"
#include "cluster/semantics/field_selector.h"
#include "cluster/semantics/label_selector.h"

#include <QtGlobal>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace skiff::test {

namespace {

/// The parts of "/apis/GROUP/VERSION/namespaces/NS/PLURAL/NAME/SUBRESOURCE".
struct Target
{
    const api::Resource* resource = nullptr;
    std::string ns;
    std::string name;
    std::string subresource;
};

Target parseTarget(const std::string& path)
{
    std::vector<std::string> parts;
    for (size_t at = 1; at <= path.size();) {
        const size_t slash = std::min(path.find('/', at), path.size());
        parts.push_back(path.substr(at, slash - at));
        at = slash + 1;
    }
    Target target;
    const bool core = !parts.empty() && parts[0] == "api";
    size_t at = core ? 2 : 3;
    const std::string group = core || parts.size() < 2 ? "" : parts[1];
    const std::string version = parts.size() < at ? "" : parts[at - 1];
    if (parts.size() > at + 2 && parts[at] == "namespaces" && api::findResource(group, version, parts[at + 2])) {
        target.ns = parts[at + 1];
        at += 2;
    }
    if (parts.size() > at)
        target.resource = api::findResource(group, version, parts[at]);
    if (parts.size() > at + 1)
        target.name = parts[at + 1];
    if (parts.size() > at + 2)
        target.subresource = parts[at + 2];
    return target;
}

std::string queryValue(const client::ApiRequest& request, std::string_view name)
{
    for (const auto& [key, value] : request.query)
        if (key == name)
            return value;
    return {};
}

data::Value statusOf(const FakeFailure& failure)
{
    data::Value status{{"kind", "Status"},         {"apiVersion", "v1"},         {"status", "Failure"},
                       {"reason", failure.reason}, {"message", failure.message}, {"code", failure.status}};
    if (failure.status == 403 && failure.message.find("being terminated") != std::string::npos)
        data::ensureObject(status, {"details"})["causes"] = data::Array{{{"reason", "NamespaceTerminating"}}};
    return status;
}

client::ApiResponse respond(int status, const data::Value& body)
{
    return {status, "application/json", std::make_shared<const std::string>(data::toJson(body))};
}

client::ApiResponse respond(const FakeOutcome& outcome, int good = 200)
{
    return outcome.failure ? respond(outcome.failure->status, statusOf(*outcome.failure))
                           : respond(good, outcome.object);
}

/// Namespace and selectors of a list or watch.
struct Filter
{
    std::string ns;
    semantics::LabelSelector labels;
    semantics::FieldSelector fields;

    static Filter of(const Target& target, const client::ApiRequest& request)
    {
        return {target.ns, *semantics::LabelSelector::parse(queryValue(request, "labelSelector")),
                *semantics::FieldSelector::parse(queryValue(request, "fieldSelector"))};
    }

    bool matches(const data::Value& object) const
    {
        if (!object.is_object() || (!ns.empty() && data::stringAt(object, {"metadata", "namespace"}) != ns))
            return false;
        const auto document = data::Document::from(object);
        return labels.matches(document->root()["metadata"]["labels"]) &&
               fields.matchesWith([&](std::string_view field) {
                   data::Node node = document->root();
                   while (!field.empty()) {
                       const size_t dot = std::min(field.find('.'), field.size());
                       node = node[field.substr(0, dot)];
                       field.remove_prefix(std::min(dot + 1, field.size()));
                   }
                   return node.asString();
               });
    }
};

std::string eventLine(std::string_view type, const data::Value& object)
{
    return fmt::format("{{\"type\":\"{}\",\"object\":{}}}\n", type, data::toJson(object));
}

} // namespace

class FakeApiServer::PendingCall final : public client::Call
{
public:
    explicit PendingCall(std::shared_ptr<void> life) : m_life(std::move(life)) {}

private:
    std::shared_ptr<void> m_life;
};

struct FakeApiServer::Watcher
{
    const api::Resource* resource;
    Filter filter;
    client::StreamSink sink;
    bool ended = false;
};

FakeApiServer::FakeApiServer(Executor& executor, const Clock& clock)
    : m_executor(executor), m_storage(clock, [this](const FakeStorage::Event& event) { push(event); })
{
    create(client::resources::namespaces,
           R"({"metadata":{"name":"default"},"spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active"}})");
}

FakeApiServer::~FakeApiServer() = default;

std::unique_ptr<client::Call> FakeApiServer::send(client::ApiRequest request,
                                                  std::function<void(Result<client::ApiResponse>)> done)
{
    m_calls.push_back(request.method + " " + request.path);
    auto life = std::make_shared<char>();
    m_executor.post([this, request = std::move(request), done = std::move(done), alive = std::weak_ptr(life)] {
        std::optional<client::ApiResponse> answer = intercept ? intercept(request) : std::nullopt;
        if (!answer)
            answer = handle(request);
        m_executor.post([done, answer = std::move(*answer), alive] {
            if (!alive.expired())
                done(answer);
        });
    });
    return std::make_unique<PendingCall>(std::move(life));
}

client::ApiResponse FakeApiServer::handle(const client::ApiRequest& request)
{
    const Target target = parseTarget(request.path);
    if (!target.resource)
        return respond(404, statusOf({404, "NotFound", "the server could not find the requested resource"}));
    const api::Resource& resource = *target.resource;
    const client::ObjectKey key{target.ns, target.name};
    data::Value body;
    if (!request.body.empty()) {
        auto parsed = data::parseJson(request.body);
        if (!parsed)
            return respond(400, statusOf({400, "BadRequest", parsed.error().message}));
        body = std::move(*parsed);
    }
    const auto missing =
        FakeFailure{404, "NotFound", fmt::format("{} \"{}\" not found", resource.qualifiedName(), key.name)};
    if (request.method == "GET" && !target.name.empty()) {
        const data::Value* found = m_storage.find(resource, key);
        return found ? respond(200, *found) : respond(404, statusOf(missing));
    }
    if (request.method == "GET" || (request.method == "DELETE" && target.name.empty())) {
        const Filter filter = Filter::of(target, request);
        data::Array items;
        for (const auto& [each, object] : FakeStorage::Objects(m_storage.objects(resource))) {
            if (!filter.matches(object))
                continue;
            items.push_back(object);
            if (request.method == "DELETE")
                m_storage.remove(resource, each, body);
        }
        return respond(200, {{"kind", resource.listKind},
                             {"apiVersion", resource.apiVersion()},
                             {"metadata", {{"resourceVersion", std::to_string(m_storage.revision())}}},
                             {"items", std::move(items)}});
    }
    if (request.method == "POST" && target.subresource == "binding")
        return respond(m_storage.bind(key, body), 201);
    if (request.method == "POST")
        return respond(m_storage.create(resource, target.ns, std::move(body), false), 201);
    if (request.method == "DELETE")
        return respond(m_storage.remove(resource, key, body));
    if (request.method == "PUT")
        return respond(m_storage.update(resource, key, std::move(body), target.subresource));
    const data::Value* found = m_storage.find(resource, key);
    if (!found)
        return respond(404, statusOf(missing));
    auto patched = request.contentType == "application/json-patch+json" ? data::applyJsonPatch(*found, body)
                   : request.contentType == "application/merge-patch+json"
                       ? data::applyMergePatch(*found, body)
                       : data::applyStrategicMergePatch(*found, body, *resource.type);
    if (!patched)
        return respond(422, statusOf({422, "Invalid", patched.error().message}));
    // A patch without a resourceVersion applies to whatever is there.
    return respond(m_storage.update(resource, key, std::move(*patched), target.subresource));
}

std::unique_ptr<client::Call> FakeApiServer::stream(client::ApiRequest request, client::StreamSink sink)
{
    m_calls.push_back("WATCH " + request.path);
    const Target target = parseTarget(request.path);
    auto watcher = std::make_shared<Watcher>();
    watcher->resource = target.resource;
    watcher->filter = Filter::of(target, request);
    watcher->sink = std::move(sink);
    uint64_t from = 0;
    const std::string version = queryValue(request, "resourceVersion");
    std::from_chars(version.data(), version.data() + version.size(), from);
    m_executor.post([this, weak = std::weak_ptr(watcher), from] {
        const auto now = weak.lock();
        if (!now)
            return;
        now->sink.onStart(200);
        if (from < m_oldestWatch) {
            now->sink.onData(eventLine("ERROR", statusOf({410, "Expired", "too old resource version"})));
            now->sink.onEnd({});
            return;
        }
        m_watchers.push_back(weak);
        for (const FakeStorage::Event& event : std::vector(m_storage.history()))
            if (event.revision > from && event.resource == now->resource)
                push(event, now);
    });
    return std::make_unique<PendingCall>(std::move(watcher));
}

void FakeApiServer::push(const FakeStorage::Event& event)
{
    for (const auto& weak : std::vector(m_watchers))
        if (const auto watcher = weak.lock(); watcher && !watcher->ended && watcher->resource == event.resource)
            push(event, watcher);
}

void FakeApiServer::push(const FakeStorage::Event& event, const std::shared_ptr<Watcher>& watcher)
{
    // An object that leaves the selection is deleted for the watcher, one that enters is added.
    const bool before = event.type != "ADDED" && watcher->filter.matches(event.before);
    const bool now = event.type != "DELETED" && watcher->filter.matches(event.object);
    if (!before && !now)
        return;
    const std::string_view type = !before ? "ADDED" : now ? "MODIFIED" : "DELETED";
    m_executor.post([weak = std::weak_ptr(watcher), line = eventLine(type, event.object)] {
        if (const auto alive = weak.lock())
            alive->sink.onData(line);
    });
}

void FakeApiServer::endWatches(bool expire)
{
    if (expire)
        m_oldestWatch = m_storage.revision();
    for (const auto& weak : std::exchange(m_watchers, {}))
        if (const auto watcher = weak.lock()) {
            watcher->ended = true;
            m_executor.post([weak] {
                if (const auto alive = weak.lock())
                    alive->sink.onEnd({});
            });
        }
}

namespace {

const api::Resource& tableOf(const client::ResourceRef& resource)
{
    const api::Resource* found = api::findResource(resource.group, resource.version, resource.plural);
    if (!found)
        qFatal("no such resource: %s", std::string(resource.plural).c_str());
    return *found;
}

data::Value parse(std::string_view text)
{
    auto value = data::parseJson(text);
    if (!value)
        qFatal("%s in %s", value.error().message.c_str(), std::string(text).c_str());
    return std::move(*value);
}

client::ObjectPtr take(const FakeOutcome& outcome)
{
    if (outcome.failure)
        qFatal("fake API: %s", outcome.failure->message.c_str());
    return *client::Object::from(data::Document::from(outcome.object));
}

} // namespace

client::ObjectPtr FakeApiServer::create(const client::ResourceRef& resource, std::string_view object)
{
    data::Value value = parse(object);
    const std::string ns(data::stringAt(value, {"metadata", "namespace"}));
    return take(m_storage.create(tableOf(resource), ns, std::move(value), true));
}

client::ObjectPtr FakeApiServer::change(const client::ResourceRef& resource, const client::ObjectKey& key,
                                        std::string_view patch)
{
    const data::Value* found = m_storage.find(tableOf(resource), key);
    if (!found)
        qFatal("no %s %s", std::string(resource.plural).c_str(), key.toString().c_str());
    return take(m_storage.update(tableOf(resource), key, *data::applyMergePatch(*found, parse(patch)), "*"));
}

void FakeApiServer::remove(const client::ResourceRef& resource, const client::ObjectKey& key, std::string_view options)
{
    take(m_storage.remove(tableOf(resource), key, parse(options)));
}

client::ObjectPtr FakeApiServer::get(const client::ResourceRef& resource, const client::ObjectKey& key) const
{
    const data::Value* found = m_storage.find(tableOf(resource), key);
    return found ? *client::Object::from(data::Document::from(*found)) : nullptr;
}

std::vector<client::ObjectPtr> FakeApiServer::list(const client::ResourceRef& resource, std::string_view ns)
{
    std::vector<client::ObjectPtr> objects;
    for (const auto& [key, value] : m_storage.objects(tableOf(resource)))
        if (ns.empty() || key.ns == ns)
            objects.push_back(*client::Object::from(data::Document::from(value)));
    return objects;
}

int FakeApiServer::countCalls(std::string_view prefix) const
{
    return static_cast<int>(std::count_if(m_calls.begin(), m_calls.end(), [&](const std::string& call) {
        return std::string_view(call).substr(0, prefix.size()) == prefix;
    }));
}

} // namespace skiff::test
