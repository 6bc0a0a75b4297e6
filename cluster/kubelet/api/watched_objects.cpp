#include "cluster/kubelet/api/watched_objects.h"

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

/// How long a pass waits for the first list of one object.
constexpr std::chrono::seconds FirstListLimit{10};

class ReferenceCollector
{
public:
    explicit ReferenceCollector(const Pod& pod) : m_pod(pod) {}

    std::set<ObjectReference> collect()
    {
        for (const ContainerSpec& container : m_pod.containers())
            addEnvironment(container.node);
        for (const data::Node volume : m_pod.spec()["volumes"])
            addVolume(volume);
        for (const data::Node secret : m_pod.spec()["imagePullSecrets"])
            add(true, secret["name"]);
        return std::move(m_references);
    }

private:
    void add(bool secret, data::Node name)
    {
        if (const std::string_view text = name.asString(); !text.empty())
            m_references.insert({secret, {m_pod.namespaceName(), std::string(text)}});
    }

    void addEnvironment(data::Node container)
    {
        for (const data::Node source : container["envFrom"]) {
            add(false, source["configMapRef"]["name"]);
            add(true, source["secretRef"]["name"]);
        }
        for (const data::Node variable : container["env"]) {
            add(false, variable["valueFrom"]["configMapKeyRef"]["name"]);
            add(true, variable["valueFrom"]["secretKeyRef"]["name"]);
        }
    }

    void addVolume(data::Node volume)
    {
        add(false, volume["configMap"]["name"]);
        add(true, volume["secret"]["secretName"]);
        for (const data::Node source : volume["projected"]["sources"]) {
            add(false, source["configMap"]["name"]);
            add(true, source["secret"]["name"]);
        }
    }

    const Pod& m_pod;
    std::set<ObjectReference> m_references;
};

} // namespace

struct WatchedObjects::Watch
{
    std::set<std::string> pods;                 ///< uids; guarded by the owner's mutex
    std::unique_ptr<client::Informer> informer; ///< main executor; its cache: any thread
    client::Subscription subscription;
};

std::set<ObjectReference> referencesOf(const Pod& pod)
{
    return ReferenceCollector(pod).collect();
}

WatchedObjects::WatchedObjects(client::Client& client, Executor& main, const Clock& clock,
                               std::function<void(const std::set<std::string>& podUids)> onChange)
    : m_client(client), m_main(main), m_clock(clock), m_onChange(std::move(onChange))
{}

WatchedObjects::~WatchedObjects() = default;

void WatchedObjects::setReferences(const std::string& podUid, const std::set<ObjectReference>& references)
{
    std::vector<std::pair<ObjectReference, std::shared_ptr<Watch>>> fresh;
    std::vector<std::shared_ptr<Watch>> dropped; // ended outside the lock: an informer may call back
    {
        MutexLock lock(m_mutex);
        if (m_stopped)
            return;
        for (auto it = m_watches.begin(); it != m_watches.end();) {
            const bool unused =
                !references.count(it->first) && it->second->pods.erase(podUid) > 0 && it->second->pods.empty();
            if (unused)
                dropped.push_back(std::move(it->second));
            it = unused ? m_watches.erase(it) : std::next(it);
        }
        for (const ObjectReference& reference : references) {
            auto& watch = m_watches[reference];
            if (!watch) {
                watch = std::make_shared<Watch>();
                fresh.emplace_back(reference, watch);
            }
            watch->pods.insert(podUid);
        }
    }
    for (const auto& [reference, watch] : fresh)
        begin(reference, watch);
}

void WatchedObjects::begin(const ObjectReference& reference, const std::shared_ptr<Watch>& watch)
{
    client::InformerOptions options;
    options.resource = reference.secret ? client::resources::secrets : client::resources::configMaps;
    options.ns = reference.key.ns;
    options.fieldSelector = "metadata.name=" + reference.key.name;
    const uint64_t seed = std::hash<client::ObjectKey>()(reference.key);
    auto informer = std::make_unique<client::Informer>(m_client, m_main, m_clock, seed, std::move(options));
    watch->subscription =
        informer->subscribe(client::Listener::forAll([this, weak = std::weak_ptr(watch)](const client::ObjectPtr&) {
            std::set<std::string> pods;
            {
                MutexLock lock(m_mutex);
                if (const auto held = weak.lock())
                    pods = held->pods;
            }
            m_onChange(pods);
        }));
    informer->start();
    client::Informer& begun = *informer;
    {
        MutexLock lock(m_mutex);
        watch->informer = std::move(informer);
    }
    begun.whenSynced([this] {
        {
            MutexLock lock(m_mutex);
        }
        m_synced.notify_all();
    });
}

void WatchedObjects::stop()
{
    std::map<ObjectReference, std::shared_ptr<Watch>> watches;
    {
        MutexLock lock(m_mutex);
        m_stopped = true;
        watches.swap(m_watches);
    }
    m_synced.notify_all();
}

Result<std::shared_ptr<const data::Document>> WatchedObjects::configMap(const std::string& namespaceName,
                                                                        const std::string& name)
{
    return get({false, {namespaceName, name}});
}

Result<std::shared_ptr<const data::Document>> WatchedObjects::secret(const std::string& namespaceName,
                                                                     const std::string& name)
{
    return get({true, {namespaceName, name}});
}

Result<std::shared_ptr<const data::Document>> WatchedObjects::get(const ObjectReference& reference)
{
    const std::string_view kind = reference.secret ? "secret" : "configmap";
    const auto notFound = [&] {
        return Error{ErrorCode::NotFound, fmt::format("{} \"{}\" not found", kind, reference.key.name)};
    };
    MutexLock lock(m_mutex);
    const auto synced = [&]() SKIFF_REQUIRES(m_mutex) {
        const auto found = m_watches.find(reference);
        return found == m_watches.end() || (found->second->informer && found->second->informer->isSynced());
    };
    if (!m_synced.wait_for(lock.native(), FirstListLimit, synced))
        return Error{ErrorCode::Timeout,
                     fmt::format("failed to sync {} cache: timed out waiting for the condition", kind)};
    const auto found = m_watches.find(reference);
    if (found == m_watches.end())
        return notFound();
    const client::ObjectPtr object = found->second->informer->cache().get(reference.key);
    if (!object)
        return notFound();
    return object->document();
}

} // namespace skiff::kubelet
