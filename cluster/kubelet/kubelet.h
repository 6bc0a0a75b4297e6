#pragma once

#include "cluster/client/event_recorder.h"
#include "cluster/client/informer_factory.h"
#include "cluster/kubelet/api/api_events.h"
#include "cluster/kubelet/api/token_cache.h"
#include "cluster/kubelet/api/watched_objects.h"
#include "cluster/kubelet/node/node_lease.h"
#include "cluster/kubelet/node/node_registration.h"
#include "cluster/kubelet/probes/prober.h"
#include "cluster/kubelet/status/status_writer.h"
#include "cluster/kubelet/sync/pod_worker.h"
#include "cluster/kubelet/worker_pool.h"

#include <atomic>

namespace skiff::kubelet {

/// The agent's part that runs pods: follows the pods bound to this node and keeps a PodWorker for
/// each, tells the runtime's events to them, and keeps the Node, its Lease and pod statuses true.
///
/// Works on the informers' executor ("main"); blocking work runs on its own pool. start() and
/// stop() belong to the owner's thread, not to main. What runs in the node goes on after stop().
class Kubelet
{
public:
    struct Dependencies
    {
        client::Client& client;
        client::InformerFactory& informers;
        const Clock& clock;
        runtime::RuntimeService& runtime;
        runtime::ImageStore& images;
        runtime::EventSource& events;
        Mounter& mounter;
        NetChecker& net;
    };

    Kubelet(Dependencies dependencies, NodeFacts facts, NodeDescription description);
    ~Kubelet();

    /// Begins; the informers must be started by their owner afterwards.
    void start();
    void stop();

    /// What the server of this node needs to know of one pod.
    struct PodView
    {
        Pod pod;
        PodState state;
    };
    /// Hands the named pod (uid may be empty) to `done` on main; nothing when it is not here.
    void find(const std::string& namespaceName, const std::string& name, const std::string& uid,
              std::function<void(std::optional<PodView>)> done);
    /// The same for all pods of the node.
    void list(std::function<void(std::vector<PodView>)> done);

    Executor& main() { return m_main; }
    WorkerPool& pool() { return m_pool; }
    const NodeFacts& facts() const { return m_facts; }

private:
    void onPod(const client::ObjectPtr& object);
    void onPodGone(const client::ObjectPtr& object);
    void onRuntimeConnected();
    void onRuntimeListed(std::map<std::string, PodMemory> pods);
    void beginWhenKnown();
    void dropOrphans();
    PodWorker& worker(const std::string& uid);
    void renewTokens();
    void rotateAllLogs();
    std::vector<std::shared_ptr<const data::Document>> servicesFor(const std::string& namespaceName);
    Result<std::string> runtimeHandler(const std::string& runtimeClass);

    Dependencies m_dependencies;
    Executor& m_main;
    const NodeFacts m_facts;
    WorkerPool m_pool;
    client::EventRecorder m_recorder;
    ApiEvents m_events;
    WatchedObjects m_objects;
    TokenCache m_tokens;
    PodVolumes m_volumes;
    ImagePuller m_images;
    HandlerRunner m_handlers;
    RuntimeIds m_ids;
    PodContext m_context;

    client::Informer& m_pods;
    client::Informer& m_services;
    client::Subscription m_podSubscription;
    Prober m_prober;
    StatusWriter m_statuses;
    NodeRegistration m_registration;
    NodeLease m_lease;

    std::map<std::string, std::shared_ptr<PodWorker>> m_workers; ///< by pod uid
    std::optional<std::map<std::string, PodMemory>> m_found;     ///< of the runtime, until pods are known
    bool m_podsKnown = false;
    bool m_running = false; ///< both are known: work goes on
    std::atomic<bool> m_stopped{false};
    Timer m_tokenTimer;
    Timer m_rotationTimer;
    Timer m_listRetry;
};

} // namespace skiff::kubelet
