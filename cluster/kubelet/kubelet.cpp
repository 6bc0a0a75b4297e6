#include "cluster/kubelet/kubelet.h"

#include "cluster/base/log.h"
#include "cluster/kubelet/logs/log_rotation.h"
#include "cluster/kubelet/sync/state_reader.h"

#include <algorithm>
#include <future>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

/// Enough for every pod of a full node to wait out its grace period.
constexpr unsigned MostThreads = 160;
constexpr Duration ListRetry = std::chrono::seconds(2);
constexpr Duration TokenPeriod = std::chrono::minutes(5);
constexpr Duration RotationPeriod = std::chrono::seconds(30);
constexpr std::chrono::seconds ServicesLimit{10};

client::InformerOptions podsOf(const std::string& nodeName)
{
    client::InformerOptions options;
    options.resource = client::resources::pods;
    options.fieldSelector = "spec.nodeName=" + nodeName;
    return options;
}

} // namespace

Kubelet::Kubelet(Dependencies dependencies, NodeFacts facts, NodeDescription description)
    : m_dependencies(dependencies),
      m_main(dependencies.informers.executor()),
      m_facts(std::move(facts)),
      m_pool("kubelet-work", MostThreads, m_main),
      m_recorder(dependencies.client, dependencies.clock, "kubelet", m_facts.nodeName),
      m_events(m_recorder),
      m_objects(dependencies.client, m_main, dependencies.clock,
                [this](const std::set<std::string>& uids) {
                    for (const std::string& uid : uids) {
                        if (const auto found = m_workers.find(uid); found != m_workers.end())
                            found->second->refreshVolumes();
                    }
                }),
      m_tokens(dependencies.client, dependencies.clock),
      m_volumes(m_facts.paths, {m_facts.allocatable, m_objects, m_tokens}, dependencies.mounter, dependencies.clock),
      m_images(dependencies.images, m_objects, m_events, dependencies.clock),
      m_handlers(dependencies.runtime, dependencies.net),
      m_context{m_facts,
                dependencies.clock,
                dependencies.runtime,
                m_volumes,
                m_images,
                m_handlers,
                m_objects,
                m_events,
                m_ids,
                [this](const std::string& namespaceName) { return servicesFor(namespaceName); },
                [this](const std::string& runtimeClass) {
                    return runtimeHandler(runtimeClass);
                }},
      m_pods(dependencies.informers.informer(podsOf(m_facts.nodeName))),
      m_services(dependencies.informers.informer(client::resources::services)),
      m_prober({m_handlers, m_events, dependencies.clock, m_main, m_pool,
                [this](const std::string& uid, const ProbeResults& results) {
                    if (const auto found = m_workers.find(uid); found != m_workers.end())
                        found->second->probesChanged(results);
                }}),
      m_statuses(dependencies.client, m_main),
      m_registration({dependencies.client, m_recorder, dependencies.runtime, dependencies.images, dependencies.clock,
                      m_main, m_pool},
                     std::move(description)),
      m_lease(dependencies.client, dependencies.clock, m_main, m_facts.nodeName,
              [this] { return m_registration.uid(); })
{}

Kubelet::~Kubelet()
{
    stop();
}

void Kubelet::start()
{
    m_main.post([this] {
        client::Listener listener;
        listener.onAdd = [this](const client::ObjectPtr& object) {
            onPod(object);
        };
        listener.onUpdate = [this](const client::ObjectPtr& before, const client::ObjectPtr& now) {
            if (before->uid() != now->uid())
                onPodGone(before);
            onPod(now);
        };
        listener.onDelete = [this](const client::ObjectPtr& last) {
            onPodGone(last);
        };
        m_podSubscription = m_pods.subscribe(std::move(listener));
        m_pods.whenSynced([this] {
            m_podsKnown = true;
            beginWhenKnown();
        });
        m_registration.start();
        m_lease.start();
        m_tokenTimer = m_main.postAfter(TokenPeriod, [this] { renewTokens(); });
        m_rotationTimer = m_main.postAfter(RotationPeriod, [this] { rotateAllLogs(); });
    });
    m_dependencies.events.start({
        [this](const runtime::RuntimeEvent& event) {
            const auto uid = m_ids.podOf(event.id);
            if (uid)
                m_main.post([this, uid = *uid, id = event.id] {
                    if (const auto found = m_workers.find(uid); found != m_workers.end())
                        found->second->runtimeChanged(id);
                });
        },
        [this] { m_main.post([this] { onRuntimeConnected(); }); },
        [this](const Error& error) {
            log::warning("kubelet", "container runtime: {}", error.message);
            m_main.post([this] { m_registration.check(); });
        },
    });
}

