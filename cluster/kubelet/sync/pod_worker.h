#pragma once

#include "cluster/base/executor.h"
#include "cluster/kubelet/sync/pod_context.h"
#include "cluster/kubelet/sync/pod_memory.h"

#include <memory>
#include <stop_token>

namespace skiff::kubelet {

/// What a PodWorker tells its owner, on the main executor.
struct PodWorkerHost
{
    std::function<void(const Pod& pod, data::Value status)> onStatus;
    /// What runs now, for the probes; called after each pass.
    std::function<void(const Pod& pod, const PodState& state)> onState;
    /// It is being ended: no probe matters any more.
    std::function<void(const std::string& uid)> onEnding;
    /// A deleted pod has ended: its last status goes out, then its object may go.
    std::function<void(const Pod& pod, data::Value lastStatus)> onEnded;
    /// Everything of the pod is gone: the worker may be destroyed (not inside the call).
    std::function<void(const std::string& uid)> onRemoved;
};

/// Runs one pod from its first sight to its removal: passes over it one at a time, each on a pool
/// thread, whenever something changed.
///
/// Owned by the Kubelet through shared_ptr, since a pass under way holds it. All methods belong to
/// the main executor; only the pass itself runs elsewhere.
class PodWorker : public std::enable_shared_from_this<PodWorker>
{
public:
    PodWorker(std::string uid, const PodContext& context, Executor& main, Executor& pool, PodWorkerHost host);

    /// The pod's object is new or changed.
    void update(Pod pod);
    /// The pod's object is gone: end what runs, then remove everything. `last` is what it was at its
    /// end: a forced deletion says there that there is no time left.
    void objectGone(const std::optional<Pod>& last);
    /// What the runtime already has of it, from before this process.
    void adopt(PodMemory memory);
    /// A sandbox or container of it changed.
    void runtimeChanged(const std::string& id);
    void probesChanged(ProbeResults probes);
    /// An object it refers to changed, or a token grows old.
    void refreshVolumes();
    /// Cancels the pass under way and begins no other.
    void stop();

    const std::string& uid() const { return m_uid; }
    const std::optional<Pod>& pod() const { return m_pod; }
    /// The state as of the last pass.
    const PodState& state() const { return m_seen; }

private:
    enum class Step : uint8_t
    {
        Live,
        Ending,
        Ended,
        Removing,
        Removed
    };

    void end(std::chrono::seconds grace);
    void schedule();
    void begin();
    void finish(std::function<void()> result);
    void runLive();
    void runEnd();
    void runRemove();
    void takeStale();

    const std::string m_uid;
    const PodContext& m_context;
    Executor& m_main;
    Executor& m_pool;
    PodWorkerHost m_host;

    std::optional<Pod> m_pod;
    ProbeResults m_probes;
    PodState m_seen;
    std::shared_ptr<PodMemory> m_memory; ///< with the pass while m_busy
    std::set<std::string> m_changedIds;  ///< not yet given to a pass
    Step m_step = Step::Live;
    std::chrono::seconds m_grace{30};
    bool m_objectGone = false;
    bool m_refreshVolumes = false;
    bool m_busy = false;
    bool m_again = false;
    bool m_stopped = false;
    std::stop_source m_stop;
    Timer m_timer;
};

} // namespace skiff::kubelet