void Kubelet::stop()
{
    if (m_stopped.exchange(true))
        return;
    m_dependencies.events.stop();
    std::promise<void> done;
    m_main.post([this, &done] {
        m_podSubscription.reset();
        m_tokenTimer.cancel();
        m_rotationTimer.cancel();
        m_listRetry.cancel();
        m_registration.stop();
        m_lease.stop();
        for (const auto& [uid, worker] : m_workers) {
            worker->stop();
            m_prober.remove(uid);
        }
        m_objects.stop();
        done.set_value();
    });
    done.get_future().wait();
    m_pool.stop();
    // What the pool's last tasks posted to main refers to this object: let it pass.
    std::promise<void> drained;
    m_main.post([this, &drained] {
        m_workers.clear();
        m_statuses.stop();
        drained.set_value();
    });
    drained.get_future().wait();
}

void Kubelet::onRuntimeConnected()
{
    if (m_stopped)
        return;
    m_registration.check();
    m_pool.post([this] {
        auto pods = readAllPods(m_context, {});
        m_main.post([this, pods = std::make_shared<decltype(pods)>(std::move(pods))] {
            if (m_stopped)
                return;
            if (pods->ok())
                return onRuntimeListed(std::move(pods->value()));
            log::warning("kubelet", "cannot list what the runtime has: {}", pods->error().message);
            m_listRetry = m_main.postAfter(ListRetry, [this] { onRuntimeConnected(); });
        });
    });
}

void Kubelet::onRuntimeListed(std::map<std::string, PodMemory> pods)
{
    if (!m_running) {
        m_found = std::move(pods);
        return beginWhenKnown();
    }
    // Events were lost: everything is looked at again, also what this list no longer has.
    for (const auto& [uid, held] : m_workers) {
        for (const auto& sandbox : held->state().sandboxes)
            held->runtimeChanged(sandbox.sandbox.id);
        for (const auto& container : held->state().containers)
            held->runtimeChanged(container.container.id);
    }
    for (const auto& [uid, memory] : pods) {
        const auto found = m_workers.find(uid);
        if (found == m_workers.end())
            continue;
        for (const std::string& id : memory.staleSandboxes)
            found->second->runtimeChanged(id);
        for (const std::string& id : memory.staleContainers)
            found->second->runtimeChanged(id);
    }
}

void Kubelet::beginWhenKnown()
{
    if (m_running || !m_podsKnown || !m_found)
        return;
    m_running = true;
    for (auto& [uid, memory] : *m_found)
        worker(uid).adopt(std::move(memory));
    m_found.reset();
    for (const client::ObjectPtr& object : m_pods.cache().list())
        onPod(object);
    dropOrphans();
}

/// What the runtime or the disk has of pods that the API no longer knows ends and goes.
void Kubelet::dropOrphans()
{
    for (const std::string& uid : m_volumes.podsOnDisk())
        worker(uid);
    for (const auto& [uid, held] : m_workers) {
        if (!held->pod())
            held->objectGone(std::nullopt);
    }
}

PodWorker& Kubelet::worker(const std::string& uid)
{
    auto& held = m_workers[uid];
    if (!held) {
        PodWorkerHost host;
        host.onStatus = [this](const Pod& pod, data::Value status) {
            m_statuses.set(pod, std::move(status));
        };
        host.onState = [this](const Pod& pod, const PodState& state) {
            m_prober.update(pod, state);
        };
        host.onEnding = [this](const std::string& podUid) {
            m_prober.remove(podUid);
        };
        host.onEnded = [this](const Pod& pod, data::Value status) {
            m_statuses.finish(pod, std::move(status));
        };
        host.onRemoved = [this](const std::string& podUid) {
            m_main.post([this, podUid] { m_workers.erase(podUid); });
            m_objects.forget(podUid);
            m_tokens.forget(podUid);
        };
        held = std::make_shared<PodWorker>(uid, m_context, m_main, m_pool, std::move(host));
    }
    return *held;
}

void Kubelet::onPod(const client::ObjectPtr& object)
{
    if (!m_running || m_stopped)
        return;
    Pod pod(object->document());
    m_objects.setReferences(pod.uid(), referencesOf(pod));
    worker(pod.uid()).update(std::move(pod));
}

void Kubelet::onPodGone(const client::ObjectPtr& object)
{
    const std::string uid(object->uid());
    m_statuses.forget(uid);
    if (const auto found = m_workers.find(uid); found != m_workers.end())
        found->second->objectGone(Pod(object->document()));
}

void Kubelet::renewTokens()
{
    for (const std::string& uid : m_tokens.podsToRenew(m_dependencies.clock.now())) {
        if (const auto found = m_workers.find(uid); found != m_workers.end())
            found->second->refreshVolumes();
    }
    Duration next = TokenPeriod;
    if (const auto due = m_tokens.nextRenewal())
        next = std::clamp<Duration>(*due - m_dependencies.clock.now(), std::chrono::seconds(10), TokenPeriod);
    m_tokenTimer = m_main.postAfter(next, [this] { renewTokens(); });
}

void Kubelet::rotateAllLogs()
{
    std::vector<runtime::ContainerStatus> running;
    for (const auto& [uid, held] : m_workers) {
        for (const runtime::ContainerStatus& status : held->state().containers) {
            if (status.container.state == runtime::ContainerState::Running)
                running.push_back(status);
        }
    }
    if (!running.empty()) {
        m_pool.post([this, running = std::move(running)] {
            rotateLogs(m_dependencies.runtime, running, {}, m_dependencies.clock.now());
        });
    }
    m_rotationTimer = m_main.postAfter(RotationPeriod, [this] { rotateAllLogs(); });
}

std::vector<std::shared_ptr<const data::Document>> Kubelet::servicesFor(const std::string& namespaceName)
{
    if (!m_services.isSynced()) {
        auto synced = std::make_shared<std::promise<void>>();
        m_main.post([this, synced] { m_services.whenSynced([synced] { synced->set_value(); }); });
        (void)synced->get_future().wait_for(ServicesLimit);
    }
    std::vector<std::shared_ptr<const data::Document>> documents;
    for (const client::ObjectPtr& service : m_services.cache().list(namespaceName))
        documents.push_back(service->document());
    if (const auto api = m_services.cache().get({"default", "kubernetes"}); api && namespaceName != "default")
        documents.push_back(api->document());
    return documents;
}

Result<std::string> Kubelet::runtimeHandler(const std::string& runtimeClass)
{
    constexpr client::ResourceRef RuntimeClasses{"node.k8s.io", "v1", "runtimeclasses", "RuntimeClass", false};
    SKIFF_TRY_ASSIGN(const client::ObjectPtr object, m_dependencies.client.get(RuntimeClasses, {{}, runtimeClass}, {}));
    return std::string((*object)["handler"].asString());
}

void Kubelet::find(const std::string& namespaceName, const std::string& name, const std::string& uid,
                   std::function<void(std::optional<PodView>)> done)
{
    m_main.post([this, namespaceName, name, uid, done = std::move(done)] {
        for (const auto& [workerUid, held] : m_workers) {
            const auto& pod = held->pod();
            if (pod && pod->name() == name && pod->namespaceName() == namespaceName &&
                (uid.empty() || uid == workerUid))
                return done(PodView{*pod, held->state()});
        }
        done(std::nullopt);
    });
}

void Kubelet::list(std::function<void(std::vector<PodView>)> done)
{
    m_main.post([this, done = std::move(done)] {
        std::vector<PodView> pods;
        for (const auto& [uid, held] : m_workers) {
            if (held->pod())
                pods.push_back({*held->pod(), held->state()});
        }
        done(std::move(pods));
    });
}

} // namespace skiff::kubelet
